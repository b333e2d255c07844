import type { Txid } from '#lib/bytes/brand.ts';
import { ANNOUNCE_DELAY_MS, ANNOUNCED_AT_ONCE, MAX_GOSSIP_ADDRESSES, MAX_RECENT_TXIDS } from './limits.ts';
import { encodeMessage } from './message.ts';

export type AnnouncerOptions = {
  /** Where this device is found, right now. */
  readonly addresses: () => readonly string[];
  readonly publish: (message: Uint8Array) => Promise<unknown>;
  readonly delayMs?: number;
};

/** How often it is looked whether this device can be found by now, while it cannot. */
const FOUND_MS = 500;

/**
 * Tells neighbours what this device holds: what comes in a burst leaves in few messages, and not at once, so that nobody
 * can tell by the clock who wrote it. Nothing is said before this device can be found: whoever heard it could not call
 * back, and nobody would tell them again.
 */
export class Announcer {
  private readonly options: Required<AnnouncerOptions>;
  /** The newest last. */
  private waiting = new Set<Txid>();
  private owesHello = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isStopped = false;

  constructor(options: AnnouncerOptions) {
    this.options = { delayMs: ANNOUNCE_DELAY_MS, ...options };
  }

  /** Announces soon. Of more than {@link MAX_RECENT_TXIDS} the first are left to whoever reads the whole shelf. */
  add(txids: readonly Txid[]): void {
    for (const txid of txids) this.waiting.add(txid);
    for (const first of this.waiting) {
      if (this.waiting.size <= MAX_RECENT_TXIDS) break;
      this.waiting.delete(first);
    }
    if (this.waiting.size > 0) this.schedule(this.options.delayMs);
  }

  /** Says soon that this device is here, and asks who holds anything. */
  hello(): void {
    this.owesHello = true;
    this.schedule(this.options.delayMs);
  }

  /** Says nothing more, whatever is still added. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private schedule(delay: number): void {
    if (this.isStopped) return;
    this.timer ??= setTimeout(() => void this.flush(), delay * (0.5 + Math.random()));
  }

  private async flush(): Promise<void> {
    this.timer = undefined;
    if (this.options.addresses().length === 0) return this.schedule(FOUND_MS);
    const txids = [...this.waiting];
    const { owesHello } = this;
    this.waiting = new Set();
    this.owesHello = false;
    if (owesHello) await this.send([]);
    for (let at = 0; at < txids.length; at += ANNOUNCED_AT_ONCE) {
      await this.send(txids.slice(at, at + ANNOUNCED_AT_ONCE));
    }
  }

  private async send(txids: readonly Txid[]): Promise<void> {
    if (this.isStopped) return;
    const addrs = this.options.addresses().slice(0, MAX_GOSSIP_ADDRESSES);
    // Nobody hears it while there is no relay. What is held is told again to whoever says hello.
    await this.options.publish(encodeMessage({ v: 1, txids, addrs })).catch(() => undefined);
  }
}
