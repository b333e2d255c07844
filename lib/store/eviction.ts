import type { WriteTable } from './database.ts';
import type { PackedBytes } from './entry-rows.ts';
import type { MetaKey } from './index-tables.ts';
import { thinned, type MediaRow, type RawPack, type UseRow } from './raw-pack.ts';

type EvictionTables = {
  readonly media: WriteTable<number, MediaRow>;
  readonly uses: WriteTable<number, UseRow>;
  readonly raws: WriteTable<number, RawPack>;
  readonly meta: WriteTable<MetaKey, number>;
};

/** See `IndexStore.makeRoom`. */
export async function letGo(
  { media, uses, raws, meta }: EvictionTables,
  most: PackedBytes,
  mayGo: (arrival: number) => boolean,
): Promise<number> {
  const before = { media: (await meta.get('mediaBytes')) ?? 0, packed: (await meta.get('packedBytes')) ?? 0 };
  const left = { ...before };
  for (const arrival of left.media > most.media ? await uses.keysBy('used') : []) {
    if (left.media <= most.media) break;
    const large = mayGo(arrival) ? await media.get(arrival) : undefined;
    if (large === undefined) continue;
    await Promise.all([media.delete(arrival), uses.delete(arrival)]);
    left.media -= large.raw.length;
  }
  for (const first of left.packed > most.packed ? await raws.keys() : []) {
    if (left.packed <= most.packed) break;
    const pack = await raws.get(first);
    if (pack === undefined) continue;
    const rest = thinned(pack, (arrival) => !mayGo(arrival));
    await (rest === undefined ? raws.delete(first) : raws.put(rest));
    left.packed -= pack.bytes.length - (rest?.bytes.length ?? 0);
  }
  await Promise.all([meta.put(left.media, 'mediaBytes'), meta.put(left.packed, 'packedBytes')]);
  return before.media - left.media + (before.packed - left.packed);
}
