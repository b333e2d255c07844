import type { CatchUpGroup } from '#lib/feed/catch-up.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';

export type Order = 'most' | 'dense' | 'newest';

/** The orders in which authors stand, and what each is called. */
export const ORDERS = once((): readonly (readonly [Order, string])[] => [
  ['most', t('Most posts')],
  ['dense', t('Most to read')],
  ['newest', t('Newest')],
]);

const KEYS: Readonly<Record<Order, (group: CatchUpGroup) => number>> = {
  most: ({ posts }) => posts,
  dense: ({ density }) => density,
  newest: ({ newest }) => newest,
};

/** Groups in an order; equal ones by the newest post. */
export const inOrder = (groups: readonly CatchUpGroup[], order: Order): readonly CatchUpGroup[] =>
  groups.toSorted((a, b) => KEYS[order](b) - KEYS[order](a) || b.newest - a.newest);
