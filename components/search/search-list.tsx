import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useInfiniteQuery } from '../query-hooks.ts';
import { PostCard } from '../post/post-card.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { PostSkeletons } from '../ui/skeleton.tsx';
import styles from './search.module.css';

const PAGE_POSTS = 20;

/** What a search found, a page at a time. */
export function SearchList({ text }: { readonly text: string }) {
  const client = useClient();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['search', text],
    queryFn: ({ pageParam, signal }) =>
      client === undefined
        ? { posts: [] }
        : client.search(
            { text, limit: PAGE_POSTS, ...(pageParam !== undefined && { after: pageParam }) },
            signal,
          ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
    enabled: client !== undefined,
  });
  const posts = data?.pages.flatMap((page) => page.posts) ?? [];
  if (isPending) return <PostSkeletons count={3} />;
  if (error !== null) return <Notice icon="warn">{error.message}</Notice>;
  if (posts.length === 0 && !hasNextPage)
    return (
      <EmptyState title={t('Nothing found')}>
        {t('No post on this device has that. Fewer words find more.')}
      </EmptyState>
    );
  return (
    <>
      <div role="feed" aria-label={t('Found posts')} aria-busy={isFetchingNextPage}>
        {posts.map((post, index) => (
          <PostCard key={post.id} post={post} at={index + 1} of={hasNextPage ? -1 : posts.length} />
        ))}
      </div>
      {hasNextPage && (
        <p className={styles.more}>
          <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('More')}
          </Button>
        </p>
      )}
    </>
  );
}
