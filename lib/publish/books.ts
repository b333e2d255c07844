import { outpointTxid, type Outpoint } from '#lib/bytes/brand.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import type { Coin } from '#lib/wallet/coins.ts';
import type { Publication, PublicationState, SignedTx } from './publication.ts';
import {
  COINS_UNKNOWN,
  isLive,
  transition,
  type LivePublication,
  type PublicationEvent,
} from './transition.ts';

/**
 * Publications and coins as of one moment: a publication with all that hangs on it, which is the coins that its
 * transactions spend and make, the publications that hold those, and so on.
 */
export type Books = {
  readonly publications: ReadonlyMap<string, Publication>;
  readonly coins: ReadonlyMap<Outpoint, Coin>;
};

/** Rows to write, all or none. */
export type BookChanges = {
  readonly publications: readonly Publication[];
  readonly coins: readonly Coin[];
  /** Publications to forget. */
  readonly forgotten?: readonly string[];
};

/** A decision about the books: what to write, and what to tell the caller. No changes: nothing is written. */
export type Entry<Answer> = { readonly changes?: BookChanges; readonly answer: Answer };

/** Where the books are kept. Entries are made one after another, each wholly or not at all, and survive a power cut. */
export interface BookKeeper {
  /**
   * Reads the books around publication `id` and the coins `also`, and writes what `decide` says, in one transaction.
   * `decide` must be pure and quick: it may run again.
   */
  enter<Answer>(
    id: string,
    also: readonly Outpoint[],
    decide: (books: Books) => Entry<Answer>,
  ): Promise<Answer>;
}

/** Code of the failure that befalls a publication whose coins came from a transaction that was refused. */
export const PARENT_REFUSED = 'parent-refused';

/** The same where that transaction never left this device: then nothing that spends it can ever be mined. */
const PARENT_GONE = 'parent-gone';

/** Failures that lie in the coins themselves. */
const COINS_AT_FAULT = new Set(['conflict', 'inputs-refused', 'coins-frozen', COINS_UNKNOWN]);

/**
 * Lets an event happen to a publication and settles the coins with it: they are reserved while its transaction lives,
 * spent once it is in a block, and free again when it is refused; what a refused transaction would have made is void,
 * and so is every publication that spends it. An event that the state refuses changes nothing.
 */
export function applyEvent(books: Books, id: string, event: PublicationEvent): Result<BookChanges> {
  const before = books.publications.get(id);
  const moved = transition(before, event);
  if (!moved.ok) return moved;
  if (event.type === 'revived' && !canHold(books, moved.value))
    return fail(issue('coin-taken', 'others of ours spend its coins by now'));
  const draft = draftOf(books);
  settle(draft, before, moved.value);
  return ok(changesOf(books, draft));
}

/** Whether every coin that a transaction spends is free or its own. */
const canHold = ({ coins }: Books, { id, tx, intent }: Publication): boolean =>
  tx?.inputs.every((outpoint) => {
    const coin = coins.get(outpoint);
    // No other publication can want the coin of an invite: it stands in no books.
    if (intent.kind === 'take-in') return true;
    return coin?.status === 'free' || coin?.by === id;
  }) ?? false;

/**
 * Enters a transaction that the signer made for a draft: coins that it spends, change that it makes. The whole entry is
 * refused when the draft has moved on or any coin is not free any more, so that no coin is ever spent twice by us.
 */
export function applySigned(
  books: Books,
  expected: { readonly id: string; readonly revision: number },
  tx: SignedTx,
  change: readonly Coin[],
): Result<BookChanges> {
  const before = books.publications.get(expected.id);
  if (before?.revision !== expected.revision) {
    return fail(issue('draft-changed', 'the draft was changed meanwhile'));
  }
  for (const outpoint of tx.inputs) {
    if (books.coins.get(outpoint)?.status !== 'free') {
      return fail(issue('coin-taken', `${outpoint} is not free any more`));
    }
  }
  const moved = transition(before, { type: 'signed', tx });
  if (!moved.ok) return moved;
  const draft = draftOf(books);
  // Known ones are void: the same bytes were made and refused before. Settling brings them back.
  for (const coin of change) if (!draft.coins.has(coin.outpoint)) draft.coins.set(coin.outpoint, coin);
  settle(draft, before, moved.value);
  return ok(changesOf(books, draft));
}

/**
 * Enters a transaction that takes in a coin which is not ours to keep books of (that of an invite), with the publication
 * itself where it is new or failed before. One that is on its way or arrived refuses: then its own bytes decide.
 */
export function applyTakenIn(
  books: Books,
  saved: Extract<PublicationEvent, { type: 'saved' }>,
  tx: SignedTx,
  change: readonly Coin[],
): Result<BookChanges> {
  const before = books.publications.get(saved.id);
  const draft = draftOf(books);
  const ready =
    before === undefined
      ? transition(undefined, saved)
      : before.state === 'failed'
        ? transition(before, { type: 'retry' })
        : ok(before);
  if (!ready.ok) return ready;
  const moved = transition(ready.value, { type: 'signed', tx });
  if (!moved.ok) return moved;
  for (const coin of change) if (!draft.coins.has(coin.outpoint)) draft.coins.set(coin.outpoint, coin);
  settle(draft, before, moved.value);
  return ok(changesOf(books, draft));
}

/**
 * Gives up a draft, a failed publication, or one whose bytes never left, and those that were to go on with it; their coins
 * are free again. What has left is kept out of sight, since its transaction may yet turn up.
 */
export function forget(books: Books, id: string): Result<BookChanges> {
  const draft = draftOf(books);
  const forgotten: string[] = [];
  for (let next: string | undefined = id; next !== undefined;) {
    const before = draft.publications.get(next);
    const gone = forgetOne(draft, before);
    if (!gone.ok && next === id) return gone;
    if (!gone.ok || before === undefined) break;
    if (gone.value === 'deleted') forgotten.push(next);
    ({ next } = before);
  }
  return ok({ ...changesOf(books, draft), forgotten });
}

function forgetOne(draft: DraftBooks, before: Publication | undefined): Result<'deleted' | 'hidden'> {
  if (before === undefined) return fail(issue('not-found', 'there is no such publication'));
  const { id, state, attempts, tx, earlier } = before;
  const mayHaveLeft = earlier !== undefined || (tx !== undefined && attempts > 0);
  if (mayHaveLeft) {
    const moved = transition(before, { type: 'discarded' });
    if (!moved.ok) return fail(issue('on-its-way', 'what was sent cannot be taken back'));
    settle(draft, before, moved.value);
    unhold(draft, before);
    return ok('hidden');
  }
  if (state !== 'draft' && state !== 'failed' && state !== 'queued') {
    return fail(issue('on-its-way', 'what was sent cannot be taken back'));
  }
  draft.publications.delete(id);
  if (isLive(before)) release(draft, before, 'discarded');
  unhold(draft, before);
  return ok('deleted');
}

type DraftBooks = { readonly publications: Map<string, Publication>; readonly coins: Map<Outpoint, Coin> };

const draftOf = (books: Books): DraftBooks => ({
  publications: new Map(books.publications),
  coins: new Map(books.coins),
});

function changesOf(books: Books, draft: DraftBooks): BookChanges {
  return {
    publications: [...draft.publications.values()].filter((row) => books.publications.get(row.id) !== row),
    coins: [...draft.coins.values()].filter((coin) => books.coins.get(coin.outpoint) !== coin),
  };
}

/** Makes the coins agree with what became of a publication. */
function settle(books: DraftBooks, before: Publication | undefined, after: Publication): void {
  books.publications.set(after.id, after);
  const replaced =
    before !== undefined && isLive(before) && (!isLive(after) || after.tx.txid !== before.tx.txid);
  if (replaced) release(books, before, after.failure?.code ?? 'replaced');
  if (isLive(after)) claim(books, after, before?.state);
  if (after.state === 'in-block') unhold(books, after);
}

/** Frees the coins of a transaction that is refused and voids what it would have made, with all that builds on it. */
function release(books: DraftBooks, { id, tx, attempts, earlier = [] }: LivePublication, why: string): void {
  const isGone = attempts === 0 || why === PARENT_GONE;
  // A second refusal without a rule lies with the coins for all that we know.
  const doubted = COINS_AT_FAULT.has(why) || (why === 'rejected' && earlier.length > 0);
  for (const outpoint of tx.inputs) {
    const coin = books.coins.get(outpoint);
    if (coin?.by !== id) continue;
    const { by: _released, ...free } = coin;
    const status = makerLives(books, coin) ? 'free' : 'void';
    const held = books.publications.has(id) ? { held: id } : {};
    books.coins.set(outpoint, { ...free, ...held, status, doubt: coin.doubt + (doubted ? 1 : 0) });
  }
  for (const coin of madeBy(books, tx)) {
    const child = coin.by === undefined ? undefined : books.publications.get(coin.by);
    if (coin.status === 'free') books.coins.set(coin.outpoint, { ...coin, status: 'void' });
    if (child !== undefined && isLive(child) && child.tx.inputs.includes(coin.outpoint))
      orphan(books, child, tx, isGone);
  }
}

/**
 * A publication that spends change of a refused one goes down with it; unless one of them never left, then it is made anew:
 * two of it can never be mined.
 */
function orphan(books: DraftBooks, child: LivePublication, parent: SignedTx, isGone: boolean): void {
  const refused = transition(child, {
    type: 'rejected',
    txid: child.tx.txid,
    failure: {
      code: isGone ? PARENT_GONE : PARENT_REFUSED,
      detail: `It spends change of ${parent.txid}, which was refused.`,
    },
  });
  // A child that a proof shows in a block stays there: then it is the refusal that is wrong.
  if (!refused.ok) return;
  settle(books, child, refused.value);
  if (child.attempts > 0 && !isGone) return;
  const again = transition(refused.value, { type: 'retry' });
  if (again.ok) settle(books, refused.value, again.value);
}

/**
 * Marks the coins of a living transaction, and brings back what it makes where that was void. A coin that another
 * publication holds is taken from it only on evidence: a transaction that turns up after it was believed refused has
 * spent the coin, whatever we wished. The other's transaction will find that out.
 */
function claim(
  books: DraftBooks,
  { id, tx, state }: LivePublication,
  was: PublicationState | undefined,
): void {
  const status = state === 'in-block' ? 'spent' : 'reserved';
  const turnedUp = state === 'seen' && was !== 'seen';
  let depth = 0;
  for (const outpoint of tx.inputs) {
    const coin = books.coins.get(outpoint);
    if (coin === undefined) continue;
    depth = Math.max(depth, coin.depth);
    if (coin.by === id && coin.status === status) continue;
    const taken = coin.by !== undefined && coin.by !== id;
    if (taken && state !== 'in-block' && !(turnedUp && coin.status === 'reserved')) continue;
    const { held: _used, ...rest } = coin;
    books.coins.set(outpoint, { ...rest, status, by: id, doubt: 0 });
  }
  for (const coin of madeBy(books, tx)) {
    const settled = state === 'in-block' ? 0 : depth + 1;
    const revived = coin.status === 'void' ? 'free' : coin.status;
    if (coin.depth === settled && coin.status === revived) continue;
    books.coins.set(coin.outpoint, { ...coin, status: revived, depth: settled });
  }
}

/** Gives back what was kept aside for a publication that needs it no more. */
function unhold(books: DraftBooks, { id, tx, earlier = [] }: Publication): void {
  for (const { inputs } of [...earlier, ...(tx === undefined ? [] : [tx])]) {
    for (const outpoint of inputs) {
      const coin = books.coins.get(outpoint);
      if (coin?.held !== id) continue;
      const { held: _free, ...rest } = coin;
      books.coins.set(outpoint, rest);
    }
  }
}

const madeBy = (books: DraftBooks, { txid }: SignedTx): Coin[] =>
  [...books.coins.values()].filter(({ outpoint }) => outpointTxid(outpoint) === txid);

/** Whether the transaction that makes a coin is not one of ours that was refused or forgotten. */
function makerLives(books: DraftBooks, { from, outpoint }: Coin): boolean {
  if (from === undefined) return true;
  const maker = books.publications.get(from);
  return maker !== undefined && isLive(maker) && maker.tx.txid === outpointTxid(outpoint);
}
