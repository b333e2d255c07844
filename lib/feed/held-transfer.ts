import type { Issue } from '#lib/bytes/issue.ts';
import { issue } from '#lib/bytes/issue.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { HEADER_BYTES, splitHeaders } from '#lib/chain/header.ts';
import type { Network } from '#lib/chain/network.ts';
import type { SourcedTx } from '#lib/chain/sources/source.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import {
  encodeFrame,
  FRAME_HEADERS,
  heldFileStart,
  HeldFileReader,
  type HeldFrame,
} from '#lib/store/held-file.ts';
import type { HeldTx } from '#lib/store/held-tx.ts';
import type { KeptRow } from '#lib/store/kept-store.ts';
import type { Holdings } from './holdings.ts';

/** Bytes of one part of an export, about. */
const PART = 1024 * 1024;
/** Transactions that are read at once. */
const READ = 64;
/** What was wrong in a file that is told one by one. */
const MAX_TOLD = 20;

/** A part of the file, and where the next begins; `next` is absent at the end. */
export type ExportPart = { readonly bytes: Uint8Array<ArrayBuffer>; readonly next?: string };

/** What an export is made of. */
export type ExportSource = {
  readonly network: Network;
  readonly holdings: Holdings;
  /** Transactions from one arrival up to another, as they are stored. */
  readonly entries: (from: number, end: number) => Promise<readonly HeldTx[]>;
  readonly kept: readonly KeptRow[];
};

const CURSOR = /^(headers|transactions)\.(\d{1,10})\.(\d{1,10})$/;

/**
 * A part of the file with everything that is stored: headers, transactions with their paths, and what a person keeps. No
 * key and no coin is in it. `after` is the `next` of the part before.
 */
export async function exportHeld(source: ExportSource, after?: string): Promise<ExportPart> {
  const { network, holdings, entries, kept } = source;
  const { chain, count } = holdings;
  const [, stage, place, written] = CURSOR.exec(after ?? '') ?? [];
  const frames: Uint8Array[] = stage === undefined ? [heldFileStart(network)] : [];
  let at = Number(place ?? 0);
  let transactions = Number(written ?? 0);
  let size = 0;
  const add = (frame: HeldFrame): void => {
    const bytes = encodeFrame(frame);
    size += bytes.length;
    frames.push(bytes);
  };
  const part = (next?: string): ExportPart => ({
    bytes: concatBytes(frames),
    ...(next === undefined ? {} : { next }),
  });
  if (stage !== 'transactions') {
    at = Math.max(at, chain.firstHeight);
    for (; at < chain.nextHeight; at += FRAME_HEADERS) {
      if (size > PART) return part(`headers.${at}.0`);
      const packed = chain.bytesFrom(at).subarray(0, FRAME_HEADERS * HEADER_BYTES);
      add({ kind: 'headers', from: at, packed });
    }
    at = 0;
  }
  for (; at < count; at += READ) {
    if (size > PART) return part(`transactions.${at}.${transactions}`);
    for (const { raw, bump } of await entries(at, Math.min(count, at + READ))) {
      // Bytes that had to go cannot be handed on.
      if (raw.length === 0) continue;
      add({ kind: 'transaction', raw, ...(bump === undefined ? {} : { bump }) });
      transactions += 1;
    }
  }
  for (const row of kept) add({ kind: 'kept', row });
  add({ kind: 'end', transactions, kept: kept.length });
  return part();
}

/** What became of a file so far. */
export type ImportView = {
  /** Transactions in it. */
  readonly transactions: number;
  /** Those that were new here, or moved to another place in the chain. */
  readonly news: number;
  /** What a person keeps, in it. */
  readonly kept: number;
  /** Why some of it was not taken: the first few. */
  readonly refused: readonly Issue[];
  /** Why no more of it is read. What came before stays. */
  readonly issue?: Issue;
};

export type ImportTarget = {
  readonly network: Network;
  readonly holdings: Holdings;
  /** Stores what the holdings took; answers why not. */
  readonly store: () => Promise<string | undefined>;
  readonly keep: (rows: readonly KeptRow[]) => Promise<void>;
};

/** Takes such a file as it comes. It is believed no more than any source: what it says is hashed and checked. */
export class HeldImport {
  private readonly reader = new HeldFileReader();
  private readonly target: ImportTarget;
  private readonly refused: Issue[] = [];
  private issue: Issue | undefined;
  private transactions = 0;
  private news = 0;
  private kept = 0;

  constructor(target: ImportTarget) {
    this.target = target;
  }

  /** Takes the next bytes. Resolves when what was in them is stored. */
  async take(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    if (this.issue !== undefined) return;
    const { network, holdings, store, keep } = this.target;
    const entries: SourcedTx[] = [];
    const rows: KeptRow[] = [];
    for (const frame of this.reader.push(bytes)) {
      switch (frame.kind) {
        case 'about':
          if (frame.network !== network) {
            this.issue = issue('held-file-network', `It is of ${frame.network}, and this is ${network}.`);
            return;
          }
          break;
        case 'headers': {
          const extension = holdings.takeHeaders(frame.from, splitHeaders(frame.packed));
          if (extension.kind === 'refused') this.refuse(extension.issue);
          break;
        }
        case 'transaction': {
          this.transactions += 1;
          const tx = parseTx(frame.raw);
          if (!tx.ok) this.refuse(tx.issue);
          else
            entries.push({ txid: txidOf(tx.value), raw: frame.raw, ...(frame.bump && { bump: frame.bump }) });
          break;
        }
        case 'kept':
          rows.push(frame.row);
          break;
        case 'end':
          break;
      }
    }
    this.issue = this.reader.failure;
    const taken = await holdings.takeEntries('a file', entries, signal, 'hold');
    this.news += taken.news;
    for (const each of taken.refused) this.refuse(each);
    const failure = await store();
    if (failure !== undefined) {
      this.issue = issue('held-file-unstored', failure);
      return;
    }
    if (rows.length > 0) await keep(rows);
    this.kept += rows.length;
  }

  /** What became of it; `isOver` when no more bytes come. */
  view(isOver: boolean): ImportView {
    const cut =
      isOver && !this.reader.isWhole ? issue('held-file-cut', 'The file ends before its end.') : undefined;
    const found = this.issue ?? cut;
    const { transactions, news, kept, refused } = this;
    return { transactions, news, kept, refused, ...(found === undefined ? {} : { issue: found }) };
  }

  private refuse(what: Issue): void {
    if (this.refused.length < MAX_TOLD) this.refused.push(what);
  }
}
