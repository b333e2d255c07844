import * as z from 'zod/mini';
import { outboundNoteSchema, type OutboundNote } from '#lib/chain/outbound-note.ts';
import { openDatabase, table, type Database, type Migration } from './database.ts';

/** Single requests that are kept; of older ones only the sums are. */
const MAX_RECENT = 500;

const count = z.number().check(z.nonnegative());

/** Everything that was asked of a host for one purpose. */
export const requestTotalSchema = z.object({
  host: z.string(),
  why: outboundNoteSchema.shape.why,
  requests: count,
  /** Of them, those that were refused or got no whole answer. */
  failed: count,
  /** Bytes of the bodies. */
  sent: count,
  received: count,
  /** Milliseconds since 1970. */
  first: count,
  last: count,
});

export type RequestTotal = z.infer<typeof requestTotalSchema>;

const tables = {
  /** Key: counts up. */
  recent: table<number, OutboundNote>((row) => outboundNoteSchema.safeParse(row).data),
  /** Key: host and purpose. */
  totals: table<string, RequestTotal>((row) => requestTotalSchema.safeParse(row).data),
};

const migrations: readonly Migration[] = [
  (database) => {
    database.createObjectStore('recent', { autoIncrement: true });
    database.createObjectStore('totals');
  },
];

/** The account of all requests to hosts outside, kept on this device and told to nobody: `nabo-requests`. */
export class RequestStore {
  private readonly database: Database<typeof tables>;

  private constructor(database: Database<typeof tables>) {
    this.database = database;
  }

  /** @throws {StoreError} as `openDatabase` does. */
  static async open(options: { factory?: IDBFactory } = {}): Promise<RequestStore> {
    return new RequestStore(await openDatabase({ name: 'nabo-requests', tables, migrations, ...options }));
  }

  /** Adds requests. Several runtimes may do so at a time. */
  add(notes: readonly OutboundNote[]): Promise<void> {
    return this.database.write(['recent', 'totals'], async ({ recent, totals }) => {
      for (const note of notes) {
        const { isRest = false } = note;
        if (!isRest) await recent.put(note);
        const key = `${note.host} ${note.why}`;
        const {
          requests = 0,
          failed = 0,
          sent = 0,
          received = 0,
          first = note.at,
        } = (await totals.get(key)) ?? {};
        const { host, why, at, outcome } = note;
        await totals.put(
          {
            host,
            why,
            requests: requests + Number(!isRest),
            failed: failed + Number(!isRest && (outcome === 'refused' || outcome === 'failed')),
            sent: sent + note.sent,
            received: received + note.received,
            first,
            last: at,
          },
          key,
        );
      }
      const surplus = (await recent.count()) - MAX_RECENT;
      if (surplus <= 0) return;
      for (const key of await recent.keys(undefined, surplus)) await recent.delete(key);
    });
  }

  /** The sums, busiest first, and the newest single requests, newest first. */
  read(
    limit: number,
  ): Promise<{ readonly totals: readonly RequestTotal[]; readonly recent: readonly OutboundNote[] }> {
    return this.database.read(['recent', 'totals'], async ({ recent, totals }) => {
      const sums = await totals.all();
      const newest = (await recent.all()).reverse().slice(0, limit);
      return { totals: sums.sort((a, b) => b.received + b.sent - a.received - a.sent), recent: newest };
    });
  }

  /** Forgets everything. */
  clear(): Promise<void> {
    return this.database.write(['recent', 'totals'], async ({ recent, totals }) => {
      await recent.clear();
      await totals.clear();
    });
  }

  close(): void {
    this.database.close();
  }
}
