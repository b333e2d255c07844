import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { readName, writeName, type InscriptionName } from '#lib/media/inscription-name.ts';

const HASH = 'ab'.repeat(32);
const txid = asTxid(HASH);

describe('a name is read out of what people paste', () => {
  it.each<[string, InscriptionName]>([
    [HASH, { txid }],
    [` ${HASH.toUpperCase()}\n`, { txid }],
    [`${HASH}i0`, { txid, chain: 'btc', index: 0 }],
    [`${HASH}_12`, { txid, chain: 'bsv', index: 12 }],
    [`${HASH}.3`, { txid, chain: 'bsv', index: 3 }],
    [`${HASH}:3`, { txid, chain: 'bsv', index: 3 }],
    [`https://ordinals.com/inscription/${HASH}i7`, { txid, chain: 'btc', index: 7 }],
    [`https://ordinals.com/content/${HASH}i7?x=1`, { txid, chain: 'btc', index: 7 }],
    [`https://ordfs.network/${HASH}_0`, { txid, chain: 'bsv', index: 0 }],
    [`https://ordfs.network/content/${HASH}_0.png`, { txid, chain: 'bsv', index: 0 }],
    [`https://1satordinals.com/outpoint/${HASH}_0/timeline`, { txid, chain: 'bsv', index: 0 }],
    [`https://whatsonchain.com/tx/${HASH}`, { txid }],
    [`https://nabo.example/i#${HASH}i1`, { txid, chain: 'btc', index: 1 }],
    [`/content/${HASH}i1`, { txid, chain: 'btc', index: 1 }],
    [`ord://${HASH}i4294967295`, { txid, chain: 'btc', index: 0xffff_ffff }],
  ])('%s', (pasted, name) => {
    expect(readName(pasted)).toEqual(name);
  });

  it.each([
    '',
    'hello',
    HASH.slice(1),
    `${HASH}0`,
    `x${HASH}`,
    `${HASH}i01`,
    `${HASH}i4294967296`,
    `${HASH}i-1`,
    `${HASH}j1`,
    `${'a'.repeat(3_000)}/${HASH}`,
    'javascript:alert(1)',
  ])('and not out of %s', (pasted) => {
    expect(readName(pasted)).toBeUndefined();
  });

  it('comes back from what is written', () => {
    const names = fc.record(
      {
        txid: fc
          .uint8Array({ minLength: 32, maxLength: 32 })
          .map((bytes) => asTxid(Buffer.from(bytes).toString('hex'))),
        place: fc.record({
          chain: fc.constantFrom('bsv' as const, 'btc' as const),
          index: fc.nat(0xffff_ffff),
        }),
      },
      { requiredKeys: ['txid'] },
    );
    fc.assert(
      fc.property(names, ({ txid: hash, place }) => {
        const name: InscriptionName = { txid: hash, ...place };
        expect(readName(writeName(name))).toEqual(name);
        expect(readName(`https://example.org/a/${writeName(name)}?b=c`)).toEqual(name);
      }),
    );
  });
});
