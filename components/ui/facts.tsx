import type { ReactNode } from 'react';
import styles from './facts.module.css';

export type Fact = { readonly label: string; readonly value: ReactNode };

/** Labels at the left, values at the right. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(({ label, value }) => (
        <div key={label} className={styles.fact}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Title of a part of a screen or pane, with small print at its right. */
export function PartTitle({
  children,
  note,
  id,
}: {
  readonly children: ReactNode;
  readonly note?: ReactNode;
  readonly id?: string;
}) {
  return (
    <h2 className={styles.title} id={id}>
      {children}
      {note !== undefined && <small>{note}</small>}
    </h2>
  );
}
