import { base64urlnopad } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { toHex } from '#lib/bytes/hex.ts';
import {
  DEVICE_LINK,
  decodeDeviceLink,
  encodeDeviceLink,
  type DeviceLink,
} from '#lib/protocols/device-link.ts';

const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

const parts = {
  network: fc.constantFrom('devnet', 'test', 'main'),
  number: fc.integer({ min: 1, max: 7 }),
  payments: bytesOf(32),
  author: bytesOf(32),
  syncKey: bytesOf(32),
  holder: bytesOf(20).map(toHex),
  from: bytesOf(20).map(toHex),
  at: fc
    .tuple(bytesOf(32), fc.integer({ min: 0, max: 0xffff }))
    .map(([txid, vout]) => toOutpoint(asTxid(toHex(txid)), vout)),
  coins: fc.integer({ min: 0, max: 8 }),
  each: fc.integer({ min: 2, max: 0xffff_ffff }),
};
const link: fc.Arbitrary<DeviceLink> = fc.oneof(
  fc.record(parts),
  fc.record({ ...parts, handle: fc.stringMatching(/^[a-z0-9_-]{1,32}$/) }),
);

/** A body under the check that belongs to it. */
const checked = (body: Uint8Array): string =>
  DEVICE_LINK + base64urlnopad.encode(concatBytes([body, sha256d(body).subarray(0, 4)]));

const bodyOf = (text: string): Uint8Array =>
  base64urlnopad.decode(text.slice(DEVICE_LINK.length)).slice(0, -4);

const one = (): DeviceLink => {
  const [sample] = fc.sample(link, { numRuns: 1, seed: 7 });
  if (sample === undefined) throw new Error('no sample');
  return sample;
};

describe('the fragment that links a device', () => {
  it('reads what it writes, as short as the handle lets it be', () => {
    fc.assert(
      fc.property(link, (each) => {
        const text = encodeDeviceLink(each);
        expect(decodeDeviceLink(text)).toEqual({ ok: true, value: each });
        expect(text).toMatch(/^device=[\w-]+$/);
        expect(text).toHaveLength(7 + Math.ceil(((185 + (each.handle?.length ?? 0)) * 4) / 3));
      }),
    );
  });

  it('refuses a letter that is other than it was, wherever it stands', () => {
    fc.assert(
      fc.property(link, fc.nat(), fc.constantFrom('A', '_', '9', ' ', 'é', ''), (each, at, letter) => {
        const text = encodeDeviceLink(each);
        const place = at % text.length;
        const other = text.slice(0, place) + letter + text.slice(place + 1);
        fc.pre(other !== text);
        expect(decodeDeviceLink(other).ok).toBe(false);
      }),
    );
  });

  it('never throws, and takes nothing that it would not write so', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 400 }),
          fc.base64String({ maxLength: 400 }).map((text) => DEVICE_LINK + text),
          // Bytes under a check that fits, so that more than the check is tried.
          fc.uint8Array({ maxLength: 200 }).map(checked),
          fc.uint8Array({ maxLength: 200 }).map((body) => checked(Uint8Array.of(1, ...body))),
          fc
            .uint8Array({ minLength: 180, maxLength: 182 })
            .map((body) => checked(Uint8Array.of(1, ...body.subarray(1)))),
          // A whole link whose last bytes, the handle and its length among them, are anything.
          fc.tuple(link, fc.uint8Array({ maxLength: 40 })).map(([whole, end]) => {
            const body = bodyOf(encodeDeviceLink(whole));
            return checked(concatBytes([body.subarray(0, 180), end]));
          }),
        ),
        (text) => {
          const read = decodeDeviceLink(text);
          if (read.ok) expect(encodeDeviceLink(read.value)).toBe(text);
          else expect(['device-link-damaged', 'device-link-newer']).toContain(read.issue.code);
        },
      ),
    );
    expect(decodeDeviceLink(DEVICE_LINK + 'A'.repeat(1_000_000)).ok).toBe(false);
  });

  it('knows a form that is newer than it', () => {
    const body = bodyOf(encodeDeviceLink(one()));
    body[0] = 2;
    expect(decodeDeviceLink(checked(body))).toMatchObject({ issue: { code: 'device-link-newer' } });
  });

  it.each([
    ['an unknown network', 1, 3],
    ['the first device, which nobody links', 2, 0],
    ['a ninth device', 2, 8],
    ['more coins than a link has', 175, 9],
    ['a handle that is cut short', 180, 5],
    ['letters behind the handle', 180, 3],
    ['a handle of letters that nobody claims here', 181, 0x41],
    ['a handle beyond ASCII', 182, 0xe9],
  ])('refuses %s', (_what, at, value) => {
    const body = bodyOf(encodeDeviceLink({ ...one(), handle: 'fern' }));
    expect(decodeDeviceLink(checked(body)).ok).toBe(true);
    body[at] = value;
    expect(decodeDeviceLink(checked(body))).toMatchObject({ issue: { code: 'device-link-damaged' } });
  });

  it.each([
    ['the first device', { number: 0 }],
    ['nine coins', { coins: 9 }],
    ['coins that are inscriptions', { coins: 1, each: 1 }],
    ['a key of 31 bytes', { author: new Uint8Array(31) }],
    ['a holder that is no key', { holder: 'ab' }],
    ['a handle that nobody claims here', { handle: 'Fern' }],
    ['a handle of 33 letters', { handle: 'f'.repeat(33) }],
    ['an output that no transaction has', { at: toOutpoint(asTxid('ab'.repeat(32)), 0x1_0000) }],
  ])('does not write %s', (_what, part) => {
    expect(() => encodeDeviceLink({ ...one(), ...part })).toThrow(RangeError);
  });
});
