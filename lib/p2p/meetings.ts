import {
  CALL_AGAIN_LONGEST_MS,
  CALL_AGAIN_MS,
  CALLS_WINDOW_MS,
  LINE_MS,
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
  /** Whether a line to somebody came about just now. */
  readonly isFresh?: (peer: string) => boolean;
  /** Milliseconds. */
  readonly now?: () => number;
};

/** Why a call ends that gives way to the other's. */
class GivesWayError extends Error {
  override readonly name = 'GivesWayError';
}

type Failure = { readonly until: number; readonly pause: number };

/**
 * Decides which lines from browser to browser are made and taken: few at a time, each counted for the life of the tab, and
 * nobody is called again at once with whom none came about. Names are PeerIds.
 */
export class Meetings {
  private readonly options: Required<MeetingsOptions>;
  private readonly calling = new Map<string, AbortController>();
  /** Whose calls were taken, and until when they may become a line. */
  private readonly called = new Map<string, number>();
  private readonly failures = new Map<string, Failure>();
  private readonly calls: RateLimit;
  private made = 0;

  constructor(options: MeetingsOptions) {
    this.options = { now: () => performance.now(), isFresh: () => false, ...options };
    this.calls = new RateLimit(MAX_CALLS_OF_PEER, CALLS_WINDOW_MS, this.options.now);
  }

  /** Whether this tab has made all the lines that it may: it goes on with those that are open. */
  get isSpent(): boolean {
    return this.made >= MAX_LINES_EVER;
  }

  /**
   * Calls somebody by `dial`, which has to end when its signal is aborted: then their call goes before.
   *
   * @throws {Error} when they may not be called now, or as `dial` does.
   */
  async call<T>(peer: string, dial: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { now } = this.options;
    if (this.options.open().includes(peer) || !this.hasRoomFor(peer)) throw new Error('no more lines');
    if (this.calling.has(peer)) throw new Error('is being called');
    if (this.isCalledBy(peer)) throw new Error('is calling');
    if ((this.failures.get(peer)?.until ?? -Infinity) > now())
      throw new Error('was called in vain a while ago');
    this.made += 1;
    const way = new AbortController();
    this.calling.set(peer, way);
    try {
      const line = await dial(way.signal);
      this.failures.delete(peer);
      return line;
    } catch (error) {
      // Nothing is wrong with somebody who calls as well.
      if (!way.signal.aborted) this.remember(peer);
      throw error;
    } finally {
      this.calling.delete(peer);
    }
  }

  /**
   * Whether a call of somebody is taken, also of one to whom a line is open: whoever calls has lost theirs, unless it came
   * about just now, and this is what they said before. Where both call at once, the one whose name comes first is heard,
   * and the call of the other ends here and now: two calls that go on take each other's line away.
   */
  takes(peer: string): boolean {
    if (!this.hasRoomFor(peer) || !this.calls.take(peer)) return false;
    const own = this.calling.get(peer);
    if (own !== undefined && this.options.self() < peer) return false;
    if (this.options.open().includes(peer) && this.options.isFresh(peer)) return false;
    own?.abort(new GivesWayError('is calling'));
    this.made += 1;
    this.called.set(peer, this.options.now() + LINE_MS);
    return true;
  }

  /** Counts a line to somebody next to this device, whom nobody knows yet. Answers whether it may be made. */
  mayMeet(): boolean {
    if (!this.hasRoomFor('')) return false;
    this.made += 1;
    return true;
  }

  /** Whether a call of somebody was taken that may still become a line. */
  isCalledBy(peer: string): boolean {
    return (this.called.get(peer) ?? -Infinity) > this.options.now();
  }

  /** The word of a call that was taken is said, or broke off: a line comes of it at once or never. */
  said(peer: string): void {
    if (this.isCalledBy(peer)) this.called.set(peer, this.options.now() + CALL_AGAIN_MS);
  }

  /** The call of somebody came to an end: a line to them is open, whoever called. */
  met(peer: string): void {
    this.failures.delete(peer);
    this.called.delete(peer);
  }

  private hasRoomFor(peer: string): boolean {
    const others = new Set([...this.options.open(), ...this.calling.keys()]);
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
