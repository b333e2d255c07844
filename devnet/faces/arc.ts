import { isTxid, type Txid } from '#lib/bytes/brand.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { txidOf } from '#lib/chain/tx.ts';
import type { Chain } from '../chain.ts';
import type { ChainView } from '../chain-view.ts';
import type { Faults, FaultyDialect } from '../faults.ts';
import { json, type Reply, type Request, type Route } from '../http/exchange.ts';
import { REFUSAL_TITLES, type Refusal } from '../refusal.ts';
import type { StatusLog } from '../status-log.ts';
import { readSubmittedBatch, readSubmittedBody, type Submission } from '../submission.ts';
import { findStatus } from '../tx-status-view.ts';
import { describePolicy } from './policy.ts';

/** As Arcade: a transaction of the largest size as hex, with room. */
export const MAX_TX_BODY = 32 * 1024 * 1024;
const MAX_BATCH = 1_000;
export const MAX_TOKEN = 256;

type Problem = { readonly status: number; readonly [field: string]: unknown };

/** An error in the form of RFC 7807, as ARC answers it (`doc/errors.md`). */
function problem(
  status: number,
  title: string,
  detail: string,
  txid?: Txid,
  competing?: readonly Txid[],
): Problem {
  return {
    type: `https://bitcoin-sv.github.io/arc/#/errors?id=_${status}`,
    title,
    status,
    detail,
    instance: null,
    txid: txid ?? null,
    extraInfo: detail,
    ...(competing === undefined ? {} : { competingTxs: competing }),
  };
}

const refusalProblem = (txid: Txid, { code, detail, competing }: Refusal): Problem =>
  problem(code, REFUSAL_TITLES[code], detail, txid, competing);

const replyProblem = (error: Problem): Reply =>
  json(error, error.status, { 'Content-Type': 'application/problem+json' });

/** A state with a status of success, as ARC and Arcade give it. */
const stateOf =
  (txStatus: string, status: number) =>
  (txid: Txid): Reply =>
    json(
      { txid, txStatus, status, extraInfo: 'as this devnet was told to say', timestamp: new Date(0) },
      status,
    );

/** What ARC and Arcade say of what did not happen; Arcade has taken it and knows no more yet. */
export const faultyArc = (taken: string, status: 200 | 202): FaultyDialect => ({
  txidOf: (request) => {
    const submission = readSubmittedBody(request.header('content-type'), request.body);
    return submission.ok ? txidOf(submission.value.tx) : undefined;
  },
  yes: stateOf(taken, status),
  no: (txid) => replyProblem(problem(465, REFUSAL_TITLES[465], 'as this devnet was told to say', txid)),
  rejected: stateOf('REJECTED', status),
  orphan: stateOf('SEEN_IN_ORPHAN_MEMPOOL', status),
  conflict: stateOf('DOUBLE_SPEND_ATTEMPTED', status),
});

export type ArcContext = {
  readonly chain: Chain;
  readonly view: ChainView;
  readonly statuses: StatusLog;
  readonly faults: Faults;
};

/** ARC (bitcoin-sv/arc `doc/arc.json`), which answers with its verdict. Mounted at `/v1`. */
export function arcRoutes({ chain, view, statuses, faults }: ArcContext): Route[] {
  const submit = (
    { tx, sources }: Submission,
    request: Request,
  ): Result<Record<string, unknown>, Problem> => {
    const txid = txidOf(tx);
    const accepted = chain.accept(tx, sources);
    if (!accepted.ok) return fail(refusalProblem(txid, accepted.issue));
    const token = request.header('x-callbacktoken');
    if (token !== undefined && token.length <= MAX_TOKEN) statuses.submit(token, txid);
    return ok({ ...findStatus(view, statuses, txid), status: 200, title: 'OK' });
  };

  const submitOne = (request: Request): Reply => {
    const submission = readSubmittedBody(request.header('content-type'), request.body);
    if (!submission.ok) return replyProblem(problem(400, 'Bad request', submission.issue));
    const result = submit(submission.value, request);
    return result.ok ? json(result.value) : replyProblem(result.issue);
  };

  const submitBatch = (request: Request): Reply => {
    const batch = readSubmittedBatch(request.header('content-type'), request.body, MAX_BATCH);
    if (!batch.ok) return replyProblem(problem(400, 'Bad request', batch.issue));
    const answers = batch.value.map((part) => {
      const result = part.ok ? submit(part.value, request) : fail(problem(400, 'Bad request', part.issue));
      return result.ok ? result.value : result.issue;
    });
    return json(answers);
  };

  return [
    { method: 'GET', path: '/policy', handle: () => json(describePolicy(chain.feeSats)) },
    {
      method: 'GET',
      path: '/health',
      handle: () => json({ healthy: true, version: 'nabo devnet', reason: null }),
    },
    faults.spoil(
      { method: 'POST', path: '/tx', handle: submitOne, maxBody: MAX_TX_BODY },
      faultyArc('SEEN_ON_NETWORK', 200),
    ),
    { method: 'POST', path: '/txs', handle: submitBatch, maxBody: MAX_TX_BODY },
    {
      method: 'GET',
      path: '/tx/:txid',
      handle: ({ params: { txid = '' } }) => {
        const status = isTxid(txid) ? findStatus(view, statuses, txid) : undefined;
        if (status !== undefined) return json(status);
        return replyProblem(problem(404, 'Not found', 'no transaction of this id was handed in here'));
      },
    },
  ];
}
