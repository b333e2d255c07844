import { directLock } from '#lib/bridge/direct-messages.ts';
import type { ChannelLike } from '#lib/bridge/feed-tabs.ts';
import {
  FILM_ENOUGH,
  FILM_MORE,
  FILM_PATH,
  type FilmAnswer,
  type FilmPiece,
} from '#lib/bridge/film-address.ts';
import {
  filmChannel,
  filmQuestionSchema,
  listenFilms,
  type FilmMessage,
  type FilmOutcome,
} from '#lib/bridge/film-messages.ts';
import type { Txid } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import { FILM_PARTS_AT_ONCE, FILM_PART_MS } from '#lib/p2p/limits.ts';
import { FilmStore } from '#lib/store/film-store.ts';
import { FilmPlayer, viewOf, type FilmPieces } from './film-player.ts';
import type { FilmView, PlayingFilm } from './films.ts';

/** The service worker's questions, as a page hears them. */
type Asker = Pick<EventTarget, 'addEventListener'>;

export type FilmDeskOptions = {
  readonly network: Network;
  readonly openStore?: (network: Network) => Promise<FilmStore>;
  readonly openChannel?: (name: string) => ChannelLike;
  readonly asker?: Asker;
  /** Whether a tab of this profile has lines. Nobody else is asked, or waited for. */
  readonly hasLines?: () => Promise<boolean>;
};

/** How long the tab with lines may take to say whether a neighbour has it. */
const LOOK_MS = 4_000;
const PART_MS = FILM_PART_MS + 2_000;

/** What a page does with sound and film that come in parts. */
export interface FilmDesk {
  /** Whether it is here, or a neighbour gives it in parts. */
  find(txid: Txid): Promise<FilmView | undefined>;
  /** Plays it from now on; `undefined` when it is no longer here. */
  play(txid: Txid): Promise<PlayingFilm | undefined>;
  /**
   * The transaction of one that is here whole, as a file. No more than a few parts of it are in this page's memory.
   *
   * @throws {Error} when it had to make room.
   */
  file(txid: Txid): Promise<Blob>;
  /** Calls back when a neighbour says to hold what was not found. Returns the way to stop that. */
  onHeard(listener: (txid: Txid) => void): () => void;
  close(): void;
}

/**
 * Opens the page's side: it keeps the parts, checks them whole, and answers the player's questions, which come by the service
 * worker. Parts are brought by the tab that has lines, which may be this one.
 */
export function openFilmDesk({
  network,
  openStore = (of) => FilmStore.open(of),
  openChannel = (name) => new BroadcastChannel(name),
  asker = navigator.serviceWorker,
  hasLines = async () => {
    const { held = [] } = await navigator.locks.query();
    return held.some(({ name }) => name === directLock(network));
  },
}: FilmDeskOptions): FilmDesk {
  const store = openStore(network);
  store.catch(() => undefined);
  const channel = openChannel(filmChannel(network));
  const looking = new Map<string, (isThere: boolean) => void>();
  const taking = new Map<string, (outcome: FilmOutcome) => void>();
  const heard = new Set<(txid: Txid) => void>();
  const playing = new Map<string, FilmPlayer>();
  const closed = new AbortController();

  const say = (message: FilmMessage): void => {
    if (!closed.signal.aborted) channel.postMessage(message);
  };
  /** Asks the tab with lines, and takes `late` for an answer after some time. */
  const ask = <T>(
    waiting: Map<string, (answer: T) => void>,
    question: (id: string) => FilmMessage,
    late: T,
    ms: number,
  ): Promise<T> => {
    const id = crypto.randomUUID();
    const answer = new Promise<T>((resolve) => {
      waiting.set(id, resolve);
      setTimeout(() => resolve(late), ms);
    });
    say(question(id));
    return answer.finally(() => waiting.delete(id));
  };
  listenFilms(channel, (message) => {
    switch (message.type) {
      case 'looked':
        looking.get(message.id)?.(message.isThere);
        break;
      case 'took':
        taking.get(message.id)?.(message.outcome);
        break;
      case 'heard':
        for (const listener of heard) listener(message.txid);
        break;
      case 'look':
      case 'take':
      case 'false':
      case 'whole':
        break;
    }
  });

  const answer = async ({ data, ports: [port] }: MessageEvent<unknown>): Promise<void> => {
    const question = filmQuestionSchema.safeParse(data);
    if (!question.success || port === undefined) return;
    const { path, range } = question.data;
    const given = await playing
      .get(path)
      ?.answer(range)
      .catch(() => undefined);
    const { status, headers, pieces } = given ?? { status: 404, headers: {} };
    if (pieces !== undefined) givePieces(port, pieces);
    port.postMessage({ status, headers, hasBody: pieces !== undefined } satisfies FilmAnswer);
  };
  asker.addEventListener('message', (event) => void answer(event as MessageEvent<unknown>), {
    signal: closed.signal,
  });

  return {
    async find(txid) {
      const opened = await store;
      const known = await opened.find(txid);
      if (known?.isWhole !== true && (await hasLines()))
        await ask(looking, (id) => ({ type: 'look', id, txid }), false, LOOK_MS);
      const film = await opened.find(txid);
      return film && viewOf(film, await opened.held(txid));
    },
    async play(txid) {
      const opened = await store;
      const film = await opened.find(txid);
      if (film === undefined) return undefined;
      // What is played last goes last when there is no room.
      await opened.begin({ ...film, at: Date.now() });
      const address = `${FILM_PATH}${crypto.randomUUID()}`;
      const player = new FilmPlayer({
        film,
        held: await opened.held(txid),
        store: opened,
        take: (part, most) => ask(taking, (id) => ({ type: 'take', id, txid, part, most }), 'left', PART_MS),
        say,
      });
      playing.set(address, player);
      return {
        address,
        view: player.view,
        subscribe: player.subscribe,
        close() {
          playing.delete(address);
          player.close();
        },
      };
    },
    async file(txid) {
      const opened = await store;
      const film = await opened.find(txid);
      const all = film?.isWhole === true ? Math.ceil(film.bytes / film.partBytes) : 0;
      const runs: Blob[] = [];
      for (let at = 0; at < all;) {
        const run = await opened.run(txid, at, FILM_PARTS_AT_ONCE);
        if (run.length === 0) break;
        // The browser keeps what a Blob holds, and not on this page's heap.
        runs.push(new Blob([...run]));
        at += run.length;
      }
      const file = new Blob(runs);
      if (film === undefined || file.size !== film.bytes) throw new Error('it is no longer here whole');
      return file;
    },
    onHeard(listener) {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    close() {
      for (const player of playing.values()) player.close();
      closed.abort();
      channel.close();
      void store.then((opened) => opened.close()).catch(() => undefined);
    },
  };
}

/** Gives what the player reads, piece by piece as it asks for them. */
function givePieces(port: MessagePort, pieces: FilmPieces): void {
  const give = async (): Promise<void> => {
    const { done, value } = await pieces.next();
    const piece: FilmPiece = done === true ? null : value;
    port.postMessage(piece, piece === null ? [] : [piece.buffer]);
    if (done === true) port.close();
  };
  port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === FILM_MORE) give().catch(() => port.postMessage('failed' satisfies FilmPiece));
    if (data !== FILM_ENOUGH) return;
    port.close();
    void pieces.return();
  });
  port.start();
}
