import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_FILM_BYTES, MEDIA_PART_BYTES } from '#lib/p2p/limits.ts';
import {
  decodeMediaList,
  encodeMediaList,
  listOf,
  MAX_LIST_BYTES,
  partLength,
  partOf,
  rootOf,
  sha256,
  type MediaList,
} from '#lib/p2p/media-list.ts';

const sum = fc.uint8Array({ minLength: 32, maxLength: 32 });
/** Every list that there may be. */
const anyList: fc.Arbitrary<MediaList> = fc.integer({ min: 1, max: MAX_FILM_BYTES }).chain((length) => {
  const parts = Math.ceil(length / MEDIA_PART_BYTES);
  return fc.array(sum, { minLength: parts, maxLength: parts }).map((sums) => ({ length, sums }));
});

describe('the parts of a large transaction', () => {
  it('are read back as they were written', () => {
    fc.assert(
      fc.property(anyList, (list) => {
        const bytes = encodeMediaList(list);
        expect(bytes.length).toBeLessThanOrEqual(MAX_LIST_BYTES);
        expect(decodeMediaList(bytes)).toEqual(list);
      }),
      { numRuns: 300 },
    );
  });

  it('are one list for one text and none for any other, whatever bytes there are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: MAX_LIST_BYTES + 40 }), (bytes) => {
        const list = decodeMediaList(bytes);
        if (list === undefined) return;
        expect(encodeMediaList(list)).toEqual(bytes);
        expect(list.sums).toHaveLength(Math.ceil(list.length / MEDIA_PART_BYTES));
        expect(list.length).toBeLessThanOrEqual(MAX_FILM_BYTES);
      }),
      { numRuns: 300 },
    );
  });

  it('cannot be more or fewer than their length says', () => {
    fc.assert(
      fc.property(anyList, fc.constantFrom(-32, -1, 1, 32), (list, more) => {
        const bytes = encodeMediaList(list);
        const other = new Uint8Array(Math.max(0, bytes.length + more));
        other.set(bytes.subarray(0, other.length));
        expect(decodeMediaList(other)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  it.each([1, MEDIA_PART_BYTES - 1, MEDIA_PART_BYTES, MEDIA_PART_BYTES + 1, 400_000])(
    'of %i bytes make up the whole, and each has its sum',
    async (length) => {
      const raw = Uint8Array.from({ length }, (_, at) => (at * 31) % 251);
      const list = await listOf(raw);
      if (list === undefined) throw new Error('no list');
      let total = 0;
      for (const [at, expected] of list.sums.entries()) {
        const part = partOf(raw, at);
        expect(part.length).toBe(partLength(list, at));
        expect(await sha256(part)).toEqual(expected);
        total += part.length;
      }
      expect(total).toBe(length);
      expect(partOf(raw, list.sums.length)).toHaveLength(0);
      expect(await rootOf(encodeMediaList(list))).toMatch(/^[0-9a-f]{64}$/);
    },
  );

  it('are none of nothing, and none of too much', async () => {
    expect(await listOf(new Uint8Array(0))).toBeUndefined();
    expect(await listOf(new Uint8Array(MAX_FILM_BYTES + 1))).toBeUndefined();
    expect((await listOf(new Uint8Array(MAX_FILM_BYTES)))?.sums).toHaveLength(
      MAX_FILM_BYTES / MEDIA_PART_BYTES,
    );
  });
});
