import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { expect, it } from 'vitest';
import { describeInscription } from '#lib/media/describe.ts';
import { readFilm } from '#lib/media/read-film.ts';
import { FilmStore } from '#lib/store/film-store.ts';
import { filmTx } from '#tests/support/film-tx.ts';

const PART = 1_000;
const FILM = filmTx(20_000);
const PARTS = Math.ceil(FILM.raw.length / PART);
const ROW = {
  txid: FILM.txid,
  list: new Uint8Array(36),
  root: 'a root',
  bytes: FILM.raw.length,
  partBytes: PART,
  place: { vout: 0, contentType: 'video/webm', at: 40, length: FILM.body.length },
  isWhole: false,
  at: 1,
};

/** A store into which the parts of `raw` came. */
async function storeWith(raw: Uint8Array = FILM.raw): Promise<FilmStore> {
  const store = await FilmStore.open('devnet', { factory: new IDBFactory() });
  await store.begin(ROW);
  for (let at = 0; at < PARTS; at += 1)
    await store.put(FILM.txid, ROW.root, at, [raw.slice(at * PART, (at + 1) * PART)]);
  return store;
}

it('is described as if it had come in one piece, but for its bytes', async () => {
  const store = await storeWith();
  expect(await readFilm(FILM.txid, store)).toBeUndefined();
  await store.finish(FILM.txid, ROW.root);
  const view = await readFilm(FILM.txid, store);
  const whole = await describeInscription(FILM.raw, 'bsv', { index: 0 });
  expect(whole?.content?.shownAs).toBe('video');
  expect(view).toEqual({ ...whole, content: { ...whole?.content, body: new Uint8Array(0) } });
  expect(JSON.stringify(view?.script).length).toBeLessThan(10_000);
});

it('what is not all here, or another transaction, is not described', async () => {
  const other = await storeWith(filmTx(20_000, 5).raw);
  await other.finish(FILM.txid, ROW.root);
  expect(await readFilm(FILM.txid, other)).toBeUndefined();
  const holed = await FilmStore.open('devnet', { factory: new IDBFactory() });
  await holed.begin(ROW);
  await holed.finish(FILM.txid, ROW.root);
  expect(await readFilm(FILM.txid, holed)).toBeUndefined();
});
