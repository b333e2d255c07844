import { asSats, asTxid, toOutpoint, type Txid } from '#lib/bytes/brand.ts';
import { encodeTx, parseTx, txidOf } from '#lib/chain/tx.ts';
import { encodeInscription, type FileDraft } from '#lib/protocols/file.ts';
import { encodeDirectory, ORD_FS } from '#lib/protocols/ord-fs.ts';
import type { DraftFile } from './inscriptions.ts';

/** Nobody: a draft belongs to whoever will sign it. */
const OWNER = new Uint8Array(20);
const NOWHERE = asTxid('00'.repeat(32));

/** A transaction that was never signed, for whoever reads it as if it were on the chain. */
export type DraftTransaction = { readonly txid: Txid; readonly raw: Uint8Array<ArrayBuffer> };

/**
 * Transactions with these files in them, one each, and behind several the directory that makes a site of them. The last is
 * the one to be opened.
 *
 * @throws {RangeError} as `encodeInscription` and `encodeDirectory` do.
 */
export function draftTransactions(files: readonly DraftFile[]): readonly DraftTransaction[] {
  const txs = files.map(({ path: _path, ...file }, at) => draftOf({ ...file, owner: OWNER }, at));
  const entries = files.flatMap(({ path }, at) => {
    const { txid } = txs[at] ?? {};
    return path === undefined || txid === undefined ? [] : [{ path, at: toOutpoint(txid, 0) }];
  });
  if (entries.length === 0) return txs;
  return [
    ...txs,
    draftOf({ contentType: ORD_FS, body: encodeDirectory(entries), owner: OWNER }, files.length),
  ];
}

function draftOf(file: FileDraft, sequence: number): DraftTransaction {
  const { sats, script } = encodeInscription(file);
  const raw = encodeTx({
    version: 1,
    // Two files of the same bytes are two transactions.
    inputs: [{ prevTxid: NOWHERE, prevVout: 0, script: new Uint8Array(0), sequence }],
    outputs: [{ sats: asSats(sats), script }],
    lockTime: 0,
  });
  const tx = parseTx(raw);
  if (!tx.ok) throw new RangeError(tx.issue.message);
  return { txid: txidOf(tx.value), raw };
}
