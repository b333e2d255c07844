import fc from 'fast-check';
import { expect, test } from 'vitest';
import { facadeOf } from '#components/ui/facade.ts';
import { toHex } from '#lib/bytes/hex.ts';

const key = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(toHex);

test('the same key always has the same house', () => {
  expect(facadeOf('00'.repeat(20))).toEqual(facadeOf('00'.repeat(20)));
  expect(facadeOf('00'.repeat(20))).toMatchInlineSnapshot(`
    {
      "middle": "oklch(.7 .065 28)",
      "middlePath": "M8 16v-4a4 4 0 0 1 8 0v4z",
      "side": "oklch(.5 .075 28)",
      "sidePath": "",
      "wall": "oklch(.87 .04 28)",
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
