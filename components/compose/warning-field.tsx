import type { DraftPart } from '#lib/publish/publication.ts';
import { t } from '#lib/language/t.ts';
import styles from './warning-field.module.css';

/** One line, as long as a post can carry. */
const LONGEST = 120;

type Props = {
  readonly warning: string;
  readonly onChange: (change: Pick<DraftPart, 'warning'>) => void;
};

/** What a reader is asked before the words are shown. */
export function WarningField({ warning, onChange }: Props) {
  return (
    <input
      className={styles.field}
      aria-label={t('What the warning says')}
      placeholder={t('Warn of what? The words below are shown after a press')}
      maxLength={LONGEST}
      dir="auto"
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- a press on the tool asked for this field
      autoFocus={warning === ''}
      value={warning}
      onChange={({ target }) => onChange({ warning: target.value })}
    />
  );
}
