import { useEffect, useState } from 'react';
import { postToReturnTo } from '../ui/reading-position.ts';

/** Enough for an evening of scrolling; whoever was further down starts where this ends. */
const MOST_POSTS = 1_000;

type Loaded = {
  readonly posts: readonly { readonly id: string }[];
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
};

/** Loads as far as the post that the reader left at. True once that is done, and so the place can be found. */
export function useReturn(
  name: string,
  { posts, hasNextPage, isFetchingNextPage, fetchNextPage }: Loaded,
): boolean {
  const [wanted] = useState(() => postToReturnTo(name));
  const reached =
    wanted === undefined ||
    !hasNextPage ||
    posts.length >= MOST_POSTS ||
    posts.some((post) => post.id === wanted);

  useEffect(() => {
    if (posts.length > 0 && !reached && !isFetchingNextPage) fetchNextPage();
  }, [posts, reached, isFetchingNextPage, fetchNextPage]);

  return posts.length > 0 && reached;
}
