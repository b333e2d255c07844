import { useEffect, useState } from 'react';
import type { BtcPart, LandView } from '#lib/feed/land-view.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';

export type BtcLandReading = {
  readonly view: LandView;
  /** Who says so, how far it has been read, and whether its bytes were checked. */
  readonly words: string;
};

const EMPTY: BtcLandReading | undefined = undefined;

/** Reads a list of winners of BTC part by part, and shows what has come. Nothing is asked before somebody wants to see it. */
export function useBtcLand(wanted: boolean): BtcLandReading | undefined {
  const client = useClient();
  const [reading, setReading] = useState<BtcLandReading | undefined>(EMPTY);
  useEffect(() => {
    if (!wanted || client === undefined) return undefined;
    const abort = new AbortController();
    const read = async (): Promise<void> => {
      let all = new Uint32Array(0);
      let missing = 0;
      let committed = 0;
      for (let at = 0, parts = 1; at < parts && !abort.signal.aborted; at += 1) {
        const part = await client.btcPart(at, abort.signal);
        parts = part.parts;
        if (part.issue !== undefined) missing += 1;
        if (part.state === 'committed') committed += 1;
        const merged = new Uint32Array(all.length + part.heights.length);
        merged.set(all);
        merged.set(part.heights, all.length);
        all = merged;
        const checked =
          committed === 0 ? '' : t(', {committed} of them as they were inscribed', { committed });
        const lost = missing === 0 ? '' : t(', {missing} did not come', { missing });
        setReading({
          view: viewOf(all, part),
          words: t('{at} of {parts} {more} read{checked}{lost}', {
            at: at + 1,
            parts,
            more: parts === 1 ? t('part') : t('parts'),
            checked,
            lost,
          }),
        });
      }
    };
    // An end by leaving the page is none that anybody waits for.
    read().catch(() => undefined);
    return () => abort.abort();
  }, [client, wanted]);
  return reading;
}

/** Districts go as far as blocks do; above the last that the list names a winner for, it says nothing. */
const viewOf = (heights: Uint32Array, { list, tip = 0 }: Pick<BtcPart, 'list' | 'tip'>): LandView => ({
  asOfHeight: Math.max(heights.at(-1) ?? 0, tip),
  listedTo: heights.at(-1) ?? 0,
  sources: [list],
  heights,
  claimedAt: new Uint32Array(heights.length),
  holders: new Uint32Array(heights.length),
  keys: [''],
});
