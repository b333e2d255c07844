import type { FilmAnswer } from '#lib/bridge/film-address.ts';
import type { FilmMessage, FilmOutcome } from '#lib/bridge/film-messages.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { sha256 } from '#lib/bytes/hash.ts';
import { toDisplayHex } from '#lib/bytes/hex.ts';
import { FILM_PARTS_AT_ONCE } from '#lib/p2p/limits.ts';
import type { Film, FilmStore } from '#lib/store/film-store.ts';
import { readRange, writeContentRange } from './film-range.ts';
import type { FilmState, FilmView } from './films.ts';

export type FilmPlayerOptions = {
  readonly film: Film;
  /** Parts of it that are here. */
  readonly held: readonly number[];
  readonly store: Pick<FilmStore, 'part' | 'run' | 'held' | 'finish' | 'drop'>;
  /** Has a part brought into the store, and those behind it: `most` in all. */
  readonly take: (part: number, most: number) => Promise<FilmOutcome>;
  readonly say: (message: FilmMessage) => void;
};

/** The bytes that a player asks for, a few parts at a time and none before it reads them. */
export type FilmPieces = AsyncGenerator<Uint8Array<ArrayBuffer>, void, void>;

/** An answer to one question of the player. */
export type FilmResponse = Omit<FilmAnswer, 'hasBody'> & { readonly pieces?: FilmPieces };

/** Questions for parts that are under way at the same time; one that the player waits for may be one more. */
const TAKES_AT_ONCE = 2;

/** How far from what the player waits for. */
const READ_AHEAD_PARTS = 3 * FILM_PARTS_AT_ONCE;

/** The pause before it is looked again whether somebody can be asked. */
const AGAIN_MS = 1_000;

const partsOf = ({ bytes, partBytes }: Film): number => Math.ceil(bytes / partBytes);

/** All parts have the same length but the last one. */
function heldBytes(film: Film, held: ReadonlySet<number>): number {
  const { bytes, partBytes } = film;
  const parts = partsOf(film);
  return held.size * partBytes - (held.has(parts - 1) ? parts * partBytes - bytes : 0);
}

/** What is known of a film of which these parts are here. */
export function viewOf(film: Film, held: Iterable<number>, state?: FilmState): FilmView {
  const { txid, place, bytes: txBytes, isWhole } = film;
  return {
    txid,
    vout: place.vout,
    contentType: place.contentType,
    bytes: place.length,
    txBytes,
    heldBytes: heldBytes(film, new Set(held)),
    state: state ?? (isWhole ? 'whole' : 'coming'),
  };
}

/**
 * One film that is played: has its parts brought, first those that the player waits for and then the others from there on, and
 * hashes all of them once they are here. No more than an answer's few parts are in memory.
 */
export class FilmPlayer {
  private readonly options: FilmPlayerOptions;
  private readonly held: Set<number>;
  private readonly listeners = new Set<() => void>();
  private shown: FilmView;
  private isClosed = false;
  /** Parts that were asked for and are not here yet. */
  private readonly coming = new Map<number, Promise<FilmOutcome>>();
  private takes = 0;
  /** Answers that the player waits for; until they are given nothing else is brought. */
  private urgent = 0;
  private wake: () => void = () => undefined;
  /** The part that was played last: the next ones are brought before those that were skipped. */
  private from = 0;

  constructor(options: FilmPlayerOptions) {
    this.options = options;
    this.held = new Set(options.held);
    this.shown = viewOf(options.film, this.held);
    if (!options.film.isWhole) void this.fill().catch(() => this.show('full'));
  }

  readonly view = (): FilmView => this.shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  close(): void {
    this.isClosed = true;
    this.wake();
  }

  /** Answers one question of the player: what it asks for, as soon as the first part of that is here. */
  async answer(range: string | null): Promise<FilmResponse> {
    const { place, partBytes } = this.options.film;
    const wanted = readRange(range, place.length);
    if (wanted === undefined) return refusal(416, { 'content-range': `bytes */${place.length}` });
    const [start, end] = [place.at + wanted.start, place.at + wanted.end];
    const begin = await this.run(Math.floor(start / partBytes), 1);
    if (begin === undefined || this.shown.state === 'false') return refusal(503);
    return {
      pieces: this.read(start, end, begin),
      status: 206,
      headers: {
        'accept-ranges': 'bytes',
        'cache-control': 'no-store',
        'content-length': String(end - start),
        'content-range': writeContentRange(wanted, place.length),
        'content-type': place.contentType,
        'x-content-type-options': 'nosniff',
      },
    };
  }

  /** The bytes from `start` on, of which `run` is the beginning. */
  private async *read(start: number, end: number, begin: Uint8Array<ArrayBuffer>[]): FilmPieces {
    const { partBytes } = this.options.film;
    let run = begin;
    for (let at = start; at < end;) {
      const from = at % partBytes;
      const piece = concatBytes(run).slice(from, from + end - at);
      at += piece.length;
      yield piece;
      if (at >= end) return;
      const next = await this.run(Math.floor(at / partBytes), FILM_PARTS_AT_ONCE);
      if (next === undefined) throw new Error('nobody gives the next part');
      run = next;
    }
  }

  /** A part that the player waits for, and those behind it that are here; after a jump one alone is waited for. */
  private async run(first: number, most: number): Promise<Uint8Array<ArrayBuffer>[] | undefined> {
    const { store } = this.options;
    const { txid } = this.shown;
    this.from = first;
    for (let tries = 0; tries < 2; tries += 1) {
      if (this.shown.state === 'false') return undefined;
      const here = await store.run(txid, first, FILM_PARTS_AT_ONCE);
      if (here.length > 0) return [...here];
      this.urgent += 1;
      try {
        // What is on its way comes sooner than what is asked for now.
        const coming = this.coming.get(first) ?? this.takeIn(first, most);
        this.readAhead(first);
        await coming;
      } finally {
        this.urgent -= 1;
        this.wake();
      }
    }
    const last = await store.run(txid, first, FILM_PARTS_AT_ONCE);
    return last.length > 0 ? [...last] : undefined;
  }

  /** Asks for what the player reads next while the part before it is on its way: nearly all of a question is waiting. */
  private readAhead(from: number): void {
    if (this.isClosed || this.shown.state !== 'coming') return;
    const parts = partsOf(this.options.film);
    for (let at = from; at < Math.min(parts, from + READ_AHEAD_PARTS); at += 1) {
      if (this.takes >= TAKES_AT_ONCE) return;
      if (!this.held.has(at) && !this.coming.has(at))
        this.takeIn(at, FILM_PARTS_AT_ONCE).catch(() => undefined);
    }
  }

  private takeIn(first: number, most: number): Promise<FilmOutcome> {
    const numbers = Array.from({ length: most }, (_, each) => first + each).filter(
      (at) => !this.held.has(at) && !this.coming.has(at),
    );
    this.takes += 1;
    const taking = this.options.take(first, most).then(async (outcome) => {
      this.takes -= 1;
      for (const at of await this.options.store.held(this.shown.txid, first, most)) this.held.add(at);
      if (this.shown.state !== 'whole' && this.shown.state !== 'false')
        this.show(outcome === 'here' ? 'coming' : outcome);
      return outcome;
    });
    for (const at of numbers) this.coming.set(at, taking);
    return taking.finally(() => {
      for (const at of numbers) this.coming.delete(at);
    });
  }

  /** Brings what is missing until everything is here, and looks at it as a whole then. */
  private async fill(): Promise<void> {
    for (;;) {
      if (this.isClosed) return;
      const next = this.missing();
      if (next === undefined) break;
      const outcome = this.urgent > 0 ? 'wait' : await this.takeIn(next, FILM_PARTS_AT_ONCE);
      if (outcome === 'full') return;
      if (outcome === 'wait' || outcome === 'left') await this.pause();
    }
    await this.check();
  }

  private missing(): number | undefined {
    const parts = partsOf(this.options.film);
    for (let each = 0; each < parts; each += 1) {
      const at = (this.from + each) % parts;
      if (!this.held.has(at)) return at;
    }
    return undefined;
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, AGAIN_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Whether the parts together are the transaction: until now the word of a neighbour was all that there was for them. */
  private async check(): Promise<void> {
    const { film, store, say } = this.options;
    const { txid, root } = film;
    const hash = sha256.create();
    for (let at = 0; at < partsOf(film); at += 1) {
      const part = await store.part(txid, at);
      // It had to make room for another one meanwhile.
      if (part === undefined) return this.show('full');
      hash.update(part);
    }
    if (toDisplayHex(sha256(hash.digest())) === txid) {
      await store.finish(txid, root);
      say({ type: 'whole', txid });
      this.show('whole');
      return;
    }
    this.show('false');
    await store.drop(txid);
    say({ type: 'false', txid, root });
  }

  private show(state: FilmState): void {
    if (this.isClosed && state !== 'whole' && state !== 'false') return;
    this.shown = viewOf(this.options.film, this.held, state);
    for (const listener of this.listeners) listener();
  }
}

const refusal = (status: number, headers: FilmAnswer['headers'] = {}): FilmResponse => ({
  status,
  headers,
});
