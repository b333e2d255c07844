import styles from './account.module.css';

const DOORS = [14, 70, 126];

/** Three arches: one with a light for this device, and one for each form in which a copy exists. */
export function Doors({ open }: { readonly open: number }) {
  return (
    <svg className={styles.doors} viewBox="0 0 168 64" aria-hidden="true">
      <path className={styles.ground} d="M0 56h168" />
      {DOORS.map((x, at) => (
        <path key={x} className={styles.door} data-open={at < open} d={`M${x} 56V30a14 14 0 0 1 28 0v26z`} />
      ))}
      <rect className={styles.lit} x="24" y="42" width="8" height="14" rx="1.5" />
    </svg>
  );
}
