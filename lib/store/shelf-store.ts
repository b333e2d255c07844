import * as z from 'zod/mini';
import { isTxid, type Txid } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import { openDatabase, table, type Database, type Migration, type WriteTable } from './database.ts';

const txid = z.custom<Txid>((value) => typeof value === 'string' && isTxid(value));
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What stands on the shelf: the bytes are a block of Helia's, here is what it needs to be found, proven and evicted. */
const shelvedSchema = z.object({
  txid,
  /** Counts up; the lowest is evicted first. */
  seq: z.number(),
  bytes: z.number(),
  /** Merkle path and header, where a neighbour gave them. What the feed holds is newer. */
  bump: z.exactOptional(bytes),
  header: z.exactOptional(bytes),
  /** Under which number the feed holds it. */
  arrival: z.exactOptional(z.number()),
});

/** A transaction that a neighbour gave: its bytes hash to `txid`, and nothing more is checked. */
const receivedSchema = z.object({
  seq: z.number(),
  txid,
  raw: bytes,
  bump: z.exactOptional(bytes),
  /** PeerId. */
  peer: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  ms: z.number(),
});

const passageSchema = z.object({
  txid,
  direction: z.enum(['in', 'out']),
  peer: z.string(),
  bytes: z.number(),
  ms: z.number(),
  at: z.number(),
});

const headersSchema = z.object({ from: z.number(), packed: bytes });

const metaSchema = z.object({
  /** Whether this device shares. */
  sharing: z.exactOptional(z.boolean()),
  /** Whether a tab of it makes lines from browser to browser. */
  direct: z.exactOptional(z.boolean()),
  /** Whether it gives pictures by them that were opened here. */
  media: z.exactOptional(z.boolean()),
  /** What was added on a day: its number since 1970. */
  spent: z.exactOptional(z.object({ day: z.number(), bytes: z.number() })),
  /** The next arrival of the feed, and the transaction before it, by which a feed that began anew is known. */
  fed: z.exactOptional(z.object({ next: z.number(), last: z.exactOptional(txid) })),
  refused: z.exactOptional(z.number()),
  /** Bytes on the shelf. */
  bytes: z.exactOptional(z.number()),
});

export type Shelved = z.infer<typeof shelvedSchema>;
export type Received = z.infer<typeof receivedSchema>;
/** What is left for the feed. */
export type Left = Omit<Received, 'seq'>;
/** A transaction that came from or went to a neighbour. */
export type Passage = z.infer<typeof passageSchema>;
export type ShelfMeta = z.infer<typeof metaSchema>;
export type ReceivedHeaders = z.infer<typeof headersSchema>;

/** The number of a day (UTC) since 1970, of a time in milliseconds since then. */
export const dayOf = (ms: number): number => Math.floor(ms / 86_400_000);

/** Bytes that were added to the shelf on a day: nothing yet, while the day that is noted is another. */
export const addedOn = ({ spent }: ShelfMeta, day: number): number => (spent?.day === day ? spent.bytes : 0);

const tables = {
  /** Key: seq. */
  shelf: table<number, Shelved>((row) => shelvedSchema.safeParse(row).data),
  /** Key: seq. */
  inbox: table<number, Received>((row) => receivedSchema.safeParse(row).data),
  /** Key: counts up. */
  passages: table<number, Passage>((row) => passageSchema.safeParse(row).data),
  /** One row, under `meta`. */
  meta: table<string, ShelfMeta>((row) => metaSchema.safeParse(row).data),
  /** One row, under `headers`: what a neighbour says follows our chain. */
  headers: table<string, ReceivedHeaders>((row) => headersSchema.safeParse(row).data),
  /** Transactions that this device does not hand on, because its reader said so. Key: txid. */
  withheld: table<Txid, true>((row) => (row === true ? true : undefined)),
  /** The transactions themselves, as Helia's blocks. Key: txid. */
  blocks: table<Txid, Uint8Array>((row) => bytes.safeParse(row).data),
};
type Tables = typeof tables;
const META = 'meta';
const HEADERS = 'headers';

type ShelveOptions = {
  readonly day: number;
  readonly maxBytes: number;
  readonly left?: readonly Left[];
  readonly maxLeft?: number;
};

type BlockToPut = {
  readonly txid: Txid;
  readonly raw: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};
type BlockToFind = {
  readonly txid: Txid;
  readonly resolve: (isHere: boolean) => void;
  readonly reject: (error: unknown) => void;
};
/** Of at most 16 KB each. */
const BLOCKS_OF_COMMIT = 256;

const migrations: readonly Migration[] = [
  (database) => {
    database.createObjectStore('shelf', { keyPath: 'seq' }).createIndex('txid', 'txid', { unique: true });
    database.createObjectStore('inbox', { keyPath: 'seq' });
    database.createObjectStore('passages');
    database.createObjectStore('meta');
    database.createObjectStore('headers');
  },
  (database) => {
    database.createObjectStore('blocks');
  },
  (database) => {
    database.createObjectStore('withheld');
  },
];

/**
 * The neighbours' database, `nabo-shelf-<network>`: what this device holds for others, what others gave and the feed
 * takes from here, and what the screen tells of it. The service worker writes it; the feed reads its inbox.
 */
export class ShelfStore {
  private readonly database: Database<Tables>;
  private readonly blocksToPut: BlockToPut[] = [];
  private readonly blocksToFind: BlockToFind[] = [];

  private constructor(database: Database<Tables>) {
    this.database = database;
  }

  /** @throws {StoreError} as `openDatabase` does. */
  static async open(
    network: Network,
    options: { factory?: IDBFactory; onClosed?: () => void } = {},
  ): Promise<ShelfStore> {
    const name = `nabo-shelf-${network}`;
    return new ShelfStore(await openDatabase({ name, tables, migrations, ...options }));
  }

  /** The rows of those txids that are on the shelf. */
  find(txids: readonly Txid[]): Promise<readonly Shelved[]> {
    return this.database.read(['shelf'], async ({ shelf }) => {
      const rows = await Promise.all(txids.map((each) => shelf.allBy('txid', each, 1)));
      return rows.flat();
    });
  }

  /** At most `limit` rows below the number `before`, newest first. */
  newest(limit: number, before = Infinity): Promise<readonly Shelved[]> {
    return this.database.read(['shelf'], async ({ shelf }) => {
      const [first = Infinity] = await shelf.keys(undefined, 1);
      const rows: Shelved[] = [];
      let top = Math.min((await shelf.last())?.seq ?? -1, before - 1);
      // Numbers have gaps where something was taken off the shelf.
      for (; rows.length < limit && top >= first; top -= limit) {
        const part = await shelf.all(IDBKeyRange.bound(top - limit + 1, top));
        rows.push(...part.reverse().slice(0, limit - rows.length));
      }
      return rows;
    });
  }

  /** At most `limit` rows whose txid begins with these hex digits. */
  beginning(digits: string, limit: number): Promise<readonly Shelved[]> {
    // No digit of hex comes after `f`.
    const range = IDBKeyRange.bound(digits, `${digits}g`, false, true);
    return this.database.read(['shelf'], ({ shelf }) => shelf.allBy('txid', range, limit));
  }

  count(): Promise<number> {
    return this.database.read(['shelf'], ({ shelf }) => shelf.count());
  }

  /**
   * Puts rows on the shelf or adds to those that are there, all in one step. Answers which are new, and what had to go so
   * that all has at most `maxBytes`; what is withheld goes at once. What is new and `left` for the feed is in its inbox
   * by the same step, so that a full disk parts no two of them; of the inbox `maxLeft` stay.
   */
  shelve(
    rows: readonly Omit<Shelved, 'seq'>[],
    { day, maxBytes, left = [], maxLeft = Infinity }: ShelveOptions,
  ): Promise<{ readonly fresh: ReadonlySet<Txid>; readonly evicted: readonly Txid[] }> {
    return this.database.write(
      ['shelf', 'meta', 'withheld', 'inbox'],
      async ({ shelf, meta, withheld, inbox }) => {
        const fresh = new Set<Txid>();
        const evicted: Txid[] = [];
        const state = (await meta.get(META)) ?? {};
        let [spent, held] = [addedOn(state, day), state.bytes ?? 0];
        let seq = (await shelf.last())?.seq ?? -1;
        const [counts, found] = await Promise.all([
          Promise.all(rows.map(({ txid: each }) => withheld.count(each))),
          Promise.all(rows.map(({ txid: each }) => shelf.allBy('txid', each, 1))),
        ]);
        const known = new Map(found.flat().map((row) => [row.txid, row]));
        const changed: Shelved[] = [];
        for (const [at, row] of rows.entries()) {
          // Said between the look that let it in and this: the bytes go at once, as those of what is evicted do.
          if (counts[at] !== 0) {
            evicted.push(row.txid);
            continue;
          }
          const before = known.get(row.txid);
          const after = before === undefined ? { ...row, seq: (seq += 1) } : { ...before, ...row };
          known.set(row.txid, after);
          changed.push(after);
          if (before !== undefined) continue;
          fresh.add(row.txid);
          spent += row.bytes;
          held += row.bytes;
        }
        await Promise.all(changed.map((row) => shelf.put(row)));
        while (held > maxBytes) {
          const [oldest] = await shelf.all(undefined, 1);
          if (oldest === undefined) break;
          await shelf.delete(oldest.seq);
          held -= oldest.bytes;
          evicted.push(oldest.txid);
        }
        if (fresh.size > 0) await meta.put({ ...state, bytes: held, spent: { day, bytes: spent } }, META);
        const news = left.filter((each) => fresh.has(each.txid));
        if (news.length > 0) await leave(inbox, news, maxLeft);
        return { fresh, evicted };
      },
    );
  }

  /** Keeps the bytes, unless they are withheld. What comes while others are written is written with the next. */
  putBlock(txid: Txid, raw: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.blocksToPut.push({ txid, raw, resolve, reject });
      if (this.blocksToPut.length === 1) void this.putBlocks();
    });
  }

  private async putBlocks(): Promise<void> {
    // All that is put in this turn goes at once: a commit waits for the disk.
    await Promise.resolve();
    while (this.blocksToPut.length > 0) {
      const part = this.blocksToPut.slice(0, BLOCKS_OF_COMMIT);
      try {
        await this.database.write(['blocks', 'withheld'], async ({ blocks, withheld }) => {
          const counts = await Promise.all(part.map(({ txid }) => withheld.count(txid)));
          const kept = part.filter((_each, at) => counts[at] === 0);
          await Promise.all(kept.map(({ txid, raw }) => blocks.put(raw, txid)));
        });
        for (const { resolve } of part) resolve();
      } catch (error) {
        for (const { reject } of part) reject(error);
      }
      this.blocksToPut.splice(0, part.length);
    }
  }

  /**
   * Hands a transaction on no longer: it leaves the shelf in the same step, and none of its kind comes in again until this
   * is taken back.
   */
  withhold(txid: Txid, on: boolean): Promise<void> {
    return this.database.write(
      ['shelf', 'blocks', 'meta', 'withheld'],
      async ({ shelf, blocks, meta, withheld }) => {
        if (!on) return withheld.delete(txid);
        await withheld.put(true, txid);
        await blocks.delete(txid);
        const [row] = await shelf.allBy('txid', txid, 1);
        if (row === undefined) return undefined;
        await shelf.delete(row.seq);
        const state = (await meta.get(META)) ?? {};
        await meta.put({ ...state, bytes: Math.max(0, (state.bytes ?? 0) - row.bytes) }, META);
        return undefined;
      },
    );
  }

  /** Those of `txids` that are not handed on. */
  withheldOf(txids: readonly Txid[]): Promise<ReadonlySet<Txid>> {
    return this.database.read(['withheld'], async ({ withheld }) => {
      const counts = await Promise.all(txids.map((txid) => withheld.count(txid)));
      return new Set(txids.filter((_txid, at) => counts[at] !== 0));
    });
  }

  block(txid: Txid): Promise<Uint8Array | undefined> {
    return this.database.read(['blocks'], ({ blocks }) => blocks.get(txid));
  }

  /** Whether the bytes are here. All that is asked in one turn is looked for at once: Helia asks before every put. */
  hasBlock(txid: Txid): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.blocksToFind.push({ txid, resolve, reject });
      if (this.blocksToFind.length === 1) void this.findBlocks();
    });
  }

  private async findBlocks(): Promise<void> {
    await Promise.resolve();
    const asked = this.blocksToFind.splice(0);
    try {
      const counts = await this.database.read(['blocks'], ({ blocks }) =>
        Promise.all(asked.map(({ txid }) => blocks.count(txid))),
      );
      for (const [at, { resolve }] of asked.entries()) resolve(counts[at] !== 0);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  deleteBlock(txid: Txid): Promise<void> {
    return this.database.write(['blocks'], ({ blocks }) => blocks.delete(txid));
  }

  /** Which transactions lie here as blocks. */
  blockNames(): Promise<readonly Txid[]> {
    return this.database.read(['blocks'], ({ blocks }) => blocks.keys());
  }

  meta(): Promise<ShelfMeta> {
    return this.database.read(['meta'], async ({ meta }) => (await meta.get(META)) ?? {});
  }

  /** Changes what is said in one step, so that nothing written meanwhile is lost. */
  setMeta(change: (meta: ShelfMeta) => ShelfMeta): Promise<void> {
    return this.database.write(['meta'], async ({ meta }) => {
      await meta.put(change((await meta.get(META)) ?? {}), META);
    });
  }

  /** Leaves transactions for the feed; beyond `most` the oldest are dropped, which the feed took long ago. */
  receive(received: readonly Left[], most: number): Promise<void> {
    return this.database.write(['inbox'], ({ inbox }) => leave(inbox, received, most));
  }

  /** What was received after the number `after`, oldest first. */
  inbox(after: number, limit: number): Promise<readonly Received[]> {
    return this.database.read(['inbox'], ({ inbox }) =>
      inbox.all(IDBKeyRange.lowerBound(after, true), limit),
    );
  }

  /** Headers that a neighbour says follow ours. Unchecked. */
  receiveHeaders(received: ReceivedHeaders): Promise<void> {
    return this.database.write(['headers'], ({ headers }) => headers.put(received, HEADERS));
  }

  headers(): Promise<ReceivedHeaders | undefined> {
    return this.database.read(['headers'], ({ headers }) => headers.get(HEADERS));
  }

  /** Notes what came or went, oldest first; the last `most` of all are kept. */
  note(passed: readonly Passage[], most: number): Promise<void> {
    return this.database.write(['passages'], async ({ passages }) => {
      let lastKey = (await passages.lastKey()) ?? 0;
      for (const passage of passed.slice(-most)) await passages.put(passage, (lastKey += 1));
      if (lastKey > most) await passages.delete(IDBKeyRange.upperBound(lastKey - most));
    });
  }

  /** Newest first. */
  async passages(): Promise<readonly Passage[]> {
    return (await this.database.read(['passages'], ({ passages }) => passages.all())).reverse();
  }

  close(): void {
    this.database.close();
  }
}

async function leave(
  inbox: WriteTable<number, Received>,
  left: readonly Left[],
  most: number,
): Promise<void> {
  let seq = (await inbox.last())?.seq ?? 0;
  await Promise.all(left.map((each) => inbox.put({ ...each, seq: (seq += 1) })));
  if (seq > most) await inbox.delete(IDBKeyRange.upperBound(seq - most));
}
