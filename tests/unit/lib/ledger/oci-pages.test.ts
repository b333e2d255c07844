import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OCI_PAGES, readOciPage } from '#lib/ledger/oci-pages.ts';
import { ociPage } from '#tests/support/oci-page.ts';
import { hasSharedFixtures, needsFixtures, sharedJson } from '#tests/support/shared-fixtures.ts';

const satsArbitrary = fc.uniqueArray(fc.integer({ min: 1, max: 2_000_000_000_000_000 }), {
  minLength: 1,
  maxLength: 60,
});

const readAll = (text: string): number[] | string => {
  const page = readOciPage(text);
  return page.ok ? [...page.value.sats].filter((sat) => sat !== 0) : page.issue.code;
};

describe('a page of Bitmap OCI', () => {
  it('gives every district its satoshi, in whatever brackets it comes', () => {
    fc.assert(
      fc.property(satsArbitrary, (sats) => {
        const text = ociPage(sats);
        expect(readAll(text)).toEqual(sats);
        expect(readAll(text.slice(1, -1))).toEqual(sats);
        expect(readAll(text.replaceAll(',', ',\\n  '))).toEqual(sats);
      }),
    );
  });

  it.each([
    ['', 'oci-count'],
    ['[[1],[0],[2]]', 'oci-count'],
    ['[[1,2],[0,0]]', 'oci-entry'],
    ['[[1],[100000]]', 'oci-entry'],
    ['[[0],[0]]', 'oci-entry'],
    ['[[2100000000000001],[0]]', 'oci-form'],
    ['[[99999999999999999999999],[0]]', 'oci-form'],
    ['[[-1],[0]]', 'oci-form'],
    ['[[1.5],[0]]', 'oci-form'],
    ['{"a":[1,0]}', 'oci-form'],
    ['[[1],[0]] and more', 'oci-form'],
  ])('is none when it is %j', (text, code) => {
    expect(readAll(text)).toBe(code);
  });

  it('never throws, and reads at most a page', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void readOciPage(text)));
    expect(readAll(`${'1,'.repeat(200_001)}1`)).toBe('oci-form');
  });

  it.skipIf(!hasSharedFixtures)(`says of real districts what the index says of them${needsFixtures}`, () => {
    const known = sharedJson<Readonly<Record<string, number>>>('bitmap/oci-sats-0-1999.json');
    const sats = Array.from({ length: 2_000 }, (_, district) => known[String(district)] ?? 0);
    expect(readAll(ociPage(sats))).toEqual(sats);
  });

  it('is one of nine', () => {
    expect(OCI_PAGES).toHaveLength(9);
    expect(OCI_PAGES.every((id) => /^[0-9a-f]{64}i0$/.test(id))).toBe(true);
  });
});
