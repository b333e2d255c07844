import { describe, expect, it } from 'vitest';
import { layoutParcels } from '#lib/plots/mondrian.ts';
import { readPng, type Picture } from '#tests/support/read-png.ts';
import { hasSharedFixtures, needsFixtures, sharedBytes, sharedJson } from '#tests/support/shared-fixtures.ts';

type Block = { readonly tx: readonly { readonly vout: readonly { readonly value: number }[] }[] };

const HEIGHTS = [2, 340, 75_546, 78_319, 84_534, 127_332, 699_412] as const;

const satsOf = ({ tx }: Block): bigint[] =>
  tx.map(({ vout }) => vout.reduce((sum, { value }) => sum + BigInt(Math.round(value * 1e8)), 0n));

/** Whether a pixel is of a parcel: orange, where the rest of the picture is dark, light or clear. */
function isParcel({ width, rgba }: Picture, x: number, y: number): boolean {
  const at = 4 * (Math.floor(y) * width + Math.floor(x));
  const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(at, at + 4);
  return alpha > 127 && red > 180 && blue < 100 && green > 80;
}

describe.skipIf(!hasSharedFixtures)(`pictures of blocks as a marketplace drew them${needsFixtures}`, () => {
  it.each(HEIGHTS)('%d has a parcel wherever ours has one, and nowhere else', (height) => {
    const { parcels } = layoutParcels(satsOf(sharedJson<Block>(`blocks/renderer-${height}.json`)));
    const picture = readPng(sharedBytes(`blocks/renderer-${height}.reference.png`));
    const across = Math.max(...parcels.map(({ x, size }) => x + size));
    const down = Math.max(...parcels.map(({ y, size }) => y + size));
    // Half a cell is left out around all of it; what is narrower than the picture stands in its middle, from the top.
    const cell = picture.width / (Math.max(across, down) - 0.5);
    const left = (picture.width - (across - 0.5) * cell) / 2;
    const covered = new Set(
      parcels.flatMap(({ x, y, size }) =>
        Array.from({ length: size * size }, (_, at) => `${x + (at % size)} ${y + Math.floor(at / size)}`),
      ),
    );
    const seen = new Set<string>();
    for (let y = 0; y < down; y += 1)
      for (let x = 0; x < across; x += 1)
        if (isParcel(picture, left + (x + 0.25) * cell, (y + 0.25) * cell)) seen.add(`${x} ${y}`);
    expect([...seen].sort()).toEqual([...covered].sort());
    // Two parcels side by side are parted: between them the picture has a gap.
    for (const { x, y, size } of parcels)
      if (x > 0)
        expect(isParcel(picture, left + (x - 0.25) * cell, (y + size / 2 - 0.25) * cell)).toBe(false);
  });
});
