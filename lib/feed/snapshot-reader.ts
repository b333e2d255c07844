import { concatBytes } from '#lib/bytes/concat.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { HEADER_BYTES, splitHeaders } from '#lib/chain/header.ts';
import type { Network } from '#lib/chain/network.ts';
import type { SnapshotEntry } from '#lib/chain/snapshot-list.ts';
import { SourceError } from '#lib/chain/source-error.ts';
import type { SnapshotShelf } from '#lib/chain/sources/snapshots.ts';
import type { SourcedTx } from '#lib/chain/sources/source.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { pathHeightOf } from '#lib/store/fact-chunk.ts';
import { HeldFileReader, type HeldFrame } from '#lib/store/held-file.ts';
import type { Holdings } from './holdings.ts';
import { SourceRecord } from './source-status.ts';

/** Headers of one file: two years of blocks, 8 MB. */
const MOST_HEADERS = 101_000;

export type SnapshotReaderOptions = {
  readonly shelf: SnapshotShelf;
  readonly network: Network;
  readonly holdings: Holdings;
  /** Names of the files that were read before, with spaces between. */
  readonly done: string | undefined;
  /** Stores what has changed; with a text, that these files were read. */
  readonly store: (done?: string) => Promise<void>;
};

/**
 * Takes older posts out of files that a host offers, for whoever lacks that part of the chain. They are believed no more
 * than any source: each must hash, and be proven by a path to a header of our own chain, before it is kept.
 */
export class SnapshotReader {
  readonly record: SourceRecord;
  /** Whether there are files of our chain: only then is it a source to speak of. */
  isOffered = false;
  private readonly options: SnapshotReaderOptions;
  private readonly done: Set<string>;
  /** Files with something wrong in them. They are not asked for again while the app runs. */
  private readonly broken = new Set<string>();

  constructor(options: SnapshotReaderOptions) {
    this.options = options;
    this.record = new SourceRecord(options.shelf.name);
    this.done = new Set(options.done?.split(' '));
  }

  /** Reads every file that is lacking. Answers whether all that can be had was: `false` when somebody did not answer. */
  async read(signal: AbortSignal, now: () => number): Promise<boolean> {
    const { shelf, network } = this.options;
    try {
      const list = await shelf.list(signal);
      if (list.network !== network) return true;
      this.isOffered = list.snapshots.length > 0;
      for (const entry of list.snapshots) if (this.isLacking(entry)) await this.readFile(entry, signal);
      const offered = new Set(list.snapshots.map(({ cid }) => cid));
      for (const cid of this.done) if (!offered.has(cid)) this.done.delete(cid);
      this.record.answered(now());
      return true;
    } catch (error) {
      if (signal.aborted) return true;
      this.record.failed(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  /** Not where as much of its blocks is held already as it says that it has. */
  private isLacking({ cid, from, to, transactions }: SnapshotEntry): boolean {
    if (this.done.has(cid) || this.broken.has(cid)) return false;
    return this.options.holdings.heldBetween(from, to) < transactions;
  }

  /** @throws {SourceError} when it could not be had whole; what came is kept. */
  private async readFile(entry: SnapshotEntry, signal: AbortSignal): Promise<void> {
    const { shelf, store } = this.options;
    const file = new SnapshotFile(entry, this.options);
    try {
      for await (const leaf of shelf.leaves(entry.cid, signal)) {
        this.record.refuse(await file.take(leaf, signal));
        if (file.highest !== undefined) this.record.reached(file.highest);
        await store();
        if (file.isBroken) break;
      }
    } catch (error) {
      if (!(error instanceof SourceError) || error.kind !== 'malformed') throw error;
      this.broken.add(entry.cid);
      this.record.refuse([issue('snapshot-name', error.message)]);
      return;
    }
    if (!file.isWhole) {
      this.broken.add(entry.cid);
      if (!file.isBroken) this.record.refuse([issue('snapshot-cut', 'a snapshot that ends before its end')]);
      return;
    }
    this.done.add(entry.cid);
    await store([...this.done].join(' '));
  }
}

/** One file while it comes. */
class SnapshotFile {
  isBroken = false;
  /** Height of the highest header in it so far. */
  highest: number | undefined;
  private readonly entry: SnapshotEntry;
  private readonly options: SnapshotReaderOptions;
  private readonly reader = new HeldFileReader();
  /** The headers of the file in a row, and the height of the first. */
  private headers: { readonly from: number; readonly packed: Uint8Array } | undefined;

  constructor(entry: SnapshotEntry, options: SnapshotReaderOptions) {
    this.entry = entry;
    this.options = options;
  }

  get isWhole(): boolean {
    return this.reader.isWhole && !this.isBroken;
  }

  /** Takes the next bytes. Answers what was refused. */
  async take(bytes: Uint8Array, signal: AbortSignal): Promise<readonly Issue[]> {
    const { holdings, shelf } = this.options;
    const refused: Issue[] = [];
    const entries: SourcedTx[] = [];
    for (const frame of this.reader.push(bytes)) {
      const wrong = this.takeFrame(frame, entries);
      if (wrong !== undefined) refused.push(wrong);
      if (this.isBroken) return refused;
    }
    if (this.reader.failure !== undefined) {
      this.isBroken = true;
      refused.push(this.reader.failure);
    }
    const heights = new Set(entries.flatMap(({ bump }) => (bump === undefined ? [] : [pathHeightOf(bump)])));
    if (this.headers !== undefined) holdings.takeOlder(this.headers.from, this.headers.packed, heights);
    const taken = await holdings.takeEntries(shelf.name, entries, signal, 'prove');
    return [...refused, ...taken.refused];
  }

  private takeFrame(frame: HeldFrame, entries: SourcedTx[]): Issue | undefined {
    const { network } = this.options;
    switch (frame.kind) {
      case 'about':
        return frame.network === network ? undefined : this.break(`it is of ${frame.network}`);
      case 'headers':
        return this.takeHeaders(frame.from, frame.packed);
      case 'transaction': {
        const { raw, bump } = frame;
        const tx = parseTx(raw);
        if (!tx.ok) return tx.issue;
        const height = bump === undefined ? -1 : pathHeightOf(bump);
        if (bump === undefined || height < this.entry.from || height > this.entry.to)
          return issue('snapshot-range', 'a transaction without a path to a block of the range');
        entries.push({ txid: txidOf(tx.value), raw, bump });
        return undefined;
      }
      case 'kept':
        return this.break('it says what a person keeps');
      case 'end':
        return undefined;
    }
  }

  private takeHeaders(from: number, packed: Uint8Array): Issue | undefined {
    const { chain } = this.options.holdings;
    const held = this.headers;
    const next = held === undefined ? from : held.from + held.packed.length / HEADER_BYTES;
    if (from !== next) return this.break('its headers are not in a row');
    const end = from + packed.length / HEADER_BYTES;
    if (end - (held?.from ?? from) > MOST_HEADERS) return this.break('it has too many headers');
    this.highest = end - 1;
    this.headers = { from: held?.from ?? from, packed: concatBytes([held?.packed ?? NONE, packed]) };
    // Those below our row are linked between two known blocks once a post needs one.
    const start = Math.max(from, chain.firstHeight);
    if (start >= end || start > chain.nextHeight) return undefined;
    const extension = this.options.holdings.takeHeaders(
      start,
      splitHeaders(packed.subarray((start - from) * HEADER_BYTES)),
    );
    return extension.kind === 'refused' ? extension.issue : undefined;
  }

  private break(why: string): Issue {
    this.isBroken = true;
    return issue('snapshot-form', `not the snapshot that the list names: ${why}`);
  }
}

const NONE = new Uint8Array(0);
