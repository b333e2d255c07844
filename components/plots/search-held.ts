import type { Client } from '#lib/client/client.ts';
import { parcelSizeOf } from '#lib/plots/mondrian.ts';

type HeldLandClient = Pick<Client, 'heldLand'>;

/** Districts that fit, and how many were looked through. */
export type HeldSearch = { readonly heights: readonly number[]; readonly searched: number };

/** Looks through the blocks that this device keeps: `fits` is asked with the sides of the parcels of each, by value. */
export async function searchHeld(
  client: HeldLandClient,
  chain: 'own' | 'btc',
  fits: (height: number, sides: readonly number[]) => boolean,
): Promise<HeldSearch> {
  const heights: number[] = [];
  let searched = 0;
  for (let from: number | undefined = 0; from !== undefined;) {
    const part = await client.heldLand(chain, from);
    let start = 0;
    for (const [at, end] of part.ends.entries()) {
      const height = part.heights[at] ?? 0;
      if (fits(height, Array.from(part.sats.subarray(start, end), parcelSizeOf))) heights.push(height);
      start = end;
      searched += 1;
    }
    from = part.next;
  }
  return { heights, searched };
}
