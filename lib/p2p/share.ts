import type { Txid } from '#lib/bytes/brand.ts';
import {
  ANNOUNCE_DELAY_MS,
  ANNOUNCED_AT_ONCE,
  ENOUGH_HOLDERS,
  MAX_CROWD,
  MAX_GOSSIP_ADDRESSES,
  MAX_PROVIDED,
  MAX_RECENT_TXIDS,
} from './limits.ts';
import { encodeMessage, type MediaOffer } from './message.ts';

export type AnnouncerOptions = {
  /** Where this device is found, right now. */
  readonly addresses: () => readonly string[];
  /** By which name this device is found through relays, where this is another. */
  readonly device?: () => string | undefined;
  /** Whether somebody hears it although this device cannot be found. */
  readonly isHeard?: () => boolean;
  /** Answers who it went to. */
  readonly publish: (message: Uint8Array) => Promise<{ readonly recipients: readonly unknown[] }>;
  readonly delayMs?: number;
};

/** How often it is looked whether this device can be found by now, while it cannot. */
const FOUND_MS = 500;
/** Announcers from whom on the pauses of what others have grow with their number. */
const CROWD = 8;

/**
 * Tells neighbours what this device holds: what comes in a burst leaves in few messages, and not at once, so that nobody
 * can tell by the clock who wrote it. Nothing is said before this device can be found: whoever heard it could not call
 * back, and nobody would tell them again.
 *
 * A thousand devices must not all say the same: what {@link ENOUGH_HOLDERS} others have said meanwhile is not said again,
 * and what came from neighbours waits the longer the more of them are heard.
 */
export class Announcer {
  private readonly options: AnnouncerOptions & { readonly delayMs: number };
  /** What is to be said, with the time for it by `performance.now()`; the newest last. */
  private readonly waiting = new Map<Txid, number>();
  /** How often others said it. */
  private readonly said = new Map<Txid, number>();
  /** Who was heard lately, by PeerId. */
  private readonly heardFrom = new Set<string>();
  private owesHello = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private due = Infinity;
  private isStopped = false;

  constructor(options: AnnouncerOptions) {
    this.options = { delayMs: ANNOUNCE_DELAY_MS, ...options };
  }

  /**
   * Announces what this device has of its own accord, soon. Of more than {@link MAX_RECENT_TXIDS} the first are left to
   * whoever reads the whole shelf.
   */
  add(txids: readonly Txid[]): void {
    this.wait(txids, 1);
  }

  /** Announces what neighbours gave, in time. */
  passOn(txids: readonly Txid[]): void {
    this.wait(txids, this.crowd());
  }

  /** Announces in time what somebody who came later has not heard, however often it was said before. */
  repeat(txids: readonly Txid[]): void {
    for (const txid of txids) this.said.delete(txid);
    this.wait(txids, this.crowd());
  }

  /** A neighbour announced these. */
  heard(peer: string, txids: readonly Txid[]): void {
    this.heardFrom.delete(peer);
    this.heardFrom.add(peer);
    dropFirst(this.heardFrom, MAX_CROWD);
    for (const txid of txids) {
      const times = (this.said.get(txid) ?? 0) + 1;
      this.said.delete(txid);
      this.said.set(txid, times);
      if (times >= ENOUGH_HOLDERS) this.waiting.delete(txid);
    }
    dropFirst(this.said, MAX_PROVIDED);
  }

  /** Says soon that this device is here, and asks who holds anything. */
  hello(): void {
    this.owesHello = true;
    this.schedule(this.delay(1));
  }

  /** Says nothing more, whatever is still added. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private crowd(): number {
    return Math.max(1, this.heardFrom.size / CROWD);
  }

  private delay(crowd: number): number {
    return this.options.delayMs * crowd * (0.5 + Math.random());
  }

  private wait(txids: readonly Txid[], crowd: number): void {
    // One pause for all that came together, so that it leaves together.
    const delay = this.delay(crowd);
    const due = performance.now() + delay;
    for (const txid of txids) {
      if ((this.said.get(txid) ?? 0) >= ENOUGH_HOLDERS) continue;
      const before = this.waiting.get(txid) ?? Infinity;
      this.waiting.delete(txid);
      this.waiting.set(txid, Math.min(before, due));
    }
    dropFirst(this.waiting, MAX_RECENT_TXIDS);
    if (this.waiting.size > 0) this.schedule(delay);
  }

  private schedule(delay: number): void {
    const due = performance.now() + delay;
    if (this.isStopped || this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => void this.flush(), delay);
  }

  private async flush(): Promise<void> {
    this.due = Infinity;
    const { addresses, isHeard } = this.options;
    if (addresses().length === 0 && isHeard?.() !== true) return this.schedule(FOUND_MS);
    const now = performance.now();
    // What would follow in a moment goes along.
    const until = now + 1.5 * this.options.delayMs;
    const txids = [...this.waiting].flatMap(([txid, due]) => (due <= until ? [txid] : []));
    const { owesHello } = this;
    for (const txid of txids) this.waiting.delete(txid);
    this.owesHello = false;
    if (this.waiting.size > 0) this.schedule(Math.max(0, Math.min(...this.waiting.values()) - now));
    if (owesHello) await this.send([]);
    for (let at = 0; at < txids.length; at += ANNOUNCED_AT_ONCE) {
      await this.send(txids.slice(at, at + ANNOUNCED_AT_ONCE));
    }
  }

  private send(txids: readonly Txid[]): Promise<boolean> {
    return this.say({ txids });
  }

  /** Says it now, with where this device is found. Answers whether anybody was there to hear it. */
  async say(said: {
    readonly txids: readonly Txid[];
    readonly media?: readonly MediaOffer[];
  }): Promise<boolean> {
    if (this.isStopped) return false;
    const addrs = this.options.addresses().slice(0, MAX_GOSSIP_ADDRESSES);
    // Nobody hears it while there is no relay. What is held is told again to whoever says hello.
    const of = this.options.device?.();
    const message = encodeMessage({ v: 1, ...said, addrs, ...(of !== undefined && { of }) });
    const went = await this.options.publish(message).catch(() => undefined);
    return (went?.recipients.length ?? 0) > 0;
  }
}

/** Drops the first until no more than `most` are left. */
function dropFirst<T>(kept: Set<T> | Map<T, unknown>, most: number): void {
  for (const first of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(first);
  }
}
