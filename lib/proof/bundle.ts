/**
 * Proof bundles: a transaction, the path to its block and headers of that chain in one file. docs/proof-bundle.md says
 * what each field means and how a program of somebody else checks one.
 */
import { base64 } from '@scure/base';
import * as z from 'zod/mini';
import { isOutpoint, isTxid, outpointTxid, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { issue } from '#lib/bytes/issue.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { encodeAtomicBeef, parseAtomicBeef } from '#lib/chain/beef-atomic.ts';
import type { BeefLimits } from '#lib/chain/beef.ts';
import { HEADER_BYTES, splitHeaders } from '#lib/chain/header.ts';
import { NETWORKS, type Network } from '#lib/chain/network.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import type { WitnessProof } from './witness-commitment.ts';

const FORMAT = 'nabo-proof';
const VERSION = 1;
/** Room for the largest transaction that broadcasters take, as base64, and for everything around it. */
export const MAX_BUNDLE_BYTES = 16 * 1024 * 1024;
/** Headers of one bundle: the block's own, and some that stand on it. */
export const MAX_BUNDLE_HEADERS = 2016;
const BEEF_LIMITS: BeefLimits = { maxBytes: MAX_BUNDLE_BYTES, maxBumps: 1000, maxTransactions: 1000 };

/** What a person can read in the file. It proves nothing: what counts is what the transaction says. */
export type BundleContent = { readonly kind: string; readonly text?: string; readonly contentType?: string };

/** A bundle taken apart. Nothing is proven by that. */
export type Bundle = {
  readonly network: Network;
  readonly txid: Txid;
  /** The output that it is about, where it is about one. */
  readonly id?: Outpoint;
  /** Hashes to `txid`. On BTC with its witnesses. */
  readonly raw: Uint8Array;
  /** BUMPs that came with it; none while it is not in a block. `bumpIndex` is the one that is said to be its own. */
  readonly bumps: readonly Uint8Array[];
  readonly bumpIndex?: number;
  /** 80-byte headers of consecutive heights. */
  readonly headers?: { readonly from: number; readonly list: readonly Uint8Array[] };
  readonly content?: BundleContent;
  /** On BTC: that the block of the first header holds just these bytes, witness and all. */
  readonly witness?: WitnessProof;
};

const text = (maxLength: number) => z.string().check(z.maxLength(maxLength));
const schema = z.object({
  format: z.literal(FORMAT),
  version: z.number(),
  network: z.enum(NETWORKS),
  subject: text(80),
  beef: z.exactOptional(z.string()),
  tx: z.exactOptional(z.string()),
  bump: z.exactOptional(z.string()),
  headers: z.exactOptional(
    z.object({
      from: z.int().check(z.nonnegative()),
      hex: text(MAX_BUNDLE_HEADERS * HEADER_BYTES * 2),
    }),
  ),
  witness: z.exactOptional(
    z.object({ coinbase: z.string(), coinbaseBump: z.string(), witnessBump: z.string() }),
  ),
  content: z.exactOptional(
    z.object({
      kind: text(40),
      text: z.exactOptional(text(40_000)),
      contentType: z.exactOptional(text(255)),
    }),
  ),
});
type Fields = z.infer<typeof schema>;

/** Reads a bundle. `json` is its text; other members than the known ones are ignored. */
export function readBundle(json: string): Result<Bundle> {
  const parsed = parseJson(json, { maxLength: MAX_BUNDLE_BYTES });
  if (!parsed.ok) return parsed;
  if (!isBundle(parsed.value)) return fail(issue('bundle-format', 'JSON that is no proof bundle'));
  if (parsed.value.version !== VERSION)
    return fail(
      issue('bundle-version', `version ${String(parsed.value.version)}, this build reads ${VERSION}`),
    );
  const fields = schema.safeParse(parsed.value);
  if (!fields.success) {
    const path = fields.error.issues[0]?.path.join('/') ?? '';
    return fail(issue('bundle-field', `the member ${path} is missing or not of its form`, { path }));
  }
  const body = readBody(fields.data);
  if (!body.ok) return body;
  const headers = readHeaders(fields.data.headers);
  if (!headers.ok) return headers;
  const { network, content, witness: given } = fields.data;
  const witness = given && readWitness(given);
  if (given !== undefined && witness === undefined)
    return fail(issue('bundle-base64', 'the member witness is not base64'));
  return ok({
    ...(witness !== undefined && { witness }),
    network,
    ...body.value,
    ...(headers.value !== undefined && { headers: headers.value }),
    ...(content !== undefined && { content }),
  });
}

const isBundle = (value: unknown): value is { version: unknown } =>
  typeof value === 'object' &&
  value !== null &&
  'format' in value &&
  value.format === FORMAT &&
  'version' in value;

function readBody({
  subject,
  beef,
  tx,
  bump,
}: Fields): Result<Pick<Bundle, 'txid' | 'id' | 'raw' | 'bumps' | 'bumpIndex'>> {
  const named = isOutpoint(subject) ? { txid: outpointTxid(subject), id: subject } : undefined;
  const about = named ?? (isTxid(subject) ? { txid: subject } : undefined);
  if (about === undefined) return fail(issue('bundle-field', 'the subject is neither a txid nor an output'));
  const { txid } = about;
  if (beef !== undefined) {
    const bytes = fromBase64(beef);
    if (bytes === undefined) return fail(issue('bundle-base64', 'the member beef is not base64'));
    const atomic = parseAtomicBeef(bytes, BEEF_LIMITS);
    if (!atomic.ok) return atomic;
    const found = atomic.value.beef.txs.find((each) => each.txid === txid);
    if (found === undefined || atomic.value.subject !== txid)
      return fail(issue('bundle-subject', 'the BEEF is about another transaction'));
    const { raw, bumpIndex } = found;
    const own = bumpIndex !== undefined && { bumpIndex };
    return ok({ ...about, raw, bumps: atomic.value.beef.bumps, ...own });
  }
  const raw = tx === undefined ? undefined : fromBase64(tx);
  const path = bump === undefined ? new Uint8Array(0) : fromBase64(bump);
  if (raw === undefined || path === undefined)
    return fail(issue('bundle-base64', 'there is neither a BEEF nor a transaction in base64'));
  const read = parseTx(raw);
  if (!read.ok) return read;
  if (txidOf(read.value) !== txid) return fail(issue('bundle-subject', 'the transaction is another one'));
  return ok({ ...about, raw, ...(path.length === 0 ? { bumps: [] } : { bumps: [path], bumpIndex: 0 }) });
}

function readWitness(given: NonNullable<Fields['witness']>): WitnessProof | undefined {
  const coinbase = fromBase64(given.coinbase);
  const coinbaseBump = fromBase64(given.coinbaseBump);
  const witnessBump = fromBase64(given.witnessBump);
  if (coinbase === undefined || coinbaseBump === undefined || witnessBump === undefined) return undefined;
  return { coinbase, coinbaseBump, witnessBump };
}

function readHeaders(headers: Fields['headers']): Result<Bundle['headers']> {
  if (headers === undefined) return ok(undefined);
  const packed = fromHex(headers.hex);
  if (packed === undefined || packed.length === 0 || packed.length % HEADER_BYTES !== 0)
    return fail(issue('bundle-headers', 'the headers are not hex of 80 bytes each'));
  return ok({ from: headers.from, list: splitHeaders(packed) });
}

function fromBase64(value: string): Uint8Array | undefined {
  try {
    return base64.decode(value);
  } catch {
    return undefined;
  }
}

/** The text of a bundle, as {@link readBundle} reads it: BEEF where the chain has it, else transaction and path. */
export function writeBundle({ network, txid, id, raw, bumps, headers, content, witness }: Bundle): string {
  const [bump] = bumps;
  const body =
    network === 'btc'
      ? { tx: base64.encode(raw), ...(bump !== undefined && { bump: base64.encode(bump) }) }
      : { beef: base64.encode(beefOf(txid, raw, bump)) };
  const fields: Fields = {
    format: FORMAT,
    version: VERSION,
    network,
    subject: id ?? txid,
    ...(content !== undefined && { content }),
    ...(headers !== undefined && { headers: { from: headers.from, hex: headers.list.map(toHex).join('') } }),
    ...(witness !== undefined && {
      witness: {
        coinbase: base64.encode(witness.coinbase),
        coinbaseBump: base64.encode(witness.coinbaseBump),
        witnessBump: base64.encode(witness.witnessBump),
      },
    }),
    ...body,
  };
  return `${JSON.stringify(fields, undefined, 2)}\n`;
}

const beefOf = (txid: Txid, raw: Uint8Array, bump: Uint8Array | undefined): Uint8Array =>
  bump === undefined
    ? encodeAtomicBeef(txid, { bumps: [], txs: [{ raw }] })
    : encodeAtomicBeef(txid, { bumps: [bump], txs: [{ raw, bumpIndex: 0 }] });
