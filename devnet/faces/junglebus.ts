import { parseHeader } from '#lib/chain/header.ts';
import type { BlockRow } from '../chain-store.ts';
import type { ChainView } from '../chain-view.ts';
import { badRequest, json, notFound, wholeNumber, type Route } from '../http/exchange.ts';

const MAX_HEIGHT = 0xffff_ffff;
const PAGE = 500;
const MAX_HEADERS = 10_000;
/** The one subscription that there is: everything that belongs to the feed. */
export const SUBSCRIPTION = 'nabo';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function describeHeader({ header: raw, height }: Pick<BlockRow, 'header' | 'height'>) {
  const header = parseHeader(raw);
  if (!header.ok) throw new Error(`a stored header does not parse: ${header.issue.message}`);
  const { hash, version, merkleRoot, time, nonce, bits } = header.value;
  return {
    hash,
    coin: 1,
    height,
    time,
    nonce,
    version,
    merkleroot: merkleRoot,
    bits: bits.toString(16).padStart(8, '0'),
    synced: height,
  };
}

/**
 * What Nabo reads of JungleBus over HTTP (b-open-io/go-junglebus, transports/http.go): a subscription's mined transactions
 * after a place in the chain, and headers from a height on. An answer without entries is `null`, as Go writes it.
 */
export function jungleBusRoutes({ store, feed, proofs }: ChainView): Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/transaction/from_block/:subscription',
      handle: ({ params, query }) => {
        if (params['subscription'] !== SUBSCRIPTION) return notFound('subscription');
        const height = wholeNumber(query, 'height', { least: 0, most: MAX_HEIGHT, fallback: 0 });
        const index = wholeNumber(query, 'last_idx', { least: 0, most: MAX_HEIGHT, fallback: 0 });
        if (height === undefined || index === undefined)
          return badRequest('height and last_idx are whole numbers');
        const found = feed.minedAfter(height, index, PAGE).flatMap(({ txid, height: block, place }) => {
          const raw = store.tx(txid)?.raw;
          const header = store.blockAt(block);
          const bump = proofs.bump(txid);
          if (raw === undefined || header === undefined || bump === undefined) return [];
          return {
            id: txid,
            block_hash: header.hash,
            block_height: block,
            block_index: place,
            block_time: describeHeader(header).time,
            transaction: base64(raw),
            merkle_proof: base64(bump),
          };
        });
        return json(found.length === 0 ? null : found);
      },
    },
    {
      method: 'GET',
      path: '/v1/block_header/list/:from',
      handle: ({ params: { from = '' }, query }) => {
        const limit = wholeNumber(query, 'limit', { least: 1, most: MAX_HEADERS, fallback: 100 });
        if (!/^\d{1,10}$/.test(from) || limit === undefined)
          return badRequest('a height, and limit as a whole number');
        const listed = [];
        for (let height = Number(from); listed.length < limit; height += 1) {
          const block = store.blockAt(height);
          if (block === undefined) break;
          listed.push(describeHeader(block));
        }
        return json(listed.length === 0 ? null : listed);
      },
    },
    {
      method: 'GET',
      path: '/v1/block_header/tip',
      handle: () => {
        const tip = store.tip();
        return tip === undefined ? notFound('block') : json(describeHeader(tip));
      },
    },
  ];
}
