import type { FilmOutcome } from '#lib/bridge/film-messages.ts';
import type { Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { findContent, isClosed, type ContentPlace } from '#lib/envelopes/content-place.ts';
import { essence, sniff } from '#lib/protocols/media-type.ts';
import type { Film, FilmStore } from '#lib/store/film-store.ts';
import { askList, askParts, NotHeldError, WrongBytesError } from './ask-parts.ts';
import {
  FILM_PARTS_AT_ONCE,
  FILM_PART_MS,
  MAX_MEDIA_BYTES,
  MEDIA_AGAIN_MS,
  MEDIA_PART_BYTES,
} from './limits.ts';
import type { MediaParts } from './media-desk.ts';
import type { MediaHolders } from './media-holders.ts';
import { decodeMediaList, encodeMediaList, partOf, rootOf, type MediaList } from './media-list.ts';
import type { Holder } from './router.ts';

/** Gives a run of bytes of a transaction; `undefined` where it is not to be had. */
type ReadAt = (start: number, end: number) => Promise<Uint8Array | undefined>;

/**
 * Sound and film above {@link MAX_MEDIA_BYTES}, part by part, in whatever order somebody plays them. Every part is checked
 * against its root before it is kept. Whether the root is that of the transaction shows when all of them are here, which
 * whoever takes them looks at; see docs/decisions.
 */
export class Films {
  private readonly store: FilmStore;
  private readonly parts: MediaParts;
  private readonly holders: MediaHolders;
  /** Parts that are on their way, by transaction and number. */
  private readonly coming = new Map<string, Promise<FilmOutcome>>();
  private hear: (txid: Txid) => void = () => undefined;

  constructor(store: FilmStore, parts: MediaParts, holders: MediaHolders) {
    this.store = store;
    this.parts = parts;
    this.holders = holders;
  }

  /**
   * Whether a transaction can be played while it comes, because somebody holds it and what is wanted of it lies where its
   * first and its last bytes say. Then its row is in the store.
   */
  async look(txid: Txid, signal: AbortSignal): Promise<boolean> {
    const known = await this.store.find(txid);
    if (known !== undefined && (known.isWhole || this.holders.of(txid, known.root).length > 0)) return true;
    for (const [root, holders] of this.holders.roots(txid)) {
      for (const holder of holders) {
        if (signal.aborted || !(await this.parts.reaches(holder, signal))) continue;
        try {
          if (await this.begin(txid, root, holder, signal)) return true;
          // Whoever says this root gives the same bytes; another root may be of others.
          break;
        } catch (error) {
          this.blame(txid, holder, error);
        }
      }
    }
    return known !== undefined;
  }

  /**
   * Brings a part, and some of those behind it (`most` in all), from whoever said its root. Waits a while for somebody to be
   * there.
   *
   * @throws {StoreError} when this device has no room for it.
   */
  take(txid: Txid, part: number, most = FILM_PARTS_AT_ONCE): Promise<FilmOutcome> {
    const key = `${txid}:${part}`;
    const running =
      this.coming.get(key) ??
      this.bring(txid, part, Math.min(most, FILM_PARTS_AT_ONCE)).finally(() => this.coming.delete(key));
    this.coming.set(key, running);
    return running;
  }

  /** Somebody says to hold these. */
  heard(txids: readonly Txid[]): void {
    for (const txid of txids) this.hear(txid);
  }

  /** Calls back whenever somebody says to hold a large transaction. */
  onHeard(listener: (txid: Txid) => void): void {
    this.hear = listener;
  }

  /** All parts of a root are another transaction: who said so is not believed again, and nothing of it stays. */
  async refuse(txid: Txid, root: string): Promise<void> {
    for (const { peer } of this.holders.forget(txid, root)) this.parts.onRefused(peer);
    if ((await this.store.find(txid))?.root === root) await this.store.drop(txid);
  }

  /** A whole one that is here, as it is given to others: its list, and its parts. */
  async whole(txid: Txid): Promise<Film | undefined> {
    const film = await this.store.find(txid);
    return film?.isWhole === true ? film : undefined;
  }

  /** Parts of a whole one in one piece, as far as they are here. */
  async read(txid: Txid, first: number, most: number): Promise<Uint8Array> {
    return concatBytes(await this.store.run(txid, first, Math.min(most, FILM_PARTS_AT_ONCE)));
  }

  /** Lays a transaction that came whole into the store, part by part. `undefined` unless it is sound or film. */
  async keep(txid: Txid, raw: Uint8Array, list: MediaList): Promise<Film | undefined> {
    const place = await placeOf(async (start, end) => raw.subarray(start, end), raw.length);
    const film = place && (await filmOf(txid, list, place, true));
    if (film === undefined || !(await this.store.begin({ ...film, isWhole: false }))) return undefined;
    for (let at = 0; at < list.sums.length; at += 1)
      await this.store.put(txid, film.root, at, [partOf(raw, at)]);
    await this.store.finish(txid, film.root);
    return film;
  }

  private async begin(txid: Txid, root: string, holder: Holder, signal: AbortSignal): Promise<boolean> {
    const list = await askList(this.parts, holder, { txid, root }, signal);
    // What is smaller comes whole, and is checked whole before anybody sees it.
    if (list.length <= MAX_MEDIA_BYTES) return false;
    const got = new Map<number, Uint8Array>();
    const place = await placeOf(async (start, end) => {
      const [first, last] = [Math.floor(start / MEDIA_PART_BYTES), Math.floor((end - 1) / MEDIA_PART_BYTES)];
      const numbers = Array.from({ length: last - first + 1 }, (_, each) => first + each);
      for (const at of numbers.filter((each) => !got.has(each))) {
        const [part] = await askParts(this.parts, holder, { txid, list, first: at, most: 1 }, signal);
        if (part !== undefined) got.set(at, part);
      }
      const begin = start - first * MEDIA_PART_BYTES;
      return concatBytes(numbers.flatMap((at) => got.get(at) ?? [])).subarray(begin, begin + end - start);
    }, list.length);
    const film = place && (await filmOf(txid, list, place, false));
    if (film === undefined || !(await this.store.begin(film))) return false;
    for (const [at, part] of got) await this.store.put(txid, root, at, [part]);
    return true;
  }

  private async bring(txid: Txid, part: number, atOnce: number): Promise<FilmOutcome> {
    const signal = AbortSignal.timeout(FILM_PART_MS);
    for (let most = atOnce; ; most = 1) {
      const film = await this.store.find(txid);
      const list = film && decodeMediaList(film.list);
      if (film === undefined || list === undefined) return 'full';
      const held = await this.store.held(txid, part, most);
      if (held.includes(part)) return 'here';
      const next = held.find((at) => at > part) ?? list.sums.length;
      const wanted = { txid, list, first: part, most: Math.min(most, next - part) };
      for (const holder of this.holders.of(txid, film.root)) {
        if (signal.aborted) return 'left';
        let given: readonly Uint8Array[];
        try {
          if (!(await this.parts.reaches(holder, signal))) continue;
          given = await askParts(this.parts, holder, wanted, signal);
        } catch (error) {
          this.blame(txid, holder, error);
          continue;
        }
        await this.store.put(txid, film.root, part, given);
        return 'here';
      }
      if (signal.aborted || this.holders.of(txid, film.root).length === 0) return 'left';
      await new Promise((resolve) => setTimeout(resolve, MEDIA_AGAIN_MS));
    }
  }

  /** Whoever has it no more, or gives another, is not asked again. A line that broke off may come back. */
  private blame(txid: Txid, holder: Holder, error: unknown): void {
    if (error instanceof NotHeldError || error instanceof WrongBytesError) this.holders.drop(txid, holder);
    if (error instanceof WrongBytesError) this.parts.onRefused(holder.peer);
  }
}

/** Where sound or film lies, by what its envelope says and by its own first bytes, which must agree. */
async function placeOf(read: ReadAt, total: number): Promise<ContentPlace | undefined> {
  const head = await read(0, Math.min(MEDIA_PART_BYTES, total));
  const found = head && findContent(head, total);
  if (head === undefined || found === undefined) return undefined;
  const { place, scriptEnd } = found;
  const end = place.at + place.length;
  if (scriptEnd - end > MEDIA_PART_BYTES) return undefined;
  const declared = essence(place.contentType);
  const seen = sniff(head.subarray(place.at), declared);
  if (seen === undefined || (seen.kind !== 'audio' && seen.kind !== 'video')) return undefined;
  const tail = await read(end, scriptEnd);
  return tail !== undefined && isClosed(tail) ? { ...place, contentType: seen.contentType } : undefined;
}

async function filmOf(txid: Txid, list: MediaList, place: ContentPlace, isWhole: boolean): Promise<Film> {
  const encoded = encodeMediaList(list);
  const root = await rootOf(encoded);
  const { length: bytes } = list;
  return { txid, list: encoded, root, bytes, partBytes: MEDIA_PART_BYTES, place, isWhole, at: Date.now() };
}
