import { t } from '#lib/language/t.ts';
import { rich } from '../ui/rich.ts';
import styles from './map-legend.module.css';

/** What the cells of the map mean, by colour and by shape. Always on screen. */
export function MapLegend() {
  return (
    <ul className={styles.legend} aria-label={t('Legend')}>
      <li>{rich('{i}Free', { i: <i className={styles.free} /> })}</li>
      <li>
        {rich('{i}{i2}{i3}Claimed, new to old', {
          i: <i className={styles.fresh} />,
          i2: <i className={styles.later} />,
          i3: <i className={styles.old} />,
        })}
      </li>
      <li>{rich('{i}Mine', { i: <i className={styles.mine} /> })}</li>
      <li>{rich('{i}Followed', { i: <i className={styles.followed} /> })}</li>
    </ul>
  );
}
