import type { Txid } from '#lib/bytes/brand.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { isExtendedTx, parseExtendedTx } from '#lib/chain/extended-tx.ts';
import { parseTx, txidOf, type Tx } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { decodeRecord } from '#lib/protocols/index.ts';
import type { Submission } from './broadcaster.ts';
import { plainText, type BroadcastRefusal } from './reply.ts';

/** Largest body that the route takes, 1 MiB. What is larger goes to a broadcaster directly. */
export const MAX_BODY_BYTES = 1_048_576;
/** Longest that a body may take to come in. */
const BODY_TIMEOUT_MS = 10_000;

const CALLBACK_TOKEN = /^[0-9a-f]{32,64}$/;
const NO_TXID = '0'.repeat(64);

/** Why the route did not pass a request on: an HTTP status and the body that goes with it. */
export type Refusal = BroadcastRefusal & { readonly status: number };

const refuse = (status: number, code: string, detail: string): Result<never, Refusal> =>
  fail({ status, code, detail });

/** What is looked at of a `Request`. A host may give the same without making one: its cost is that of many refusals. */
export type IncomingRequest = Pick<Request, 'method' | 'headers' | 'body'>;

/** Checks method and headers, before a byte of the body is read. Gives the length of the body. */
export function checkHead({ method, headers }: IncomingRequest): Result<number, Refusal> {
  if (method !== 'POST') return refuse(405, 'method-not-allowed', 'Only POST.');
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/octet-stream') {
    return refuse(415, 'unsupported-media-type', 'The body is one transaction, as application/octet-stream.');
  }
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity') {
    return refuse(415, 'unsupported-encoding', 'The body is not to be compressed.');
  }
  const length = headers.get('content-length');
  if (length === null) return refuse(411, 'length-required', 'A Content-Length is needed.');
  if (!/^[0-9]{1,10}$/.test(length) || Number(length) === 0)
    return refuse(400, 'bad-length', 'Not a length.');
  if (Number(length) > MAX_BODY_BYTES) {
    return refuse(
      413,
      'too-large',
      `At most ${MAX_BODY_BYTES} bytes. Larger ones go to a broadcaster directly.`,
    );
  }
  return ok(Number(length));
}

/** Reads a body of exactly `length` bytes; stops at the first byte too many and when it comes too slowly. */
export async function readBody(
  { body: stream }: IncomingRequest,
  length: number,
): Promise<Result<Uint8Array, Refusal>> {
  if (stream === null) return refuse(400, 'length-mismatch', 'The body is empty.');
  const reader = stream.getReader();
  const body = new Uint8Array(length);
  const { promise: late, resolve: ring } = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => ring('late'), BODY_TIMEOUT_MS);
  let received = 0;
  try {
    for (;;) {
      const chunk = await Promise.race([reader.read(), late]);
      if (chunk === 'late') return refuse(408, 'too-slow', 'The body did not come in time.');
      if (chunk.done) break;
      if (received + chunk.value.length > length) {
        return refuse(400, 'length-mismatch', 'The body is longer than its Content-Length.');
      }
      body.set(chunk.value, received);
      received += chunk.value.length;
    }
  } catch {
    return refuse(400, 'broken-off', 'The body broke off.');
  } finally {
    clearTimeout(timer);
    // Not awaited: a sender that hangs would hang us with it.
    void reader.cancel().catch(() => undefined);
  }
  return received === length
    ? ok(body)
    : refuse(400, 'length-mismatch', 'The body is shorter than its Content-Length.');
}

/**
 * Reads the body as a transaction, plain or extended, and checks that it is one that the route is for: a transaction
 * of this chain with at least one record that Nabo knows, or one that hands an inscription on, which writes nothing. The
 * route is not a general relay.
 */
export function readSubmission(body: Uint8Array, headers: Headers): Result<Submission, Refusal> {
  const extended = isExtendedTx(body);
  const read = extended ? plainForm(body) : parsed(body);
  if (!read.ok) {
    const { code, message } = read.issue;
    return refuse(400, 'malformed-transaction', plainText(`${code}: ${message}`));
  }
  const { tx, spends } = read.value;
  if (tx.inputs.some(({ witness }) => witness !== undefined)) {
    return refuse(400, 'witness', 'A transaction of this chain has no witness.');
  }
  if (tx.inputs.some(({ prevTxid }) => prevTxid === NO_TXID)) {
    return refuse(400, 'coinbase', 'A coinbase is made by mining.');
  }
  if (!hasRecord(tx) && !handsOn(tx, spends))
    return refuse(422, 'no-record', 'No output carries a record that Nabo knows.');
  const token = headers.get('x-callbacktoken');
  const txid: Txid = txidOf(tx);
  return ok({
    txid,
    raw: tx.bytes,
    ...(extended ? { ef: body } : {}),
    ...(token !== null && CALLBACK_TOKEN.test(token) ? { callbackToken: token } : {}),
  });
}

/** A transaction, and what its first input spends in satoshis where it says so. */
type Read = { readonly tx: Tx; readonly spends?: number };

function parsed(body: Uint8Array): Result<Read> {
  const tx = parseTx(body);
  return tx.ok ? ok({ tx: tx.value }) : tx;
}

function plainForm(body: Uint8Array): Result<Read> {
  const read = parseExtendedTx(body);
  if (!read.ok) return read;
  // Outputs worth more than the inputs say themselves that they are worth: no need to ask anybody.
  const spent = read.value.sources.reduce((sum, { sats }) => sum + sats, 0);
  const made = read.value.tx.outputs.reduce((sum, { sats }) => sum + sats, 0);
  if (made > spent) return fail(issue('fee-negative', 'the outputs are worth more than the inputs'));
  const [first] = read.value.sources;
  return ok({ tx: read.value.tx, ...(first !== undefined && { spends: first.sats }) });
}

/** An inscription lies in one satoshi: it goes in first and comes out first. */
const handsOn = ({ outputs }: Tx, spends: number | undefined): boolean =>
  spends === 1 && outputs[0]?.sats === 1;

const hasRecord = (tx: Tx): boolean =>
  readInscriptions(tx.bytes, 'bsv').some((inscription) => decodeRecord(inscription).kind !== 'unknown');
