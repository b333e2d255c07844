import type { Txid } from '#lib/bytes/brand.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, unreachable, type Result } from '#lib/bytes/result.ts';
import type { Network } from '#lib/chain/network.ts';
import type { BlockPlace } from '#lib/proof/verdict.ts';
import type { Failure, StoredIntent, Publication, SignedTx, Payer } from './publication.ts';

/**
 * What can happen to a publication. A broadcaster's words (`accepted` to `unreachable`) name the transaction that they
 * are about, because an answer may come after the transaction was replaced. `seen`, `mined` and `orphaned` are
 * evidence: somebody other than the broadcaster showed the bytes, or a proof was checked. No word, however often it is
 * given, makes a publication seen.
 */
export type PublicationEvent =
  /** The words are on this device. The only event that begins a publication. */
  | {
      readonly type: 'saved';
      readonly id: string;
      readonly network: Network;
      readonly intent: StoredIntent;
      readonly at: number;
      /** The publication that goes on with it. */
      readonly next?: string;
      /** The other wallet that is to pay for it. */
      readonly payer?: Payer;
      /** What a screen said that it costs, in satoshis. */
      readonly shown?: number;
    }
  /** A person says that a draft may cost so much, in satoshis, whatever is spent without asking. */
  | { readonly type: 'approved'; readonly sats: number }
  /** The signer made the transaction. */
  | { readonly type: 'signed'; readonly tx: SignedTx }
  /** The bytes are about to leave, once more. */
  | { readonly type: 'sent'; readonly txid: Txid }
  /** A broadcaster says that the network has it. */
  | { readonly type: 'accepted'; readonly txid: Txid }
  /** A broadcaster took it. */
  | { readonly type: 'pending'; readonly txid: Txid }
  /** The rules refuse it; without a txid, the signer or the faucet refuses the draft. */
  | { readonly type: 'rejected'; readonly txid?: Txid; readonly failure: Failure }
  /** A broadcaster knows a rival for our coins, or does not know the coins. May pass. */
  | { readonly type: 'conflict'; readonly txid: Txid; readonly failure: Failure }
  /** Nobody could be asked; without a txid, what a draft needs could not be had. */
  | { readonly type: 'unreachable'; readonly txid?: Txid; readonly failure: Failure }
  /** A broadcaster knows one that was believed refused. Its word: enough to hand that one over again, not to call it seen. */
  | { readonly type: 'revived'; readonly txid: Txid }
  /** A source, who is not the broadcaster, returned the bytes. */
  | { readonly type: 'seen'; readonly txid: Txid }
  /** A Merkle path leads to a header that we checked. */
  | { readonly type: 'mined'; readonly txid: Txid; readonly place: BlockPlace }
  /** That block is no longer on the chain with most work. */
  | { readonly type: 'orphaned'; readonly txid: Txid }
  /** A person wants a failed one to be tried again, by others than `avoid` where there are others. */
  | { readonly type: 'retry'; readonly avoid?: string }
  /** A person gives up one that was refused. */
  | { readonly type: 'discarded' };

/** Code of a failure that lies in coins which a broadcaster does not know, or not any more. */
export const COINS_UNKNOWN = 'coins-unknown';

/** How many times in a row a rival is named before the publication fails. A rival may still lose, so not at once. */
export const RIVAL_PATIENCE = 4;
/** The same for unknown coins: parents may be slow, and a broadcaster without a full index may never know old ones. */
export const UNKNOWN_PATIENCE = 6;

/** A publication whose transaction may be on its way or on the chain: it holds its coins. */
export type LivePublication = Publication & { readonly tx: SignedTx };

/** Whether the transaction of `publication` lives: from its signing until a verdict refuses it. */
export function isLive(publication: Publication): publication is LivePublication {
  return publication.tx !== undefined && publication.state !== 'draft' && publication.state !== 'failed';
}

const refuse = (
  publication: Publication | undefined,
  { type }: PublicationEvent,
  why: string,
): Result<never> =>
  fail(issue('illegal-transition', `${publication?.state ?? 'nothing'} does not take ${type}: ${why}`));

/** What may change; the rest of a publication is for life. */
type Changes = Pick<Publication, 'state'> &
  Partial<
    Pick<
      Publication,
      | 'approved'
      | 'tx'
      | 'earlier'
      | 'avoid'
      | 'attempts'
      | 'contested'
      | 'place'
      | 'failure'
      | 'waiting'
      | 'forgotten'
    >
  >;

/** The publication with `changes`; what they do not name of the changeable parts is gone, but for tx and history. */
function become(publication: Publication, changes: Changes): Publication {
  const {
    id,
    network,
    createdAt,
    intent,
    next,
    payer,
    shown,
    approved,
    tx,
    earlier,
    avoid,
    attempts,
    revision,
  } = publication;
  const kept = {
    ...(next === undefined ? {} : { next }),
    ...(payer === undefined ? {} : { payer }),
    ...(shown === undefined ? {} : { shown }),
    ...(approved === undefined ? {} : { approved }),
    ...(tx === undefined ? {} : { tx }),
    ...(earlier === undefined ? {} : { earlier }),
    ...(avoid === undefined ? {} : { avoid }),
  };
  return { id, network, createdAt, intent, attempts, ...kept, ...changes, revision: revision + 1 };
}

/**
 * The state machine of a publication: pure, total, and the only place that changes one. An event that does not fit
 * the state is refused with an issue and changes nothing, so that duplicate, late and false answers do no harm.
 *
 * draft -> queued -> sent -> seen -> in-block, and failed from each but the last. Back edges: in-block to sent (a
 * reorg: nobody need have kept it), failed to draft (retry), and to sent, seen or in-block from anywhere when there is a
 * word or evidence for a transaction that was believed refused.
 */
export function transition(
  publication: Publication | undefined,
  event: PublicationEvent,
): Result<Publication> {
  if (publication === undefined) {
    if (event.type !== 'saved') return refuse(undefined, event, 'there is no publication');
    const { id, network, intent, at, next, payer, shown } = event;
    const onward = {
      ...(next !== undefined && { next }),
      ...(payer !== undefined && { payer }),
      ...(shown !== undefined && { shown }),
    };
    return ok({ id, network, createdAt: at, intent, ...onward, state: 'draft', attempts: 0, revision: 0 });
  }
  switch (event.type) {
    case 'saved':
      return refuse(publication, event, 'it exists');
    case 'approved':
      if (publication.state !== 'draft') return refuse(publication, event, 'it has its transaction');
      return ok(become(publication, { state: 'draft', approved: event.sats }));
    case 'signed':
      return sign(publication, event);
    case 'retry':
      return retry(publication, event);
    case 'discarded':
      return discard(publication, event);
    case 'rejected':
      return reject(publication, event);
    case 'unreachable':
      return hold(publication, event);
    case 'sent':
    case 'accepted':
    case 'pending':
    case 'conflict':
      return hear(publication, event);
    case 'revived':
      return revive(publication, event);
    case 'seen':
    case 'mined':
      return believe(publication, event);
    case 'orphaned':
      if (publication.state !== 'in-block' || publication.tx?.txid !== event.txid) {
        return refuse(publication, event, 'it is in no block');
      }
      return ok(become(publication, { state: 'sent' }));
    default:
      return unreachable(event);
  }
}

/** Takes a broadcaster's word about the living transaction. */
function hear(
  publication: Publication,
  event: Extract<PublicationEvent, { type: 'sent' | 'accepted' | 'pending' | 'conflict' }>,
): Result<Publication> {
  if (!isLive(publication)) return refuse(publication, event, 'nothing is on its way');
  const { state, tx, attempts, contested, waiting } = publication;
  if (tx.txid !== event.txid) return refuse(publication, event, 'it is about another transaction');
  if (state === 'in-block') return refuse(publication, event, 'a proof outweighs a word');
  switch (event.type) {
    case 'sent':
      return ok(
        become(publication, {
          state,
          attempts: attempts + 1,
          ...(contested === undefined ? {} : { contested }),
          ...(waiting === undefined ? {} : { waiting }),
        }),
      );
    case 'accepted':
    case 'pending':
      return ok(become(publication, { state: state === 'seen' ? 'seen' : 'sent' }));
    case 'conflict': {
      const times = (contested ?? 0) + 1;
      const patience = event.failure.code === COINS_UNKNOWN ? UNKNOWN_PATIENCE : RIVAL_PATIENCE;
      if (times >= patience) return ok(become(publication, { state: 'failed', failure: event.failure }));
      const next = state === 'seen' ? 'seen' : 'sent';
      return ok(become(publication, { state: next, contested: times, waiting: event.failure }));
    }
    default:
      return unreachable(event);
  }
}

function reject(
  publication: Publication,
  event: Extract<PublicationEvent, { type: 'rejected' }>,
): Result<Publication> {
  const { txid, failure } = event;
  if (publication.state === 'draft') {
    if (txid !== undefined) return refuse(publication, event, 'a draft has no transaction');
    return ok(become(publication, { state: 'failed', failure }));
  }
  if (!isLive(publication)) return refuse(publication, event, 'nothing is on its way');
  if (publication.tx.txid !== txid) return refuse(publication, event, 'it is about another transaction');
  if (publication.state === 'in-block') return refuse(publication, event, 'a proof outweighs a word');
  return ok(become(publication, { state: 'failed', failure }));
}

/** Nobody was there to ask: the state stays, and the reason is kept for the reader. */
function hold(
  publication: Publication,
  event: Extract<PublicationEvent, { type: 'unreachable' }>,
): Result<Publication> {
  const { state, tx, contested } = publication;
  if (state === 'failed' || state === 'in-block') return refuse(publication, event, 'it waits for nobody');
  if (event.txid !== (state === 'draft' ? undefined : tx?.txid)) {
    return refuse(publication, event, 'it is about another transaction');
  }
  return ok(
    become(publication, { state, waiting: event.failure, ...(contested === undefined ? {} : { contested }) }),
  );
}

function sign(
  publication: Publication,
  event: Extract<PublicationEvent, { type: 'signed' }>,
): Result<Publication> {
  const { state, earlier = [], ...rest } = publication;
  if (state !== 'draft') return refuse(publication, event, 'it has its transaction');
  // The same coins and words give the same bytes again.
  const others = earlier.filter(({ txid }) => txid !== event.tx.txid);
  const history = others.length === 0 ? {} : { earlier: others };
  // Then they have left, whatever becomes of them this time.
  const attempts = others.length < earlier.length ? 1 : 0;
  return ok(become({ ...rest, state }, { state: 'queued', tx: event.tx, attempts, ...history }));
}

function retry(
  publication: Publication,
  event: Extract<PublicationEvent, { type: 'retry' }>,
): Result<Publication> {
  if (publication.state !== 'failed') return refuse(publication, event, 'it has not failed');
  if (publication.forgotten === true) return refuse(publication, event, 'it was given up');
  const { tx, earlier, avoid: _heard, ...rest } = publication;
  // What never left needs no watching.
  const history = tx === undefined || publication.attempts === 0 ? earlier : [...(earlier ?? []), tx];
  return ok(
    become(rest, {
      state: 'draft',
      attempts: 0,
      ...(history === undefined ? {} : { earlier: history }),
      ...(event.avoid === undefined ? {} : { avoid: event.avoid }),
    }),
  );
}

/** Hides what was refused but has left. What never left need not be kept, and is no matter of states. */
function discard(publication: Publication, event: PublicationEvent): Result<Publication> {
  const { state, tx, earlier = [], failure, forgotten, ...rest } = publication;
  if ((state !== 'failed' && state !== 'draft') || forgotten === true) {
    return refuse(publication, event, 'it was not refused');
  }
  const last = tx ?? earlier.at(-1);
  if (last === undefined) return refuse(publication, event, 'it never left');
  const others = tx === undefined ? earlier.slice(0, -1) : earlier;
  return ok(
    become(
      { ...rest, state },
      {
        state: 'failed',
        tx: last,
        ...(others.length === 0 ? {} : { earlier: others }),
        failure: failure ?? { code: 'discarded', detail: '' },
        forgotten: true,
      },
    ),
  );
}

/** Goes back to a transaction that was believed refused, so that it is handed over again, and no other beside it. */
function revive(
  publication: Publication,
  event: Extract<PublicationEvent, { type: 'revived' }>,
): Result<Publication> {
  const { state, earlier = [], forgotten } = publication;
  const found = earlier.find(({ txid }) => txid === event.txid);
  if (found === undefined) return refuse(publication, event, 'it is not about an earlier one');
  if (forgotten === true) return refuse(publication, event, 'it was given up');
  if (state === 'seen' || state === 'in-block')
    return refuse(publication, event, 'evidence outweighs a word');
  return ok(become(withoutEarlier(publication), { state: 'sent', ...inPlace(publication, found) }));
}

/** `found` as the transaction, and the others behind it as the earlier ones. Somebody knows it, so it has left. */
function inPlace(
  { tx, earlier = [], attempts }: Publication,
  found: SignedTx,
): Pick<Publication, 'earlier' | 'attempts'> & { readonly tx: SignedTx } {
  const others = [...earlier, ...(tx === undefined ? [] : [tx])].filter(({ txid }) => txid !== found.txid);
  return {
    tx: found,
    attempts: Math.max(1, attempts),
    ...(others.length === 0 ? {} : { earlier: others }),
  };
}

function withoutEarlier({ earlier: _replaced, ...rest }: Publication): Publication {
  return rest;
}

/** Takes evidence, also for a transaction that was believed refused: then that one takes its place back. */
function believe(
  publication: Publication,
  event: Extract<PublicationEvent, { type: 'seen' | 'mined' }>,
): Result<Publication> {
  const { state, tx, earlier = [] } = publication;
  const current = tx?.txid === event.txid;
  const found = current ? tx : earlier.find(({ txid }) => txid === event.txid);
  if (found === undefined) return refuse(publication, event, 'it is about another transaction');
  if (state === 'in-block') {
    if (!current || event.type === 'seen') return refuse(publication, event, 'it is in a block');
    if (publication.place?.hash === event.place.hash)
      return refuse(publication, event, 'it is known to be there');
  }
  if (current && state === 'seen' && event.type === 'seen' && publication.waiting === undefined) {
    return refuse(publication, event, 'it is known to be seen');
  }
  return ok(
    become(withoutEarlier(publication), {
      ...inPlace(publication, found),
      ...(event.type === 'seen' ? { state: 'seen' } : { state: 'in-block', place: event.place }),
    }),
  );
}
