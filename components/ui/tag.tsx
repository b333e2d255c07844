import type { ReactNode } from 'react';
import styles from './tag.module.css';
import { classes } from './classes.ts';

/** A short word in a box. `test` is violet with a diamond, `warn` amber and dashed: never colour alone. */
export function Tag({ kind, children }: { readonly kind: 'test' | 'warn'; readonly children: ReactNode }) {
  return <span className={classes(styles.tag, styles[kind])}>{children}</span>;
}
