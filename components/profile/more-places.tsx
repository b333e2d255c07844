import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import styles from './more-places.module.css';

/** Where a phone's bar of five has no room to lead to. */
export function MorePlaces() {
  return (
    <nav className={styles.places} aria-label="More places">
      <Link to={{ screen: 'bookmarks' }}>
        <Icon name="bookmark" small />
        Bookmarks
      </Link>
      <Link to={{ screen: 'catch-up' }}>
        <Icon name="feed" small />
        Catch-up
      </Link>
      <Link to={{ screen: 'lists' }}>
        <Icon name="neighbours" small />
        Lists
      </Link>
      <Link to={{ screen: 'status' }}>
        <Icon name="status" small />
        Status
      </Link>
    </nav>
  );
}
