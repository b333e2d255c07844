import type { ReactNode } from 'react';
import styles from './pill.module.css';

/** News that waits to be asked for, in a row that it never leaves. */
export function Pill({ children, onPress }: { readonly children: ReactNode; readonly onPress: () => void }) {
  return (
    <button type="button" className={styles.pill} onClick={onPress}>
      {children}
    </button>
  );
}
