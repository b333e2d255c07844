import type { FileRecord } from '#lib/feed/file-view.ts';
import { listed } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import styles from './file-result.module.css';
import { wordsOf } from './record-words.ts';

type Props = { readonly before: string; readonly records: readonly FileRecord[] };

/** What is said besides posts, in one sentence; nothing where nothing is. */
export function SaidRecords({ before, records }: Props) {
  if (records.length === 0) return null;
  const said = [...new Set(records.map(wordsOf))];
  return (
    <p className={styles.records}>
      <Icon name="block" small />
      {before} {listed(said)}.
    </p>
  );
}
