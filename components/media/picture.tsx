'use client';

import { type CSSProperties, useEffect, useRef, useState } from 'react';
import type { ContentView } from '#lib/media/inscription-view.ts';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { byteSize, count } from '../ui/format.ts';
import { judgementWords } from './judgement-words.ts';
import styles from './picture.module.css';
import { useBlobUrl } from './use-blob-url.ts';

type Props = {
  readonly content: ContentView;
  /** What it shows, in words, where its author gave some. */
  readonly alt?: string;
};

/**
 * A picture whose header was read and whose cost was judged before anything decodes it. Its box has its shape before the
 * bytes are drawn, and what is too much waits for a press or is never drawn.
 */
export function Picture({ content, alt = t('A picture without a description') }: Props) {
  const { judgement = { shown: 'now' }, picture, body, contentType } = content;
  const [isAsked, setIsAsked] = useState(false);
  const [isBroken, setIsBroken] = useState(false);
  const isDrawn = judgement.shown === 'now' || (judgement.shown === 'asked' && isAsked);
  const url = useBlobUrl(isDrawn ? body : undefined, contentType);
  const box = useShape(picture?.width ?? 1, picture?.height ?? 1);
  if (picture === undefined) return null;
  return (
    <figure ref={box} className={styles.picture}>
      {isDrawn && !isBroken && url !== undefined && (
        <img
          src={url}
          alt={alt}
          width={picture.width}
          height={picture.height}
          decoding="async"
          loading="lazy"
          onError={() => setIsBroken(true)}
        />
      )}
      {isBroken && <p>{t('These bytes are not a picture that this browser can draw.')}</p>}
      {judgement.shown !== 'now' && !isDrawn && (
        <div className={styles.ask}>
          <p>{judgementWords(judgement, content)}</p>
          {judgement.shown === 'asked' && (
            <Button small onClick={() => setIsAsked(true)}>
              {t('Load anyway')}
            </Button>
          )}
        </div>
      )}
      <figcaption>
        {picture.format.toUpperCase()} {count(picture.width)} × {count(picture.height)}{' '}
        {byteSize(body.length)}
      </figcaption>
    </figure>
  );
}

/** Gives the box its shape through the style object, because the page's policy allows no style in markup. */
function useShape(width: number, height: number) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const shape: CSSProperties['aspectRatio'] = `${width} / ${height}`;
    box.current?.style.setProperty('aspect-ratio', shape);
  }, [width, height]);
  return box;
}
