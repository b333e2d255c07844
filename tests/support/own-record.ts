import { asSats, asTxid, type Txid } from '#lib/bytes/brand.ts';
import { encodeExtendedTx } from '#lib/chain/extended-tx.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { encodeTx, parseTx, txidOf, type TxFields } from '#lib/chain/tx.ts';
import { encodePost } from '#lib/protocols/index.ts';

const OWNER = new Uint8Array(20).fill(3);

/** A transaction with a post of ours at output 0, unsigned: whoever only passes it on does not look. */
export function ownRecord(text: string, sats = 1_000): { txid: Txid; raw: Uint8Array; ef: Uint8Array } {
  const { script } = encodePost({ text, owner: OWNER });
  return wrap(
    [
      { sats: asSats(1), script },
      { sats: asSats(sats - 500), script: p2pkhScript(OWNER) },
    ],
    sats,
  );
}

/** A payment and nothing else. */
export const plainPayment = (): { txid: Txid; raw: Uint8Array; ef: Uint8Array } =>
  wrap([{ sats: asSats(500), script: p2pkhScript(OWNER) }], 1_000);

function wrap(outputs: TxFields['outputs'], sats: number): { txid: Txid; raw: Uint8Array; ef: Uint8Array } {
  const fields: TxFields = {
    version: 1,
    inputs: [
      { prevTxid: asTxid('11'.repeat(32)), prevVout: 0, script: new Uint8Array(0), sequence: 0xffff_ffff },
    ],
    outputs,
    lockTime: 0,
  };
  const raw = encodeTx(fields);
  const parsed = parseTx(raw);
  if (!parsed.ok) throw new Error(parsed.issue.message);
  const ef = encodeExtendedTx(fields, [{ sats: asSats(sats), script: p2pkhScript(OWNER) }]);
  return { txid: txidOf(parsed.value), raw, ef };
}
