import { t } from '#lib/language/t.ts';
import { classes } from '../ui/classes.ts';
import { count, plural } from '../ui/format.ts';
import { Hidden } from '../ui/hidden.tsx';
import styles from './count-ring.module.css';
import type { TextMeasure } from './measure-text.ts';

/** From here on the number is read out as well. */
const NEARLY_FULL = 20;

/** How full the post is: a ring for a glance, a number for the rest. */
export function CountRing({ measure: { share, left } }: { readonly measure: TextMeasure }) {
  const over = share > 1;
  return (
    <span className={classes(styles.count, over && styles.over)}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="9.5" />
        <circle
          className={styles.value}
          cx="12"
          cy="12"
          r="9.5"
          pathLength="100"
          strokeDasharray={`${Math.min(share, 1) * 100} 100`}
        />
      </svg>
      <span aria-hidden="true">{count(left)}</span>
      <Hidden>
        <span aria-live="polite">
          {left < 0
            ? t('{characters} too many', { characters: plural(-left, 'character', 'characters') })
            : left <= NEARLY_FULL &&
              t('{characters} left', { characters: plural(left, 'character', 'characters') })}
        </span>
      </Hidden>
    </span>
  );
}
