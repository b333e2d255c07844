'use client';

import { useState } from 'react';
import type { ContentView } from '#lib/media/inscription-view.ts';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { byteSize } from '../ui/format.ts';
import { judgementWords } from './judgement-words.ts';
import styles from './player.module.css';
import { useBlobUrl } from './use-blob-url.ts';

/** Sound and film. Nothing plays before somebody presses, and nothing is decoded before then. */
export function Player({ content }: { readonly content: ContentView }) {
  const { judgement = { shown: 'now' }, shownAs, body, contentType } = content;
  const [isAsked, setIsAsked] = useState(false);
  const [isBroken, setIsBroken] = useState(false);
  const isOpen = judgement.shown === 'now' || (judgement.shown === 'asked' && isAsked);
  const url = useBlobUrl(isOpen ? body : undefined, contentType);
  const name = t('{more} without a description', { more: shownAs === 'audio' ? t('Sound') : t('Film') });
  return (
    <figure className={styles.player}>
      {isOpen && !isBroken && url !== undefined && shownAs === 'audio' && (
        // There are no captions on a chain.
        // oxlint-disable-next-line jsx-a11y/media-has-caption
        <audio src={url} controls preload="none" aria-label={name} onError={() => setIsBroken(true)} />
      )}
      {isOpen && !isBroken && url !== undefined && shownAs === 'video' && (
        // oxlint-disable-next-line jsx-a11y/media-has-caption
        <video src={url} controls preload="metadata" aria-label={name} onError={() => setIsBroken(true)} />
      )}
      {isBroken && <p>{t('This browser cannot play it.')}</p>}
      {judgement.shown !== 'now' && !isOpen && (
        <>
          <p>{judgementWords(judgement, content)}</p>
          {judgement.shown === 'asked' && (
            <Button small onClick={() => setIsAsked(true)}>
              {t('Load anyway')}
            </Button>
          )}
        </>
      )}
      <figcaption>
        {contentType} {byteSize(body.length)}
      </figcaption>
    </figure>
  );
}
