'use client';

import type { ContentView } from '#lib/media/inscription-view.ts';
import { byteSize } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import styles from './file-card.module.css';
import { PlainText } from './plain-text.tsx';

/** A web page, shut: its size and its source. */
export function PageCard({ content }: { readonly content: ContentView; readonly id: string }) {
  const { body, contentType } = content;
  return (
    <>
      <div className={styles.card}>
        <Icon name="file" />
        <p>A web page that somebody put on the chain. It is shut.</p>
        <p className={styles.small}>
          {contentType}, {byteSize(body.length)}
        </p>
      </div>
      <details>
        <summary className={styles.small}>Its source</summary>
        <PlainText text={new TextDecoder().decode(body)} isCode />
      </details>
    </>
  );
}
