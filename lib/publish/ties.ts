import { outpointTxid, type Outpoint } from '#lib/bytes/brand.ts';
import type { Coin } from '#lib/wallet/coins.ts';
import type { Books } from './books.ts';
import type { Publication, SignedTx } from './publication.ts';

/**
 * What a new transaction owes to those that left before it for the same words. A refusal may have been a lie, so the new
 * one spends a coin of each of them: then no two can ever be mined, whoever lied.
 */
export type Ties =
  /** It has to spend one coin of each of these sets; there is none where nothing that left can be mined any more. */
  | { readonly state: 'tied'; readonly again: readonly (readonly Outpoint[])[] }
  /** Other publications spend those coins by now, and what becomes of them decides. */
  | { readonly state: 'wait' }
  /** These coins have to be looked at first. */
  | { readonly state: 'look'; readonly at: readonly Outpoint[] };

type Tie = readonly Outpoint[] | 'dead' | 'wait' | { readonly look: readonly Outpoint[] };

/** Longest way back from a transaction to one whose coins can be spent; our chains are no longer. */
const MOST_STEPS = 64;

/**
 * The ties of a publication that is to be signed anew. `asked` are the coins that were looked for in `books`: what of
 * them is not there is not ours.
 */
export function tiesOf(books: Books, { earlier = [] }: Publication, asked: ReadonlySet<Outpoint>): Ties {
  const again: (readonly Outpoint[])[] = [];
  const look: Outpoint[] = [];
  let waits = false;
  for (const tx of earlier) {
    const tie = tieTo(books, tx, asked, MOST_STEPS);
    if (tie === 'wait') waits = true;
    else if (tie !== 'dead') {
      if ('look' in tie) look.push(...tie.look);
      else again.push(tie);
    }
  }
  if (look.length > 0) return { state: 'look', at: look };
  return waits ? { state: 'wait' } : { state: 'tied', again };
}

/** How to make sure that `tx` is not mined beside a new one. */
function tieTo(books: Books, tx: SignedTx, asked: ReadonlySet<Outpoint>, steps: number): Tie {
  const unknown = tx.inputs.filter((outpoint) => !books.coins.has(outpoint) && !asked.has(outpoint));
  if (unknown.length > 0) return { look: unknown };
  const coins = tx.inputs.flatMap((outpoint) => books.coins.get(outpoint) ?? []);
  // Another one of ours that is in a block has spent it.
  if (coins.some(({ status }) => status === 'spent')) return 'dead';
  const free = coins.filter(({ status }) => status === 'free');
  if (free.length > 0) return free.map(({ outpoint }) => outpoint);
  if (coins.some(({ status }) => status === 'reserved')) return 'wait';
  // Its coins are of a transaction that was refused: it lives only if that one does.
  for (const coin of coins) {
    const maker = makerOf(books, coin);
    if (maker === undefined) return 'dead';
    if (steps > 0) return tieTo(books, maker, asked, steps - 1);
  }
  return 'wait';
}

/** The transaction that makes a coin, while there is a publication that knows it. */
function makerOf({ publications }: Books, { from, outpoint }: Coin): SignedTx | undefined {
  const row = from === undefined ? undefined : publications.get(from);
  const made = [...(row?.tx === undefined ? [] : [row.tx]), ...(row?.earlier ?? [])];
  return made.find(({ txid }) => txid === outpointTxid(outpoint));
}
