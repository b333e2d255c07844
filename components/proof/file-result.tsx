'use client';

import type { FileView } from '#lib/feed/file-view.ts';
import { t } from '#lib/language/t.ts';
import { useStatus } from '../use-answers.ts';
import { BlockResult } from './block-result.tsx';
import { FileHeadline } from './file-headline.tsx';
import styles from './file-result.module.css';
import { sentenceOn } from './file-sentences.ts';
import { TxResult } from './tx-result.tsx';

type Props = { readonly name: string; readonly view: FileView };

/** What was found in a file: a verdict in a word and a sentence, what it rests on, and what is said in it. */
export function FileResult({ name, view }: Props) {
  const { data: status } = useStatus();
  const tip = status?.feed.headerHeight;
  return (
    <section className={styles.result} aria-label={t('What {name} proves', { name })}>
      <p className={styles.name}>{name}</p>
      {view.kind === 'problem' ? (
        <FileHeadline
          word={t('This does not check out')}
          glyph="no"
          tone="bad"
          sentence={sentenceOn(view.issue)}
        />
      ) : view.kind === 'block' ? (
        <BlockResult block={view} tip={tip} />
      ) : (
        <TxResult found={view} tip={tip} />
      )}
    </section>
  );
}
