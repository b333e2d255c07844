import { expect, test } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { volumesOf } from '#lib/plots/volumes.ts';
import { cityInWords, volumeInWords } from '#components/plots/city-words.ts';

const sizes = [4, 1, 1, 2, 1, 1, 1, 1];
const vbytes = [120, 180, 6_000, 200, 180, 180, 180, 180];
const seen = {
  volumes: volumesOf(sizes, vbytes),
  transactions: vbytes.map((bytes, at) => ({
    txid: asTxid(String(at).repeat(64)),
    outputSats: BigInt(at) * 100_000_000n,
    bytes,
    vbytes: bytes,
  })),
  transactionOf: (box: number) => box,
  own: 1,
  gone: 2,
};

test('a city says what stands out in it, and where', () => {
  const words = cityInWords(seen);
  expect(words).toContain('8 volumes on ground 6 wide');
  expect(words).toMatch(/The highest is parcel 2, at the back on the right, with 6 kB/);
  expect(words).toContain('the widest is parcel 0');
  expect(words).toContain('1 are yours. 2 were cut out.');
});

test('a parcel says its place, value, bytes and shape', () => {
  expect(volumeInWords(seen, 2)).toMatch(/^Parcel 2 of 8, at the .*: 2 coins, .*, 1 wide, 9 high\.$/);
  expect(volumeInWords(seen, 0)).toContain('flat');
  expect(volumeInWords(seen, 99)).toBe('');
});
