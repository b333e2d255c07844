'use client';

import type { PostView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { AuthorName, doubtAbout } from '../post/author-name.tsx';
import { RichText } from '../post/rich-text.tsx';
import { timeOf } from '../post/shown-post.ts';
import { Avatar } from '../ui/avatar.tsx';
import { byteSize, dateTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import styles from './found-post.module.css';

type Props = { readonly post: PostView; readonly isHeld: boolean };

/** A post as it stands in a file. It is not in the feed by that, so there is nothing to press but the way to where it is. */
export function FoundPost({ post, isHeld }: Props) {
  const { author, chain, id, text, media, verdict } = post;
  const doubt = doubtAbout(author);
  return (
    <article className={styles.post} aria-label={t('The post in this file')}>
      <Avatar of={author.key} />
      <div className={styles.main}>
        <div className={styles.meta}>
          <AuthorName author={author} chain={chain} />
          {verdict.state === 'proven' && <time>{dateTime(timeOf(post))}</time>}
        </div>
        <RichText text={text} />
        {media !== undefined && (
          <p className={styles.note}>
            {t('A picture of {bytes} comes with it{more}', {
              bytes: byteSize(media.bytes),
              more: isHeld ? '.' : t(', and is shown once your feed has the post.'),
            })}
          </p>
        )}
        {doubt !== undefined && (
          <p className={styles.note}>
            <Icon name="warn" small />
            {doubt}
          </p>
        )}
        {isHeld && (
          <Link to={{ screen: 'post', id }} className={styles.open}>
            {t('Open it in the feed')}
            <Icon name="right" small />
          </Link>
        )}
      </div>
    </article>
  );
}
