import * as z from 'zod';
import { fromHex } from '#lib/bytes/hex.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { isExtendedTx, parseExtendedTx } from '#lib/chain/extended-tx.ts';
import { parseTx, parseTxAt, type Tx, type TxOutput } from '#lib/chain/tx.ts';

/** A transaction as it was handed in. `sources` are there when it came in extended format (BRC-30). */
export type Submission = {
  readonly tx: Tx;
  readonly sources?: readonly TxOutput[];
  readonly body: Uint8Array;
};

const jsonSchema = z.object({ rawTx: z.string() });

/** Takes one transaction, plain or extended, apart. The failure is a sentence for the sender. */
export function readSubmission(body: Uint8Array): Result<Submission, string> {
  if (!isExtendedTx(body)) {
    const tx = parseTx(body);
    return tx.ok ? ok({ tx: tx.value, body }) : fail(tx.issue.message);
  }
  const extended = parseExtendedTx(body);
  if (!extended.ok) return fail(extended.issue.message);
  // Parsed once more, so that its scripts lie in its own bytes and not among the sources.
  const tx = parseTx(extended.value.tx.bytes);
  return tx.ok ? ok({ tx: tx.value, sources: extended.value.sources, body }) : fail(tx.issue.message);
}

const decodeText = (body: Uint8Array): string => new TextDecoder().decode(body).trim();

function readHex(hex: string): Result<Submission, string> {
  const bytes = fromHex(hex.trim());
  return bytes === undefined ? fail('the transaction is not hex') : readSubmission(bytes);
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(decodeText(body));
  } catch {
    return undefined;
  }
}

const mediaType = (contentType: string | undefined): string =>
  (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

/** The transaction in a request's body: bytes, hex as text, or `{"rawTx": hex}`. */
export function readSubmittedBody(
  contentType: string | undefined,
  body: Uint8Array,
): Result<Submission, string> {
  if (body.length === 0) return fail('the body is empty');
  switch (mediaType(contentType)) {
    case 'application/octet-stream':
      return readSubmission(body);
    case 'text/plain':
      return readHex(decodeText(body));
    case 'application/json': {
      const parsed = jsonSchema.safeParse(parseJson(body));
      return parsed.success ? readHex(parsed.data.rawTx) : fail('the body is not {"rawTx": hex}');
    }
    default:
      return fail('the content type is none of application/octet-stream, text/plain, application/json');
  }
}

/** Several transactions: joined bytes, one hex a line, or `[{"rawTx": hex}]`. At most `most` of them. */
export function readSubmittedBatch(
  contentType: string | undefined,
  body: Uint8Array,
  most: number,
): Result<Result<Submission, string>[], string> {
  const parts: Result<Submission, string>[] = [];
  switch (mediaType(contentType)) {
    case 'application/octet-stream':
      for (let at = 0; at < body.length && parts.length <= most;) {
        const next = parseTxAt(body, at);
        if (!next.ok) return fail(next.issue.message);
        parts.push(readSubmission(body.subarray(at, next.value.end)));
        at = next.value.end;
      }
      break;
    case 'text/plain':
      for (const line of decodeText(body).split(/\s+/, most + 1)) parts.push(readHex(line));
      break;
    case 'application/json': {
      const parsed = z.array(jsonSchema).safeParse(parseJson(body));
      if (!parsed.success) return fail('the body is not [{"rawTx": hex}]');
      for (const { rawTx } of parsed.data.slice(0, most + 1)) parts.push(readHex(rawTx));
      break;
    }
    default:
      return fail('the content type is none of application/octet-stream, text/plain, application/json');
  }
  return parts.length > most ? fail(`at most ${most} transactions at once`) : ok(parts);
}
