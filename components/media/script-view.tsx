import type { ScriptListing } from '#lib/media/script-lines.ts';
import { t } from '#lib/language/t.ts';
import { count, plural } from '../ui/format.ts';
import styles from './script-view.module.css';

/** A script as it is run: one line an operation, each with what it does. */
export function ScriptView({ script: { lines, more, isCut } }: { readonly script: ScriptListing }) {
  return (
    <div className={styles.script}>
      <ol>
        {lines.map(({ offset, name, does, bytes, data }) => (
          <li key={offset}>
            <span className={styles.offset}>{offset}</span>
            <b>{name}</b>
            <span className={styles.does}>
              {does}
              {bytes !== undefined && data !== undefined && (
                <>
                  {': '}
                  <bdi className={styles.data}>{data}</bdi>
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
      {more > 0 && (
        <p>{t('And {operations} more.', { operations: plural(more, 'operation', 'operations') })}</p>
      )}
      {isCut && (
        <p>
          {t('It breaks off within a push, after {lines} operations.', { lines: count(lines.length + more) })}
        </p>
      )}
    </div>
  );
}
