import { describe, expect, it } from 'vitest';
import { asBlockHash, type BlockHash } from '#lib/bytes/brand.ts';
import { encodeKeptBlock } from '#lib/chain/block-columns.ts';
import { parseHeader } from '#lib/chain/header.ts';
import { heldLand } from '#lib/feed/held-land.ts';

const HASHES = ['a', 'b', 'c', 'd', 'e', 'f'].map((digit) => asBlockHash(digit.repeat(64)));
const header = parseHeader(new Uint8Array(80));
if (!header.ok) throw new Error(header.issue.message);

const keptOf = (sats: readonly number[]): Uint8Array<ArrayBuffer> => {
  const ones = new Uint32Array(sats.length).fill(200);
  return encodeKeptBlock({
    header: header.value,
    rawBytes: 1,
    columns: {
      ids: new Uint8Array(32 * sats.length),
      sats: Float64Array.from(sats),
      bytes: ones,
      vbytes: ones,
    },
  });
};

const shelfOf = (rows: ReadonlyMap<string, Uint8Array<ArrayBuffer>>) => ({
  names: async () => [...rows.keys()],
  find: async (name: string) => rows.get(name),
});

const chain = {
  heightOf: (hash: BlockHash) => {
    const at = HASHES.indexOf(hash);
    return at === -1 || at === 5 ? undefined : 10 * (HASHES.length - at);
  },
};

describe('heldLand', () => {
  const rows = new Map([
    [`columns ${HASHES[0]}`, keptOf([5e9, 1])],
    [`columns ${HASHES[1]}`, keptOf([7])],
    // On another chain, broken, no columns, and of BTC.
    [`columns ${HASHES[5]}`, keptOf([9])],
    [`columns ${HASHES[2]}`, Uint8Array.of(1, 2, 3)],
    [`raw ${HASHES[3]}`, keptOf([4])],
    ['btc 840000', keptOf([3, 4])],
    ['btc 0x1', keptOf([3, 4])],
  ]);

  it('gives the blocks of our chain in the order of their heights, and none that cannot be read', async () => {
    expect(await heldLand(shelfOf(rows), chain, 0)).toEqual({
      heights: Uint32Array.of(50, 60),
      ends: Uint32Array.of(1, 3),
      sats: Float64Array.of(7, 5e9, 1),
    });
  });

  it('knows those of BTC by their names', async () => {
    expect(await heldLand(shelfOf(rows), 'btc', 0)).toMatchObject({
      heights: Uint32Array.of(840_000),
      sats: Float64Array.of(3, 4),
    });
  });

  it('goes on where the answer before ended, until all were given', async () => {
    const many = new Map(Array.from({ length: 150 }, (_, at) => [`btc ${at}`, keptOf([at, at])] as const));
    const heights: number[] = [];
    let answers = 0;
    for (let from: number | undefined = 0; from !== undefined; answers += 1) {
      const part = await heldLand(shelfOf(many), 'btc', from);
      heights.push(...part.heights);
      from = part.next;
    }
    expect(heights).toEqual(Array.from({ length: 150 }, (_, at) => at));
    expect(answers).toBe(3);
  });

  it('has nothing where nothing is kept, or the store fails', async () => {
    const none = { heights: new Uint32Array(0), ends: new Uint32Array(0), sats: new Float64Array(0) };
    expect(await heldLand(undefined, chain, 0)).toEqual(none);
    const failing = {
      names: () => Promise.reject(new Error('no storage')),
      find: async () => undefined,
    };
    expect(await heldLand(failing, chain, 0)).toEqual(none);
  });
});
