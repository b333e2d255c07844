import * as z from 'zod';
import { toHex } from '#lib/bytes/hex.ts';
import type { Chain } from '../chain.ts';
import type { ChainView } from '../chain-view.ts';
import { FAULTS, type Faults } from '../faults.ts';
import { FAUCET, type Faucet } from '../faucet.ts';
import { GENESIS_HASH } from '../genesis.ts';
import type { EventStreams } from '../http/event-stream.ts';
import { badRequest, json, wholeNumber, type Handler, type Reply, type Route } from '../http/exchange.ts';
import type { RequestLog } from '../http/request-log.ts';
import { DEVNET_MAGIC, POLICY } from '../rules.ts';
import { generatePosts, MAX_AUTHORS, MAX_EACH, MAX_POSTS } from '../seeds/generate.ts';
import { describeHeader } from './headers.ts';

const MAX_BLOCKS = 1_000;
const MAX_FEE_SATS = 1_000_000;

const faucetBody = z.object({ address: z.string().max(64), sats: z.optional(z.int()) });
const mineBody = z.object({ count: z.optional(z.int().min(1).max(MAX_BLOCKS)) });
const policyBody = z.object({ satsPerKilobyte: z.int().min(POLICY.feeSats).max(MAX_FEE_SATS) });
const faultsBody = z.object({
  percent: z.number().min(0).max(100),
  faults: z
    .array(z.enum(FAULTS))
    .min(1)
    .default([...FAULTS]),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  /** More than a broadcaster is waited for, unless said. */
  delayMs: z.int().min(0).max(60_000).default(9_000),
});
const reorgBody = z.object({ depth: z.int() });
const generateBody = z.object({
  posts: z.int().min(1).max(MAX_POSTS),
  authors: z.optional(z.int().min(1).max(MAX_AUTHORS)),
  /** Posts of one transaction. */
  each: z.int().min(1).max(MAX_EACH).default(1),
  signed: z.boolean().default(true),
});

export type DevContext = {
  readonly chain: Chain;
  readonly view: ChainView;
  readonly faucet: Faucet;
  readonly streams: EventStreams;
  readonly log: RequestLog;
  readonly faults: Faults;
};

/** Parses a JSON body by `schema`; an absent body is `{}`. What throws a RangeError is a bad request. */
function withBody<Schema extends z.ZodType>(
  schema: Schema,
  handle: (body: z.output<Schema>) => Reply | Promise<Reply>,
): Handler {
  return async ({ body }) => {
    let given: unknown;
    try {
      given = body.length === 0 ? {} : JSON.parse(new TextDecoder().decode(body));
    } catch {
      return badRequest('the body is not JSON');
    }
    const parsed = schema.safeParse(given);
    if (!parsed.success) return badRequest(z.prettifyError(parsed.error));
    try {
      return await handle(parsed.data);
    } catch (error) {
      if (error instanceof RangeError) return badRequest(error.message);
      throw error;
    }
  };
}

/** What only a local network offers: coins, blocks, reorgs and posts on command, and what was asked of it. Mounted at `/dev`. */
export function devRoutes({ chain, view, faucet, streams, log, faults }: DevContext): Route[] {
  return [
    {
      method: 'POST',
      path: '/faucet',
      handle: withBody(faucetBody, ({ address, sats }) => {
        const { txid, tx } = faucet.give(address, sats);
        return json({ txid, vout: 0, sats: tx.outputs[0]?.sats, rawTx: toHex(tx.bytes) });
      }),
    },
    {
      method: 'POST',
      path: '/mine',
      handle: withBody(mineBody, ({ count = 1 }) => {
        const blocks = Array.from({ length: count }, () => chain.mine());
        return json({
          blocks: blocks.map(({ header, height, txids }) => ({
            height,
            hash: header.hash,
            transactions: txids.length,
            txids,
          })),
        });
      }),
    },
    {
      method: 'POST',
      path: '/reorg',
      handle: withBody(reorgBody, ({ depth }) => {
        const reorg = chain.reorg(depth);
        return json({ ...reorg, height: chain.tip().height });
      }),
    },
    {
      method: 'POST',
      path: '/faults',
      handle: withBody(faultsBody, (plan) => {
        faults.set(plan.percent === 0 ? undefined : plan);
        return json(plan);
      }),
    },
    {
      method: 'POST',
      path: '/policy',
      handle: withBody(policyBody, ({ satsPerKilobyte }) => {
        chain.feeSats = satsPerKilobyte;
        return json({ satsPerKilobyte });
      }),
    },
    {
      method: 'POST',
      path: '/generate',
      handle: withBody(generateBody, async ({ posts, authors = 5, ...how }) =>
        json({ posts: await generatePosts({ chain, faucet }, posts, { authors, ...how }) }),
      ),
    },
    {
      method: 'GET',
      path: '/status',
      handle: () =>
        json({
          network: view.network,
          magic: DEVNET_MAGIC.toString(16),
          genesis: GENESIS_HASH,
          tip: describeHeader(chain.tip()),
          mempool: view.store.mempoolSize(),
          feed: { cursor: view.feed.lastCursor() },
          faucet: { address: FAUCET.address, coins: faucet.coins().length },
          streams: streams.clients,
        }),
    },
    {
      method: 'GET',
      path: '/log',
      handle: ({ query }) => {
        const since = wholeNumber(query, 'since', { least: 0, most: Number.MAX_SAFE_INTEGER, fallback: 0 });
        if (since === undefined) return badRequest('since is a whole number');
        return json({ dropped: log.dropped, requests: log.entries(since) });
      },
    },
  ];
}
