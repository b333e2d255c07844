import type { Txid } from '#lib/bytes/brand.ts';
import type { BroadcastState } from './reply.ts';

/** A transaction to hand over. */
export type Submission = {
  readonly txid: Txid;
  readonly raw: Uint8Array;
  /** Extended format (BRC-30). Preferred: with the spent outputs a broadcaster can check fee and scripts by itself. */
  readonly ef?: Uint8Array;
  /** Under which the broadcaster's event stream tells what becomes of it; 32 to 64 lower-case hex digits. */
  readonly callbackToken?: string;
  /** It carries no record, and our own host passes nothing else on: broadcasters are asked directly. */
  readonly isDirect?: true;
  /** Name of a broadcaster that is asked last, because another one is to be heard. */
  readonly avoid?: string;
};

/** A broadcaster's answer in our words. */
export type Answer = {
  readonly state: BroadcastState;
  readonly code?: string;
  readonly detail?: string;
  /** Who said so, when it was not the one that was asked: our own host passes others' words on. */
  readonly by?: string;
  /**
   * False when another broadcaster should be heard before anybody is told: a conflict, unknown parents, or a refusal
   * without a rule to it.
   */
  readonly settled: boolean;
};

/** One service that brings transactions to the network. Adapters are the only places that know a service's dialect. */
export interface Broadcaster {
  readonly name: string;
  /**
   * Hands a transaction over. Doing so again is harmless: services answer by txid.
   *
   * @throws {BroadcasterError} when there is no answer that says anything about the transaction.
   */
  submit(submission: Submission, signal: AbortSignal): Promise<Answer>;
  /**
   * What the service knows of a transaction, or `undefined` when it does not know it.
   *
   * @throws {BroadcasterError} as {@link submit}.
   */
  status(txid: Txid, signal: AbortSignal): Promise<Answer | undefined>;
}

/**
 * A broadcaster gave no verdict.
 *
 * - `unreachable`: no connection, or it broke before an answer.
 * - `timeout`: no answer in time. The transaction may have arrived.
 * - `busy`: it asks to come back later (429, 503).
 * - `failed`: it answered with an error of its own (5xx).
 * - `declined`: it answered that it does not take such a request (400, 401, 404).
 * - `malformed`: its answer is too large or not in its own format.
 */
export class BroadcasterError extends Error {
  override readonly name = 'BroadcasterError';
  readonly broadcaster: string;
  readonly kind: 'unreachable' | 'timeout' | 'busy' | 'failed' | 'declined' | 'malformed';
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(
    broadcaster: string,
    kind: BroadcasterError['kind'],
    message: string,
    options: ErrorOptions & { readonly retryAfter?: number } = {},
  ) {
    super(message, options);
    this.broadcaster = broadcaster;
    this.kind = kind;
    this.retryAfter = options.retryAfter;
  }
}
