import { describe, expect, it } from 'vitest';
import { squaresOf } from '#components/plots/measure.ts';
import { planOf } from '#components/plots/plan-paths.ts';
import { svgOf } from '#components/plots/plan-picture.ts';
import { asTxid } from '#lib/bytes/brand.ts';

const transactions = [
  { txid: asTxid('aa'.repeat(32)), outputSats: 5_000_000_000n, bytes: 200, vbytes: 200 },
  { txid: asTxid('bb'.repeat(32)), outputSats: 0n, bytes: 3_000, vbytes: 2_305 },
];

describe('the picture of a district', () => {
  it('has sides by value or by vbytes', () => {
    expect(squaresOf(transactions, 'value').sizes).toEqual([5, 1]);
    expect(squaresOf(transactions, 'vbytes').sizes).toEqual([1, 4]);
  });

  it('is an SVG that a reader of XML takes, with every parcel in it', () => {
    const svg = svgOf(planOf(squaresOf(transactions, 'value').sizes), '1.bitmap', 'a < b & "c"');
    const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
    expect(root.nodeName).toBe('svg');
    expect(root.querySelector('title')?.textContent).toBe('1.bitmap');
    expect(root.querySelector('desc')?.textContent).toBe('a < b & "c"');
    const [paper, ...parcels] = root.querySelectorAll('path');
    expect(paper?.getAttribute('fill')).toMatch(/^#[0-9a-f]{6}$/);
    expect(parcels.flatMap((path) => path.getAttribute('d')?.match(/M/g) ?? [])).toHaveLength(2);
  });

  it('has whole pixels for a unit, and at least one', () => {
    const widthOf = (sizes: readonly number[]): string | undefined =>
      /width="(\d+)"/.exec(svgOf(planOf(sizes), 'x', 'y'))?.[1];
    expect(widthOf([5])).toBe(String(7 * 292));
    expect(widthOf([4_000])).toBe('4002');
  });
});
