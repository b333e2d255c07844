import { isTxid } from '#lib/bytes/brand.ts';
import { txidOf } from '#lib/chain/tx.ts';
import type { Chain } from '../chain.ts';
import type { ChainView } from '../chain-view.ts';
import type { Faults } from '../faults.ts';
import type { EventStreams, StreamEvent } from '../http/event-stream.ts';
import { badRequest, json, notFound, type Reply, type Request, type Route } from '../http/exchange.ts';
import type { Intake } from '../intake.ts';
import type { StatusLog, TxStatus } from '../status-log.ts';
import { readSubmittedBody } from '../submission.ts';
import { findStatus, viewStatus } from '../tx-status-view.ts';
import { faultyArc, MAX_TOKEN, MAX_TX_BODY } from './arc.ts';
import { describePolicy } from './policy.ts';

const MAX_REPLAY = 10_000;
/** Every status, for streams without a token. */
const ALL = 'arcade';

export type ArcadeContext = {
  readonly chain: Pick<Chain, 'feeSats'>;
  readonly view: ChainView;
  readonly statuses: StatusLog;
  readonly intake: Intake;
  readonly streams: EventStreams;
  readonly faults: Faults;
};

const channelOf = (token: string): string => `${ALL}/${token}`;

/** Ids of events are nanoseconds; ours are counted in microseconds, which a double holds exactly. */
const eventId = (event: number): string => `${event}000`;
const eventOfId = (id: string | undefined): number =>
  id !== undefined && /^\d{4,19}$/.test(id) ? Number(id.slice(0, -3)) : -1;

const toEvent = (view: ChainView, status: TxStatus): StreamEvent => ({
  id: eventId(status.event),
  event: 'status',
  data: JSON.stringify(viewStatus(view, status)),
});

/** Sends every new status to the streams of those who handed the transaction in. Gives the function that ends it. */
export function publishStatuses({
  view,
  statuses,
  streams,
}: Pick<ArcadeContext, 'view' | 'statuses' | 'streams'>): () => void {
  return statuses.listen((status) => {
    if (streams.clients === 0) return;
    const channels = [ALL, ...statuses.tokensOf(status.txid).map(channelOf)].filter((name) =>
      streams.has(name),
    );
    if (channels.length === 0) return;
    const event = toEvent(view, status);
    for (const channel of channels) streams.publish(channel, event);
  });
}

/** Arcade (bsv-blockchain/arcade `openapi/arcade.openapi.yaml`, `docs/sse.md`). Mounted at `/arcade`. */
export function arcadeRoutes({ chain, view, statuses, intake, streams, faults }: ArcadeContext): Route[] {
  const submit = (request: Request): Reply => {
    const token = request.header('x-callbacktoken');
    if (token !== undefined && token.length > MAX_TOKEN) return badRequest('the callback token is too long');
    const submission = readSubmittedBody(request.header('content-type'), request.body);
    if (!submission.ok) return json({ error: 'malformed transaction', reason: submission.issue }, 400);
    const txStatus = intake.take(submission.value, token);
    return json({ txid: txidOf(submission.value.tx), status: 202, txStatus }, 202);
  };

  const openEvents = (request: Request): Reply => {
    const token = request.query.get('callbackToken');
    if (token === null) return streams.open(ALL);
    if (token.length > MAX_TOKEN) return badRequest('the callback token is too long');
    // Without a last event the newest state of everything under the token is sent, so nothing falls between
    // handing in and listening.
    const since = eventOfId(request.header('last-event-id'));
    const missed = statuses.ofToken(token, since, MAX_REPLAY).map((status) => toEvent(view, status));
    return streams.open(channelOf(token), missed);
  };

  return [
    faults.spoil(
      { method: 'POST', path: '/tx', handle: submit, maxBody: MAX_TX_BODY },
      faultyArc('RECEIVED', 202),
    ),
    {
      method: 'GET',
      path: '/tx/:txid',
      handle: ({ params: { txid = '' } }) => {
        const status = isTxid(txid) ? findStatus(view, statuses, txid) : undefined;
        return status === undefined ? notFound('transaction') : json(status);
      },
    },
    { method: 'GET', path: '/events', handle: openEvents },
    { method: 'GET', path: '/policy', handle: () => json(describePolicy(chain.feeSats)) },
    {
      method: 'GET',
      path: '/health',
      handle: () =>
        json({
          healthy: true,
          version: 'nabo devnet',
          status: 'ok',
          blockHeight: view.store.tip()?.height ?? 0,
        }),
    },
  ];
}
