import fc from 'fast-check';
import { expect, test } from 'vitest';
import { facadeOf } from '#components/ui/facade.ts';
import { toHex } from '#lib/bytes/hex.ts';

const key = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(toHex);

test('the same key always has the same house', () => {
  expect(facadeOf('00'.repeat(20))).toEqual(facadeOf('00'.repeat(20)));
  expect(facadeOf('00'.repeat(20))).toMatchInlineSnapshot(`
    {
      "middle": "oklch(.74 .06 185)",
      "middlePath": "M10.25 12a1.75 1.75 0 0 1 3.5 0a1.75 1.75 0 0 1-3.5 0z",
      "side": "oklch(.9 .035 185)",
      "sidePath": "M0 0h8v8h-8zM0 16a8 8 0 0 1 8-8v8zM0 24v-8l8 8z",
      "wall": "oklch(.56 .075 185)",
    }
  `);
});

test('every house has walls and is drawn inside its box', () => {
  fc.assert(
    fc.property(key, (each) => {
      const { sidePath, middlePath, wall } = facadeOf(each);
      expect(sidePath + middlePath).not.toBe('');
      expect(wall).toMatch(/^oklch\(\.\d+ \.0\d+ \d+\)$/);
    }),
  );
});
