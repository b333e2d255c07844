import { asTxid } from '#lib/bytes/brand.ts';
import type { Client, DistrictView } from '#lib/client/client.ts';
import type { PostView } from '#lib/feed/post-view.ts';
import { hashOf, idOf, keyOf } from './fake-story.ts';

const OWN = [1204, 9033, 14_001];

/** The map of a small chain: every seventeenth block claimed, three of them by the reader. */
export function fakeLand(
  own: () => string | undefined,
  tip: number,
  now: number,
): Pick<Client, 'land' | 'heightsOn' | 'heldLand' | 'btcPart' | 'btcDistrict' | 'btcClaim'> {
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
    // Blocks of two, of three and of two hundred transactions; a second answer has the last.
    heldLand: async (_chain, from) =>
      from === 0
        ? {
            heights: Uint32Array.of(9, 1204),
            ends: Uint32Array.of(2, 5),
            sats: Float64Array.of(5e9, 5_000, 5e9, 5_000, 5_000),
            next: 2,
          }
        : {
            heights: Uint32Array.of(9033),
            ends: Uint32Array.of(200),
            sats: new Float64Array(200).fill(5_000),
          },
    btcPart: async () => ({
      list: 'Bitmap OCI',
      parts: 1,
      heights: Uint32Array.from({ length: 3_000 }, (_, at) => at),
      state: 'committed',
      tip: 3_400,
    }),
    btcDistrict: async (height, searchTo) => ({
      height,
      race: { source: 'an ord', searchedTo: searchTo, rivals: [], unread: 0 },
      seen: [],
      issues: [],
    }),
    btcClaim: async (id) => ({ id, issue: { code: 'claim-missing', message: 'nobody gives it' } }),
  };
}

type Around = {
  readonly own: string;
  readonly place: NonNullable<DistrictView['block']>['place'];
  readonly posts: readonly PostView[];
};

/** A district of 240 parcels. Of 1204 one is cut out, and there something was said. */
export function fakeDistrict(
  height: number,
  claim: DistrictView['claim'],
  { own, place: { hash, time }, posts }: Around,
): DistrictView {
  return {
    height,
    claim,
    plot:
      height === 1204
        ? {
            history: [{ holder: own, since: 13_904 }],
            at: idOf('1204.bitmap'),
            parcels: [{ index: 9, id: idOf('9.1204'), claimant: own, holder: keyOf('mira'), rivals: 1 }],
            pictures: [],
            posts,
          }
        : { history: [], parcels: [], pictures: [], posts: [] },
    block: {
      place: { height, hash, time },
      rootChecked: true,
      bytes: 184_320,
      workBits: 70,
      from: 'devnet blocks',
      transactions: Array.from({ length: 240 }, (_, index) => ({
        txid: asTxid(hashOf(`tx ${height} ${index}`)),
        outputSats:
          index === 0
            ? 5_000_000_000n
            : 10n ** BigInt(Number.parseInt(hashOf(`${height}/${index}`).slice(0, 2), 16) % 12),
        bytes: 200 + ((index * 37) % 900),
        vbytes: 200 + ((index * 37) % 900),
      })),
    },
  };
}
