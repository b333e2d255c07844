import { describe, expect, it } from 'vitest';
import { asTxid, outpointTxid, toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { p2pkhScript, pushData } from '#lib/chain/script.ts';
import { picturesOn } from '#lib/feed/plot-pictures.ts';
import type { Position } from '#lib/ledger/position.ts';
import { write, writer } from '#tests/support/written.ts';

const mira = writer('mira');
const parcel = toOutpoint(asTxid('ab'.repeat(32)), 1);
/** How a PNG and a WebP begin. */
const BEGINS = { png: '89504e470d0a1a0a', webp: '524946460000000057454250', plain: '6869' } as const;
const position: Position = { height: 9, index: 1, vout: 1 };

/** The bytes of an outpoint as a parent is named. */
const named = (id: Outpoint): Uint8Array => {
  const txid = fromHex(outpointTxid(id)) ?? new Uint8Array(32);
  return concatBytes([txid.toReversed(), Uint8Array.of(Number(id.split('_')[1]), 0, 0, 0)]);
};

const beginOf = (contentType: string): Uint8Array =>
  fromHex(BEGINS[contentType.split('/')[1] as keyof typeof BEGINS]) ?? new Uint8Array(0);

/** An envelope with a content type, a body, and a parent. */
function child(
  contentType: string,
  parent: Outpoint | undefined,
): { sats: 1; script: Uint8Array<ArrayBuffer> } {
  const text = (words: string): Uint8Array => new TextEncoder().encode(words);
  const naming = parent === undefined ? [] : [Uint8Array.of(0x53), pushData(named(parent))];
  const envelope = [Uint8Array.of(0x00, 0x63), pushData(text('ord')), ...naming];
  const content = [
    Uint8Array.of(0x51),
    pushData(text(contentType)),
    Uint8Array.of(0x00),
    pushData(beginOf(contentType)),
  ];
  return {
    sats: 1,
    script: concatBytes([...envelope, ...content, Uint8Array.of(0x68), p2pkhScript(mira.owner)]),
  };
}

/** A district with one parcel, which these transactions moved one after another. */
async function on(
  ...scripts: ReturnType<typeof child>[]
): Promise<readonly { index: number; id: Outpoint }[]> {
  const moves = scripts.map((script, seed) =>
    write(mira, [{ sats: 1, script: p2pkhScript(mira.owner) }, script], { seed, sigma: false }),
  );
  const claim = { name: '3.7', id: parcel, holder: mira.key, position };
  const holdings = [parcel, ...moves.map(({ txid }) => toOutpoint(txid, 0))].map((at) => ({
    at,
    holder: mira.key,
    from: position,
  }));
  return picturesOn(
    {
      parcels: {
        *cutOutOf() {
          yield { index: 3, claim, rivals: 0 };
        },
      },
      ordinals: { trail: () => ({ holdings }) },
    },
    7,
    async (id) => moves.find(({ txid }) => txid === outpointTxid(id))?.raw,
  );
}

describe('pictures on parcels', () => {
  it('are children of the parcel, the last one of them', async () => {
    const [first, last] = [child('image/png', parcel), child('image/webp', parcel)];
    const [only] = await on(first);
    expect(only).toMatchObject({ index: 3 });
    const pictures = await on(first, last);
    expect(pictures).toHaveLength(1);
    expect(pictures[0]?.id).not.toBe(only?.id);
    expect(pictures[0]?.id.endsWith('_1')).toBe(true);
  });

  it('name the parcel, and are pictures', async () => {
    expect(await on(child('image/png', undefined))).toEqual([]);
    expect(await on(child('image/png', toOutpoint(asTxid('cd'.repeat(32)), 1)))).toEqual([]);
    expect(await on(child('text/plain', parcel))).toEqual([]);
    expect(await on()).toEqual([]);
  });
});
