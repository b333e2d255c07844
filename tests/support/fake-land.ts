import type { Client } from '#lib/client/client.ts';
import { keyOf } from './fake-story.ts';

const OWN = [1204, 9033, 14_001];

/** The map of a small chain: every seventeenth block claimed, three of them by the reader. */
export function fakeLand(
  own: () => string | undefined,
  tip: number,
  now: number,
): Pick<Client, 'land' | 'heightsOn' | 'btcPart' | 'btcDistrict' | 'btcClaim'> {
  return {
    land: async () => {
      const key = own();
      const mine = key === undefined ? [] : OWN;
      const others = Array.from({ length: 500 }, (_, at) => at * 17 + (at % 5)).filter(
        (height) => height <= tip,
      );
      const all = [...new Set([...others, ...mine])].sort((a, b) => a - b);
      return {
        asOfHeight: tip,
        sources: ['devnet', 'second opinion'],
        heights: Uint32Array.from(all),
        claimedAt: Uint32Array.from(all, (height) => Math.min(tip, height + 300)),
        holders: Uint32Array.from(all, (height) => (mine.includes(height) ? 0 : 1 + (height % 3))),
        keys: [key ?? '', keyOf('mira'), keyOf('otto'), ''],
      };
    },
    heightsOn: async (from, to) => {
      const seconds = Math.floor(now / 1000);
      const first = Math.max(0, tip - Math.floor((seconds - from) / 10));
      const last = Math.min(tip, tip - Math.ceil((seconds - to) / 10));
      return { knownFrom: 0, ...(last >= first && { range: { from: first, to: last } }) };
    },
    btcPart: async () => ({
      list: 'Bitmap OCI',
      parts: 1,
      heights: Uint32Array.from({ length: 3_000 }, (_, at) => at),
      state: 'committed',
    }),
    btcDistrict: async (height) => ({ height, issues: [] }),
    btcClaim: async (id) => ({ id, issue: { code: 'claim-missing', message: 'nobody gives it' } }),
  };
}
