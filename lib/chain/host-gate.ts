import { SourceError } from './source-error.ts';

/** How often a host may be asked, in requests a second. As many may go at once after a pause. */
export type HostRate = number;

/**
 * Rates that hosts ask for, or that were found to be safe (requests a second). WhatsOnChain says three; esploras answer
 * too many by a 429 without CORS headers, which a page cannot tell from a broken connection.
 */
const RATES: Readonly<Record<string, HostRate>> = {
  'api.whatsonchain.com': 3,
  'mempool.space': 4,
  'blockstream.info': 4,
  'ordinals.com': 2,
  'junglebus.gorillapool.io': 5,
};
const DEFAULT_RATE = 8;
/** A devnet on this machine is our own. */
const LOCAL_RATE = 200;
const LOCAL = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 64_000;
/** Whoever would have to wait longer than this for its turn is told so instead. */
const PATIENCE = 3000;
/** A connection that breaks this soon after an answer may be a refusal that the browser hides. */
const RECENT = 30_000;

export type GateClock = {
  readonly now: () => number;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** Whether a host is this machine itself, by its name. */
export const isLocalHost = (hostname: string): boolean => LOCAL.test(hostname);

/** Rate of a host, by its name. */
export const rateOf = (hostname: string): HostRate =>
  isLocalHost(hostname) ? LOCAL_RATE : (RATES[hostname] ?? DEFAULT_RATE);

/** Lets requests to one host through as often as it likes, and makes them pause when it says that they are too many. */
export class HostGate {
  private readonly host: string;
  private readonly gap: number;
  private readonly burst: number;
  private readonly clock: GateClock;
  /** When the next request of an even flow would be due. */
  private next = -Infinity;
  private closedUntil = -Infinity;
  private pause = FIRST_PAUSE;
  private lastAnswer = -Infinity;

  constructor(host: string, rate: HostRate, clock: GateClock) {
    this.host = host;
    this.gap = 1000 / rate;
    this.burst = rate;
    this.clock = clock;
  }

  /**
   * Resolves when a request may go.
   *
   * @throws {SourceError} `busy` when that would take long.
   * @throws the signal's reason when it is aborted.
   */
  async pass(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const now = this.clock.now();
    const due = Math.max(this.next, now - this.gap * (this.burst - 1));
    const wait = Math.max(due - now, this.closedUntil - now, 0);
    if (wait > PATIENCE) {
      const seconds = Math.ceil(wait / 1000);
      throw new SourceError(this.host, 'busy', `asked for a pause; it is asked again in ${seconds} s`);
    }
    this.next = due + this.gap;
    if (wait > 0) await this.clock.wait(wait, signal);
    signal.throwIfAborted();
  }

  /** Notes an answer. `retryAfter` is in seconds. */
  answered(status: number, retryAfter?: number): void {
    this.lastAnswer = this.clock.now();
    if (status === 429 || status === 503) this.close((retryAfter ?? 0) * 1000);
    else this.pause = FIRST_PAUSE;
  }

  /**
   * Notes a connection that broke without an answer; says whether that looks like a refusal in disguise, which counts as
   * one.
   */
  broke(): boolean {
    const isSudden = this.burst < LOCAL_RATE && this.clock.now() - this.lastAnswer < RECENT;
    if (isSudden) this.close(0);
    return isSudden;
  }

  private close(least: number): void {
    this.closedUntil = this.clock.now() + Math.min(Math.max(this.pause, least), LONGEST_PAUSE);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }
}
