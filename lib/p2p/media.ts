import type { Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { parseTx } from '#lib/chain/tx.ts';
import type { Film, FilmStore } from '#lib/store/film-store.ts';
import { askList, askParts, NotHeldError, WrongBytesError } from './ask-parts.ts';
import { Films } from './films.ts';
import {
  ANNOUNCE_DELAY_MS,
  ANNOUNCED_MEDIA,
  MAX_GOSSIP_MEDIA,
  MAX_MEDIA_BYTES,
  MEDIA_AGAIN_MS,
  MEDIA_AT_ONCE,
  MEDIA_DELAY_MS,
  MEDIA_MS,
} from './limits.ts';
import type { MediaDesk, MediaParts, OpenMediaDesk } from './media-desk.ts';
import { MediaHolders } from './media-holders.ts';
import { encodeMediaList, listOf, partOf, rootOf, sha256, type MediaList } from './media-list.ts';
import { readMediaQuestion, type MediaOffer } from './message.ts';
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
  /** Where what is too large to come whole is kept in parts. Without it such is neither given nor taken. */
  readonly films?: FilmStore;
};

type Held = {
  readonly list: Uint8Array;
  readonly root: string;
  /** Parts from a number on, in one piece: as many as are asked for, or fewer. */
  readonly parts: (first: number, most: number) => Promise<Uint8Array>;
};

/** Transactions that are waited for. */
const MAX_WANTED = 16;

/** What does not come whole. */
class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

type Got = { readonly raw: Uint8Array; readonly holder: Holder };
/** One try of all holders, and whether another may do better. */
type Round = { readonly until: AbortSignal; mayGoOn: boolean };

/** Opens the desk of a node that gives and takes large transactions. */
export const openMedia =
  (shelf: MediaShelf, delayMs = MEDIA_DELAY_MS): OpenMediaDesk =>
  (parts) => {
    const desk = new Media(shelf, parts, delayMs);
    return { desk, answer: (question) => desk.answer(question), ...(desk.films && { films: desk.films }) };
  };

/**
 * Large transactions, of those who opened them. They are never wanted aloud: whoever opens one asks those who said to hold
 * it, one after the other. A part that does not fit its root counts against who gave it; a root whose whole is another
 * transaction counts against all who said it, and is not tried again.
 */
class Media implements MediaDesk {
  readonly films: Films | undefined;
  private readonly shelf: MediaShelf;
  private readonly parts: MediaParts;
  private readonly delayMs: number;
  private readonly holders = new MediaHolders();
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
    this.films = shelf.films && new Films(shelf.films, parts, this.holders);
  }

  heard(holder: Holder, offers: readonly MediaOffer[]): void {
    const heard = this.holders.heard(holder, offers);
    this.films?.heard(heard);
    for (const txid of heard) {
      const until = this.wanted.get(txid);
      this.wanted.delete(txid);
      if (until !== undefined && until > performance.now())
        void this.fetch(txid, this.ended.signal).catch(() => undefined);
    }
  }

  knows(txid: Txid): boolean {
    return this.holders.has(txid);
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
    return question.part === undefined ? held.list : held.parts(question.part, question.parts ?? 1);
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

  private async tryRoots(txid: Txid, round: Round): Promise<Got | undefined> {
    for (const [root, holders] of this.holders.roots(txid)) {
      const got = await this.take(txid, root, holders, round);
      if (got === undefined) continue;
      if (await isTransaction(txid, got.raw)) return got;
      for (const { peer } of this.holders.forget(txid, root)) this.parts.onRefused(peer);
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
        list ??= await askList(this.parts, holder, { txid, root }, until);
        if (list.length > MAX_MEDIA_BYTES) throw new TooLargeError('it comes in parts alone');
        await this.askAll(txid, list, holder, got, until);
        return { raw: concatBytes(got), holder };
      } catch (error) {
        // The next one goes on where this one stopped. Whoever has it no more, or gives another, is not asked again.
        if (error instanceof TooLargeError) return undefined;
        if (error instanceof NotHeldError || error instanceof WrongBytesError)
          this.holders.drop(txid, holder);
        else round.mayGoOn = true;
        if (error instanceof WrongBytesError) this.parts.onRefused(holder.peer);
      }
    }
    return undefined;
  }

  /** Adds the parts that are missing to `got`, in their order. */
  private async askAll(
    txid: Txid,
    list: MediaList,
    holder: Holder,
    got: Uint8Array[],
    signal: AbortSignal,
  ): Promise<void> {
    while (got.length < list.sums.length) {
      const next = Array.from({ length: MEDIA_AT_ONCE }, (_, each) => got.length + each);
      const asked = next
        .filter((at) => at < list.sums.length)
        .map((first) => askParts(this.parts, holder, { txid, list, first, most: 1 }, signal));
      for (const answer of await Promise.allSettled(asked)) {
        if (answer.status === 'rejected') throw answer.reason;
        got.push(...answer.value);
      }
    }
  }

  private held(txid: Txid): Promise<Held | undefined> {
    if (this.lastTxid !== txid || this.last === undefined) {
      this.lastTxid = txid;
      this.last = this.read(txid).catch(() => undefined);
    }
    return this.last;
  }

  private async read(txid: Txid): Promise<Held | undefined> {
    const film = await this.films?.whole(txid);
    if (film !== undefined) return this.inParts(film);
    const raw = await this.shelf.read(txid);
    const list = raw && (await isTransaction(txid, raw)) ? await listOf(raw) : undefined;
    if (raw === undefined || list === undefined) return undefined;
    if (raw.length > MAX_MEDIA_BYTES) {
      const kept = await this.films?.keep(txid, raw, list);
      return kept && this.inParts(kept);
    }
    const encoded = encodeMediaList(list);
    return { list: encoded, root: await rootOf(encoded), parts: async (first) => partOf(raw, first) };
  }

  private inParts({ txid, list, root }: Film): Held {
    const none = new Uint8Array(0);
    return { list, root, parts: async (first, most) => (await this.films?.read(txid, first, most)) ?? none };
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
