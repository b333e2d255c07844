import * as z from 'zod/mini';
import { HEADER_BYTES } from '#lib/chain/header.ts';
import type { Network } from '#lib/chain/network.ts';
import { openDatabase, table, type Database, type Migration, type Table } from './database.ts';
import { decodeFactRow, encodeFacts, type FactChunk } from './fact-chunk.ts';
import { heldTxSchema, type HeldTx } from './held-tx.ts';
import { decodeLegacyChunk } from './legacy-chunk.ts';
import { decodeMoveRow, type MoveRow } from './move-row.ts';
import { decodePostRow, type PostChunk } from './post-chunk.ts';
import {
  decodeMediaRow,
  decodePackRow,
  decodePathRow,
  decodeUseRow,
  packPaths,
  packRaws,
  type MediaRow,
  type PathChunk,
  type RawPack,
  type UseRow,
} from './raw-pack.ts';

/**
 * `entries`: how many transactions there are; `revision`: how many commits there were; `headersFrom`: the lowest height;
 * `mediaBytes`, `packedBytes`: what the rows of `media` and of `raws` hold together; `rules`: by which rules of the feed
 * everything was read, absent for those of builds that did not note it.
 */
export type MetaKey = 'entries' | 'revision' | 'headersFrom' | 'mediaBytes' | 'packedBytes' | 'rules';

const tables = {
  /** The newest transactions, a row each, because their verdicts still change. Key: arrival. */
  tail: table<number, HeldTx>((row) => heldTxSchema.safeParse(row).data),
  /** What is known of everything older. Key: arrival divided by `CHUNK_ENTRIES`. */
  facts: table<number, FactChunk>(decodeFactRow),
  /** What those say, as the feed reads it. Key: that of their facts. */
  posts: table<number, PostChunk>(decodePostRow),
  /** Their Merkle paths. Key: that of their facts. */
  paths: table<number, PathChunk>(decodePathRow),
  /** Their bytes, but for large ones. Key: the first arrival. */
  raws: table<number, RawPack>(decodePackRow),
  /** The bytes of large ones. Key: arrival. */
  media: table<number, MediaRow>(decodeMediaRow),
  /** When somebody last looked at those. Key: arrival. */
  uses: table<number, UseRow>(decodeUseRow),
  /** What transactions do with ordinals that are followed. Key: arrival. */
  moves: table<number, MoveRow>(decodeMoveRow),
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
  meta: table<MetaKey, number>((row) => (typeof row === 'number' ? row : undefined)),
} satisfies Readonly<Record<string, Table<IDBValidKey, unknown>>>;

export type IndexTables = typeof tables;
export type IndexDatabase = Database<IndexTables>;
export const ALL_TABLES = Object.keys(tables) as readonly (keyof IndexTables)[];

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
  (database, transaction) => {
    database.createObjectStore('facts', { keyPath: 'id' });
    database.createObjectStore('posts', { keyPath: 'id' });
    database.createObjectStore('paths', { keyPath: 'id' });
    database.createObjectStore('raws', { keyPath: 'first' });
    database.createObjectStore('media', { keyPath: 'arrival' });
    database.createObjectStore('uses', { keyPath: 'arrival' }).createIndex('used', 'used');
    database.createObjectStore('moves', { keyPath: 'arrival' });
    takeChunksApart(database, transaction);
  },
];

/** Facts, paths and bytes of a chunk lay in one row; most of what is read or changed is small, and had to move it all. */
function takeChunksApart(database: IDBDatabase, transaction: IDBTransaction): void {
  const chunks = transaction.objectStore('chunks');
  let mediaBytes = 0;
  let packedBytes = 0;
  const request = chunks.openCursor();
  request.addEventListener('success', () => {
    const { result: cursor } = request;
    if (cursor === null) {
      transaction.objectStore('meta').put(mediaBytes, 'mediaBytes');
      transaction.objectStore('meta').put(packedBytes, 'packedBytes');
      database.deleteObjectStore('chunks');
      return;
    }
    const row: unknown = cursor.value;
    const entries = decodeLegacyChunk(row);
    // The index is a cache: rows that nobody can read are fetched again.
    if (entries === undefined) {
      for (const name of ['tail', 'facts', 'paths', 'raws', 'media', 'uses', 'cursors', 'meta'])
        transaction.objectStore(name).clear();
      database.deleteObjectStore('chunks');
      return;
    }
    const id = Number(cursor.key);
    const { packs, media, uses } = packRaws(entries);
    transaction.objectStore('facts').put(encodeFacts(id, entries));
    transaction.objectStore('paths').put(packPaths(id, entries));
    for (const pack of packs) {
      transaction.objectStore('raws').put(pack);
      packedBytes += pack.bytes.length;
    }
    for (const large of media) {
      transaction.objectStore('media').put(large);
      mediaBytes += large.raw.length;
    }
    for (const use of uses) transaction.objectStore('uses').put(use);
    cursor.continue();
  });
}

/**
 * Opens the feed's database of a network and brings it to the newest version.
 *
 * @throws {StoreError} as `openDatabase` does.
 */
export const openIndexDatabase = (
  network: Network,
  options: { readonly factory?: IDBFactory; readonly onClosed?: () => void },
): Promise<IndexDatabase> => openDatabase({ name: `nabo-index-${network}`, tables, migrations, ...options });
