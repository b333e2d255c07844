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
  readonly store: Pick<FilmStore, 'part' | 'held' | 'finish' | 'drop'>;
  /** Has a part brought into the store. */
  readonly take: (part: number) => Promise<FilmOutcome>;
  readonly say: (message: FilmMessage) => void;
};

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

  /** Answers one question of the player: the bytes from where it asks, as many as are at hand, a few parts at most. */
  async answer(range: string | null): Promise<FilmAnswer> {
    const { place, partBytes } = this.options.film;
    const wanted = readRange(range, place.length);
    if (wanted === undefined) return refusal(416, { 'content-range': `bytes */${place.length}` });
    const [start, end] = [place.at + wanted.start, place.at + wanted.end];
    const first = Math.floor(start / partBytes);
    this.from = first;
    const begin = await this.bring(first);
    if (begin === undefined || this.shown.state === 'false') return refusal(503);
    const parts = [begin];
    const last = Math.min(Math.floor((end - 1) / partBytes), first + FILM_PARTS_AT_ONCE - 1);
    for (let at = first + 1; at <= last && this.held.has(at); at += 1) {
      const next = await this.options.store.part(this.shown.txid, at);
      if (next === undefined) break;
      parts.push(next);
    }
    const from = start - first * partBytes;
    const body = concatBytes(parts).slice(from, from + end - start);
    const given = { start: wanted.start, end: wanted.start + body.length };
    return {
      body,
      status: 206,
      headers: {
        'accept-ranges': 'bytes',
        'cache-control': 'no-store',
        'content-length': String(body.length),
        'content-range': writeContentRange(given, place.length),
        'content-type': place.contentType,
        'x-content-type-options': 'nosniff',
      },
    };
  }

  /** A part that the player waits for, before all others. */
  private async bring(part: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { store } = this.options;
    const { txid } = this.shown;
    const here = await store.part(txid, part);
    if (here !== undefined) return here;
    this.urgent += 1;
    try {
      await this.takeIn(part);
      return await store.part(txid, part);
    } finally {
      this.urgent -= 1;
      this.wake();
    }
  }

  private async takeIn(part: number): Promise<FilmOutcome> {
    const { take, store } = this.options;
    const outcome = await take(part);
    for (const at of await store.held(this.shown.txid)) this.held.add(at);
    if (this.shown.state !== 'whole' && this.shown.state !== 'false')
      this.show(outcome === 'here' ? 'coming' : outcome);
    return outcome;
  }

  /** Brings what is missing until everything is here, and looks at it as a whole then. */
  private async fill(): Promise<void> {
    for (;;) {
      if (this.isClosed) return;
      const next = this.missing();
      if (next === undefined) break;
      const outcome = this.urgent > 0 ? 'wait' : await this.takeIn(next);
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

const refusal = (status: number, headers: FilmAnswer['headers'] = {}): FilmAnswer => ({
  body: null,
  status,
  headers,
});
