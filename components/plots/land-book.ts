import type { LandView } from '#lib/feed/land-view.ts';
import { LandMap } from '#lib/plots/land-map.ts';
import { t } from '#lib/language/t.ts';
import { count } from '../ui/format.ts';
import { shortKey } from '../post/author-label.ts';

/** What is known of one district on the map. */
export type Plot =
  /** `isUnlisted`: no list reaches it, so nobody here knows. */
  | { readonly state: 'free'; readonly isUnlisted?: true }
  | { readonly state: 'claimed' | 'mine'; readonly holder: string; readonly since: number };

/** The land of a chain with the map of it, looked up by height. */
export type LandBook = {
  readonly view: LandView;
  readonly map: LandMap;
  /** Districts of the reader's own key, by height. */
  readonly mine: readonly number[];
  plotAt(height: number): Plot;
};

/** Makes the map out of the claimed districts. `own`: the keys that the reader holds land by. */
export function bookOf(view: LandView, own: readonly string[]): LandBook {
  const { heights, claimedAt, holders, keys } = view;
  const ownNumbers = new Set(own.map((key) => keys.indexOf(key)).filter((at) => at !== -1));
  const isMine = (at: number): boolean => ownNumbers.has(holders[at] ?? -1);
  const mine = ownNumbers.size === 0 ? [] : [...heights].filter((_, at) => isMine(at));
  return {
    view,
    mine,
    map: new LandMap(view.asOfHeight, { heights, claimedAt }, mine),
    plotAt(height) {
      const at = indexOf(heights, height);
      if (at === -1)
        return height > (view.listedTo ?? Infinity) ? { state: 'free', isUnlisted: true } : { state: 'free' };
      const holder = keys[holders[at] ?? -1] ?? '';
      return { state: isMine(at) ? 'mine' : 'claimed', holder, since: claimedAt[at] ?? 0 };
    },
  };
}

function indexOf(sorted: Uint32Array, wanted: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted ? low : -1;
}

/** A district in a few words, for a label: `free`, `yours since block 12`. */
export function plotWords(plot: Plot, isFollowed: boolean): string {
  const words =
    plot.state === 'free'
      ? plot.isUnlisted === true
        ? t('in no list')
        : t('free')
      : `${plot.state === 'mine' ? 'yours' : plot.holder === '' ? t('claimed') : t('held by {shortKey}', { shortKey: shortKey(plot.holder) })}${plot.since > 0 ? t(' since block {since}', { since: count(plot.since) }) : ''}`;
  return isFollowed ? t('{words}, followed', { words }) : words;
}
