import type { Outpoint } from '#lib/bytes/brand.ts';
import type { PostView, TimelinePage } from '#lib/feed/post-view.ts';

/** What a post is taken to measure until it was on screen. */
const USUAL_HEIGHT = 150;

/** Posts of a list that came together. */
export type Page = {
  readonly first: Outpoint;
  /** Forgotten far from the screen; read again by `first`. */
  posts: readonly PostView[] | undefined;
  /** Measured heights in pixels; `NaN` while unknown. */
  readonly heights: number[];
  isAsked: boolean;
  /** Out of a fold: every post is one of it. */
  readonly isOpened?: boolean;
  /** Rows below a fold, while {@link posts} are forgotten. */
  folded?: readonly number[];
};

/** What a row is called, whether or not its post is here. */
export const keyOf = ({ first, posts }: Page, at: number): string => posts?.[at]?.id ?? `${first}+${at}`;

export const heightOf = (height: number | undefined): number =>
  height === undefined || Number.isNaN(height) ? USUAL_HEIGHT : height;

export function pagesOf({ posts }: Pick<TimelinePage, 'posts'>): Page[] {
  const [first] = posts;
  if (first === undefined) return [];
  return [{ first: first.id, posts, heights: posts.map(() => Number.NaN), isAsked: false }];
}

/** The pages before a row, and those from it on; a page that holds both is cut in two. */
export function cutPages(pages: readonly Page[], index: number): readonly [readonly Page[], readonly Page[]] {
  let before = 0;
  for (const [at, page] of pages.entries()) {
    const { posts, heights } = page;
    const cut = index - before;
    before += heights.length;
    if (index >= before) continue;
    const first = posts?.[cut]?.id;
    if (cut <= 0 || first === undefined) return [pages.slice(0, at), pages.slice(at)];
    const upper = { ...page, posts: posts?.slice(0, cut), heights: heights.slice(0, cut) };
    const lower = { ...page, first, posts: posts?.slice(cut), heights: heights.slice(cut) };
    return [
      [...pages.slice(0, at), upper],
      [lower, ...pages.slice(at + 1)],
    ];
  }
  return [pages, []];
}

/** The pages that have rows from one up to before another. */
export function pagesBetween(pages: readonly Page[], start: number, end: number): readonly Page[] {
  let before = 0;
  return pages.filter(({ heights }) => {
    const from = before;
    before += heights.length;
    return before > start && from < end;
  });
}

/** A post as it is now. Who handed it on belongs to its place in the list, and stays. */
export function renewed(post: PostView, fresh: ReadonlyMap<string, PostView>): PostView {
  const { reposted } = post;
  const now = fresh.get(post.id) ?? post;
  return reposted === undefined ? now : { ...now, reposted };
}
