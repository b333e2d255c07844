import type { BroadcastReply } from '#lib/broadcast/reply.ts';
import { outpointTxid } from '#lib/bytes/brand.ts';
import type { OutboxPlatform } from './platform.ts';
import { isUnlisted } from '#lib/wallet/outputs.ts';
import type { Publication } from './publication.ts';
import { isLive, type LivePublication, type PublicationEvent } from './transition.ts';
import { eventOf, lacksParents } from './verdicts.ts';

/** How far up a chain of our own unmined transactions we go when a broadcaster does not know the last one's coins. */
const MAX_ANCESTORS = 25;

/** Lets an event happen to a publication. Answers whether its state took it. */
export type Apply = (id: string, event: PublicationEvent) => Promise<boolean>;

/**
 * Hands the bytes of a publication to the network and gives the reply, not yet applied. Where the coins are unknown
 * there, our own unmined parents are sent first and the bytes once more: a refusal for missing coins is believed only
 * then. Gives nothing when the publication was taken back or settled meanwhile; then nothing is sent.
 */
export async function handOver(
  { store, sender, callbackToken }: OutboxPlatform,
  apply: Apply,
  publication: LivePublication,
  signal: AbortSignal,
): Promise<BroadcastReply | undefined> {
  const token = await callbackToken?.();

  async function submit(
    { id, tx, avoid, intent }: LivePublication,
    ancestors: number,
  ): Promise<BroadcastReply | undefined> {
    // Counted, on the disk, before the first byte leaves: what was never counted was never sent.
    if (!(await apply(id, { type: 'sent', txid: tx.txid }))) return undefined;
    const { txid, raw, ef } = tx;
    const submission = {
      txid,
      raw,
      ef,
      ...(token === undefined ? {} : { callbackToken: token }),
      ...(isUnlisted(intent) && { isDirect: true as const }),
      ...(avoid === undefined ? {} : { avoid }),
    };
    const reply = await sender.submit(submission, signal);
    if (!lacksParents(reply) || ancestors === 0) return reply;
    const parents = await unminedParents(tx.inputs.map(outpointTxid));
    if (parents.length === 0) return reply;
    for (const parent of parents) {
      const answer = await submit(parent, ancestors - 1);
      if (answer !== undefined) await apply(parent.id, eventOf(answer));
    }
    const now = await store.publication(id);
    // A parent that was refused takes this one with it.
    if (now === undefined || !isLive(now) || now.tx.txid !== txid) return undefined;
    return sender.submit(submission, signal);
  }

  async function unminedParents(makers: readonly string[]): Promise<LivePublication[]> {
    const open = await store.publications('queued', 'sent', 'seen');
    return open.filter(isLive).filter(({ tx }) => makers.includes(tx.txid));
  }

  return submit(publication, MAX_ANCESTORS);
}

/**
 * Asks whether a transaction that was refused before for the same words lives after all, and if so takes it up again. Asked before a new one is made, and when a rival is named: the rival may be our own.
 */
export async function findEarlier(
  { sender }: OutboxPlatform,
  apply: Apply,
  { id, earlier = [] }: Publication,
  signal: AbortSignal,
): Promise<boolean> {
  for (const { txid } of earlier.toReversed()) {
    const known = await sender.status(txid, signal);
    if (known?.state === 'accepted' && (await apply(id, { type: 'revived', txid }))) return true;
  }
  return false;
}
