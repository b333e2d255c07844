import type { ParentView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Link } from '../ui/link.tsx';
import { authorLabel } from './author-label.ts';
import { rich } from '../ui/rich.ts';
import styles from './reply-context.module.css';

/** One line of the post that is answered; it opens the thread. */
export function ReplyContext({ parent }: { readonly parent: ParentView }) {
  const { author, excerpt, district } = parent;
  if (district !== undefined)
    return (
      <Link to={{ screen: 'district', height: district }} className={styles.context}>
        <span>{rich('Said in <b>{district}.bitmap</b>', { b: (inner) => <b>{inner}</b>, district })}</span>
      </Link>
    );
  return (
    <Link to={{ screen: 'post', id: parent.id ?? parent.txid }} className={styles.context}>
      {author !== undefined && <Avatar of={author.key} size="small" />}
      <span>
        {author !== undefined && (
          <b>
            <bdi>{author.handle ?? authorLabel(author)}</bdi>{' '}
          </b>
        )}
        {excerpt === undefined ? t('A post that is not on this device') : <bdi>{excerpt}</bdi>}
      </span>
    </Link>
  );
}
