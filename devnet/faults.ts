import { setTimeout as wait } from 'node:timers/promises';
import type { Txid } from '#lib/bytes/brand.ts';
import { json, type Reply, type Request, type Route } from './http/exchange.ts';

/**
 * Ways in which a broadcaster lets those down who hand something in. `delay`, `keep`, `wrong-txid` and `huge` do take the
 * transaction, whatever they say; the others do not.
 */
export const FAULTS = [
  /** Answers rightly, but late. */
  'delay',
  /** Ends the connection without a word. */
  'reset',
  /** An error of its own, 500. */
  'error',
  /** Refused, with a 200, where the dialect knows that. */
  'rejected',
  /** Says yes and forgets it. */
  'drop',
  /** Says no and keeps it. */
  'keep',
  /** Says yes to something else. */
  'wrong-txid',
  /** Megabytes of an answer. */
  'huge',
  /** Claims not to know the coins. */
  'orphan',
  /** Claims that another one spends them. */
  'double-spend',
] as const;
export type Fault = (typeof FAULTS)[number];

/** How often, and how, the devnet fails. The same plan fails in the same order of requests. */
export type FaultPlan = {
  /** Of a hundred submissions, so many at random. */
  readonly percent: number;
  readonly faults: readonly Fault[];
  readonly seed: number;
  readonly delayMs: number;
};

/** How a face says what did not happen. */
export type FaultyDialect = {
  /** The transaction in a request; absent when there is none, which is then answered rightly. */
  readonly txidOf: (request: Request) => Txid | undefined;
  readonly yes: (txid: Txid) => Reply;
  readonly no: (txid: Txid) => Reply;
  readonly rejected: (txid: Txid) => Reply;
  readonly orphan: (txid: Txid) => Reply;
  readonly conflict: (txid: Txid) => Reply;
};

const HUGE_BYTES = 4_000_000;
const ANOTHER_TXID = 'f0'.repeat(32) as Txid;

/** Lets some submissions fail on command. Without a plan none does. */
export class Faults {
  #plan: FaultPlan | undefined;
  #state = 0;

  /** Begins a plan anew; `undefined` ends it. */
  set(plan: FaultPlan | undefined): void {
    this.#plan = plan;
    this.#state = plan?.seed ?? 0;
  }

  /** The same route, which fails as the plan says. */
  spoil(route: Route, dialect: FaultyDialect): Route {
    return {
      ...route,
      handle: async (request) => {
        const plan = this.#plan;
        const txid = dialect.txidOf(request);
        if (plan === undefined || txid === undefined || this.#next(100) >= plan.percent)
          return route.handle(request);
        const fault = plan.faults[this.#next(plan.faults.length)];
        if (fault === undefined) return route.handle(request);
        if (fault === 'delay') await wait(plan.delayMs, undefined, { ref: false });
        const takes = fault === 'delay' || fault === 'keep' || fault === 'wrong-txid' || fault === 'huge';
        const right = takes ? await route.handle(request) : undefined;
        return (fault === 'delay' ? right : undefined) ?? faultyReply(fault, txid, dialect);
      },
    };
  }

  /** The next of a fixed order of numbers below `limit` (mulberry32). */
  #next(limit: number): number {
    this.#state = (this.#state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }
}

function faultyReply(fault: Fault, txid: Txid, dialect: FaultyDialect): Reply {
  switch (fault) {
    case 'reset':
      return { status: 200, headers: {}, body: '', stream: (response) => void response.destroy() };
    case 'rejected':
      return dialect.rejected(txid);
    case 'drop':
      return dialect.yes(txid);
    case 'keep':
      return dialect.no(txid);
    case 'wrong-txid':
      return dialect.yes(ANOTHER_TXID);
    case 'huge':
      return json({ txid, txStatus: 'SEEN_ON_NETWORK', extraInfo: 'x'.repeat(HUGE_BYTES) });
    case 'orphan':
      return dialect.orphan(txid);
    case 'double-spend':
      return dialect.conflict(txid);
    case 'delay':
    case 'error':
      return json({ error: 'out of order' }, 500);
  }
}
