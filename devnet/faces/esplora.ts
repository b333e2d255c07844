import { isBlockHash, isTxid, type Txid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { parseBlock } from '#lib/chain/block.ts';
import { parseTx } from '#lib/chain/tx.ts';
import type { ChainView } from '../chain-view.ts';
import { bytes, json, text, type Reply, type Route } from '../http/exchange.ts';

const missing = (what: string): Reply => text(`${what} not found`, 404);

/** Transactions of a page. */
const PAGE = 25;
const LIMITS = { maxBytes: 64 * 1024 * 1024, maxTransactions: 200_000 };

/** A transaction as an esplora lists it, as far as its bytes say it. */
function txJson(txid: Txid, raw: Uint8Array): unknown {
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(`${txid} is not parsed: ${tx.issue.message}`);
  const { version, lockTime, inputs, outputs } = tx.value;
  return {
    txid,
    version,
    locktime: lockTime,
    vin: inputs.map(({ prevTxid, prevVout, script, sequence, witness = [] }) => ({
      txid: prevTxid,
      vout: prevVout,
      scriptsig: toHex(script),
      ...(witness.length > 0 && { witness: witness.map(toHex) }),
      is_coinbase: /^0{64}$/.test(prevTxid),
      sequence,
    })),
    vout: outputs.map(({ sats, script }) => ({ scriptpubkey: toHex(script), value: sats })),
    size: raw.length,
  };
}

/** What Nabo reads of esplora (Blockstream/esplora API.md): whole blocks by height, their pages, and raw transactions. */
export function esploraRoutes({ store }: ChainView): Route[] {
  return [
    {
      method: 'GET',
      path: '/blocks/tip/height',
      handle: () => text(String(store.tip()?.height ?? 0)),
    },
    {
      method: 'GET',
      path: '/blocks/tip/hash',
      handle: () => {
        const tip = store.tip();
        return tip === undefined ? missing('Block') : text(tip.hash);
      },
    },
    {
      method: 'GET',
      path: '/block-height/:height',
      handle: ({ params: { height = '' } }) => {
        const block = /^\d{1,10}$/.test(height) ? store.blockAt(Number(height)) : undefined;
        return block === undefined ? missing('Block') : text(block.hash);
      },
    },
    {
      method: 'GET',
      path: '/block/:hash/raw',
      handle: ({ params: { hash = '' } }) => {
        const block = isBlockHash(hash) ? store.blockBytes(hash) : undefined;
        return block === undefined ? missing('Block') : bytes(block);
      },
    },
    {
      method: 'GET',
      path: '/block/:hash/header',
      handle: ({ params: { hash = '' } }) => {
        const block = isBlockHash(hash) ? store.block(hash) : undefined;
        return block === undefined ? missing('Block') : text(toHex(block.header));
      },
    },
    {
      method: 'GET',
      path: '/block/:hash',
      handle: ({ params: { hash = '' } }) => {
        const raw = isBlockHash(hash) ? store.blockBytes(hash) : undefined;
        const block = raw && parseBlock(raw, LIMITS);
        if (raw === undefined || block?.ok !== true) return missing('Block');
        const { header, transactions } = block.value;
        return json({
          id: header.hash,
          height: isBlockHash(hash) ? store.block(hash)?.height : undefined,
          version: header.version,
          timestamp: header.time,
          tx_count: transactions.length,
          size: raw.length,
          merkle_root: header.merkleRoot,
          previousblockhash: header.prevHash,
          nonce: header.nonce,
          bits: header.bits,
        });
      },
    },
    {
      method: 'GET',
      path: '/block/:hash/txs/:start',
      handle: ({ params: { hash = '', start = '' } }) => {
        const raw = isBlockHash(hash) ? store.blockBytes(hash) : undefined;
        const block = raw && parseBlock(raw, LIMITS);
        const from = Number(start);
        if (raw === undefined || block?.ok !== true) return missing('Block');
        if (!/^\d{1,6}$/.test(start) || from % PAGE !== 0)
          return text('start index must be a multiple of 25', 400);
        const page = block.value.transactions.slice(from, from + PAGE);
        if (page.length === 0) return missing('Page');
        return json(
          page.map(({ txid, offset, bytes: size }) => txJson(txid, raw.subarray(offset, offset + size))),
        );
      },
    },
    {
      method: 'GET',
      path: '/tx/:txid/raw',
      handle: ({ params: { txid = '' } }) => {
        const tx = isTxid(txid) ? store.tx(txid) : undefined;
        return tx === undefined ? missing('Transaction') : bytes(tx.raw);
      },
    },
  ];
}
