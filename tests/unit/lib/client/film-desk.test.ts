import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { expect, it, vi } from 'vitest';
import { FILM_MORE, type FilmAnswer, type FilmPiece } from '#lib/bridge/film-address.ts';
import { filmChannel } from '#lib/bridge/film-messages.ts';
import { openFilmDesk } from '#lib/client/film-desk.ts';
import type { FilmOutcome } from '#lib/bridge/film-messages.ts';
import { serveFilms } from '#lib/p2p/serve-films.ts';
import { FilmStore, type Film } from '#lib/store/film-store.ts';
import { filmTx } from '#tests/support/film-tx.ts';

const PART = 1_000;
const FILM = filmTx(5_000);
const ROW: Film = {
  txid: FILM.txid,
  list: new Uint8Array(36),
  root: 'a root',
  bytes: FILM.raw.length,
  partBytes: PART,
  place: {
    vout: 0,
    contentType: 'video/webm',
    at: FILM.raw.length - FILM.body.length - 30,
    length: FILM.body.length,
  },
  isWhole: false,
  at: 1,
};

/** A page, and the tab with lines, over one store and one channel. */
async function profile(has: () => boolean, hasLines = async () => true) {
  const factory = new IDBFactory();
  const name = filmChannel(`test`) + Math.random();
  const openStore = () => FilmStore.open('devnet', { factory });
  const openChannel = () => new BroadcastChannel(name);
  const store = await openStore();
  const ended = new AbortController();
  const told = {
    refused: [] as string[],
    shared: [] as string[],
    hear: (() => undefined) as (txid: Film['txid']) => void,
  };
  const lead = openChannel();
  serveFilms(
    lead,
    {
      films: {
        look: async () => has() && store.begin(ROW),
        async take(txid, part): Promise<FilmOutcome> {
          if (!has()) return 'left';
          await store.put(txid, ROW.root, part, [FILM.raw.slice(part * PART, (part + 1) * PART)]);
          return 'here';
        },
        refuse: async (_txid, root) => void told.refused.push(root),
        onHeard: (listener) => void (told.hear = listener),
      },
      share: (txid) => void told.shared.push(txid),
    },
    ended.signal,
  );
  const asker = new EventTarget();
  const desk = openFilmDesk({ network: 'devnet', openStore, openChannel, asker, hasLines });
  /** As the service worker asks. */
  const ask = async (question: unknown) => {
    const { port1, port2 } = new MessageChannel();
    const next = <T>(): Promise<T> =>
      new Promise((resolve) => {
        port1.onmessage = ({ data }: MessageEvent<T>) => resolve(data);
      });
    const answer = next<FilmAnswer>();
    asker.dispatchEvent(new MessageEvent('message', { data: question, ports: [port2] }));
    const { status, hasBody } = await answer;
    const pieces: FilmPiece[] = [];
    while (hasBody && pieces.at(-1) !== null && pieces.at(-1) !== 'failed') {
      const piece = next<FilmPiece>();
      port1.postMessage(FILM_MORE);
      pieces.push(await piece);
    }
    port1.close();
    return { status, pieces };
  };
  return {
    desk,
    told,
    ask,
    [Symbol.dispose]() {
      ended.abort();
      lead.close();
      desk.close();
      store.close();
    },
  };
}

it('a page finds a film by the tab with lines, plays it under a made-up name, and has it given on when it is whole', async () => {
  using page = await profile(() => true);
  const { desk, ask, told } = page;
  expect(await desk.find(FILM.txid)).toMatchObject({ state: 'coming', bytes: 5_000, heldBytes: 0 });
  const film = await desk.play(FILM.txid);
  if (film === undefined) throw new Error('it is here');
  expect(film.address).toMatch(/^\/film\/[0-9a-f-]{36}$/);
  expect(film.address).not.toContain(FILM.txid);
  const { status, pieces } = await ask({ type: 'FILM', path: film.address, range: 'bytes=10-19' });
  expect([status, pieces]).toEqual([206, [FILM.body.slice(10, 20), null]]);
  await vi.waitFor(() => expect(told.shared).toEqual([FILM.txid]));
  expect(film.view().state).toBe('whole');
  expect(await desk.find(FILM.txid)).toMatchObject({ state: 'whole', heldBytes: FILM.raw.length });
  expect((await ask({ type: 'FILM', path: '/film/another', range: null })).status).toBe(404);
  film.close();
  expect((await ask({ type: 'FILM', path: film.address, range: 'bytes=0-' })).status).toBe(404);
});

it('what nobody has is none, until a neighbour says to have it', async () => {
  let isThere = false;
  using page = await profile(() => isThere);
  const { desk, told } = page;
  const heard: string[] = [];
  const stop = desk.onHeard((txid) => heard.push(txid));
  expect(await desk.find(FILM.txid)).toBeUndefined();
  expect(await desk.play(FILM.txid)).toBeUndefined();
  isThere = true;
  told.hear(FILM.txid);
  await vi.waitFor(() => expect(heard).toEqual([FILM.txid]));
  expect(await desk.find(FILM.txid)).toMatchObject({ state: 'coming' });
  // Told once.
  told.hear(FILM.txid);
  stop();
});

it('nobody is asked, or waited for, where no tab has lines', async () => {
  using page = await profile(
    () => true,
    async () => false,
  );
  const begun = performance.now();
  expect(await page.desk.find(FILM.txid)).toBeUndefined();
  expect(performance.now() - begun).toBeLessThan(2_000);
});
