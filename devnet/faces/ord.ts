import type { ChainView } from '../chain-view.ts';
import { json, notFound, type Route } from '../http/exchange.ts';

const PAGE = 100;

/**
 * What Nabo reads of an ord server: hashes of blocks and the ids of a block's inscriptions, by height. `inscribed` knows
 * the inscriptions of blocks whose bytes the archive does not have.
 */
export function ordRoutes({ store }: ChainView, inscribed: ReadonlyMap<number, readonly string[]>): Route[] {
  const list = (height: string, page: string) => {
    if (!/^\d{1,8}$/.test(height) || !/^\d{1,4}$/.test(page)) return notFound('block');
    const ids = inscribed.get(Number(height)) ?? [];
    const from = Number(page) * PAGE;
    return json({
      ids: ids.slice(from, from + PAGE),
      more: ids.length > from + PAGE,
      page_index: Number(page),
    });
  };
  return [
    { method: 'GET', path: '/r/blockheight', handle: () => json(store.tip()?.height ?? 0) },
    {
      method: 'GET',
      path: '/r/blockhash/:height',
      handle: ({ params: { height = '' } }) => {
        const block = /^\d{1,10}$/.test(height) ? store.blockAt(Number(height)) : undefined;
        return block === undefined ? notFound('block') : json(block.hash);
      },
    },
    {
      method: 'GET',
      path: '/inscriptions/block/:height',
      handle: ({ params: { height = '' } }) => list(height, '0'),
    },
    {
      method: 'GET',
      path: '/inscriptions/block/:height/:page',
      handle: ({ params: { height = '', page = '' } }) => list(height, page),
    },
  ];
}
