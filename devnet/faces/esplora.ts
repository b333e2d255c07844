import { isBlockHash, isTxid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import type { ChainView } from '../chain-view.ts';
import { bytes, text, type Reply, type Route } from '../http/exchange.ts';

const missing = (what: string): Reply => text(`${what} not found`, 404);

/** What Nabo reads of esplora (Blockstream/esplora API.md): whole blocks by height, and raw transactions. */
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
      path: '/tx/:txid/raw',
      handle: ({ params: { txid = '' } }) => {
        const tx = isTxid(txid) ? store.tx(txid) : undefined;
        return tx === undefined ? missing('Transaction') : bytes(tx.raw);
      },
    },
  ];
}
