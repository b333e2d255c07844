import type { ReactNode } from 'react';
import styles from './tag.module.css';
import { classes } from './classes.ts';

type Props = {
  readonly kind: 'test' | 'warn';
  /** What the word means, for a pointer that rests on it. */
  readonly title?: string;
  readonly children: ReactNode;
};

/** A short word in a box. `test` is violet with a diamond, `warn` amber and dashed: never colour alone. */
export function Tag({ kind, title, children }: Props) {
  return (
    <span className={classes(styles.tag, styles[kind])} title={title}>
      {children}
    </span>
  );
}
