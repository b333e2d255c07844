import type { Caller } from '#lib/bridge/call.ts';
import type { FeedContract } from '#lib/bridge/feed-messages.ts';
import type { Evidence, Outbox } from '#lib/publish/outbox.ts';
import type { Clock } from '#lib/publish/platform.ts';
import type { Publication } from '#lib/publish/publication.ts';
import { isUnlisted } from '#lib/wallet/outputs.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import type { Topic } from './client.ts';

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
/** Blocks on top of its own after which nobody looks again. */
const BURIED = 6;

type Parts = {
  readonly feed: Pick<Caller<FeedContract>, 'call'>;
  readonly outbox: Pick<Outbox, 'observe'>;
  readonly store: Pick<CoreStore, 'publications'>;
  readonly clock: Pick<Clock, 'wait'>;
  readonly listen: (listener: (topic: Topic) => void) => () => void;
};

/**
 * Looks for our own payments, which no list of a source names: services that are not the broadcaster are asked for them until
 * they are buried, ever less often, and at once when something was published or a block came. Runs until the signal is aborted.
 */
export async function watchUnlisted(
  { feed, outbox, store, clock, listen }: Parts,
  signal: AbortSignal,
): Promise<void> {
  let alarm = new AbortController();
  let pause = FIRST_PAUSE_MS;
  /** How high our headers were when it was last looked: what waits for a block is looked for with the next one. */
  let height = 0;
  let isWaiting = false;
  const ring = (): void => {
    pause = FIRST_PAUSE_MS;
    alarm.abort();
  };
  const unlisten = listen((topic) => {
    if (topic === 'outbox') ring();
    if (topic !== 'status' || !isWaiting) return;
    feed
      .call('status', {})
      .then(({ headerHeight }) => headerHeight !== height && ring())
      // A worker that is closing: nobody waits any more.
      .catch(() => undefined);
  });
  /** What is in a block already is read once; later ones come by here. */
  let settling: readonly Publication[] | undefined;

  async function look(): Promise<boolean> {
    settling ??= (await store.publications('in-block')).filter(({ intent }) => isUnlisted(intent));
    // What no broadcaster has answered about yet nobody can show.
    const open = (await store.publications('sent', 'seen', 'failed')).filter(
      ({ intent, tx }) => isUnlisted(intent) && tx !== undefined,
    );
    if (open.length + settling.length === 0) return false;
    const { headerHeight } = await feed.call('status', {});
    height = headerHeight;
    const settled = settling.filter(({ place }) => (place?.height ?? 0) + BURIED > headerHeight);
    const found: Publication[] = [];
    for (const publication of [...open, ...settled]) {
      const evidence = await evidenceOf(publication);
      if (evidence !== undefined) await outbox.observe(publication.id, evidence);
      const place = evidence?.type === 'mined' ? evidence.place : publication.place;
      const isIn = evidence?.type === 'mined' || publication.state === 'in-block';
      if (isIn && evidence?.type !== 'orphaned' && place !== undefined)
        found.push({ ...publication, state: 'in-block', place });
    }
    settling = found;
    return open.length + found.length > 0;
  }

  async function evidenceOf({ tx, state, place }: Publication): Promise<Evidence | undefined> {
    if (tx === undefined) return undefined;
    const { txid } = tx;
    const isIn = state === 'in-block' && place !== undefined;
    const at = isIn ? place : undefined;
    const verdict = await feed.call('witness', { txid, ...(at !== undefined && { at }) });
    if (verdict?.state === 'proven')
      return verdict.place.hash === at?.hash ? undefined : { type: 'mined', txid, place: verdict.place };
    if (verdict?.state === 'orphaned') return { type: 'orphaned', txid };
    const isNews = verdict?.state === 'held' && !isIn && state !== 'seen';
    return isNews ? { type: 'seen', txid } : undefined;
  }

  try {
    while (!signal.aborted) {
      alarm = new AbortController();
      // A database or a worker that is closing, or a service that is gone: looked for again.
      isWaiting = await look().catch(() => true);
      if (signal.aborted) break;
      const until = AbortSignal.any([signal, alarm.signal]);
      await clock.wait(isWaiting ? pause : LONGEST_PAUSE_MS, until);
      pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5);
    }
  } finally {
    unlisten();
  }
}
