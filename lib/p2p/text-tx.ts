import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import type { Txid } from '#lib/bytes/brand.ts';
import { p2pkhHash } from '#lib/chain/script.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { decodeRecord, type RecordKind } from '#lib/protocols/index.ts';
import { MAX_TX_BYTES } from './limits.ts';

/** Records that are words and marks. Anything else is media: it is held and shared only where somebody opened it. */
const TEXT: ReadonlySet<RecordKind> = new Set([
  'post',
  'reply',
  'like',
  'unlike',
  'repost',
  'follow',
  'unfollow',
  'handle',
  'district',
  'parcel',
  'profile',
  'identity',
  'attestation',
  // Files of sites and their directories: words for machines, and held in bulk like those for people.
  'page',
  'text',
  'json',
]);

/**
 * Reads bytes as a transaction that may lie on the shelf: at most {@link MAX_TX_BYTES}, at least one text record, and every
 * output such a record, a payment or change. Answers its txid.
 */
export function readTextTx(raw: Uint8Array): Result<Txid> {
  if (raw.length > MAX_TX_BYTES)
    return fail(issue('too-large', `${raw.length} bytes, at most ${MAX_TX_BYTES} on the shelf`));
  const tx = parseTx(raw);
  if (!tx.ok) return tx;
  const said = new Set<number>();
  for (const inscription of readInscriptions(raw, 'bsv')) {
    const record = decodeRecord(inscription);
    const isText = TEXT.has(record.kind) && !('media' in record && record.media !== undefined);
    if (!isText || inscription.vout === undefined)
      return fail(issue('not-text', `an output holds ${record.kind}`));
    said.add(inscription.vout);
  }
  if (said.size === 0) return fail(issue('no-record', 'no output says anything'));
  for (const [vout, { script }] of tx.value.outputs.entries()) {
    if (!said.has(vout) && p2pkhHash(script) === undefined)
      return fail(issue('not-text', `output ${vout} is neither a record nor a payment`));
  }
  return ok(txidOf(tx.value));
}
