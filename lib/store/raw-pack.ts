import * as z from 'zod/mini';
import { concatBytes } from '#lib/bytes/concat.ts';
import { endsOf, isRising, partOf } from './fact-chunk.ts';
import type { HeldTx } from './held-tx.ts';

/** Transactions above this size have a row of their own: media, which are the first to go when room is scarce. */
export const MAX_PACKED = 16 * 1024;
/** Bytes of one pack: what reading one transaction costs at most. */
const PACK_BYTES = 1024 * 1024;

const bytes = z.instanceof(Uint8Array<ArrayBuffer>);
const words = z.instanceof(Uint32Array<ArrayBuffer>);

const partsSchema = z.object({ bytes, ends: words });

const packSchema = z.object({ first: z.number(), ...partsSchema.shape });
const pathsSchema = z.object({ id: z.number(), ...partsSchema.shape });
const mediaSchema = z.object({ arrival: z.number(), raw: bytes });
const useSchema = z.object({ arrival: z.number(), used: z.number() });

/** Bytes of transactions of consecutive arrivals, the first of arrival `first`. Nothing stands for what lies elsewhere. */
export type RawPack = z.infer<typeof packSchema>;
/** Merkle paths of the transactions of chunk `id`. Nothing stands for none. */
export type PathChunk = z.infer<typeof pathsSchema>;
/** A large transaction. */
export type MediaRow = z.infer<typeof mediaSchema>;
/** When somebody last looked at a large transaction, in milliseconds since 1970. */
export type UseRow = z.infer<typeof useSchema>;

const fitting = <Parts extends z.infer<typeof partsSchema>>(row: Parts | undefined): Parts | undefined =>
  row !== undefined && isRising(row.ends, row.bytes.length) ? row : undefined;

export const decodePackRow = (row: unknown): RawPack | undefined => fitting(packSchema.safeParse(row).data);
export const decodePathRow = (row: unknown): PathChunk | undefined =>
  fitting(pathsSchema.safeParse(row).data);
export const decodeMediaRow = (row: unknown): MediaRow | undefined => mediaSchema.safeParse(row).data;
export const decodeUseRow = (row: unknown): UseRow | undefined => useSchema.safeParse(row).data;

const joined = (parts: readonly Uint8Array[]): z.infer<typeof partsSchema> => ({
  bytes: concatBytes(parts),
  ends: endsOf(parts.map(({ length }) => length)),
});

const NOTHING = new Uint8Array(0);
const isPacked = ({ raw }: HeldTx): boolean => raw.length <= MAX_PACKED;

/** The bytes of transactions as packs, and those that are too large for one. */
export function packRaws(entries: readonly HeldTx[]): {
  readonly packs: readonly RawPack[];
  readonly media: readonly MediaRow[];
  readonly uses: readonly UseRow[];
} {
  const packs: RawPack[] = [];
  let group: HeldTx[] = [];
  let size = 0;
  const close = (): void => {
    const [first] = group;
    if (first === undefined) return;
    packs.push({
      first: first.arrival,
      ...joined(group.map((entry) => (isPacked(entry) ? entry.raw : NOTHING))),
    });
    group = [];
    size = 0;
  };
  for (const entry of entries) {
    const length = isPacked(entry) ? entry.raw.length : 0;
    if (size + length > PACK_BYTES) close();
    group.push(entry);
    size += length;
  }
  close();
  const large = entries.filter((entry) => !isPacked(entry));
  return {
    packs,
    media: large.map(({ arrival, raw }) => ({ arrival, raw: raw.slice() })),
    uses: large.map(({ arrival, heldSince }) => ({ arrival, used: heldSince })),
  };
}

export const packPaths = (id: number, entries: readonly HeldTx[]): PathChunk => ({
  id,
  ...joined(entries.map(({ bump }) => bump ?? NOTHING)),
});

/** The bytes of an arrival in a pack; `undefined` when they are not there. */
export function rawIn({ first, bytes: all, ends }: RawPack, arrival: number): Uint8Array | undefined {
  if (arrival < first || arrival - first >= ends.length) return undefined;
  const raw = partOf(all, ends, arrival - first);
  return raw.length === 0 ? undefined : raw;
}

/** A pack that holds no more than what may stay, `undefined` when that is nothing. */
export function thinned(pack: RawPack, stays: (arrival: number) => boolean): RawPack | undefined {
  const parts = Array.from(pack.ends, (_, at) =>
    stays(pack.first + at) ? partOf(pack.bytes, pack.ends, at) : NOTHING,
  );
  return parts.some(({ length }) => length > 0) ? { first: pack.first, ...joined(parts) } : undefined;
}

/** The path of a chunk's transaction, when there is one. */
export function pathIn(paths: PathChunk, at: number): Uint8Array | undefined {
  const path = partOf(paths.bytes, paths.ends, at);
  return path.length === 0 ? undefined : path;
}

/** Paths of which some were replaced, by place in the chunk. */
export function withPaths(paths: PathChunk, replaced: ReadonlyMap<number, Uint8Array>): PathChunk {
  const parts = Array.from(paths.ends, (_, at) => replaced.get(at) ?? partOf(paths.bytes, paths.ends, at));
  return { id: paths.id, ...joined(parts) };
}
