import type { Caller } from '#lib/bridge/call.ts';
import { MOST_VERDICTS, type FeedContract } from '#lib/bridge/feed-messages.ts';
import type { Evidence, Outbox } from '#lib/publish/outbox.ts';
import type { Publication } from '#lib/publish/publication.ts';
import type { Watched } from '#lib/publish/watched.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import type { Txid } from '#lib/bytes/brand.ts';
import type { Topic } from './client.ts';

type Parts = {
  readonly feed: Caller<FeedContract>;
  readonly outbox: Pick<Outbox, 'observe' | 'watched'>;
  readonly store: { publication(id: string): Promise<Publication | undefined> };
  readonly listen: (listener: (topic: Topic) => void) => () => void;
};

/**
 * Carries what the feed worker found out about our own transactions to the outbox, after each change of the feed: that a
 * source returned the bytes (`seen`), that a block holds them by a proof we checked (`mined`), that it no longer does.
 * Transactions that were refused or given up are watched too: a refusal may have been a lie.
 */
export function watchOwn({ feed, outbox, store, listen }: Parts): () => void {
  let looking = false;
  let again = false;

  async function look(): Promise<void> {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    try {
      do {
        again = false;
        const watched = await outbox.watched();
        for (let at = 0; at < watched.length; at += MOST_VERDICTS) {
          const part = watched.slice(at, at + MOST_VERDICTS);
          const verdicts = await feed.call('verdicts', { txids: part.map(({ txid }) => txid) });
          for (const [place, each] of part.entries()) await observe(each, verdicts[place]);
        }
      } while (again);
    } finally {
      looking = false;
    }
  }

  async function observe({ id, txid, hash }: Watched, verdict: Verdict | undefined): Promise<void> {
    const evidence = verdict && evidenceOf(txid, verdict);
    if (evidence === undefined) return;
    // Most are in a block and stay there; they cost no look into the books.
    if (evidence.type === 'mined' && evidence.place.hash === hash) return;
    const publication = await store.publication(id);
    if (publication !== undefined && isKnown(evidence, publication)) return;
    await outbox.observe(id, evidence);
  }

  const unlisten = listen((topic) => {
    // A worker or a database that is closing rejects; the next change looks again.
    if (topic === 'feed') look().catch(() => undefined);
  });
  look().catch(() => undefined);
  return unlisten;
}

function evidenceOf(txid: Txid, verdict: Verdict): Evidence | undefined {
  switch (verdict.state) {
    case 'proven':
      return { type: 'mined', txid, place: verdict.place };
    case 'orphaned':
      return { type: 'orphaned', txid };
    case 'held':
    case 'signed':
    case 'committed':
      return { type: 'seen', txid };
    case 'refuted':
      return undefined;
  }
}

/** Whether the outbox says so already; it would only refuse the event, at the price of a transaction. */
function isKnown(evidence: Evidence, { tx, state, place }: Publication): boolean {
  if (tx?.txid !== evidence.txid || state === 'failed' || state === 'draft') return false;
  switch (evidence.type) {
    case 'mined':
      return state === 'in-block' && place?.hash === evidence.place.hash;
    case 'seen':
      return state === 'seen' || state === 'in-block';
    case 'orphaned':
      return state !== 'in-block';
  }
}
