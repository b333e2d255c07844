import type { ChainView } from '../chain-view.ts';
import { badRequest, bytes, json, notFound, wholeNumber, type Route } from '../http/exchange.ts';

const FILE = 10_000;
const NEWEST = 100;

/** What Nabo reads of WhatsOnChain v1: where its chain ends, and headers, newest or in files of ten thousand. */
export function whatsOnChainRoutes({ network, store }: ChainView): Route[] {
  return [
    {
      method: 'GET',
      path: '/chain/info',
      handle: () => {
        const tip = store.tip();
        if (tip === undefined) return notFound('chain');
        return json({
          chain: network,
          blocks: tip.height,
          headers: tip.height,
          bestblockhash: tip.hash,
          pruned: false,
        });
      },
    },
    {
      method: 'GET',
      path: '/block/headers/:name',
      handle: ({ params: { name = '' }, query }) => {
        const tip = store.tip()?.height ?? 0;
        const lastFile = tip < FILE ? -1 : Math.floor(tip / FILE) * FILE;
        if (name === 'latest') {
          const count = wholeNumber(query, 'count', { least: 1, most: NEWEST, fallback: 0 });
          if (count === undefined) return badRequest(`count is a whole number up to ${NEWEST}`);
          const from = count === 0 ? lastFile + 1 : Math.max(0, tip - count + 1);
          return bytes(store.headers(from, tip - from + 1));
        }
        const [, start, end] = (/^(\d{1,8})_(\d{1,8})_headers\.bin$/.exec(name) ?? []).map(Number);
        if (start === undefined || end === undefined || end > lastFile) return notFound('file');
        return bytes(store.headers(start, end - start + 1));
      },
    },
  ];
}
