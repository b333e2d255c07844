import type { AuthorView, PostView, TimelinePage } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useKept } from '../kept.tsx';
import { useInfiniteQuery } from '../query-hooks.ts';
import { authorLabel } from '../post/author-label.ts';
import { PostCard } from '../post/post-card.tsx';
import { whyNot } from '../post/post-filter.ts';
import { timeOf } from '../post/shown-post.ts';
import { Button } from '../ui/button.tsx';
import { plural } from '../ui/format.ts';
import { Notice } from '../ui/notice.tsx';
import { PostSkeletons } from '../ui/skeleton.tsx';
import styles from './catch-up.module.css';

const PAGE_POSTS = 20;
/** Block times may go back a little from one block to the next (milliseconds). */
const SLACK = 2 * 3_600_000;

type Props = { readonly author: AuthorView; readonly since: number; readonly until: number };

/** What an author wrote in that time, newest first, a page at a time. */
export function GroupPosts({ author, since, until }: Props) {
  const client = useClient();
  const kept = useKept();
  const { key = '' } = author;
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['catch-up', 'posts', key, since, until],
    queryFn: ({ pageParam, signal }): Promise<TimelinePage> | TimelinePage =>
      client === undefined
        ? { posts: [] }
        : client.timeline(
            {
              of: { kind: 'author', key },
              limit: PAGE_POSTS,
              ...(pageParam !== undefined && { after: pageParam }),
            },
            signal,
          ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ posts, next }) => (isBefore(posts.at(-1), since - SLACK) ? undefined : next),
    enabled: client !== undefined,
  });
  if (isPending) return <PostSkeletons count={2} />;
  if (error !== null) return <Notice icon="warn">{error.message}</Notice>;
  const written = data.pages
    .flatMap(({ posts }) => posts)
    .filter((post) => timeOf(post) >= since && timeOf(post) < until);
  const shown = written.filter((post) => whyNot(post, kept) === undefined);
  const unwanted = written.length - shown.length;
  return (
    <div className={styles.posts}>
      <div
        role="feed"
        aria-label={t('Posts of {authorLabel}', { authorLabel: authorLabel(author) })}
        aria-busy={isFetchingNextPage}
      >
        {shown.map((post, index) => (
          <PostCard key={post.id} post={post} at={index + 1} of={hasNextPage ? -1 : shown.length} />
        ))}
      </div>
      {unwanted > 0 && (
        <p className={styles.note}>
          {t('{posts} not shown, by what you muted or hid.', {
            posts: plural(unwanted, 'post is', 'posts are'),
          })}
        </p>
      )}
      {hasNextPage && (
        <p className={styles.note}>
          <Button small disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('More of {authorLabel}', { authorLabel: authorLabel(author) })}
          </Button>
        </p>
      )}
    </div>
  );
}

/** What waits for a block comes first, however long ago it came here: only a block's time says that the rest is older. */
const isBefore = (post: PostView | undefined, moment: number): boolean =>
  post?.verdict.state === 'proven' && timeOf(post) < moment;
