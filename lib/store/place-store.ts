import * as z from 'zod/mini';
import { isOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import { openDatabase, table, type Database, type Migration } from './database.ts';

const outpoint = z.custom<Outpoint>((value) => typeof value === 'string' && isOutpoint(value));

/** Where a reader is in a list of posts: a post, its distance in pixels from the top of the window, and what they had. */
export type ReadingPlace = {
  readonly id: Outpoint;
  readonly top: number;
  /** The newest posts that they had: only what came after these is new to them. */
  readonly newest: readonly Outpoint[];
};

const placeSchema: z.ZodMiniType<ReadingPlace> = z.object({
  id: outpoint,
  top: z.number(),
  newest: z.array(outpoint),
});

const tables = {
  /** Key: what the list is called. */
  places: table<string, ReadingPlace>((row) => placeSchema.safeParse(row).data),
};

const migrations: readonly Migration[] = [(database) => void database.createObjectStore('places')];

/** Each identity of a device reads by itself. */
export const placesDatabaseName = (network: Network, slot: string): string =>
  slot === '' ? `nabo-places-${network}` : `nabo-places-${network}-${slot}`;

/**
 * `nabo-places-<network>`: where a reader was at the last visit. Written while they read, not when they leave: a browser
 * that is ended gives no last chance.
 */
export class PlaceStore {
  private readonly database: Database<typeof tables>;

  private constructor(database: Database<typeof tables>) {
    this.database = database;
  }

  /** @throws {StoreError} as `openDatabase` does. */
  static async open(
    network: Network,
    { slot = '', ...options }: { readonly factory?: IDBFactory; readonly slot?: string } = {},
  ): Promise<PlaceStore> {
    return new PlaceStore(
      await openDatabase({ name: placesDatabaseName(network, slot), tables, migrations, ...options }),
    );
  }

  /** @throws {StoreError} `malformed` for a row that this build cannot read. */
  read(name: string): Promise<ReadingPlace | undefined> {
    return this.database.read(['places'], ({ places }) => places.get(name));
  }

  /** Keeps a place in a list; none forgets it. */
  write(name: string, place: ReadingPlace | undefined): Promise<void> {
    return this.database.write(['places'], ({ places }) =>
      place === undefined ? places.delete(name) : places.put({ ...place }, name),
    );
  }

  /** Every list that a reader was in, and where. @throws {StoreError} `malformed` for a row that this build cannot read. */
  all(): Promise<readonly (readonly [string, ReadingPlace])[]> {
    return this.database.read(['places'], async ({ places }) => {
      const names = await places.keys();
      const rows = await Promise.all(names.map((name) => places.get(name)));
      return names.flatMap((name, at) => {
        const place = rows[at];
        return place === undefined ? [] : [[name, place] as const];
      });
    });
  }

  /** Keeps the place that a reader had on another device, where they are at the post `was` here. Answers whether it did. */
  swap(name: string, was: Outpoint | undefined, place: ReadingPlace | undefined): Promise<boolean> {
    return this.database.write(['places'], async ({ places }) => {
      if ((await places.get(name))?.id !== was) return false;
      await (place === undefined ? places.delete(name) : places.put({ ...place }, name));
      return true;
    });
  }

  close(): void {
    this.database.close();
  }
}
