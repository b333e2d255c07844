'use client';

import { useState } from 'react';
import type { ContentView } from '#lib/media/inscription-view.ts';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { byteSize } from '../ui/format.ts';
import { drawingUrl } from './drawing-url.ts';
import { PageCard } from './page-card.tsx';
import styles from './picture.module.css';

/** Larger ones are offered as a file: their address would be longer than browsers take. */
const MOST_BYTES = 500_000;

/**
 * SVG: a page to whoever opens it, a picture in an `<img>`, where it runs nothing and asks nobody. But a few lines of it can
 * keep a browser drawing for hours, so it is drawn only for a reader who asks.
 */
export function Drawing({ content, id }: { readonly content: ContentView; readonly id: string }) {
  const { body } = content;
  const [isAsked, setIsAsked] = useState(false);
  const [isBroken, setIsBroken] = useState(false);
  const fits = body.length <= MOST_BYTES;
  return (
    <>
      <figure className={styles.picture}>
        {isAsked && !isBroken ? (
          <img
            className={styles.drawing}
            src={drawingUrl(body)}
            alt={t('A drawing without a description')}
            decoding="async"
            onError={() => setIsBroken(true)}
          />
        ) : (
          <div className={styles.ask}>
            <p>{wordsFor(fits, isBroken)}</p>
            {fits && !isBroken && (
              <Button small onClick={() => setIsAsked(true)}>
                {t('Draw it')}
              </Button>
            )}
          </div>
        )}
        <figcaption>{t('SVG {body}', { body: byteSize(body.length) })}</figcaption>
      </figure>
      <PageCard content={content} id={id} />
    </>
  );
}

function wordsFor(fits: boolean, isBroken: boolean): string {
  if (isBroken) return t('These bytes are not a drawing that this browser can draw.');
  return fits
    ? t('A drawing that anybody can write. It is drawn when you ask, and runs nothing.')
    : t('A drawing of more than 500 kB is not drawn here.');
}
