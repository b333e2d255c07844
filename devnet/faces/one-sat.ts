import { decodeAddress, encodeAddress } from '#lib/bytes/address.ts';
import {
  isOutpoint,
  isTxid,
  outpointTxid,
  outpointVout,
  toOutpoint,
  type Outpoint,
  type Txid,
} from '#lib/bytes/brand.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import type { OutputRow } from '../chain-store.ts';
import { feedChannel, type ChainView } from '../chain-view.ts';
import type { EventStreams } from '../http/event-stream.ts';
import {
  badRequest,
  bytes,
  json,
  notFound,
  under,
  wholeNumber,
  type Reply,
  type Route,
} from '../http/exchange.ts';
import type { FoundOutput, OutputRange } from '../output-index.ts';
import { headerRoutes } from './headers.ts';
import { answerLookup, FEED_TOPIC } from './lookup.ts';

const MAX_RESULTS = 1_000;
const DEFAULT_RESULTS = 100;
const MAX_KEYS = 20;
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:; ?charset=[\w-]+)?$/;

/** 1sat-stack writes outpoints with `_`, and reads `.` and `:` too. */
function readOutpoint(given = ''): Outpoint | undefined {
  const outpoint = given.replace(/[.:]/, '_');
  return isOutpoint(outpoint) ? outpoint : undefined;
}

/** Hash (hex) of the key behind an address, of any network: an address is only another way of writing it. */
function ownerOf(address = ''): string | undefined {
  const decoded = decodeAddress(address);
  return decoded === undefined ? undefined : toHex(decoded.hash160);
}

function readRange(query: URLSearchParams, unspentByDefault: boolean): OutputRange | undefined {
  const limit = wholeNumber(query, 'limit', { least: 1, most: MAX_RESULTS, fallback: DEFAULT_RESULTS });
  const from = wholeNumber(query, 'from', { least: 0, most: Number.MAX_SAFE_INTEGER, fallback: -1 });
  if (limit === undefined || from === undefined) return undefined;
  return {
    limit,
    reverse: query.get('rev') === 'true',
    unspentOnly: (query.get('unspent') ?? String(unspentByDefault)) === 'true',
    ...(from === -1 ? {} : { from }),
  };
}

const nameOf = ({ txid, vout }: OutputRow): Outpoint => toOutpoint(txid, vout);

function describeOutput(view: ChainView, output: OutputRow & { readonly score?: number }) {
  const hash = output.owner === null ? undefined : fromHex(output.owner);
  const { addressVersion } = NETWORK_PARAMS[view.network];
  return {
    outpoint: nameOf(output),
    ...(output.score === undefined ? {} : { score: output.score }),
    satoshis: output.sats,
    ...(output.height === null ? {} : { blockHeight: output.height, blockIdx: output.place }),
    spend: output.spender,
    events: [
      ...(hash === undefined ? [] : [`own:${encodeAddress(hash, addressVersion)}`]),
      ...view.outputs.tagsOf(output.txid, output.vout),
    ],
  };
}

/** Outputs under any of the keys, in one order. */
function search(view: ChainView, keys: readonly string[], range: OutputRange): FoundOutput[] {
  const found = new Map<Outpoint, FoundOutput>();
  for (const key of keys) {
    const tag = key.startsWith('ev:') ? key.slice(3) : key;
    const owner = tag.startsWith('own:') ? ownerOf(tag.slice(4)) : undefined;
    const outputs = owner === undefined ? view.outputs.ofTag(tag, range) : view.outputs.ofOwner(owner, range);
    for (const output of outputs) found.set(nameOf(output), output);
  }
  const sign = range.reverse ? -1 : 1;
  return [...found.values()]
    .sort((a, b) => sign * (a.score - b.score || a.vout - b.vout))
    .slice(0, range.limit);
}

/** The bytes of an inscription under its own media type, shut in: no page of the chain may act as this origin. */
function replyWithContent({ store }: ChainView, outpoint: Outpoint): Reply {
  const tx = store.tx(outpointTxid(outpoint));
  const vout = outpointVout(outpoint);
  const found = tx && readInscriptions(tx.raw, 'bsv').find((inscription) => inscription.vout === vout);
  if (found?.body === undefined) return notFound('content');
  const mediaType = found.contentType ?? '';
  return bytes(found.body, {
    'Content-Type': MEDIA_TYPE.test(mediaType) ? mediaType : 'application/octet-stream',
    'Content-Security-Policy': "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'",
  });
}

function txoRoutes(view: ChainView): Route[] {
  const { store } = view;
  const outputAt = (given: string | undefined): OutputRow | undefined => {
    const outpoint = readOutpoint(given);
    return outpoint === undefined ? undefined : store.output(outpointTxid(outpoint), outpointVout(outpoint));
  };
  return [
    {
      method: 'GET',
      path: '/txo/search',
      handle: ({ query }) => {
        const keys = query.getAll('key').slice(0, MAX_KEYS);
        const range = readRange(query, false);
        if (keys.length === 0 || range === undefined)
          return badRequest('key, and limit and from as whole numbers');
        return json(search(view, keys, range).map((output) => describeOutput(view, output)));
      },
    },
    {
      method: 'GET',
      path: '/txo/:outpoint',
      handle: ({ params }) => {
        const output = outputAt(params['outpoint']);
        return output === undefined ? notFound('TXO') : json(describeOutput(view, output));
      },
    },
    {
      method: 'GET',
      path: '/txo/:outpoint/spend',
      handle: ({ params }) => json({ spendTxid: outputAt(params['outpoint'])?.spender ?? null }),
    },
    {
      method: 'GET',
      path: '/owner/:address/txos',
      handle: ({ params, query }) => {
        const owner = ownerOf(params['address']);
        const range = readRange(query, true);
        if (owner === undefined || range === undefined)
          return badRequest('an address, limit and from as whole numbers');
        return json(view.outputs.ofOwner(owner, range).map((output) => describeOutput(view, output)));
      },
    },
    {
      method: 'GET',
      path: '/owner/:address/balance',
      handle: ({ params }) => {
        const owner = ownerOf(params['address']);
        if (owner === undefined) return badRequest('not an address');
        const { sats, count } = view.outputs.balance(owner);
        return json({ balance: sats, count });
      },
    },
  ];
}

function beefRoutes({ store, proofs }: ChainView): Route[] {
  const route = (path: string, find: (txid: Txid) => Uint8Array | undefined): Route => ({
    method: 'GET',
    path,
    handle: ({ params: { txid = '' } }) => {
      const found = isTxid(txid) ? find(txid) : undefined;
      return found === undefined ? notFound('transaction') : bytes(found);
    },
  });
  return [
    route('/beef/:txid', (txid) => {
      const beef = proofs.beef();
      return beef.add(txid) ? beef.encode() : undefined;
    }),
    route('/beef/:txid/tx', (txid) => store.tx(txid)?.raw),
    route('/beef/:txid/proof', (txid) => proofs.bump(txid)),
  ];
}

/** What Nabo reads of 1sat-stack (b-open-io/1sat-stack). Mounted at `/1sat`. */
export function oneSatRoutes(view: ChainView, streams: EventStreams): Route[] {
  return [
    { method: 'POST', path: '/overlay/lookup', handle: (request) => answerLookup(view, request) },
    {
      method: 'GET',
      path: '/sse/:topics',
      handle: ({ params }) => {
        if (!(params['topics'] ?? '').split(',').includes(FEED_TOPIC)) return notFound('topic');
        return streams.open(feedChannel(view), [feedEvent(view)]);
      },
    },
    ...under('/chaintracks', headerRoutes(view, streams)),
    ...txoRoutes(view),
    ...beefRoutes(view),
    {
      method: 'GET',
      path: '/content/:outpoint',
      handle: ({ params }) => {
        const outpoint = readOutpoint(params['outpoint']);
        return outpoint === undefined ? badRequest('not an outpoint') : replyWithContent(view, outpoint);
      },
    },
  ];
}

/** Says that the feed has news, and not what. */
export function feedEvent({ feed }: ChainView) {
  const cursor = feed.lastCursor();
  return { id: cursor, event: FEED_TOPIC, data: JSON.stringify({ cursor }) };
}
