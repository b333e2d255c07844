import type { PeerId } from '@libp2p/interface';
import type { Txid } from '#lib/bytes/brand.ts';
import { nameOf } from './cid.ts';
import type { Exchange, HeldBytes } from './exchange.ts';
import { DRAWER_DIGITS, DRAWERS_AT_ONCE, MANY_IN_DRAWER, MAX_CAME, MAX_DRAWER_DIGITS } from './limits.ts';

export type TakeDrawersOptions = {
  readonly exchange: Pick<Exchange, 'drawer'>;
  readonly peer: PeerId;
  /** Keeps what came of some drawers, while the next are asked for. */
  readonly keep: (txs: readonly HeldBytes[], begun: number) => Promise<unknown>;
  /** The neighbour gave something that is not of the drawer. */
  readonly onRefused: (peer: PeerId) => void;
  readonly signal: AbortSignal;
};

type Drawer = { readonly begins: string; readonly wanted: readonly Txid[] };

/**
 * Takes what is missing by whole drawers, where many of one are: a newcomer that lacks thousands asks some hundred questions
 * instead of one for each. Answers what has to be got otherwise. It ends at the first question without an answer.
 */
export async function takeDrawers(
  missing: readonly Txid[],
  { exchange, peer, keep, onRefused, signal }: TakeDrawersOptions,
): Promise<readonly Txid[]> {
  const left = new Set(missing);
  const waiting = drawersOf(missing, DRAWER_DIGITS);
  let isSilent = false;
  const open = async ({ begins, wanted }: Drawer): Promise<readonly HeldBytes[]> => {
    const answer = await exchange.drawer(peer, begins, signal).catch(() => undefined);
    isSilent ||= answer === undefined;
    if (answer?.narrower === true && begins.length < MAX_DRAWER_DIGITS)
      waiting.push(...drawersOf(wanted, begins.length + 1));
    const named = (answer?.txs ?? []).map(({ raw, path }) => ({ txid: nameOf(raw), raw, path }));
    if (named.some(({ txid }) => !txid.startsWith(begins))) onRefused(peer);
    return named.filter(({ txid }) => left.delete(txid));
  };
  // What comes while others are kept is kept with the next: each keeping waits for the disk some times, however many it has.
  const came: HeldBytes[] = [];
  let keeping: Promise<void> | undefined;
  const keepAll = async (begun: number): Promise<void> => {
    try {
      while (came.length > 0) await keep(came.splice(0), begun);
    } finally {
      keeping = undefined;
    }
  };
  while (waiting.length > 0 && !isSilent && !signal.aborted) {
    const begun = performance.now();
    came.push(...(await Promise.all(waiting.splice(0, DRAWERS_AT_ONCE).map(open))).flat());
    if (came.length === 0) continue;
    keeping ??= keepAll(begun);
    // Waited for below.
    keeping.catch(() => undefined);
    if (came.length >= MAX_CAME) await keeping;
  }
  await keeping;
  return [...left];
}

/** The drawers in which so much is missing that all of it is worth asking for. */
const drawersOf = (txids: readonly Txid[], digits: number): Drawer[] =>
  Array.from(
    Map.groupBy(txids, (txid) => txid.slice(0, digits)),
    ([begins, wanted]) => ({ begins, wanted }),
  ).filter(({ wanted }) => wanted.length >= MANY_IN_DRAWER);
