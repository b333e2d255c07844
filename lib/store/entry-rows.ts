import type { ReadTable, WriteTable } from './database.ts';
import {
  CHUNK_ENTRIES,
  encodeFacts,
  factsAt,
  pathHeightOf,
  withAuthors,
  withProof,
  type FactChunk,
} from './fact-chunk.ts';
import { patchHeld, type AuthorCheck, type HeldTx, type ProofPatch } from './held-tx.ts';
import type { PostChunk } from './post-chunk.ts';
import {
  packPaths,
  packRaws,
  pathIn,
  rawIn,
  withPaths,
  type MediaRow,
  type PathChunk,
  type RawPack,
  type UseRow,
} from './raw-pack.ts';
import { StoreError } from './store-error.ts';

/** The tables that hold transactions. */
export type EntryTables = {
  readonly tail: WriteTable<number, HeldTx>;
  readonly facts: WriteTable<number, FactChunk>;
  readonly posts: WriteTable<number, PostChunk>;
  readonly paths: WriteTable<number, PathChunk>;
  readonly raws: WriteTable<number, RawPack>;
  readonly media: WriteTable<number, MediaRow>;
  readonly uses: WriteTable<number, UseRow>;
};

type EntryReads = {
  readonly [Name in Exclude<keyof EntryTables, 'posts' | 'uses'>]: EntryTables[Name] extends WriteTable<
    infer Key,
    infer Value
  >
    ? ReadTable<Key, Value>
    : never;
};

const arrivals = (from: number, end: number): IDBKeyRange => IDBKeyRange.bound(from, end, false, true);

/** A row of its own: a view would be stored with all the memory that it looks into. */
const rowOf = (entry: HeldTx): HeldTx => ({
  ...entry,
  raw: entry.raw.slice(),
  ...(entry.bump === undefined ? {} : { bump: entry.bump.slice() }),
});

/** Reads transactions by arrival. Rows that hold many are read once. */
export class EntryReader {
  private readonly tables: EntryReads;
  private readonly chunks = new Map<
    number,
    { readonly facts: FactChunk; readonly paths: PathChunk } | undefined
  >();
  private pack: RawPack | undefined;

  constructor(tables: EntryReads) {
    this.tables = tables;
  }

  /** The transaction of an arrival; `undefined` where there is none. `raw` is empty where its bytes had to go. */
  async at(arrival: number): Promise<HeldTx | undefined> {
    const id = Math.floor(arrival / CHUNK_ENTRIES);
    const chunk = await this.chunk(id);
    if (chunk === undefined) return this.tables.tail.get(arrival);
    const at = arrival - id * CHUNK_ENTRIES;
    if (at >= chunk.facts.count) return undefined;
    const raw = (await this.raw(arrival)) ?? new Uint8Array(0);
    const bump = pathIn(chunk.paths, at);
    return { ...factsAt(chunk.facts, at), raw, ...(bump === undefined ? {} : { bump }) };
  }

  private async chunk(
    id: number,
  ): Promise<{ readonly facts: FactChunk; readonly paths: PathChunk } | undefined> {
    if (this.chunks.has(id)) return this.chunks.get(id);
    const [facts, paths] = await Promise.all([this.tables.facts.get(id), this.tables.paths.get(id)]);
    const chunk = facts === undefined || paths === undefined ? undefined : { facts, paths };
    this.chunks.set(id, chunk);
    return chunk;
  }

  private async raw(arrival: number): Promise<Uint8Array | undefined> {
    const near = this.pack !== undefined && rawIn(this.pack, arrival);
    if (near instanceof Uint8Array) return near;
    this.pack = (await this.tables.raws.last(IDBKeyRange.upperBound(arrival))) ?? this.pack;
    const packed = this.pack && rawIn(this.pack, arrival);
    return packed ?? (await this.tables.media.get(arrival))?.raw;
  }
}

/** Gives transactions other proofs, wherever they lie. `sealed` is the number of chunks. */
export async function patchEntries(
  { tail, facts, paths }: EntryTables,
  patches: readonly ProofPatch[],
  sealed: number,
): Promise<void> {
  const byChunk = Map.groupBy(patches, ({ arrival }) => Math.floor(arrival / CHUNK_ENTRIES));
  for (const [id, ofChunk] of byChunk) {
    if (id >= sealed) {
      for (const patch of ofChunk) await patchRow(tail, patch);
      continue;
    }
    let chunk = await facts.get(id);
    const replaced = new Map<number, Uint8Array>();
    for (const { arrival, proof, bump } of ofChunk) {
      if (chunk === undefined) throw new StoreError('malformed', `chunk ${id} is missing`);
      const at = arrival - id * CHUNK_ENTRIES;
      chunk = withProof(chunk, at, proof, bump && pathHeightOf(bump));
      if (bump !== undefined) replaced.set(at, bump);
    }
    if (chunk !== undefined) await facts.put(chunk);
    const old = replaced.size === 0 ? undefined : await paths.get(id);
    if (old !== undefined) await paths.put(withPaths(old, replaced));
  }
}

async function patchRow(tail: EntryTables['tail'], patch: ProofPatch): Promise<void> {
  const held = await tail.get(patch.arrival);
  if (held === undefined) throw new StoreError('malformed', `transaction ${patch.arrival} is missing`);
  await tail.put(rowOf(patchHeld(held, patch)));
}

/** Who wrote what in a transaction, found out anew. */
export type AuthorPatch = { readonly arrival: number; readonly authors: readonly AuthorCheck[] };

/** Says anew who wrote what, wherever the transactions lie. `sealed` is the number of chunks. */
export async function patchAuthors(
  { tail, facts }: Pick<EntryTables, 'tail' | 'facts'>,
  patches: readonly AuthorPatch[],
  sealed: number,
): Promise<void> {
  const byChunk = Map.groupBy(patches, ({ arrival }) => Math.floor(arrival / CHUNK_ENTRIES));
  for (const [id, ofChunk] of byChunk) {
    const chunk = id < sealed ? await facts.get(id) : undefined;
    if (chunk !== undefined) {
      const places = ofChunk.map(({ arrival, authors }) => [arrival - id * CHUNK_ENTRIES, authors] as const);
      await facts.put(withAuthors(chunk, new Map(places)));
      continue;
    }
    for (const { arrival, authors } of ofChunk) {
      const held = await tail.get(arrival);
      if (held !== undefined) await tail.put(rowOf({ ...held, authors }));
    }
  }
}

/** Bytes of transactions that lie in packs, and of those that are too large for that. */
export type PackedBytes = { media: number; packed: number };

/** Of so many that come at once none are new: somebody reads what was written long ago. */
const MANY = 4 * CHUNK_ENTRIES;

/**
 * Adds transactions, and packs all but the newest full chunk's worth of the tail, whose verdicts still change most; when
 * many come at once, every full chunk. Answers how many bytes lie in packs and in media that did not before.
 */
export async function appendEntries(
  tables: EntryTables,
  added: readonly HeldTx[],
  {
    sealed,
    before,
    postsOf,
  }: {
    readonly sealed: number;
    /** How many there were. */
    readonly before: number;
    readonly postsOf: (id: number) => PostChunk | undefined;
  },
): Promise<PackedBytes> {
  const { tail } = tables;
  const tailStart = sealed * CHUNK_ENTRIES;
  const spared = added.length < MANY ? 1 : 0;
  const full = Math.max(0, Math.floor((before + added.length - tailStart) / CHUNK_ENTRIES) - spared);
  const sealEnd = tailStart + full * CHUNK_ENTRIES;
  const packed = { media: 0, packed: 0 };
  const writes: Promise<void>[] = [];
  if (full > 0) {
    const old = before > tailStart ? await tail.all(arrivals(tailStart, sealEnd)) : [];
    const entries = [...old, ...added.slice(0, Math.max(0, sealEnd - before))];
    for (let at = 0; at < full; at += 1) {
      const ofChunk = entries.slice(at * CHUNK_ENTRIES, (at + 1) * CHUNK_ENTRIES);
      seal(tables, sealed + at, ofChunk, postsOf(sealed + at), { writes, packed });
    }
    writes.push(tail.delete(arrivals(tailStart, sealEnd)));
  }
  for (const entry of added) if (entry.arrival >= sealEnd) writes.push(tail.put(rowOf(entry)));
  await Promise.all(writes);
  return packed;
}

/**
 * Gives large transactions their bytes back, where these had to go; in the tail they never do. Answers how many bytes came.
 * `sealed` is the number of chunks.
 */
export async function restoreMedia(
  { media, uses }: Pick<EntryTables, 'media' | 'uses'>,
  restored: readonly { readonly arrival: number; readonly raw: Uint8Array; readonly at: number }[],
  sealed: number,
): Promise<number> {
  let bytes = 0;
  for (const { arrival, raw, at } of restored) {
    if (arrival >= sealed * CHUNK_ENTRIES || (await media.count(arrival)) > 0) continue;
    await Promise.all([media.put({ arrival, raw: raw.slice() }), uses.put({ arrival, used: at })]);
    bytes += raw.length;
  }
  return bytes;
}

function seal(
  { facts, posts, paths, raws, media, uses }: EntryTables,
  id: number,
  entries: readonly HeldTx[],
  said: PostChunk | undefined,
  { writes, packed }: { readonly writes: Promise<void>[]; readonly packed: PackedBytes },
): void {
  const rows = packRaws(entries);
  writes.push(facts.put(encodeFacts(id, entries)), paths.put(packPaths(id, entries)));
  if (said !== undefined) writes.push(posts.put(said));
  for (const pack of rows.packs) {
    writes.push(raws.put(pack));
    packed.packed += pack.bytes.length;
  }
  for (const large of rows.media) {
    writes.push(media.put(large));
    packed.media += large.raw.length;
  }
  for (const use of rows.uses) writes.push(uses.put(use));
}
