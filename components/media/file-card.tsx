'use client';

import type { ContentView } from '#lib/media/inscription-view.ts';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { byteSize } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import styles from './file-card.module.css';
import { saveBytes } from './save-bytes.ts';

/** Bytes that are not shown: what they are declared to be, and a way to keep them. */
export function FileCard({ content, id }: { readonly content: ContentView; readonly id: string }) {
  const { body, contentType, issue } = content;
  return (
    <div className={styles.card}>
      <Icon name="file" />
      <p>{whyNot(issue?.message)}</p>
      <p className={styles.small}>
        {contentType === '' ? t('No type is declared') : <bdi>{contentType}</bdi>}, {byteSize(body.length)}
      </p>
      <Button small onClick={() => saveBytes(`nabo-content-${id.slice(0, 8)}.bin`, body)}>
        <Icon name="download" small />
        {t('Save as a file')}
      </Button>
    </div>
  );
}

const whyNot = (reason: string | undefined): string =>
  reason === undefined
    ? t('A kind of file that is not shown here.')
    : t('It is not drawn: {reason}.', { reason });
