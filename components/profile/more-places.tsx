import { t } from '#lib/language/t.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import styles from './more-places.module.css';

/** Where a phone's bar of five has no room to lead to. */
export function MorePlaces() {
  return (
    <nav className={styles.places} aria-label={t('More places')}>
      <Link to={{ screen: 'bookmarks' }}>
        <Icon name="bookmark" small />
        {t('Bookmarks')}
      </Link>
      <Link to={{ screen: 'catch-up' }}>
        <Icon name="feed" small />
        {t('Catch-up')}
      </Link>
      <Link to={{ screen: 'lists' }}>
        <Icon name="neighbours" small />
        {t('Lists')}
      </Link>
      <Link to={{ screen: 'status' }}>
        <Icon name="status" small />
        {t('Status')}
      </Link>
    </nav>
  );
}
