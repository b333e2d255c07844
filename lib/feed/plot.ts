import { isMined } from '#lib/ledger/position.ts';
import type { FeedIndex } from './feed-index.ts';
import type { PlotView } from './land-view.ts';

/** Most of each in an answer. */
const MOST_PARCELS = 5_000;
const MOST_HOLDINGS = 100;

/** What became of a district: who held it, and which of its parcels were cut out. */
export function queryPlot({ ledger: { districts, parcels, ordinals } }: FeedIndex, height: number): PlotView {
  const winner = districts.winnerOf(height);
  const holdings = winner === undefined ? [] : (ordinals.trail(winner.id)?.holdings ?? []);
  const cut = [...parcels.cutOutOf(height)].sort((a, b) => a.index - b.index).slice(0, MOST_PARCELS);
  return {
    history: holdings.slice(-MOST_HOLDINGS).map(({ holder, from }) => ({
      holder,
      ...(isMined(from) && { since: from.height }),
    })),
    parcels: cut.map(({ index, claim: { id, holder }, rivals }) => ({
      index,
      id,
      claimant: holder,
      holder: parcels.holderOf(index, height),
      rivals,
    })),
  };
}
