import { toHex } from '#lib/bytes/hex.ts';
import type { Outpoint } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import type { Consent, Question } from '#lib/wallet/allowance.ts';
import type { Coin, Shortage } from '#lib/wallet/coins.ts';
import { spentBy } from '#lib/wallet/outputs.ts';
import { applySigned, applyTakenIn } from './books.ts';
import type { OutboxStore, Signer, SigningAnswer, SigningContext } from './platform.ts';
import {
  isSuccessor,
  type Failure,
  type Intent,
  type Publication,
  type SignedTx,
  type StoredIntent,
} from './publication.ts';
import { hangsOn, heirsOf, turnOf, type Turn } from './thread.ts';
import { tiesOf, type Ties } from './ties.ts';
import { isLive, type PublicationEvent } from './transition.ts';

/** How often another choice of coins is tried when somebody else took one of them. */
const MAX_TRIES = 8;

export type CraftRequest = {
  readonly intent: Intent;
  readonly coins: readonly Coin[];
  /** One coin of each of these sets is to be spent, doubtful or not (`ties.ts`). */
  readonly again: readonly (readonly Outpoint[])[];
  readonly context: SigningContext;
};

/** A transaction that is built, signed and checked, or why there is none. */
export type Crafted =
  | { readonly state: 'made'; readonly tx: SignedTx; readonly change: readonly Coin[] }
  | { readonly state: 'short'; readonly shortage: Shortage }
  /** A passphrase is needed first. */
  | { readonly state: 'locked' }
  | { readonly state: 'refused'; readonly failure: Failure };

/** What the desk needs: the wallet's craft, and where the books are. */
export type SigningDeskOptions = {
  readonly store: OutboxStore & { freeCoins(): Promise<readonly Coin[]> };
  /** Builds, signs and checks a transaction; makes the account when there is none. Changes nothing in the books. */
  readonly craft: (request: CraftRequest) => Promise<Crafted>;
  readonly address: () => Promise<string>;
  /** Enters the output that an inscription of ours lies in among the coins, where it is not there yet. */
  readonly addHolding: (at: Outpoint, script?: Uint8Array) => Promise<void>;
  /**
   * Puts what a transaction spends to the account's allowance, on the disk. What a person has to be asked first, and nothing
   * is put down, where nobody showed them that it costs so much, or it is more than may be spent without asking.
   */
  readonly spend: (sats: number, consent: Consent) => Promise<Question | undefined>;
};

export interface SigningDesk {
  /** As a {@link Signer} does, by this device's own key, which asks nobody. */
  readonly publish: (...ask: Parameters<Signer['publish']>) => Promise<SigningAnswer>;
  /**
   * Enters a transaction that takes in the coin of an invite, with its publication, in one step. False when another for
   * that coin is on its way or arrived.
   */
  readonly takeIn: (
    saved: { readonly id: string; readonly network: Network; readonly intent: Intent; readonly at: number },
    made: Extract<Crafted, { state: 'made' }>,
  ) => Promise<boolean>;
  /** Enters what another wallet made for a draft. False when the draft has moved on. */
  readonly put: (draft: Publication, tx: SignedTx) => Promise<boolean>;
}

/**
 * Turns drafts into signed transactions. Building and signing happen outside of any database transaction; entering the
 * result checks again that the draft is the same and each coin still free, so that two tabs never spend one coin.
 */
export function createSigningDesk({
  store,
  craft,
  address,
  addHolding,
  spend,
}: SigningDeskOptions): SigningDesk {
  async function enter(draft: Publication, tx: SignedTx, change: readonly Coin[]): Promise<boolean> {
    const own = change.map((coin): Coin => ({ ...coin, from: draft.id }));
    return store.enter(draft.id, tx.inputs, (books) => {
      const entry = applySigned(books, draft, tx, own);
      return entry.ok ? { changes: entry.value, answer: true } : { answer: false };
    });
  }

  /** What a draft owes to transactions that left for the same words. */
  async function tiesFor({ id, earlier }: Publication): Promise<Exclude<Ties, { state: 'look' }>> {
    if (earlier === undefined) return { state: 'tied', again: [] };
    const asked = new Set<Outpoint>();
    for (;;) {
      const ties = await store.enter<Ties>(id, [...asked], (books) => {
        const row = books.publications.get(id);
        return { answer: row === undefined ? { state: 'wait' } : tiesOf(books, row, asked) };
      });
      if (ties.state !== 'look') return ties;
      for (const outpoint of ties.at) asked.add(outpoint);
    }
  }

  /** The intent as it can be signed now; that of a successor hangs on those before it. */
  async function turnFor(intent: StoredIntent, coins: readonly Coin[]): Promise<Turn> {
    if (!isSuccessor(intent)) return { state: 'ready', intent };
    const rows = new Map<string, Publication>();
    for (const id of new Set(hangsOn(intent))) {
      const row = await store.publication(id);
      if (row !== undefined) rows.set(id, row);
    }
    const tx = rows.get(intent.after)?.tx;
    if (tx === undefined) return turnOf(intent, rows, []);
    return turnOf(intent, rows, heirsOf(tx.txid, coins, await store.publications()));
  }

  /** Why what a draft moves cannot be moved, now or at all; `undefined` when it can. */
  async function holdUp({ id, intent }: Publication): Promise<SigningAnswer | undefined> {
    if (intent.kind !== 'cut-parcel' && intent.kind !== 'hand-on' && intent.kind !== 'adorn')
      return undefined;
    const { from: moved, script } = intent;
    await addHolding(moved, script);
    const status = await store.enter(id, [moved], ({ coins }) => ({ answer: coins.get(moved)?.status }));
    if (status === 'free') return undefined;
    return status === 'reserved'
      ? { state: 'later', code: 'coins-busy' }
      : refused('holding-moved', 'It lies somewhere else by now.');
  }

  /**
   * The key of an invite or of a sweep was typed and is kept nowhere, and another wallet cannot be tied to coins that it spent
   * before: the same bytes go once more, or it is needed again.
   */
  async function takeInAgain(draft: Publication): Promise<SigningAnswer> {
    const last = draft.earlier?.at(-1);
    const { id, network, intent, createdAt: at } = draft;
    if (last === undefined) return refused(intent.kind === 'sweep' ? 'sweep-again' : 'link-needed', '');
    const entered = await enterTakenIn({ id, network, intent, at }, last, []);
    return entered ? { state: 'signed' } : { state: 'later', code: 'coins-busy' };
  }

  const enterTakenIn = (
    saved: Omit<Extract<PublicationEvent, { type: 'saved' }>, 'type'>,
    tx: SignedTx,
    change: readonly Coin[],
  ): Promise<boolean> =>
    store.enter(saved.id, tx.inputs, (books) => {
      const own = change.map((coin): Coin => ({ ...coin, from: saved.id }));
      const entry = applyTakenIn(books, { type: 'saved', ...saved }, tx, own);
      return entry.ok ? { changes: entry.value, answer: true } : { answer: false };
    });

  return {
    takeIn: (saved, { tx, change }) => enterTakenIn(saved, tx, change),
    put: ({ id }, tx) =>
      store.enter(id, tx.inputs, (books) => {
        const draft = books.publications.get(id);
        // What was taken back, or given up, while a person was asked stays so.
        if (draft?.state !== 'draft') return { answer: false };
        const entry = applySigned(books, draft, tx, []);
        return entry.ok ? { changes: entry.value, answer: true } : { answer: false };
      }),
    async publish(id, intent, context): Promise<SigningAnswer> {
      let put = 0;
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const draft = await store.publication(id);
        if (draft === undefined) return refused('not-a-draft', 'There is no such draft.');
        if (isLive(draft)) return { state: 'signed' };
        if (draft.state !== 'draft') return refused('not-a-draft', `It is ${draft.state}.`);
        if (!sameIntent(draft.intent, intent))
          return refused('not-a-draft', 'The words are not those that were saved.');
        if (intent.kind === 'take-in' || intent.kind === 'sweep') return takeInAgain(draft);
        if (draft.payer !== undefined) {
          const again = draft.earlier === undefined ? undefined : await takeInAgain(draft);
          return again ?? { state: 'later', code: 'wallet-waits' };
        }
        const ties = await tiesFor(draft);
        if (ties.state === 'wait') return { state: 'later', code: 'coins-busy' };
        const held = await holdUp(draft);
        if (held !== undefined) return held;
        const coins = await store.freeCoins();
        const turn = await turnFor(draft.intent, coins);
        if (turn.state === 'waits') return { state: 'later', code: 'thread-waits' };
        if (turn.state === 'broken') return refused('thread-broken', '');
        const again = turn.tie === undefined ? ties.again : [...ties.again, turn.tie];
        const crafted = await craft({ intent: turn.intent, coins, again, context });
        if (crafted.state === 'refused') return crafted;
        if (crafted.state === 'locked') return { state: 'later', code: 'locked' };
        if (crafted.state === 'short') {
          const { code, shortBy } = crafted.shortage;
          if (code === 'unsettled') return { state: 'later', code };
          return { state: 'short', shortBy, address: await address() };
        }
        const spent = spentBy(crafted.tx, turn.intent);
        // Before it is entered: a crash in between has put down too much, never too little.
        const question = spent > put ? await spend(spent, consentOf(draft)) : undefined;
        if (question !== undefined) return { state: 'later', code: question, detail: String(spent) };
        put = Math.max(put, spent);
        if (await enter(draft, crafted.tx, crafted.change)) return { state: 'signed' };
      }
      return { state: 'later', code: 'coins-busy' };
    },
  };
}

/** What was shown of these words, which are in the books with it, and said of them. */
const consentOf = ({ intent: { kind }, shown, approved }: Publication): Consent => ({
  kind,
  ...(shown !== undefined && { shown }),
  ...(approved !== undefined && { approved }),
});

const refused = (code: string, detail: string): SigningAnswer => ({
  state: 'refused',
  failure: { code, detail },
});

/** Intents are flat but for a picture, which is bytes. */
function sameIntent(a: StoredIntent, b: StoredIntent): boolean {
  const fieldsOf = (intent: StoredIntent): string =>
    JSON.stringify(
      Object.entries(intent).toSorted(([one], [other]) => (one < other ? -1 : 1)),
      (_key, value: unknown) => (value instanceof Uint8Array ? toHex(value) : value),
    );
  return fieldsOf(a) === fieldsOf(b);
}
