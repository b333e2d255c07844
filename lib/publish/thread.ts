import { outpointTxid, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { Coin } from '#lib/wallet/coins.ts';
import type { Continuation, Publication, Intent } from './publication.ts';
import { isLive } from './transition.ts';

// Several posts as one thread. They are saved at once and signed one after another, since a reply names the transaction
// that it answers. Each spends what came of the one before it, so that none can be mined without it: should that one be
// refused and made anew, what answered it goes down with it and is made anew as well (`books.ts`).

/** Most posts of a thread: a chain of unmined transactions that every node takes. */
export const MOST_PARTS = 16;

/** What a continuation needs before it can be signed. */
export type Turn =
  | {
      readonly state: 'ready';
      readonly intent: Intent;
      /** One of these coins is to be spent. */
      readonly tie?: readonly Outpoint[];
    }
  /** The post before it has no transaction yet, or left no change and is in no block. */
  | { readonly state: 'waits' }
  /** There will never be one. */
  | { readonly state: 'broken' };

/** The reply that a continuation is, once the post before it has a name. */
export function answering({ kind: _kind, after: _after, ...words }: Continuation, to: Outpoint): Intent {
  return { kind: 'reply', ...words, to };
}

/** Where a post of ours stands: output 0 of its transaction. */
export const outpointOf = ({ tx }: Pick<Publication, 'tx'>): Outpoint | undefined =>
  tx === undefined ? undefined : toOutpoint(tx.txid, 0);

/**
 * Whether a continuation can be signed behind `before`, tied to it by one of `heirs`. A block alone is no tie: it may be
 * replaced, and the post before it be made anew.
 */
export function turnOf(
  intent: Continuation,
  before: Publication | undefined,
  heirs: readonly Outpoint[],
): Turn {
  if (before === undefined || before.forgotten === true) return { state: 'broken' };
  if (!isLive(before)) return { state: 'waits' };
  const ready = { state: 'ready', intent: answering(intent, toOutpoint(before.tx.txid, 0)) } as const;
  if (heirs.length > 0) return { ...ready, tie: heirs };
  return before.state === 'in-block' ? ready : { state: 'waits' };
}

/**
 * The free coins that exist only if `txid` does: its change, or where that was spent, the change of what has spent it,
 * and so on. `publications` oldest first.
 */
export function heirsOf(
  txid: Txid,
  coins: readonly Coin[],
  publications: readonly Publication[],
): readonly Outpoint[] {
  const free = coins.filter(({ status }) => status === 'free').map(({ outpoint }) => outpoint);
  const change = free.filter((outpoint) => outpointTxid(outpoint) === txid);
  if (change.length > 0) return change;
  const line = new Set([txid]);
  for (let size = 0; size < line.size;) {
    size = line.size;
    for (const { tx } of publications.filter(isLive))
      if (tx.inputs.some((outpoint) => line.has(outpointTxid(outpoint)))) line.add(tx.txid);
  }
  return free.filter((outpoint) => line.has(outpointTxid(outpoint)));
}
