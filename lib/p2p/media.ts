import type { Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { parseTx } from '#lib/chain/tx.ts';
import {
  ANNOUNCE_DELAY_MS,
  ANNOUNCED_MEDIA,
  MAX_DIALS,
  MAX_GOSSIP_MEDIA,
  MAX_KNOWN_MEDIA,
  MAX_MEDIA_ROOTS,
  MEDIA_AGAIN_MS,
  MEDIA_AT_ONCE,
  MEDIA_DELAY_MS,
  MEDIA_MS,
} from './limits.ts';
import type { MediaDesk, MediaParts, OpenMediaDesk } from './media-desk.ts';
import {
  decodeMediaList,
  encodeMediaList,
  listOf,
  MAX_LIST_BYTES,
  partLength,
  partOf,
  rootOf,
  sha256,
  type MediaList,
} from './media-list.ts';
import { encodeMessage, readMediaQuestion, type MediaOffer } from './message.ts';
import type { Receipt } from './receive.ts';
import type { Holder } from './router.ts';

/** Where what somebody opened lies. */
export type MediaShelf = {
  /** The bytes of a transaction that was opened here, or written. */
  readonly read: (txid: Txid) => Promise<Uint8Array | undefined>;
  /** The last that were opened, newest first. */
  readonly newest: (most: number) => Promise<readonly Txid[]>;
  /** Whether this device says what it opened, and gives it. Asked anew each time. */
  readonly isShared: () => Promise<boolean>;
};

type Known = { readonly root: string; readonly holder: Holder };
type Held = {
  readonly txid: Txid;
  readonly raw: Uint8Array;
  readonly list: Uint8Array;
  readonly root: string;
};

/** Transactions that are waited for. */
const MAX_WANTED = 16;

/** What does not fit the root that it was announced with. */
class WrongBytesError extends Error {
  override readonly name = 'WrongBytesError';
}

/** Whoever said to hold it does not, or not any more. */
class NotHeldError extends Error {
  override readonly name = 'NotHeldError';
}

type Got = { readonly raw: Uint8Array; readonly holder: Holder };
/** One try of all holders, and whether another may do better. */
type Round = { readonly until: AbortSignal; mayGoOn: boolean };

/** Opens the desk of a node that gives and takes large transactions. */
export const openMedia =
  (shelf: MediaShelf, delayMs = MEDIA_DELAY_MS): OpenMediaDesk =>
  (parts) => {
    const desk = new Media(shelf, parts, delayMs);
    return { desk, answer: (question) => desk.answer(question) };
  };

/**
 * Large transactions, of those who opened them. They are never wanted aloud: whoever opens one asks those who said to hold
 * it, one after the other. A part that does not fit its root counts against who gave it; a root whose whole is another
 * transaction counts against all who said it, and is not tried again.
 */
class Media implements MediaDesk {
  private readonly shelf: MediaShelf;
  private readonly parts: MediaParts;
  private readonly delayMs: number;
  private readonly known = new Map<Txid, Known[]>();
  private readonly falseRoots = new Set<string>();
  private readonly waiting = new Set<Txid>();
  /** What was opened and not found, and until when it is looked for. */
  private readonly wanted = new Map<Txid, number>();
  private readonly fetching = new Map<Txid, Promise<Receipt | undefined>>();
  private readonly ended = new AbortController();
  /** Neighbours ask part by part for the same one. */
  private last: Promise<Held | undefined> | undefined;
  private lastTxid: Txid | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private due = Infinity;
  /** How often in a row nobody was there to hear. */
  private unheard = 0;

  constructor(shelf: MediaShelf, parts: MediaParts, delayMs: number) {
    this.shelf = shelf;
    this.parts = parts;
    this.delayMs = delayMs;
  }

  heard(holder: Holder, offers: readonly MediaOffer[]): void {
    for (const { txid, root } of offers) {
      if (this.falseRoots.has(txid + root)) continue;
      const others = (this.known.get(txid) ?? []).filter((each) => !each.holder.peer.equals(holder.peer));
      this.known.delete(txid);
      this.known.set(txid, [{ root, holder }, ...others].slice(0, MAX_DIALS));
      const until = this.wanted.get(txid);
      this.wanted.delete(txid);
      if (until !== undefined && until > performance.now())
        void this.fetch(txid, this.ended.signal).catch(() => undefined);
    }
    for (const txid of this.known.keys()) {
      if (this.known.size <= MAX_KNOWN_MEDIA) break;
      this.known.delete(txid);
    }
  }

  knows(txid: Txid): boolean {
    return (this.known.get(txid)?.length ?? 0) > 0;
  }

  want(txid: Txid): void {
    this.wanted.delete(txid);
    this.wanted.set(txid, performance.now() + MEDIA_MS);
    const [oldest] = this.wanted.keys();
    if (this.wanted.size > MAX_WANTED && oldest !== undefined) this.wanted.delete(oldest);
  }

  /** Two who open the same one share one search: streams of both would be more than a neighbour takes. */
  async fetch(txid: Txid, signal: AbortSignal): Promise<Receipt | undefined> {
    const running = this.fetching.get(txid) ?? this.search(txid).finally(() => this.fetching.delete(txid));
    this.fetching.set(txid, running);
    return orAbort(running, signal);
  }

  share(txid: Txid, own: boolean): void {
    this.waiting.add(txid);
    this.schedule(own ? ANNOUNCE_DELAY_MS : this.delayMs);
  }

  greet(): void {
    this.shelf.newest(ANNOUNCED_MEDIA).then(
      (txids) => {
        for (const txid of txids) this.share(txid, false);
      },
      () => undefined,
    );
  }

  stop(): void {
    this.ended.abort();
    clearTimeout(this.timer);
  }

  async answer(bytes: Uint8Array): Promise<Uint8Array | undefined> {
    const question = readMediaQuestion(bytes);
    if (question?.network !== this.parts.network) return undefined;
    const held = (await this.shelf.isShared()) ? await this.held(question.txid) : undefined;
    if (held === undefined) return new Uint8Array(0);
    return question.part === undefined ? held.list : partOf(held.raw, question.part);
  }

  /**
   * Looks until it is here, or none of its holders can be asked. A line that broke just then, or a stream that was one too
   * many, must not be the end of it: it is said once. Whoever says to hold it later is asked, too, for a while.
   */
  private async search(txid: Txid): Promise<Receipt | undefined> {
    const begun = performance.now();
    const until = AbortSignal.any([this.ended.signal, AbortSignal.timeout(MEDIA_MS)]);
    for (let rest = MEDIA_AGAIN_MS; ; rest *= 2) {
      const round: Round = { until, mayGoOn: false };
      const got = await this.tryRoots(txid, round);
      if (got !== undefined) {
        const { peer } = got.holder;
        const ms = Math.round(performance.now() - begun);
        const receipt = { txid, peer: peer.toString(), bytes: got.raw.length, ms };
        await this.parts.leave(got.raw, receipt, peer);
        return receipt;
      }
      if (until.aborted) return undefined;
      this.want(txid);
      if (!round.mayGoOn) return undefined;
      await pause(rest, until);
    }
  }

  /** What most say is tried first: a liar with one name does not come before the honest. */
  private async tryRoots(txid: Txid, round: Round): Promise<Got | undefined> {
    const byRoot = Map.groupBy(this.known.get(txid) ?? [], ({ root }) => root);
    const roots = [...byRoot].toSorted(([, a], [, b]) => b.length - a.length).slice(0, MAX_MEDIA_ROOTS);
    for (const [root, said] of roots) {
      const holders = said.map(({ holder }) => holder);
      const got = await this.take(txid, root, holders, round);
      if (got === undefined) continue;
      if (await isTransaction(txid, got.raw)) return got;
      this.forgetRoot(txid, root, holders);
    }
    return undefined;
  }

  /** All bytes that fit a root, of whichever of its holders still gives them. */
  private async take(
    txid: Txid,
    root: string,
    holders: readonly Holder[],
    round: Round,
  ): Promise<Got | undefined> {
    const { until } = round;
    let list: MediaList | undefined;
    const got: Uint8Array[] = [];
    for (const holder of holders) {
      try {
        if (until.aborted || !(await this.parts.reaches(holder, until))) continue;
        list ??= await this.askList(txid, root, holder, until);
        await this.askParts(txid, list, holder, got, until);
        return { raw: concatBytes(got), holder };
      } catch (error) {
        // The next one goes on where this one stopped. Whoever has it no more, or gives another, is not asked again.
        if (error instanceof NotHeldError || error instanceof WrongBytesError) this.drop(txid, holder);
        else round.mayGoOn = true;
        if (error instanceof WrongBytesError) this.parts.onRefused(holder.peer);
      }
    }
    return undefined;
  }

  private async askList(txid: Txid, root: string, holder: Holder, signal: AbortSignal): Promise<MediaList> {
    const bytes = await this.parts.ask(holder.peer, this.question(txid), MAX_LIST_BYTES, signal);
    if (bytes.length === 0) throw new NotHeldError('not held');
    const list = (await rootOf(bytes)) === root ? decodeMediaList(bytes) : undefined;
    if (list === undefined) throw new WrongBytesError('not the list of that root');
    return list;
  }

  /** Adds the parts that are missing to `got`, in their order. */
  private async askParts(
    txid: Txid,
    list: MediaList,
    { peer }: Holder,
    got: Uint8Array[],
    signal: AbortSignal,
  ): Promise<void> {
    const askPart = async (at: number): Promise<Uint8Array> => {
      const length = partLength(list, at);
      const part = await this.parts.ask(peer, this.question(txid, at), length, signal);
      if (part.length === 0) throw new NotHeldError('not held');
      const sum = list.sums[at] ?? new Uint8Array(0);
      if (toHex(await sha256(part)) !== toHex(sum)) throw new WrongBytesError(`part ${at} is another`);
      return part;
    };
    while (got.length < list.sums.length) {
      const next = Array.from({ length: MEDIA_AT_ONCE }, (_, each) => got.length + each);
      const asked = next.filter((at) => at < list.sums.length).map(askPart);
      for (const answer of await Promise.allSettled(asked)) {
        if (answer.status === 'rejected') throw answer.reason;
        got.push(answer.value);
      }
    }
  }

  private question(txid: Txid, part?: number): Uint8Array {
    const { network } = this.parts;
    return encodeMessage({ v: 1, network, txid, ...(part !== undefined && { part }) });
  }

  private held(txid: Txid): Promise<Held | undefined> {
    if (this.lastTxid !== txid || this.last === undefined) {
      this.lastTxid = txid;
      this.last = this.read(txid).catch(() => undefined);
    }
    return this.last;
  }

  private async read(txid: Txid): Promise<Held | undefined> {
    const raw = await this.shelf.read(txid);
    const list = raw && (await isTransaction(txid, raw)) ? await listOf(raw) : undefined;
    if (raw === undefined || list === undefined) return undefined;
    const encoded = encodeMediaList(list);
    return { txid, raw, list: encoded, root: await rootOf(encoded) };
  }

  private drop(txid: Txid, holder: Holder): void {
    const left = (this.known.get(txid) ?? []).filter((each) => !each.holder.peer.equals(holder.peer));
    this.known.set(txid, left);
  }

  private forgetRoot(txid: Txid, root: string, holders: readonly Holder[]): void {
    this.falseRoots.add(txid + root);
    const [oldest] = this.falseRoots;
    if (this.falseRoots.size > MAX_KNOWN_MEDIA && oldest !== undefined) this.falseRoots.delete(oldest);
    for (const holder of holders) {
      this.drop(txid, holder);
      this.parts.onRefused(holder.peer);
    }
  }

  private schedule(delayMs: number): void {
    const delay = delayMs * (0.5 + Math.random());
    const due = performance.now() + delay;
    if (this.ended.signal.aborted || this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => void this.flush().catch(() => undefined), delay);
  }

  private async flush(): Promise<void> {
    this.due = Infinity;
    const txids = [...this.waiting];
    this.waiting.clear();
    if (!(await this.shelf.isShared())) return;
    const offers: MediaOffer[] = [];
    for (const txid of txids.slice(-ANNOUNCED_MEDIA)) {
      const held = await this.read(txid).catch(() => undefined);
      if (held !== undefined) offers.push({ txid, root: held.root });
    }
    let isHeard = true;
    for (let at = 0; at < offers.length && !this.ended.signal.aborted; at += MAX_GOSSIP_MEDIA) {
      isHeard &&= await this.parts.announce(offers.slice(at, at + MAX_GOSSIP_MEDIA));
    }
    this.unheard = isHeard ? 0 : this.unheard + 1;
    if (isHeard) return;
    // Nobody is at the other end yet, or any more: those who come say no hello where there is no relay.
    for (const { txid } of offers) this.waiting.add(txid);
    this.schedule(Math.min(ANNOUNCE_DELAY_MS * 2 ** this.unheard, Math.max(this.delayMs, ANNOUNCE_DELAY_MS)));
  }
}

/** Whether these are the bytes of that transaction. */
async function isTransaction(txid: Txid, raw: Uint8Array): Promise<boolean> {
  const hash = await sha256(await sha256(raw));
  return toHex(hash.toReversed()) === txid && parseTx(raw).ok;
}

/** Resolves after some time, or at once when `signal` is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

/** What is coming, or nothing for whoever does not wait any longer. */
async function orAbort<T>(coming: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const giveUp = (): void => resolve(undefined);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    return await Promise.race([coming, late]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
