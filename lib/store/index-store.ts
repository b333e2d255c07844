import * as z from 'zod/mini';
import { concatBytes } from '#lib/bytes/concat.ts';
import type { Network } from '#lib/chain/network.ts';
import { openDatabase, table, type Database, type Migration, type WriteTable } from './database.ts';
import {
  CHUNK_ENTRIES,
  decodeChunk,
  decodeChunkRow,
  encodeChunk,
  entryAt,
  type HeldChunk,
} from './held-chunk.ts';
import { heldTxSchema, patchHeld, type HeldTx, type ProofPatch } from './held-tx.ts';
import { StoreError } from './store-error.ts';

const HEADER_BYTES = 80;
/** Headers of one row: 80 KB, rewritten only while it is the last. */
const HEADERS_PER_ROW = 1000;

const tables = {
  /** The newest transactions, a row each, because their verdicts still change. Key: arrival. */
  tail: table<number, HeldTx>((row) => heldTxSchema.safeParse(row).data),
  /** Everything older. Key: arrival divided by {@link CHUNK_ENTRIES}. */
  chunks: table<number, HeldChunk>(decodeChunkRow),
  /** Packed headers in a row. Key: number of the row, counted from `headersFrom`. */
  headers: table<number, Uint8Array>((row) => (row instanceof Uint8Array ? row : undefined)),
  /** Single headers from below that row. Key: height. */
  singles: table<number, Uint8Array>((row) =>
    row instanceof Uint8Array && row.length === HEADER_BYTES ? row : undefined,
  ),
  /** How far each source was read. Key: the source. */
  cursors: table<string, { source: string; cursor: string }>(
    (row) => z.object({ source: z.string(), cursor: z.string() }).safeParse(row).data,
  ),
  /** `entries`: how many transactions there are; `revision`: how many commits there were; `headersFrom`: the lowest height. */
  meta: table<'entries' | 'revision' | 'headersFrom', number>((row) =>
    typeof row === 'number' ? row : undefined,
  ),
};
type Tables = typeof tables;
const ALL = ['tail', 'chunks', 'headers', 'singles', 'cursors', 'meta'] as const;

const migrations: readonly Migration[] = [
  (database) => {
    database.createObjectStore('tail', { keyPath: 'arrival' });
    database.createObjectStore('chunks', { keyPath: 'id' });
    database.createObjectStore('headers');
    database.createObjectStore('cursors', { keyPath: 'source' });
    database.createObjectStore('meta');
  },
  (database, transaction) => {
    database.createObjectStore('singles');
    // Until then rows were counted from a height that only the build knew. Headers come again in a minute.
    transaction.objectStore('headers').clear();
  },
];

/** What a commit changes. All of it is written, or nothing. */
export type IndexChange = {
  /** New transactions; their arrivals go on from the last. */
  readonly added?: readonly HeldTx[];
  /** New proofs of transactions that are held already. */
  readonly patches?: readonly ProofPatch[];
  /** Packed headers that replace everything from height `from` on. With another `lowest` than before they are all there are. */
  readonly headers?: { readonly lowest: number; readonly from: number; readonly packed: Uint8Array };
  /** Headers of 80 bytes each that are kept without those around them, by height. */
  readonly singles?: readonly (readonly [number, Uint8Array])[];
  readonly cursors?: readonly { readonly source: string; readonly cursor: string }[];
};

export type IndexSnapshot = {
  readonly count: number;
  /** Grows by one with every commit. */
  readonly revision: number;
  /** All headers in a row, packed, the first of height `from`; and the single ones below. */
  readonly headers: {
    readonly from: number;
    readonly packed: Uint8Array;
    readonly singles: readonly (readonly [number, Uint8Array])[];
  };
  readonly cursors: ReadonlyMap<string, string>;
};

/**
 * The feed's database, `nabo-index-<network>`: a cache of what the chain says, refilled from sources when it is lost.
 * Any tab may read it; one at a time writes, which whoever opens it sees to by a lock.
 */
export class IndexStore {
  private readonly database: Database<Tables>;

  private constructor(database: Database<Tables>) {
    this.database = database;
  }

  /** @throws {StoreError} as `openDatabase` does. */
  static async open(
    network: Network,
    options: { factory?: IDBFactory; onClosed?: () => void } = {},
  ): Promise<IndexStore> {
    return new IndexStore(await openDatabase({ name: nameOf(network), tables, migrations, ...options }));
  }

  /**
   * Reads everything as of one moment; `each` gets the transactions in order of arrival, a chunk at a time.
   *
   * @throws {StoreError} `malformed` when rows are not of the shape that this build writes.
   */
  load(each: (entries: readonly HeldTx[]) => void): Promise<IndexSnapshot> {
    return this.database.read(ALL, async ({ tail, chunks, headers, singles, cursors, meta }) => {
      const count = (await meta.get('entries')) ?? 0;
      const sealed = await chunks.count();
      for (let id = 0; id < sealed; id += 1) {
        const chunk = await chunks.get(id);
        if (chunk?.count !== CHUNK_ENTRIES) throw new StoreError('malformed', `chunk ${id} is not full`);
        each(decodeChunk(chunk));
      }
      const rows = await tail.all();
      if (sealed * CHUNK_ENTRIES + rows.length !== count)
        throw new StoreError('malformed', 'transactions are missing');
      each(rows);
      return {
        count,
        revision: (await meta.get('revision')) ?? 0,
        headers: {
          from: (await meta.get('headersFrom')) ?? 0,
          packed: concatBytes(await headers.all()),
          singles: zip(await singles.keys(), await singles.all()),
        },
        cursors: new Map((await cursors.all()).map(({ source, cursor }) => [source, cursor])),
      };
    });
  }

  /** The transactions of these arrivals, as far as they exist, in their order, with the revision that they are of. */
  read(
    arrivals: readonly number[],
  ): Promise<{ readonly entries: readonly HeldTx[]; readonly revision: number }> {
    return this.database.read(['tail', 'chunks', 'meta'], async ({ tail, chunks, meta }) => {
      const held = new Map<number, HeldChunk | undefined>();
      const entries: HeldTx[] = [];
      for (const arrival of arrivals) {
        const id = Math.floor(arrival / CHUNK_ENTRIES);
        if (!held.has(id)) held.set(id, await chunks.get(id));
        const chunk = held.get(id);
        const entry = chunk === undefined ? await tail.get(arrival) : entryAt(chunk, arrival % CHUNK_ENTRIES);
        if (entry !== undefined) entries.push(entry);
      }
      return { entries, revision: (await meta.get('revision')) ?? 0 };
    });
  }

  /** How many transactions there are, and the height that comes after the highest header. */
  extent(): Promise<{ readonly entries: number; readonly nextHeight: number }> {
    return this.database.read(['headers', 'meta'], async ({ headers, meta }) => {
      const rows = await headers.count();
      const last = await headers.last();
      const length = last === undefined ? 0 : (rows - 1) * HEADERS_PER_ROW + last.length / HEADER_BYTES;
      return {
        entries: (await meta.get('entries')) ?? 0,
        nextHeight: ((await meta.get('headersFrom')) ?? 0) + length,
      };
    });
  }

  /** Packed headers from a height to the highest; below the row that single one, if it is kept. */
  readHeaders(from: number): Promise<Uint8Array> {
    return this.database.read(['headers', 'singles', 'meta'], async ({ headers, singles, meta }) => {
      const slot = from - ((await meta.get('headersFrom')) ?? 0);
      if (slot < 0) return (await singles.get(from)) ?? new Uint8Array(0);
      const first = Math.floor(slot / HEADERS_PER_ROW);
      const packed = concatBytes((await headers.all()).slice(first));
      return packed.subarray((slot - first * HEADERS_PER_ROW) * HEADER_BYTES);
    });
  }

  /** Those of the single headers that are kept. */
  readSingles(heights: readonly number[]): Promise<readonly (readonly [number, Uint8Array])[]> {
    return this.database.read(['singles'], async ({ singles }) => {
      const found = await Promise.all(heights.map((height) => singles.get(height)));
      return heights.flatMap((height, at) => {
        const header = found[at];
        return header === undefined ? [] : [[height, header] as const];
      });
    });
  }

  /**
   * Writes a change and answers the new revision. A writer that has missed another's commit is refused by its arrivals.
   *
   * @throws {StoreError} `exists` when the arrivals of `added` do not go on from the last.
   */
  commit({
    added = [],
    patches = [],
    headers: newHeaders,
    singles: newSingles = [],
    cursors: newCursors = [],
  }: IndexChange): Promise<number> {
    return this.database.write(ALL, async ({ tail, chunks, headers, singles, cursors, meta }) => {
      const before = (await meta.get('entries')) ?? 0;
      if (added.some(({ arrival }, at) => arrival !== before + at)) {
        throw new StoreError('exists', `arrivals go on from ${before}`);
      }
      const sealed = await chunks.count();
      await rewrite({ tail, chunks }, patches, sealed);
      await append({ tail, chunks }, added, sealed, before);
      if (newHeaders !== undefined) await replaceHeaders({ headers, meta }, newHeaders);
      await Promise.all(newSingles.map(([height, bytes]) => singles.put(bytes.slice(), height)));
      await Promise.all(newCursors.map((row) => cursors.put({ ...row })));
      const revision = ((await meta.get('revision')) ?? 0) + 1;
      await Promise.all([meta.put(before + added.length, 'entries'), meta.put(revision, 'revision')]);
      return revision;
    });
  }

  /** Forgets everything, for rows that this build cannot read. Answers the new revision. */
  clear(): Promise<number> {
    return this.database.write(ALL, async ({ tail, chunks, headers, singles, cursors, meta }) => {
      const revision = ((await meta.get('revision')) ?? 0) + 1;
      await Promise.all([tail, chunks, headers, singles, cursors, meta].map((each) => each.clear()));
      await meta.put(revision, 'revision');
      return revision;
    });
  }

  close(): void {
    this.database.close();
  }
}

const nameOf = (network: Network): string => `nabo-index-${network}`;

type EntryTables = {
  readonly tail: WriteTable<number, HeldTx>;
  readonly chunks: WriteTable<number, HeldChunk>;
};

/** A row of its own: a view would be stored with all the memory that it looks into. */
const rowOf = (entry: HeldTx): HeldTx => ({
  ...entry,
  raw: entry.raw.slice(),
  ...(entry.bump === undefined ? {} : { bump: entry.bump.slice() }),
});

async function rewrite(
  { tail, chunks }: EntryTables,
  patches: readonly ProofPatch[],
  sealed: number,
): Promise<void> {
  const byChunk = Map.groupBy(patches, ({ arrival }) => Math.floor(arrival / CHUNK_ENTRIES));
  for (const [id, ofChunk] of byChunk) {
    if (id >= sealed) {
      await Promise.all(ofChunk.map((patch) => rewriteRow(tail, patch)));
      continue;
    }
    const chunk = await chunks.get(id);
    if (chunk === undefined) throw new StoreError('malformed', `chunk ${id} is missing`);
    const entries = decodeChunk(chunk);
    for (const patch of ofChunk) {
      const at = patch.arrival % CHUNK_ENTRIES;
      const held = entries[at];
      if (held !== undefined) entries[at] = patchHeld(held, patch);
    }
    await chunks.put(encodeChunk(id, entries));
  }
}

async function rewriteRow(tail: EntryTables['tail'], patch: ProofPatch): Promise<void> {
  const held = await tail.get(patch.arrival);
  if (held === undefined) throw new StoreError('malformed', `transaction ${patch.arrival} is missing`);
  await tail.put(rowOf(patchHeld(held, patch)));
}

/** Adds entries, and packs all but the newest full chunk's worth of the tail, whose verdicts still change most. */
async function append(
  { tail, chunks }: EntryTables,
  added: readonly HeldTx[],
  sealed: number,
  before: number,
): Promise<void> {
  const tailStart = sealed * CHUNK_ENTRIES;
  const full = Math.max(0, Math.floor((before + added.length - tailStart) / CHUNK_ENTRIES) - 1);
  const sealEnd = tailStart + full * CHUNK_ENTRIES;
  if (full > 0) {
    const old = await tail.all(arrivals(tailStart, sealEnd));
    const entries = [...old, ...added.slice(0, Math.max(0, sealEnd - before))];
    const packed = Array.from({ length: full }, (_, at) =>
      encodeChunk(sealed + at, entries.slice(at * CHUNK_ENTRIES, (at + 1) * CHUNK_ENTRIES)),
    );
    await Promise.all([
      ...packed.map((chunk) => chunks.put(chunk)),
      tail.delete(arrivals(tailStart, sealEnd)),
    ]);
  }
  await Promise.all(added.filter(({ arrival }) => arrival >= sealEnd).map((entry) => tail.put(rowOf(entry))));
}

const arrivals = (from: number, end: number): IDBKeyRange => IDBKeyRange.bound(from, end, false, true);

type HeaderTables = {
  readonly headers: WriteTable<number, Uint8Array>;
  readonly meta: WriteTable<'entries' | 'revision' | 'headersFrom', number>;
};

async function replaceHeaders(
  { headers, meta }: HeaderTables,
  { lowest, from, packed }: NonNullable<IndexChange['headers']>,
): Promise<void> {
  const isMoved = (await meta.get('headersFrom')) !== lowest;
  if (isMoved && from !== lowest)
    throw new StoreError('malformed', `headers from ${from}, and those from ${lowest} on are not here`);
  await meta.put(lowest, 'headersFrom');
  const slot = from - lowest;
  const first = Math.floor(slot / HEADERS_PER_ROW);
  const row = isMoved ? undefined : await headers.get(first);
  const kept = (row ?? new Uint8Array(0)).slice(0, (slot - first * HEADERS_PER_ROW) * HEADER_BYTES);
  const bytes = concatBytes([kept, packed]);
  await headers.delete(IDBKeyRange.lowerBound(first));
  const rowBytes = HEADERS_PER_ROW * HEADER_BYTES;
  for (let at = 0; at < bytes.length; at += rowBytes) {
    await headers.put(bytes.slice(at, at + rowBytes), first + at / rowBytes);
  }
}

const zip = (heights: readonly number[], rows: readonly Uint8Array[]): (readonly [number, Uint8Array])[] =>
  heights.flatMap((height, at) => {
    const row = rows[at];
    return row === undefined ? [] : [[height, row] as const];
  });
