import type { Txid } from '#lib/bytes/brand.ts';
import { ANNOUNCE_DELAY_MS, ANNOUNCED_AT_ONCE, MAX_GOSSIP_ADDRESSES } from './limits.ts';
import { encodeMessage } from './message.ts';

export type AnnouncerOptions = {
  /** Where this device is found, right now. */
  readonly addresses: () => readonly string[];
  readonly publish: (message: Uint8Array) => Promise<unknown>;
  readonly delayMs?: number;
};

/**
 * Tells neighbours what this device holds: what comes in a burst leaves in few messages, and not at once, so that nobody
 * can tell by the clock who wrote it.
 */
export class Announcer {
  private readonly options: AnnouncerOptions;
  private waiting = new Set<Txid>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isStopped = false;

  constructor(options: AnnouncerOptions) {
    this.options = options;
  }

  /** Announces soon. */
  add(txids: readonly Txid[]): void {
    if (this.isStopped) return;
    for (const txid of txids) this.waiting.add(txid);
    if (this.waiting.size === 0) return;
    const delay = this.options.delayMs ?? ANNOUNCE_DELAY_MS;
    this.timer ??= setTimeout(() => void this.flush(), delay * (0.5 + Math.random()));
  }

  /** Says that this device is here, and asks who holds anything. */
  async hello(): Promise<void> {
    await this.send([]);
  }

  /** Says nothing more, whatever is still added. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.waiting.clear();
  }

  private async flush(): Promise<void> {
    this.timer = undefined;
    const txids = [...this.waiting];
    this.waiting = new Set();
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
