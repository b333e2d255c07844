import type { Submission } from '#lib/broadcast/broadcaster.ts';
import type { StatusNews } from '#lib/broadcast/status.ts';
import type { BroadcastReply } from '#lib/broadcast/reply.ts';
import type { Txid } from '#lib/bytes/brand.ts';
import type { Question } from '#lib/wallet/allowance.ts';
import type { BookKeeper } from './books.ts';
import type { Failure, StoredIntent, Publication, PublicationState, SignedTx } from './publication.ts';

// What the outbox needs of the world, as little as it can be: a browser gives it, a test plays it, crashes included.

/** Where publications are kept. */
export interface OutboxStore extends BookKeeper {
  publication(id: string): Promise<Publication | undefined>;
  /** Publications in these states (all when none is named), oldest first; forgotten ones are not among them. */
  publications(...states: readonly PublicationState[]): Promise<readonly Publication[]>;
  /** Ids of publications in these states, in no order: what is on its way is told without reading it. */
  ids(...states: readonly PublicationState[]): Promise<readonly string[]>;
  /** Those that were given up and have left. */
  forgotten(): Promise<readonly Publication[]>;
}

/** What the signer needs besides the words. */
export type SigningContext = {
  readonly satsPerKilobyte: number;
  /** Whether coins may be used that a broadcaster did not know. */
  readonly doubtful: boolean;
};

/** What came of asking for a signature. Only with `signed` has anything changed. */
export type SigningAnswer =
  | { readonly state: 'signed' }
  /** Not enough coins; `address` is where they should come to. */
  | { readonly state: 'short'; readonly shortBy: number; readonly address: string }
  /** Not at this moment: the coins cannot be used, the key is locked, or the post before it is not signed. */
  | {
      readonly state: 'later';
      readonly code: 'unsettled' | 'coins-busy' | 'locked' | 'thread-waits' | 'wallet-waits' | 'wallet-asks';
    }
  /** A person has to be asked first; `detail` is what it costs, in satoshis. */
  | { readonly state: 'later'; readonly code: Question; readonly detail: string }
  /** These words cannot be published. */
  | { readonly state: 'refused'; readonly failure: Failure };

/**
 * A person is being asked, over there, and takes as long as they like: no time limit counts from here on. `settled` never
 * rejects, and is `undefined` when the request was cancelled. Until then the draft waits with the code `wallet-asks`.
 */
export type Asked = { readonly state: 'asked'; readonly settled: Promise<SigningAnswer | undefined> };

/**
 * Whoever holds a key: this device's own, or another wallet of the reader's. What enters the books was built, or read and
 * checked to the byte, by us, and by nobody else.
 */
export interface Signer {
  /**
   * Builds or has built, checks and enters the transaction of a draft; harmless when it has one already, and when a person
   * is being asked for it: who asked first hears what they say.
   */
  publish(id: string, intent: StoredIntent, context: SigningContext): Promise<SigningAnswer | Asked>;
  /** Stops waiting for a person: what was asked for settles at once. Whoever does that has entered it in the books. */
  cancel?(id: string): void;
  /** Takes a transaction that pays us; answers how many coins were new. */
  addFunding(raw: Uint8Array): Promise<number>;
}

/** The way to the network; never rejects but for the signal. */
interface Sender {
  submit(submission: Submission, signal: AbortSignal): Promise<BroadcastReply>;
  /** What a broadcaster knows of a transaction; `undefined` when none knows it or none could be asked. */
  status(txid: Txid, signal: AbortSignal): Promise<BroadcastReply | undefined>;
}

/** Those who hold words, show them and hand them on while no broadcaster is reached. */
export interface Takers {
  /** Whether one of them is there right now who would take it. */
  areThere(tx: Pick<SignedTx, 'raw'>): Promise<boolean>;
  /** Gives them a transaction of ours. */
  take(tx: Pick<SignedTx, 'txid' | 'raw'>): void;
}

/** Where coins come from without a form; absent on networks where they are worth something. */
export interface Funder {
  fund(address: string, signal: AbortSignal): Promise<{ readonly raw: Uint8Array }>;
}

export interface Clock {
  /** Milliseconds since 1970, for records; no rule depends on it. */
  now(): number;
  /** Resolves after so many milliseconds, or as soon as the signal is aborted. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface Locks {
  /** Runs `work` while nobody else on this device holds `name`. Rejects with the signal's reason when aborted before. */
  hold(name: string, signal: AbortSignal, work: () => Promise<void>): Promise<void>;
}

/** Tells the other tabs (and never this one) that the outbox changed. */
export interface Bell {
  /** `hurry` names a publication that a person wants to be tried now. */
  ring(hurry?: string): void;
  /** Gives a way to stop listening. */
  listen(onRing: (hurry?: string) => void): () => void;
}

export type OutboxPlatform = {
  readonly store: OutboxStore;
  readonly signer: Signer;
  readonly sender: Sender;
  readonly funder?: Funder;
  readonly neighbours?: Takers;
  readonly clock: Clock;
  readonly locks: Locks;
  readonly bell: Bell;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  readonly newId: () => string;
  /** The token of our account, once there is one: names us to a broadcaster's event stream. */
  readonly callbackToken?: () => Promise<string | undefined>;
  /** Listens to a broadcaster's events about `open` transactions until the signal is aborted. */
  readonly follow?: (
    open: () => Promise<readonly Txid[]>,
    onNews: (news: StatusNews) => void,
    signal: AbortSignal,
  ) => Promise<void>;
};
