import { unreachable } from '#lib/bytes/result.ts';
import { isWord } from '#lib/broadcast/failover.ts';
import type { BroadcastReply } from '#lib/broadcast/reply.ts';
import type { Failure } from './publication.ts';
import { COINS_UNKNOWN, type PublicationEvent } from './transition.ts';

/** ARC's error numbers in our stable words (bitcoin-sv/arc `doc/errors.md`). */
const REFUSALS: ReadonlyMap<string, string> = new Map([
  ['461', 'script-refused'],
  ['462', 'inputs-refused'],
  ['463', 'malformed'],
  ['464', 'outputs-refused'],
  ['465', 'fee-too-low'],
  ['471', 'coins-frozen'],
  ['472', 'coins-frozen'],
  ['473', 'fee-too-low'],
  ['474', 'too-large'],
  ['476', 'not-final'],
]);

/** Codes of a pending answer that mean: the coins that this spends are unknown here. */
const UNKNOWN_PARENTS = new Set(['460', 'SEEN_IN_ORPHAN_MEMPOOL']);

/** Whether a reply says that the spent coins are unknown: then their own transactions should be sent first. */
export const lacksParents = ({ state, code = '' }: BroadcastReply): boolean =>
  (state === 'pending' && UNKNOWN_PARENTS.has(code)) || (state === 'rejected' && code === '462');

/** What a reply means for the publication whose transaction it is about. */
export function eventOf(reply: BroadcastReply): PublicationEvent {
  const { txid, state, code } = reply;
  switch (state) {
    case 'accepted':
      return { type: 'accepted', txid };
    case 'pending':
      if (!isWord(reply))
        return { type: 'unreachable', txid, failure: failureOf(reply, code ?? 'unreachable') };
      if (lacksParents(reply)) return { type: 'conflict', txid, failure: failureOf(reply, COINS_UNKNOWN) };
      return { type: 'pending', txid };
    case 'rejected':
      return { type: 'rejected', txid, failure: failureOf(reply, REFUSALS.get(code ?? '') ?? 'rejected') };
    case 'conflict':
      return { type: 'conflict', txid, failure: failureOf(reply, 'conflict') };
    default:
      return unreachable(state);
  }
}

function failureOf({ broadcaster, code = '', detail = '' }: BroadcastReply, ours: string): Failure {
  // Our sentence for what the broadcaster said, and the name of its status where there is none.
  return { code: ours, detail: detail === '' ? code : detail, broadcaster };
}
