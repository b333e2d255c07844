import type { Network } from '#lib/chain/network.ts';
import type { Coin } from '#lib/wallet/coins.ts';
import { applyTakenIn, type BookKeeper } from './books.ts';
import type { Intent, SignedTx } from './publication.ts';

/** A sweep with its transaction. */
export type SweptEntry = {
  readonly id: string;
  readonly network: Network;
  readonly intent: Extract<Intent, { readonly kind: 'sweep' }>;
  readonly at: number;
  readonly tx: SignedTx;
  readonly change: readonly Coin[];
};

/**
 * Enters a sweep as a publication that is signed already, in one transaction: the key that signed it is kept nowhere, so there
 * is no moment at which it is saved and could not be signed. From then on its bytes are sent as those of any other. Answers
 * false, and enters nothing, where these bytes are on their way already.
 */
export async function enterSwept(store: BookKeeper, entry: SweptEntry): Promise<boolean> {
  const { id, network, intent, at, tx, change } = entry;
  const own = change.map((coin): Coin => ({ ...coin, from: id }));
  const outpoints = own.map(({ outpoint }) => outpoint);
  return store.enter(id, outpoints, (books) => {
    // The same key and coins give the same bytes again.
    if (outpoints.some((outpoint) => books.coins.has(outpoint))) return { answer: false };
    const taken = applyTakenIn(books, { type: 'saved', id, network, intent, at }, tx, own);
    return taken.ok ? { changes: taken.value, answer: true } : { answer: false };
  });
}
