import {
  CALL_AGAIN_LONGEST_MS,
  CALL_AGAIN_MS,
  CALLS_WINDOW_MS,
  MAX_CALLS_OF_PEER,
  MAX_LINES,
  MAX_LINES_EVER,
} from './limits.ts';
import { RateLimit } from './rate-limit.ts';

/** Failures that are remembered; the oldest is forgotten first. */
const MAX_REMEMBERED = 200;

export type MeetingsOptions = {
  /** This device's own PeerId. */
  readonly self: () => string;
  /** Neighbours to whom a line is open. */
  readonly open: () => readonly string[];
  /** Milliseconds. */
  readonly now?: () => number;
};

type Failure = { readonly until: number; readonly pause: number };

/**
 * Decides which lines from browser to browser are made and taken: few at a time, each counted for the life of the tab, and
 * nobody is called again at once with whom none came about. Names are PeerIds.
 */
export class Meetings {
  private readonly options: Required<MeetingsOptions>;
  private readonly calling = new Set<string>();
  private readonly failures = new Map<string, Failure>();
  private readonly calls: RateLimit;
  private made = 0;

  constructor(options: MeetingsOptions) {
    this.options = { now: () => performance.now(), ...options };
    this.calls = new RateLimit(MAX_CALLS_OF_PEER, CALLS_WINDOW_MS, this.options.now);
  }

  /** Whether this tab has made all the lines that it may: it goes on with those that are open. */
  get isSpent(): boolean {
    return this.made >= MAX_LINES_EVER;
  }

  /**
   * Calls somebody by `dial`.
   *
   * @throws {Error} when they may not be called now, or as `dial` does.
   */
  async call<T>(peer: string, dial: () => Promise<T>): Promise<T> {
    const { now } = this.options;
    if (this.options.open().includes(peer) || !this.hasRoomFor(peer)) throw new Error('no more lines');
    if (this.calling.has(peer)) throw new Error('is being called');
    if ((this.failures.get(peer)?.until ?? -Infinity) > now())
      throw new Error('was called in vain a while ago');
    this.made += 1;
    this.calling.add(peer);
    try {
      const line = await dial();
      this.failures.delete(peer);
      return line;
    } catch (error) {
      this.remember(peer);
      throw error;
    } finally {
      this.calling.delete(peer);
    }
  }

  /**
   * Whether a call of somebody is taken, also of one to whom a line is open: whoever calls has lost theirs. Where both call
   * at once, the one whose name comes first is heard.
   */
  takes(peer: string): boolean {
    if (!this.hasRoomFor(peer) || !this.calls.take(peer)) return false;
    if (this.calling.has(peer) && this.options.self() < peer) return false;
    this.made += 1;
    return true;
  }

  /** A line to somebody is open, whoever called. */
  met(peer: string): void {
    this.failures.delete(peer);
  }

  private hasRoomFor(peer: string): boolean {
    const others = new Set([...this.options.open(), ...this.calling]);
    others.delete(peer);
    return !this.isSpent && others.size < MAX_LINES;
  }

  private remember(peer: string): void {
    const before = this.failures.get(peer);
    const pause = before === undefined ? CALL_AGAIN_MS : Math.min(before.pause * 2, CALL_AGAIN_LONGEST_MS);
    this.failures.delete(peer);
    this.failures.set(peer, { until: this.options.now() + pause, pause });
    const [oldest] = this.failures.keys();
    if (this.failures.size > MAX_REMEMBERED && oldest !== undefined) this.failures.delete(oldest);
  }
}
