import type { Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { parseHeader, type Header } from '#lib/chain/header.ts';
import type { Network } from '#lib/chain/network.ts';
import type { ChainSource, SourcedTx } from '#lib/chain/sources/source.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { readTextTx } from '#lib/p2p/text-tx.ts';
import { bumpFor, parseBump, rootOf } from '#lib/proof/merkle-path.ts';
import { KEPT_EVERY } from '#lib/proof/older-headers.ts';
import { encodeFrame, FRAME_HEADERS, heldFileStart, HeldFileReader } from '#lib/store/held-file.ts';

/** Transactions of one request. */
const PAGE = 500;

/** What a snapshot is made of. */
export type SnapshotMaterial = {
  readonly network: Network;
  /** Raw headers from a height on, at most so many; fewer at the tip. */
  readonly headers: (from: number, count: number) => Promise<readonly Uint8Array[]>;
  /** Transactions in any order, any of them more than once. */
  readonly entries: AsyncIterable<SourcedTx> | Iterable<SourcedTx>;
};

export type Snapshot = {
  readonly bytes: Uint8Array;
  readonly transactions: number;
  /** Transactions of the range that were left out, and why: words for whoever makes it. */
  readonly leftOut: readonly string[];
};

type Placed = {
  readonly height: number;
  readonly index: number;
  readonly raw: Uint8Array;
  readonly bump: Uint8Array;
};

/**
 * The file with the text of a range of blocks: its headers, and every transaction of text with the smallest path that proves
 * it, by height and place in the block. So the same transactions make the same bytes, whoever makes them. Headers go
 * from the multiple of 2,016 below to the one above, where that is mined, so that they link two blocks that devices know.
 *
 * @throws {Error} when the headers do not come, or do not link.
 */
export async function makeSnapshot(material: SnapshotMaterial, from: number, to: number): Promise<Snapshot> {
  const first = Math.floor(from / KEPT_EVERY) * KEPT_EVERY;
  const headers = await readHeaders(material.headers, first, to);
  const placed = new Map<Txid, Placed>();
  const leftOut: string[] = [];
  for await (const { raw, bump } of material.entries) {
    const path = bump === undefined ? undefined : parseBump(bump);
    if (path?.ok === false) leftOut.push(path.issue.message);
    if (path?.ok !== true || path.value.height < from || path.value.height > to) continue;
    const text = readTextTx(raw);
    if (!text.ok) {
      // A picture is fetched when somebody looks at it.
      if (text.issue.code !== 'not-text' && text.issue.code !== 'no-record') leftOut.push(text.issue.message);
      continue;
    }
    const led = rootOf(path.value, text.value);
    const own = bumpFor(path.value, text.value);
    const { height } = path.value;
    if (!led.ok || own === undefined || led.value.root !== headers[height - first]?.merkleRoot)
      leftOut.push(`${text.value}: its path does not lead to block ${height}`);
    else placed.set(text.value, { height, index: led.value.index, raw, bump: own });
  }
  const sorted = [...placed.values()].sort((a, b) => a.height - b.height || a.index - b.index);
  const frames: Uint8Array[] = [heldFileStart(material.network)];
  for (let at = 0; at < headers.length; at += FRAME_HEADERS) {
    const packed = concatBytes(headers.slice(at, at + FRAME_HEADERS).map(({ bytes }) => bytes));
    frames.push(encodeFrame({ kind: 'headers', from: first + at, packed }));
  }
  for (const { raw, bump } of sorted) frames.push(encodeFrame({ kind: 'transaction', raw, bump }));
  frames.push(encodeFrame({ kind: 'end', transactions: sorted.length, kept: 0 }));
  return { bytes: concatBytes(frames), transactions: sorted.length, leftOut };
}

/** Linked headers from `first` to the multiple of 2,016 at or above `to`, or to `to` where that is not mined. */
async function readHeaders(ask: SnapshotMaterial['headers'], first: number, to: number): Promise<Header[]> {
  const end = Math.ceil(to / KEPT_EVERY) * KEPT_EVERY + 1;
  const found: Header[] = [];
  while (first + found.length < end) {
    const height = first + found.length;
    const page = await ask(height, Math.min(FRAME_HEADERS, end - height));
    if (page.length === 0) break;
    for (const bytes of page) {
      const header = parseHeader(bytes);
      const below = found.at(-1);
      if (!header.ok) throw new Error(header.issue.message);
      if (below !== undefined && header.value.prevHash !== below.hash)
        throw new Error(`header ${first + found.length} is not linked to the one below`);
      found.push(header.value);
    }
  }
  if (first + found.length <= to) throw new Error(`no header of block ${first + found.length}`);
  return first + found.length < end ? found.slice(0, to - first + 1) : found;
}

/** Everything that a source lists, as material. */
export const materialFrom = (
  source: ChainSource,
  network: Network,
  signal: AbortSignal,
): SnapshotMaterial => ({
  network,
  headers: (from, count) => source.headers(from, count, signal),
  entries: allOf(source, signal),
});

async function* allOf(source: ChainSource, signal: AbortSignal): AsyncGenerator<SourcedTx> {
  for (let cursor: string | undefined; ;) {
    const page = await source.changes(cursor, PAGE, signal);
    yield* page.entries;
    if (!page.more || page.cursor === cursor) return;
    cursor = page.cursor;
  }
}

/**
 * A file of everything held, as an export writes it, as material. What a person keeps is read past.
 *
 * @throws {Error} when it is none, or of another network.
 */
export function materialOf(file: Uint8Array, network: Network): SnapshotMaterial {
  const reader = new HeldFileReader();
  const headers = new Map<number, Uint8Array>();
  const entries: SourcedTx[] = [];
  for (const frame of reader.push(file)) {
    if (frame.kind === 'about' && frame.network !== network)
      throw new Error(`the file is of ${frame.network}`);
    if (frame.kind === 'headers')
      for (let at = 0; at * 80 < frame.packed.length; at += 1)
        headers.set(frame.from + at, frame.packed.subarray(at * 80, at * 80 + 80));
    if (frame.kind !== 'transaction') continue;
    const tx = parseTx(frame.raw);
    if (tx.ok)
      entries.push({ txid: txidOf(tx.value), raw: frame.raw, ...(frame.bump && { bump: frame.bump }) });
  }
  if (!reader.isWhole) throw new Error(reader.failure?.message ?? 'the file ends before its end');
  return {
    network,
    entries,
    headers: (from, count) => {
      const row: Uint8Array[] = [];
      for (let at = from; at < from + count && headers.has(at); at += 1)
        row.push(headers.get(at) ?? new Uint8Array(0));
      return Promise.resolve(row);
    },
  };
}
