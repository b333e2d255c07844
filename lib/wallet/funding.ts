import { toOutpoint } from '#lib/bytes/brand.ts';
import { equalBytes } from '#lib/bytes/concat.ts';
import { ok, type Result } from '#lib/bytes/result.ts';
import { p2pkhHash } from '#lib/chain/script.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import type { Coin } from './coins.ts';

/**
 * The coins that a transaction from elsewhere pays to a key hash (20 bytes): plain P2PKH outputs of more than one
 * satoshi, since a single one is an inscription. Whether the transaction is known to the network is not looked at; a
 * coin that is not is found out when it is spent.
 */
export function coinsPaidTo(hash: Uint8Array, raw: Uint8Array): Result<Coin[]> {
  const parsed = parseTx(raw);
  if (!parsed.ok) return parsed;
  const txid = txidOf(parsed.value);
  const coins: Coin[] = [];
  parsed.value.outputs.forEach(({ sats, script }, vout) => {
    const paid = p2pkhHash(script);
    if (sats <= 1 || paid === undefined || !equalBytes(paid, hash)) return;
    coins.push({
      outpoint: toOutpoint(txid, vout),
      sats,
      script: script.slice(),
      status: 'free',
      depth: 0,
      doubt: 0,
    });
  });
  return ok(coins);
}
