import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readRange, writeContentRange } from '#lib/client/film-range.ts';

it('reads every range of one run, and says which bytes it is', () => {
  fc.assert(
    fc.property(fc.nat(1_000), fc.nat(1_000), fc.integer({ min: 1, max: 1_000 }), (start, more, length) => {
      const end = Math.min(length, start + more + 1);
      const expected = start < length ? { start, end } : undefined;
      expect(readRange(`bytes=${start}-${start + more}`, length)).toEqual(expected);
      expect(readRange(`bytes=${start}-`, length)).toEqual(
        start < length ? { start, end: length } : undefined,
      );
      const last = Math.min(more + 1, length);
      expect(readRange(`bytes=-${more + 1}`, length)).toEqual({ start: length - last, end: length });
      if (expected !== undefined)
        expect(writeContentRange(expected, length)).toBe(`bytes ${start}-${end - 1}/${length}`);
    }),
  );
});

it('any other text is none', () => {
  const none = [
    'bytes=-',
    'bytes=5-2',
    'bytes=0-1,4-5',
    'bits=0-1',
    'bytes=-0',
    'bytes= 0-1',
    `bytes=${'9'.repeat(16)}-`,
  ];
  for (const header of [null, '', ...none]) expect(readRange(header, 100)).toBeUndefined();
  fc.assert(
    fc.property(fc.string(), fc.nat(100), (text, length) => {
      const range = readRange(`bytes=${text}`, length);
      if (range !== undefined)
        expect(0 <= range.start && range.start < range.end && range.end <= length).toBe(true);
    }),
  );
});
