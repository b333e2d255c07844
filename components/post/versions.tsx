import type { PostView } from '#lib/feed/post-view.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { rich } from '../ui/rich.ts';
import styles from './versions.module.css';

/** That a post is a new version, or has a newer one, and the way to the other. Nothing of either is hidden. */
export function Versions({ of: { earlier, newest } }: { readonly of: NonNullable<PostView['versions']> }) {
  return (
    <p className={styles.versions}>
      <Icon name="pen" small />
      <span>
        {earlier !== undefined && (
          <>
            {rich('A new version. <link>The one before</link> ', {
              link: (inner) => <Link to={{ screen: 'post', id: earlier }}>{inner}</Link>,
            })}
          </>
        )}
        {newest !== undefined && (
          <>
            {rich('Its author wrote it anew. <link>The newest version</link>', {
              link: (inner) => <Link to={{ screen: 'post', id: newest }}>{inner}</Link>,
            })}
          </>
        )}
      </span>
    </p>
  );
}
