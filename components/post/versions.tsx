import type { PostView } from '#lib/feed/post-view.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import styles from './versions.module.css';

/** That a post is a new version, or has a newer one, and the way to the other. Nothing of either is hidden. */
export function Versions({ of: { earlier, newest } }: { readonly of: NonNullable<PostView['versions']> }) {
  return (
    <p className={styles.versions}>
      <Icon name="pen" small />
      <span>
        {earlier !== undefined && (
          <>
            A new version. <Link to={{ screen: 'post', id: earlier }}>The one before</Link>{' '}
          </>
        )}
        {newest !== undefined && (
          <>
            Its author wrote it anew. <Link to={{ screen: 'post', id: newest }}>The newest version</Link>
          </>
        )}
      </span>
    </p>
  );
}
