import type { Client } from '#lib/client/client.ts';
import type { FoldView, PostView, TimelineOf, TimelinePage, TimelineQuery } from '#lib/feed/post-view.ts';

export type KeptRow = {
  readonly kind: Parameters<Client['kept']>[0];
  readonly id: string;
  readonly at: number;
};

/** A page as the feed worker gives it; a cursor is the id of the post that it stands at. */
export function pageOf(
  posts: readonly PostView[],
  { of, only, after, before, from, limit, folds }: TimelineQuery,
  kept: readonly KeptRow[],
): TimelinePage {
  const found = posts.filter((each) => isIn(of, each, kept) && fits(each, only));
  const isFolded = folds === true && kept.some(({ kind }) => kind === 'follow');
  const all = isFolded ? found.filter((each) => isNear(each, kept) || each.id === from) : found;
  const at = (id: string): number => all.findIndex((each) => each.id === id);
  const start =
    after !== undefined
      ? at(after) + 1
      : before !== undefined
        ? Math.max(0, at(before) - limit)
        : Math.max(0, from === undefined ? 0 : at(from));
  const end = after === undefined && before !== undefined ? at(before) : start + limit;
  const page = all.slice(start, end);
  const [first, last] = [page.at(0), page.at(-1)];
  return {
    posts: page,
    ...(last !== undefined && end < all.length && { next: last.id }),
    ...(first !== undefined && start > 0 && { prev: first.id }),
    ...(isFolded && { folds: foldsOf(found, all) }),
  };
}

const isNear = ({ author: { key } }: PostView, kept: readonly KeptRow[]): boolean =>
  kept.some(({ kind, id }) => kind === 'follow' && id === key);

/** All that is folded, on whatever page. */
function foldsOf(found: readonly PostView[], shown: readonly PostView[]): readonly FoldView[] {
  const folds: FoldView[] = [];
  let between: PostView[] = [];
  for (const each of [...found, undefined]) {
    if (each !== undefined && !shown.includes(each)) {
      between.push(each);
      continue;
    }
    const [first] = between;
    if (first !== undefined) {
      const by = [...new Set(between.flatMap(({ author: { key } }) => key ?? []))].slice(0, 3);
      const above = each === undefined ? {} : { above: each.id };
      folds.push({ ...above, first: first.id, count: between.length, by });
    }
    between = [];
  }
  return folds;
}

function fits({ replyTo, media }: PostView, only: TimelineQuery['only']): boolean {
  if (only === 'media') return media !== undefined;
  return only === undefined || (replyTo === undefined) === (only === 'posts');
}

function isIn(
  of: TimelineOf,
  { id, author: { key }, delivery, text }: PostView,
  kept: readonly KeptRow[],
): boolean {
  const keeps = (kind: KeptRow['kind'], name: string | undefined): boolean =>
    kept.some((row) => row.kind === kind && row.id === name);
  switch (of.kind) {
    case 'latest':
    case 'here':
      return true;
    case 'neighbours':
      return delivery?.kind === 'neighbour';
    case 'author':
      return key === of.key;
    case 'following':
      return keeps('follow', key);
    case 'list':
      return keeps('listed', `${key} ${of.name}`);
    case 'bookmarks':
      return keeps('bookmark', id);
    case 'liked':
    case 'followed-by':
      return false;
    case 'hashtag':
      return of.tags.some((tag) => text.toLowerCase().includes(`#${tag.toLowerCase()}`));
    case 'mentions':
      return text.includes(`@${of.name}`);
  }
}
