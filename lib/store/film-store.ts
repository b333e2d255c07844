import * as z from 'zod/mini';
import { isTxid, type Txid } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import { openDatabase, table, type Database, type Migration } from './database.ts';

/** Bytes of films that are kept; those that were opened longest ago make room. */
const MAX_BYTES = 128 * 1024 * 1024;

const storedBytes = z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array);
const index = z.int().check(z.nonnegative());

const filmSchema = z.object({
  txid: z.custom<Txid>((value) => typeof value === 'string' && isTxid(value)),
  /** The sums of its parts, as neighbours give them: lib/p2p/media-list.ts. */
  list: storedBytes,
  /** Hash of the list, in hex: what those who hold it say. */
  root: z.string(),
  /** Bytes of the transaction. */
  bytes: index,
  /** Bytes of a part; the last one is shorter. */
  partBytes: index,
  /** Where its content lies, and that it is sound or film by its own first bytes. */
  place: z.object({ vout: index, contentType: z.string(), at: index, length: index }),
  /** All parts are here and hash to `txid` together. Until then somebody's word is all that there is for them. */
  isWhole: z.boolean(),
  /** Milliseconds since 1970. */
  at: z.number(),
});

/** A transaction with sound or film that came in parts. */
export type Film = z.infer<typeof filmSchema>;

type PartKey = [Txid, number];

const tables = {
  /** Key: txid. */
  films: table<Txid, Film>((row) => filmSchema.safeParse(row).data),
  /** Key: txid and number of the part. */
  parts: table<PartKey, Uint8Array<ArrayBuffer>>((row) => storedBytes.safeParse(row).data),
};

const migrations: readonly Migration[] = [
  (database) => {
    database.createObjectStore('films', { keyPath: 'txid' });
    database.createObjectStore('parts');
  },
];

const allParts = (txid: Txid): IDBKeyRange => IDBKeyRange.bound([txid, 0], [txid, Infinity]);

/**
 * Sound and film that came in parts, in `nabo-films-<network>`: a row for each part, so that nobody who plays or gives one
 * has more than a few parts in memory. No more than 128 MB; nothing that matters is lost with it.
 */
export class FilmStore {
  private readonly database: Database<typeof tables>;
  private readonly maxBytes: number;

  private constructor(database: Database<typeof tables>, maxBytes: number) {
    this.database = database;
    this.maxBytes = maxBytes;
  }

  /** @throws {StoreError} as `openDatabase` does. */
  static async open(
    network: Network,
    { factory, maxBytes = MAX_BYTES }: { readonly factory?: IDBFactory; readonly maxBytes?: number } = {},
  ): Promise<FilmStore> {
    const given = factory === undefined ? {} : { factory };
    const name = `nabo-films-${network}`;
    return new FilmStore(
      await openDatabase({ name, tables, migrations, durability: 'relaxed', ...given }),
      maxBytes,
    );
  }

  async find(txid: Txid): Promise<Film | undefined> {
    return this.database.read(['films'], ({ films }) => films.get(txid));
  }

  /** The last whole ones, newest first. */
  async newest(most: number): Promise<readonly Txid[]> {
    const films = await this.database.read(['films'], (rows) => rows.films.all());
    return films
      .filter(({ isWhole }) => isWhole)
      .toSorted((a, b) => b.at - a.at)
      .slice(0, most)
      .map(({ txid }) => txid);
  }

  /**
   * Makes room for a film, and takes it in without parts. One of the same root keeps those that it has. Answers whether it
   * fits at all.
   */
  async begin(film: Film): Promise<boolean> {
    if (film.bytes > this.maxBytes) return false;
    return this.database.write(['films', 'parts'], async ({ films, parts }) => {
      const all = await films.all();
      const known = all.find(({ txid }) => txid === film.txid);
      if (known !== undefined && known.root !== film.root) await parts.delete(allParts(film.txid));
      const isSame = known?.root === film.root;
      const others = all.filter(({ txid }) => txid !== film.txid).toSorted((a, b) => a.at - b.at);
      let total = others.reduce((sum, { bytes }) => sum + bytes, film.bytes);
      for (const { txid, bytes } of others) {
        if (total <= this.maxBytes) break;
        total -= bytes;
        await films.delete(txid);
        await parts.delete(allParts(txid));
      }
      await films.put(isSame ? { ...film, isWhole: known.isWhole } : film);
      return true;
    });
  }

  /** Puts parts that fit the list of a film, from number `first` on. Nothing where it was let go meanwhile. */
  async put(txid: Txid, root: string, first: number, given: readonly Uint8Array[]): Promise<void> {
    await this.database.write(['films', 'parts'], async ({ films, parts }) => {
      if ((await films.get(txid))?.root !== root) return;
      for (const [at, part] of given.entries()) await parts.put(part.slice(), [txid, first + at]);
    });
  }

  async part(txid: Txid, at: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.database.read(['parts'], ({ parts }) => parts.get([txid, at]));
  }

  /** Parts from number `first` on, `most` of them, up to the first that is not here. */
  async run(txid: Txid, first: number, most: number): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    const numbers = Array.from({ length: most }, (_, each) => first + each);
    const found = await this.database.read(['parts'], ({ parts }) =>
      Promise.all(numbers.map((at) => parts.get([txid, at]))),
    );
    const end = found.indexOf(undefined);
    return found.slice(0, end < 0 ? undefined : end).flatMap((part) => part ?? []);
  }

  /** The numbers of the parts that are here, in order; with `first` and `most`, of those alone. */
  async held(txid: Txid, first = 0, most = Infinity): Promise<readonly number[]> {
    const wanted = IDBKeyRange.bound([txid, first], [txid, first + most], false, true);
    const keys = await this.database.read(['parts'], ({ parts }) => parts.keys(wanted));
    return keys.map(([, at]) => at);
  }

  /** The parts of a film were found to be its transaction. */
  async finish(txid: Txid, root: string): Promise<void> {
    await this.database.write(['films'], async ({ films }) => {
      const film = await films.get(txid);
      if (film?.root === root) await films.put({ ...film, isWhole: true });
    });
  }

  /** Forgets a film with all of its parts. */
  async drop(txid: Txid): Promise<void> {
    await this.database.write(['films', 'parts'], async ({ films, parts }) => {
      await films.delete(txid);
      await parts.delete(allParts(txid));
    });
  }

  close(): void {
    this.database.close();
  }
}
