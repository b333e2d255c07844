import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asBlockHash } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeHeader, meetsTarget, parseHeader, targetOf, workOf } from '#lib/chain/header.ts';

const GENESIS = {
  version: 1,
  prevHash: asBlockHash('0'.repeat(64)),
  merkleRoot: '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b',
  time: 1_231_006_505,
  bits: 0x1d00ffff,
  nonce: 2_083_236_893,
};

describe('header', () => {
  it('hashes the genesis block to its known id, which meets its target', () => {
    const header = parseHeader(encodeHeader(GENESIS));
    if (!header.ok) throw new Error(header.issue.message);
    expect(header.value).toMatchObject(GENESIS);
    expect(header.value.hash).toBe('000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f');
    expect(meetsTarget(header.value)).toBe(true);
    const other = parseHeader(encodeHeader({ ...GENESIS, nonce: 1 }));
    expect(other.ok && meetsTarget(other.value)).toBe(false);
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 80, maxLength: 80 }), (bytes) => {
        const header = parseHeader(bytes);
        if (!header.ok) throw new Error(header.issue.message);
        expect(toHex(encodeHeader(header.value))).toBe(toHex(bytes));
      }),
    );
  });

  it('refuses every other length', () => {
    for (const length of [0, 79, 81]) {
      expect(parseHeader(new Uint8Array(length))).toMatchObject({
        ok: false,
        issue: { code: 'header-length' },
      });
    }
  });
});

describe('target and work', () => {
  it.each([
    [0x1d00ffff, 0xffffn << 208n],
    [0x207fffff, 0x7fffffn << 232n],
    [0x03123456, 0x123456n],
    [0x02123456, 0x1234n],
    [0x01120000, 0x12n],
  ])('reads bits %i', (bits, target) => {
    expect(targetOf(bits)).toBe(target);
  });

  it.each([0, 0x1d000000, 0x01003456, 0x04923456, 0x217fffff, 0xff7fffff])(
    'gives no target for bits %i',
    (bits) => {
      expect(targetOf(bits)).toBeUndefined();
      expect(workOf(bits)).toBe(0n);
    },
  );

  it('counts the work of the lowest difficulty as 2^32 and of the devnet as 2', () => {
    expect(workOf(0x1d00ffff)).toBe(0x1_0001_0001n);
    expect(workOf(0x207fffff)).toBe(2n);
  });
});
