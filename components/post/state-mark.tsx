import { classes } from '../ui/classes.ts';
import { Hidden } from '../ui/hidden.tsx';
import { Glyph } from '../ui/icon.tsx';
import styles from './state-mark.module.css';
import type { Whereabouts } from './whereabouts.ts';

/** The glyph at the far right of a post. Grey is the norm; an exception has a word and a colour. */
export function StateMark({ at }: { readonly at: Whereabouts }) {
  return (
    <span className={classes(styles.mark, styles[at.tone])} title={at.name}>
      {at.word !== undefined && <span aria-hidden="true">{at.word}</span>}
      <Glyph name={at.glyph} />
      <Hidden>{at.name}</Hidden>
    </span>
  );
}
