import * as z from 'zod/mini';
import { NETWORKS } from './network.ts';

/** Snapshots that one host offers at most. */
const MOST_SNAPSHOTS = 256;

const count = z.number().check(z.int(), z.nonnegative());

const snapshotEntrySchema = z.object({
  /** The name of its file: CIDv1, in base32. */
  cid: z.string().check(z.regex(/^baf(?:krei|ybei)[a-z2-7]{52}$/)),
  /** The lowest and the highest block that it has posts of. */
  from: count,
  to: count,
  /** Bytes of the file. */
  bytes: count,
  transactions: count,
});

/** What `/snapshots/list.json` says: which files of older posts a host offers, and of which chain (docs/held-file.md). */
export const snapshotListSchema = z.object({
  network: z.enum(NETWORKS),
  snapshots: z.array(snapshotEntrySchema).check(z.maxLength(MOST_SNAPSHOTS)),
});

export type SnapshotEntry = z.infer<typeof snapshotEntrySchema>;
export type SnapshotList = z.infer<typeof snapshotListSchema>;
