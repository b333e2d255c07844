import * as z from 'zod';
import { isTxid } from '#lib/bytes/brand.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { txidOf } from '#lib/chain/tx.ts';
import type { Chain } from '../chain.ts';
import type { ChainView } from '../chain-view.ts';
import type { Faults, FaultyDialect } from '../faults.ts';
import { badRequest, bytes, json, notFound, wholeNumber, type Reply, type Route } from '../http/exchange.ts';
import type { RefusalCode } from '../refusal.ts';
import { readSubmission, type Submission } from '../submission.ts';
import { MAX_TX_BODY } from './arc.ts';

const FILE = 10_000;
const NEWEST = 100;

const submitBody = z.object({ txhex: z.string() });
const statusBody = z.object({ txids: z.array(z.string()).min(1).max(20) });

/** The words of the node behind the service for what ARC has numbers for. */
const NODE_WORDS: Readonly<Record<RefusalCode, string>> = {
  460: 'Missing inputs',
  461: '16: mandatory-script-verify-flag-failed (Script evaluated without error but finished with a false/empty top stack element)',
  462: '16: bad-txns-in-belowout',
  463: 'TX decode failed',
  464: '64: dust',
  465: '66: mempool min fee not met',
  466: '258: txn-mempool-conflict',
  474: '64: tx-size',
  476: '64: non-final',
};
const refusal = (code: RefusalCode): Reply => json(`unexpected response code 500: ${NODE_WORDS[code]}`, 400);

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function readSubmitted(body: Uint8Array): Submission | undefined {
  const parsed = submitBody.safeParse(parseJson(body));
  const raw = parsed.success ? fromHex(parsed.data.txhex) : undefined;
  const submission = raw === undefined ? undefined : readSubmission(raw);
  // Its node knows no extended form.
  return submission?.ok === true && submission.value.sources === undefined ? submission.value : undefined;
}

const FAULTY: FaultyDialect = {
  txidOf: ({ body }) => {
    const submission = readSubmitted(body);
    return submission === undefined ? undefined : txidOf(submission.tx);
  },
  yes: (txid) => json(txid),
  no: () => refusal(465),
  rejected: () => refusal(465),
  orphan: () => refusal(460),
  conflict: () => refusal(466),
};

export type WhatsOnChainContext = {
  readonly chain: Chain;
  readonly view: ChainView;
  readonly faults: Faults;
};

/**
 * What Nabo uses of WhatsOnChain v1: where its chain ends, headers, newest or in files of ten thousand, and how it takes
 * transactions.
 */
export function whatsOnChainRoutes({ chain, view, faults }: WhatsOnChainContext): Route[] {
  const { network, store } = view;
  const submit: Route = {
    method: 'POST',
    path: '/tx/raw',
    maxBody: MAX_TX_BODY,
    handle: ({ body }) => {
      const submission = readSubmitted(body);
      if (submission === undefined) return refusal(463);
      const accepted = chain.accept(submission.tx);
      return accepted.ok ? json(accepted.value.txid) : refusal(accepted.issue.code);
    },
  };
  return [
    faults.spoil(submit, FAULTY),
    {
      method: 'POST',
      path: '/txs/status',
      handle: ({ body }) => {
        const parsed = statusBody.safeParse(parseJson(body));
        if (!parsed.success) return badRequest('the body is not {"txids": [...]}, of at most 20');
        const statuses = parsed.data.txids.map((txid) => {
          const known = isTxid(txid) ? store.tx(txid) : undefined;
          if (known === undefined) return { txid, error: 'unknown' };
          if (typeof known.height !== 'number') return { txid };
          return { txid, blockhash: store.blockAt(known.height)?.hash, blockheight: known.height };
        });
        return json(statuses);
      },
    },
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
