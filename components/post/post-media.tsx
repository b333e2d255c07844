'use client';

import { useEffect, useState } from 'react';
import type { MediaView } from '#lib/feed/post-view.ts';
import { useMedia } from '../use-answers.ts';
import { Button } from '../ui/button.tsx';
import { byteSize } from '../ui/format.ts';
import styles from './post-media.module.css';

/** Kinds of picture that an `<img>` shows without running anything. */
const PICTURES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
]);

/**
 * A page to whoever opens it, a picture in an `<img>`: there it runs nothing and asks nobody. But a few lines of it can
 * keep a browser drawing for hours, so it is drawn only for a reader who asks.
 */
const DRAWING = 'image/svg+xml';

/** A picture that came inside the post. Its box has its size before the bytes are there. */
export function PostMedia({ media }: { readonly media: MediaView }) {
  const { data: bytes, isPending } = useMedia(media.id);
  const type = media.contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const isDrawing = type === DRAWING;
  const [isAsked, setIsAsked] = useState(false);
  const blobUrl = useBlobUrl(PICTURES.has(type) ? (bytes ?? undefined) : undefined, type);
  const url = isDrawing && isAsked && bytes != null ? drawingUrl(bytes) : blobUrl;
  const [broken, setBroken] = useState(false);

  return (
    <figure className={styles.media}>
      {url !== undefined && !broken ? (
        <img src={url} alt="No description was given" decoding="async" onError={() => setBroken(true)} />
      ) : isDrawing && !isAsked ? (
        <div className={styles.ask}>
          <p>A drawing that anybody can write. It is drawn when you ask, and runs nothing.</p>
          <Button small onClick={() => setIsAsked(true)}>
            Draw it
          </Button>
        </div>
      ) : (
        <p>{wordsFor(isPending, broken, isDrawing || PICTURES.has(type), bytes === null)}</p>
      )}
      <figcaption>
        {isDrawing ? 'SVG' : type.replace('image/', '').toUpperCase()} {byteSize(media.bytes)}
      </figcaption>
    </figure>
  );
}

function wordsFor(isPending: boolean, broken: boolean, isKnown: boolean, isMissing: boolean): string {
  if (!isKnown) return 'A kind of picture that is not shown here.';
  if (broken) return 'These bytes are not a picture.';
  if (isMissing) return 'The picture is not on this device.';
  return isPending ? '' : 'Drawing it.';
}

/** Whatever opens this address by itself is a page of nobody, where one made of a blob would be a page of ours. */
const drawingUrl = (bytes: Uint8Array): string =>
  `data:${DRAWING},${encodeURIComponent(new TextDecoder().decode(bytes))}`;

/** An address for bytes that no host is asked for; it lives as long as the picture is on screen. */
function useBlobUrl(bytes: Uint8Array<ArrayBuffer> | undefined, type: string): string | undefined {
  const [made, setMade] = useState<{ readonly of: Uint8Array; readonly url: string }>();
  useEffect(() => {
    if (bytes === undefined) return undefined;
    const url = URL.createObjectURL(new Blob([bytes], { type }));
    // An object URL has to be given back, so it is made where React promises to clean up.
    // oxlint-disable-next-line react/set-state-in-effect
    setMade({ of: bytes, url });
    return () => URL.revokeObjectURL(url);
  }, [bytes, type]);
  return made !== undefined && made.of === bytes ? made.url : undefined;
}
