import type { Answer } from '#lib/broadcast/broadcaster.ts';
import type { BroadcastReply } from '#lib/broadcast/reply.ts';
import type { StatusNews } from '#lib/broadcast/status.ts';
import type { Txid } from '#lib/bytes/brand.ts';
import type { Scheduler } from './scheduler.ts';
import type { WorldChain } from './world-chain.ts';

/** How often things go wrong, each from 0 to 1. */
export type Faults = {
  /** A tab dies, at any await and in the middle of any database transaction. */
  readonly crash: number;
  /** The device's storage takes back a transaction. */
  readonly storage: number;
  readonly lostBefore: number;
  readonly lostAfter: number;
  readonly slow: number;
  readonly saysNoKeeps: number;
  readonly saysYesDrops: number;
  readonly saysRivalFalsely: number;
  /** What was said once is said again, however late. */
  readonly repeats: number;
  /** A block is followed by a reorg, 1 to 6 deep. */
  readonly reorg: number;
};

export const NO_FAULTS: Faults = {
  crash: 0,
  storage: 0,
  lostBefore: 0,
  lostAfter: 0,
  slow: 0,
  saysNoKeeps: 0,
  saysYesDrops: 0,
  saysRivalFalsely: 0,
  repeats: 0,
  reorg: 0,
};

type Parts = { readonly scheduler: Scheduler; readonly chain: WorldChain; readonly faults: () => Faults };

/** Those who are asked to send: they tell the truth, or not, and sometimes nothing. All that they say is remembered. */
export class Broadcasters {
  readonly said: StatusNews[] = [];
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async submit(txid: Txid, raw: Uint8Array): Promise<BroadcastReply> {
    const { scheduler, chain } = this.#parts;
    const faults = this.#parts.faults();
    if (scheduler.chance(faults.lostBefore)) return reply(txid, 'pending', 'unreachable');
    if (scheduler.chance(faults.saysYesDrops)) return this.#say(txid, 'accepted', 'SEEN_ON_NETWORK');
    if (scheduler.chance(faults.saysRivalFalsely)) return this.#say(txid, 'conflict', '466');
    const truth = chain.verdict(raw);
    if (truth === 'fits') chain.accept(raw);
    if (scheduler.chance(faults.slow)) await scheduler.wait(scheduler.random() * 90_000);
    if (scheduler.chance(faults.lostAfter)) return reply(txid, 'pending', 'timeout');
    if (truth === 'fits' && scheduler.chance(faults.saysNoKeeps))
      return this.#say(txid, 'rejected', scheduler.pick(['REJECTED', '465', '462']));
    if (truth === 'rival') return this.#say(txid, 'conflict', '466');
    if (truth === 'unknown-coins') return this.#say(txid, 'pending', 'SEEN_IN_ORPHAN_MEMPOOL');
    return scheduler.chance(0.5)
      ? this.#say(txid, 'accepted', 'SEEN_ON_NETWORK')
      : this.#say(txid, 'pending', 'RECEIVED');
  }

  status(txid: Txid): BroadcastReply | undefined {
    const { scheduler, chain } = this.#parts;
    const faults = this.#parts.faults();
    if (scheduler.chance(faults.lostBefore)) return undefined;
    if (scheduler.chance(faults.saysYesDrops)) return this.#say(txid, 'accepted', 'SEEN_ON_NETWORK');
    if (scheduler.chance(faults.saysRivalFalsely)) return this.#say(txid, 'conflict', '466');
    return chain.lives(txid) ? this.#say(txid, 'accepted', 'SEEN_ON_NETWORK') : undefined;
  }

  #say(txid: Txid, state: Answer['state'], code: string): BroadcastReply {
    // As the adapters mark them: what is not settled makes the outbox ask in the ordinary way.
    const settled = state !== 'conflict' && code !== 'REJECTED' && code !== 'SEEN_IN_ORPHAN_MEMPOOL';
    this.said.push({ txid, answer: { state, code, settled }, broadcaster: 'w' });
    return reply(txid, state, code);
  }
}

const reply = (txid: Txid, state: BroadcastReply['state'], code: string): BroadcastReply => ({
  txid,
  state,
  broadcaster: 'w',
  code,
});
