import { outpointTxid, type Outpoint } from '#lib/bytes/brand.ts';
import { isMined } from '#lib/ledger/position.ts';
import type { FeedIndex } from './feed-index.ts';
import type { PlotView } from './land-view.ts';
import type { PostView } from './post-view.ts';
import { postView } from './views.ts';

/** Most of each in an answer. */
const MOST_PARCELS = 5_000;
const MOST_HOLDINGS = 100;
const MOST_POSTS = 50;

/** Where what a claim made lies now. */
export function placeNow(index: FeedIndex, id: Outpoint): { readonly at?: Outpoint } {
  const trail = index.ledger.ordinals.trail(id);
  const at = trail?.end === undefined ? trail?.holdings.at(-1)?.at : undefined;
  return at === undefined ? {} : { at };
}

/** What became of a district: who held it, and which of its parcels were cut out. */
export function queryPlot(index: FeedIndex, height: number): Omit<PlotView, 'pictures'> {
  const { districts, parcels, ordinals } = index.ledger;
  const winner = districts.winnerOf(height);
  const holdings = winner === undefined ? [] : (ordinals.trail(winner.id)?.holdings ?? []);
  const cut = [...parcels.cutOutOf(height)].sort((a, b) => a.index - b.index).slice(0, MOST_PARCELS);
  return {
    history: holdings.slice(-MOST_HOLDINGS).map(({ holder, from }) => ({
      holder,
      ...(isMined(from) && { since: from.height }),
    })),
    ...(winner !== undefined && placeNow(index, winner.id)),
    parcels: cut.map(({ index: parcel, claim: { id, holder }, rivals }) => ({
      index: parcel,
      id,
      claimant: holder,
      holder: parcels.holderOf(parcel, height),
      rivals,
      ...placeNow(index, id),
    })),
    posts: winner === undefined ? [] : postsAt(index, winner.id),
  };
}

/** The posts that answer a claim, newest first. */
function postsAt(index: FeedIndex, claim: Outpoint): readonly PostView[] {
  const tx = index.txs.find(outpointTxid(claim));
  if (tx < 0) return [];
  const rows = [...index.repliesTo(tx)].sort((a, b) => index.compare(b, a)).slice(0, MOST_POSTS);
  return rows.map((row) => postView(index, index.postAt(row)));
}
