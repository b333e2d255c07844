import { DAILY_BUDGET_BYTES } from '#lib/p2p/limits.ts';
import type { NeighboursView } from '#lib/p2p/neighbours-view.ts';
import { addedOn, dayOf, type ShelfStore } from '#lib/store/shelf-store.ts';

type Kept = Pick<ShelfStore, 'count' | 'meta' | 'passages'>;

/** What there is to see while no node runs: what is held, and what came and went before. */
export async function quietView(
  store: Kept,
  state: 'off' | 'starting',
  now = Date.now,
): Promise<NeighboursView> {
  const [transactions, meta, recent] = await Promise.all([store.count(), store.meta(), store.passages()]);
  const { sharing = true, bytes = 0, refused = 0 } = meta;
  const addedToday = addedOn(meta, dayOf(now()));
  const shelf = { transactions, bytes, addedToday, budgetBytes: DAILY_BUDGET_BYTES };
  return { sharing, state, relays: [], peers: [], shelf, refused, recent };
}
