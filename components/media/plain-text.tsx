import { t } from '#lib/language/t.ts';
import { count } from '../ui/format.ts';
import styles from './plain-text.module.css';

/** A browser takes seconds over a text of megabytes. */
const MOST = 50_000;

/** Text as it stands, and never as anything else. */
export function PlainText({ text, isCode = false }: { readonly text: string; readonly isCode?: boolean }) {
  const shown = text.slice(0, MOST).toWellFormed();
  const left = text.length - shown.length;
  return (
    <div className={styles.text} data-code={isCode}>
      <pre dir="auto">{shown}</pre>
      {left > 0 && <p>{t('And {left} characters more, in the file.', { left: count(left) })}</p>}
    </div>
  );
}
