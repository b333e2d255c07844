'use client';

import { useMemo, useState } from 'react';
import { judgePicture } from '#lib/media/caps.ts';
import { readPictureHeader } from '#lib/media/pictures/index.ts';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { judgementWords } from './judgement-words.ts';
import styles from './post-picture.module.css';
import { drawingUrl } from './drawing-url.ts';
import { useBlobUrl } from './use-blob-url.ts';

type Props = {
  /** Absent until they were read; `null` when this device has them not. */
  readonly bytes: Uint8Array<ArrayBuffer> | null | undefined;
  /** The type that the bytes were found to have, without parameters. */
  readonly type: string;
  /** What its writer says is on it. */
  readonly alt?: string;
};

/** The picture of a post inside the box that waits for it. Its header is read, and its cost judged, before it is decoded. */
export function PostPicture({ bytes, type, alt = t('No description was given') }: Props) {
  const isDrawing = type === 'image/svg+xml';
  const [isAsked, setIsAsked] = useState(false);
  const [isBroken, setIsBroken] = useState(false);
  const header = useMemo(
    () => (bytes == null || isDrawing ? undefined : readPictureHeader(bytes, type)),
    [bytes, type, isDrawing],
  );
  const picture = header?.ok === true ? header.value : undefined;
  const judgement = bytes != null && picture !== undefined ? judgePicture(bytes.length, picture) : undefined;
  const isDrawn = judgement?.shown === 'now' || (isAsked && judgement?.shown !== 'never');
  const blobUrl = useBlobUrl(isDrawn && !isDrawing ? (bytes ?? undefined) : undefined, type);
  const url = isDrawing && isAsked && bytes != null ? drawingUrl(bytes) : blobUrl;

  if (bytes === undefined) return null;
  if (bytes === null) return <p>{t('The picture is not on this device.')}</p>;
  if (isBroken || header?.ok === false) return <p>{t('These bytes are not a picture that can be drawn.')}</p>;
  if (isDrawing && !isAsked)
    return (
      <div className={styles.ask}>
        <p>{t('A drawing that anybody can write. It is drawn when you ask, and runs nothing.')}</p>
        <Button small onClick={() => setIsAsked(true)}>
          {t('Draw it')}
        </Button>
      </div>
    );
  if (judgement !== undefined && judgement.shown !== 'now' && !isDrawn)
    return (
      <div className={styles.ask}>
        <p>{judgementWords(judgement, { body: bytes, ...(picture !== undefined && { picture }) })}</p>
        {judgement.shown === 'asked' && (
          <Button small onClick={() => setIsAsked(true)}>
            {t('Load anyway')}
          </Button>
        )}
      </div>
    );
  return (
    url !== undefined && (
      <img
        src={url}
        alt={alt}
        decoding="async"
        loading="lazy"
        {...(picture !== undefined && { width: picture.width, height: picture.height })}
        onError={() => setIsBroken(true)}
      />
    )
  );
}
