import * as z from 'zod/mini';
import { asSats, isTxid, type BlockHash, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import { HEADER_BYTES } from '#lib/chain/header.ts';
import { encodeTx, parseTx, txidOf } from '#lib/chain/tx.ts';
import type { Shape } from './bounded-fetch.ts';
import { SourceError, type BlockProgress } from './source.ts';

/** Transactions of a page (https://github.com/Blockstream/esplora/blob/master/API.md, `GET /block/:hash/txs/:start_index`). */
const PAGE = 25;
const MAX_TRANSACTIONS = 200_000;

const count = z.int().check(z.nonnegative());
const u32 = count.check(z.maximum(0xffff_ffff));
const hex = z.string().check(z.regex(/^(?:[0-9a-f]{2})*$/));
const txid = z.custom<Txid>((value) => typeof value === 'string' && isTxid(value));

const blockSchema = z.object({
  tx_count: count.check(z.minimum(1), z.maximum(MAX_TRANSACTIONS)),
  size: count,
});

const pageSchema = z
  .array(
    z.object({
      txid,
      version: z.int(),
      locktime: u32,
      vin: z.array(
        z.object({
          txid,
          vout: u32,
          scriptsig: z.optional(hex),
          sequence: u32,
          witness: z.optional(z.array(hex)),
        }),
      ),
      vout: z.array(z.object({ scriptpubkey: hex, value: count })),
    }),
  )
  .check(z.maxLength(PAGE));

type Listed = z.infer<typeof pageSchema>[number];

/** Where pages that have come lie until the block is whole, so that a reading goes on where it was broken off. */
export type PageShelf = {
  find(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  keep(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  drop(names: readonly string[]): Promise<void>;
};

/** The requests of an esplora that pages need. Each rejects as `fetchOk` and `fetchJson` do. */
export type EsploraRequests = {
  readonly name: string;
  readonly maxBytes: number;
  readonly json: <Value>(path: string, shape: Shape<Value>) => Promise<Value>;
  readonly text: (path: string) => Promise<string>;
};

/**
 * The bytes of a block out of its pages, each transaction put together from what is said of it and found to hash to the id
 * that it is listed by. What pages say of witnesses is covered by no id, as in the bytes of a block.
 *
 * @throws {SourceError} as its requests do, and `malformed` when a page is not what it should be. Pages that came stay on
 *   the shelf.
 */
export async function blockOfPages(
  hash: BlockHash,
  { name, maxBytes, json, text }: EsploraRequests,
  shelf: PageShelf | undefined,
  onProgress: BlockProgress,
): Promise<Uint8Array<ArrayBuffer>> {
  const { tx_count: of, size } = await json(`/block/${hash}`, blockSchema);
  if (size > maxBytes) throw new SourceError(name, 'too-large', `a block of more than ${maxBytes} bytes`);
  const header = fromHex((await text(`/block/${hash}/header`)).trim());
  if (header?.length !== HEADER_BYTES) throw new SourceError(name, 'malformed', 'a header that is none');
  const parts: Uint8Array[] = [header, encodeVarint(of)];
  const names: string[] = [];
  let bytes = 0;
  for (let start = 0; start < of; start += PAGE) {
    const page = `page ${hash} ${start}`;
    names.push(page);
    let raw = await shelf?.find(page).catch(() => undefined);
    if (raw === undefined) {
      const listed = await json(`/block/${hash}/txs/${start}`, pageSchema);
      if (listed.length !== Math.min(PAGE, of - start))
        throw new SourceError(name, 'malformed', `a page of ${listed.length} transactions`);
      raw = concatBytes(listed.map((each) => rawOf(each, name)));
      // Without room for it the page is asked for again if the reading breaks off.
      await shelf?.keep(page, raw).catch(() => undefined);
    }
    bytes += raw.length;
    if (bytes > maxBytes) throw new SourceError(name, 'too-large', `a block of more than ${maxBytes} bytes`);
    parts.push(raw);
    onProgress(Math.min(of, start + PAGE), of);
  }
  await shelf?.drop(names).catch(() => undefined);
  return concatBytes(parts);
}

const NO_BYTES = new Uint8Array(0);

function rawOf({ txid: id, version, locktime, vin, vout }: Listed, name: string): Uint8Array {
  const raw = encodeTx({
    version: version | 0,
    lockTime: locktime,
    inputs: vin.map((input) => ({
      prevTxid: input.txid,
      prevVout: input.vout,
      script: fromHex(input.scriptsig ?? '') ?? NO_BYTES,
      sequence: input.sequence,
      ...(input.witness !== undefined && {
        witness: input.witness.map((item) => fromHex(item) ?? NO_BYTES),
      }),
    })),
    outputs: vout.map(({ scriptpubkey, value }) => ({
      sats: asSats(value),
      script: fromHex(scriptpubkey) ?? NO_BYTES,
    })),
  });
  const tx = parseTx(raw);
  if (!tx.ok || txidOf(tx.value) !== id)
    throw new SourceError(name, 'malformed', 'a transaction is not what its id says');
  return raw;
}
