import { epochOf } from '#lib/plots/world.ts';
import { t } from '#lib/language/t.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import styles from './map-crumbs.module.css';

/** Where on the map a district is; each part leads there. */
export const DistrictCrumbs = ({ height }: { readonly height: number }) => (
  <nav className={styles.crumbs} aria-label={t('Where')}>
    <Link to={{ screen: 'map' }}>{t('World')}</Link>
    <Icon name="right" small />
    <Link to={{ screen: 'map', at: height }}>{t('Epoch {number}', { number: epochOf(height).number })}</Link>
    <Icon name="right" small />
    <span className={styles.here} aria-current="page">
      {height}
    </span>
  </nav>
);
