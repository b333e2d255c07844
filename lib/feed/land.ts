import type { HeaderChain } from '#lib/proof/header-chain.ts';
import { isMined } from '#lib/ledger/position.ts';
import type { FeedIndex } from './feed-index.ts';
import type { HeightsOn, LandView } from './land-view.ts';
import type { AsOf } from './queries.ts';

/** Every district that a claim in a block made, and who holds it. */
export function queryLand({ ledger: { districts } }: FeedIndex, { height, sources }: AsOf): LandView {
  const winners = [...districts.winners()].sort((a, b) => a.name - b.name);
  const keys: string[] = [];
  const numbers = new Map<string, number>();
  const holders = winners.map((claim) => {
    const key = districts.holderOf(claim);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, keys.length);
    return keys.push(key) - 1;
  });
  return {
    asOfHeight: height,
    sources,
    heights: Uint32Array.from(winners, ({ name }) => name),
    claimedAt: Uint32Array.from(winners, ({ position }) => (isMined(position) ? position.height : 0)),
    holders: Uint32Array.from(holders),
    keys,
  };
}

/**
 * The blocks of our checked chain whose headers say a time from `from` to before `to`, in seconds. Times of headers need
 * not rise from one to the next; they do over a few hours, so blocks within two hours of either end may be left out.
 */
export function heightsOn(
  chain: Pick<HeaderChain, 'at' | 'firstHeight' | 'tip'>,
  from: number,
  to: number,
): HeightsOn | undefined {
  const tip = chain.tip?.height;
  if (tip === undefined) return undefined;
  const { firstHeight } = chain;
  const after = (time: number): number => {
    let [low, high] = [firstHeight, tip + 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((chain.at(middle)?.time ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const [first, next] = [after(from), after(to)];
  return { knownFrom: firstHeight, ...(next > first && { range: { from: first, to: next - 1 } }) };
}
