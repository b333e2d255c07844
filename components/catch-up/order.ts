import type { CatchUpGroup } from '#lib/feed/catch-up.ts';

export type Order = 'most' | 'dense' | 'newest';

/** The orders in which authors stand, and what each is called. */
export const ORDERS: readonly (readonly [Order, string])[] = [
  ['most', 'Most posts'],
  ['dense', 'Most to read'],
  ['newest', 'Newest'],
];

const KEYS: Readonly<Record<Order, (group: CatchUpGroup) => number>> = {
  most: ({ posts }) => posts,
  dense: ({ density }) => density,
  newest: ({ newest }) => newest,
};

/** Groups in an order; equal ones by the newest post. */
export const inOrder = (groups: readonly CatchUpGroup[], order: Order): readonly CatchUpGroup[] =>
  groups.toSorted((a, b) => KEYS[order](b) - KEYS[order](a) || b.newest - a.newest);
