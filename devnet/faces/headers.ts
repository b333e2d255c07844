import { isBlockHash } from '#lib/bytes/brand.ts';
import { parseHeader } from '#lib/chain/header.ts';
import type { BlockRow } from '../chain-store.ts';
import { tipChannel, type ChainView } from '../chain-view.ts';
import type { EventStreams } from '../http/event-stream.ts';
import { badRequest, bytes, json, notFound, wholeNumber, type Reply, type Route } from '../http/exchange.ts';

const MAX_HEIGHT = 0xffff_ffff;
const MAX_HEADERS = 10_000;

/** A header as go-chaintracks writes it. */
export function describeHeader({ header: raw, height }: Pick<BlockRow, 'header' | 'height'>) {
  const header = parseHeader(raw);
  if (!header.ok) throw new Error(`a stored header does not parse: ${header.issue.message}`);
  const { version, prevHash, merkleRoot, time, bits, nonce, hash } = header.value;
  return { height, hash, version, prevHash, merkleRoot, time, bits, nonce };
}

function replyWith(block: BlockRow | undefined, binary: boolean): Reply {
  if (block === undefined) return notFound('header');
  const headers = { 'X-Block-Height': String(block.height) };
  return binary ? bytes(block.header, headers) : json(describeHeader(block), 200, headers);
}

/** Takes `.bin` off the end, which asks for the 80 bytes. */
const splitSuffix = (text: string): { id: string; binary: boolean } =>
  text.endsWith('.bin') ? { id: text.slice(0, -4), binary: true } : { id: text, binary: false };

/** The header service of Arcade and 1sat-stack (go-chaintracks, `/chaintracks/v2`). */
export function headerRoutes(view: ChainView, streams: EventStreams): Route[] {
  const { store } = view;
  return [
    { method: 'GET', path: '/network', handle: () => json({ network: view.network }) },
    { method: 'GET', path: '/height', handle: () => json({ height: store.tip()?.height ?? 0 }) },
    { method: 'GET', path: '/tip', handle: () => replyWith(store.tip(), false) },
    { method: 'GET', path: '/tip.bin', handle: () => replyWith(store.tip(), true) },
    {
      method: 'GET',
      path: '/headers',
      handle: ({ query }) => {
        const height = wholeNumber(query, 'height', { least: 0, most: MAX_HEIGHT });
        const count = wholeNumber(query, 'count', { least: 1, most: MAX_HEIGHT });
        if (height === undefined || count === undefined)
          return badRequest('height and count are whole numbers');
        return bytes(store.headers(height, Math.min(count, MAX_HEADERS)));
      },
    },
    {
      method: 'GET',
      path: '/header/height/:height',
      handle: ({ params }) => {
        const { id, binary } = splitSuffix(params['height'] ?? '');
        if (!/^\d{1,10}$/.test(id)) return badRequest('a height is a whole number');
        return replyWith(store.blockAt(Number(id)), binary);
      },
    },
    {
      method: 'GET',
      path: '/header/hash/:hash',
      handle: ({ params }) => {
        const { id, binary } = splitSuffix(params['hash'] ?? '');
        return isBlockHash(id) ? replyWith(store.block(id), binary) : badRequest('not a block hash');
      },
    },
    {
      method: 'GET',
      path: '/tip/stream',
      handle: () => {
        const tip = store.tip();
        return streams.open(
          tipChannel(view),
          tip === undefined ? [] : [{ data: JSON.stringify(describeHeader(tip)) }],
        );
      },
    },
  ];
}
