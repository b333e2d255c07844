import { base64urlnopad } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSats, asTxid, MAX_SATS, toOutpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { decodeInviteLink, encodeInviteLink, type InviteLink } from '#lib/protocols/invite-link.ts';

const hexOf = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((each) => Array.from(each, (byte) => byte.toString(16).padStart(2, '0')).join(''));

const link: fc.Arbitrary<InviteLink> = fc.record({
  network: fc.constantFrom('devnet', 'test', 'main'),
  outpoint: fc
    .tuple(hexOf(32), fc.integer({ min: 0, max: 0xffff_ffff }))
    .map(([txid, vout]) => toOutpoint(asTxid(txid), vout)),
  sats: fc.maxSafeNat().map((sats) => asSats((sats % MAX_SATS) + 1)),
  posts: fc.integer({ min: 1, max: 0xffff }),
  secretKey: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  from: fc.record({ key: hexOf(20), payments: hexOf(20) }),
  follows: fc.array(hexOf(20), { maxLength: 10 }),
});

describe('the fragment of an invite', () => {
  it('reads what it writes, and writes what it reads', () => {
    fc.assert(
      fc.property(link, (one) => {
        const text = encodeInviteLink(one);
        const read = decodeInviteLink(text);
        expect(read).toEqual({ ok: true, value: one });
        expect(text).toMatch(/^[\w-]+$/);
        expect(text.length).toBeLessThanOrEqual(440);
      }),
    );
  });

  it('refuses a letter that is other than it was, wherever it stands', () => {
    fc.assert(
      fc.property(link, fc.nat(), fc.constantFrom('A', '_', '9', ' ', 'é', ''), (one, at, letter) => {
        const text = encodeInviteLink(one);
        const place = at % text.length;
        const other = text.slice(0, place) + letter + text.slice(place + 1);
        fc.pre(other !== text);
        expect(decodeInviteLink(other).ok).toBe(false);
      }),
    );
  });

  it('never throws, and takes nothing that it would not write so', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 600 }), fc.base64String({ maxLength: 600 })), (text) => {
        const read = decodeInviteLink(text);
        if (read.ok) expect(encodeInviteLink(read.value)).toBe(text);
        else expect(['invite-damaged', 'invite-newer']).toContain(read.issue.code);
      }),
    );
    expect(decodeInviteLink('A'.repeat(1_000_000))).toMatchObject({ issue: { code: 'invite-damaged' } });
  });

  it('knows a form that is newer than it', () => {
    const [one] = fc.sample(link, { numRuns: 1, seed: 7 });
    if (one === undefined) throw new Error('no sample');
    const body = base64urlnopad.decode(encodeInviteLink(one)).slice(0, -4);
    body[0] = 2;
    const newer = base64urlnopad.encode(concatBytes([body, sha256d(body).subarray(0, 4)]));
    expect(decodeInviteLink(newer)).toMatchObject({ issue: { code: 'invite-newer' } });
  });

  it.each([
    ['no posts', { posts: 0 }],
    ['a key of 31 bytes', { secretKey: new Uint8Array(31) }],
    ['eleven suggestions', { follows: Array.from({ length: 11 }, () => 'ab'.repeat(20)) }],
    ['a suggestion that is no key', { follows: ['ab'] }],
  ])('does not write %s', (_what, part) => {
    const [one] = fc.sample(link, { numRuns: 1, seed: 7 });
    expect(() => encodeInviteLink({ ...(one as InviteLink), ...part })).toThrow(RangeError);
  });
});
