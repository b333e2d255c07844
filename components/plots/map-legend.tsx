import styles from './map-legend.module.css';

/** What the cells of the map mean, by colour and by shape. Always on screen. */
export function MapLegend() {
  return (
    <ul className={styles.legend} aria-label="Legend">
      <li>
        <i className={styles.free} />
        Free
      </li>
      <li>
        <i className={styles.fresh} />
        <i className={styles.later} />
        <i className={styles.old} />
        Claimed, new to old
      </li>
      <li>
        <i className={styles.mine} />
        Mine
      </li>
      <li>
        <i className={styles.followed} />
        Followed
      </li>
    </ul>
  );
}
