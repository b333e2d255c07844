import fc from 'fast-check';
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { expect, it, vi } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import type { FilmMessage, FilmOutcome } from '#lib/bridge/film-messages.ts';
import { FilmPlayer, viewOf, type FilmPieces } from '#lib/client/film-player.ts';
import { FILM_PARTS_AT_ONCE } from '#lib/p2p/limits.ts';
import { FilmStore, type Film } from '#lib/store/film-store.ts';
import { filmTx } from '#tests/support/film-tx.ts';

const PART = 1_000;
const FILM = filmTx(20_000);
const OTHER = filmTx(20_000, 5);
const AT = FILM.raw.length - FILM.body.length - 26 - 4;
const PARTS = Math.ceil(FILM.raw.length / PART);

async function allOf(pieces: FilmPieces | undefined): Promise<Uint8Array[]> {
  const got: Uint8Array[] = [];
  for await (const piece of pieces ?? []) got.push(piece);
  return got;
}

/** A player over a store of its own, into which `bytes` come part by part. */
async function play(
  bytes: Uint8Array = FILM.raw,
  answer: (part: number) => Promise<FilmOutcome> = async () => 'here',
) {
  const film: Film = {
    txid: FILM.txid,
    list: new Uint8Array(36),
    root: 'a root',
    bytes: bytes.length,
    partBytes: PART,
    place: { vout: 0, contentType: 'video/webm', at: AT, length: FILM.body.length },
    isWhole: false,
    at: 1,
  };
  const store = await FilmStore.open('devnet', { factory: new IDBFactory() });
  await store.begin(film);
  const said: FilmMessage[] = [];
  const taken: number[] = [];
  const player = new FilmPlayer({
    film,
    held: [],
    store,
    async take(part) {
      taken.push(part);
      const outcome = await answer(part);
      if (outcome === 'here')
        await store.put(film.txid, film.root, part, [bytes.slice(part * PART, (part + 1) * PART)]);
      return outcome;
    },
    say: (message) => said.push(message),
  });
  return { film, store, said, taken, player };
}

it('gives the player the very bytes that it asks for, and shows how far it is until all is here and checked', async () => {
  const { player, said, store, film } = await play();
  await fc.assert(
    fc.asyncProperty(fc.nat(FILM.body.length - 1), fc.nat(6_000), async (start, more) => {
      const { pieces, status, headers } = await player.answer(`bytes=${start}-${start + more}`);
      const body = concatBytes(await allOf(pieces));
      const { length } = body;
      expect(status).toBe(206);
      expect(length).toBe(Math.min(more + 1, FILM.body.length - start));
      expect(headers['content-length']).toBe(String(length));
      expect(body).toEqual(FILM.body.slice(start, start + length));
      expect(headers['content-range']).toBe(`bytes ${start}-${start + length - 1}/${FILM.body.length}`);
      expect(headers['content-type']).toBe('video/webm');
    }),
    { numRuns: 60 },
  );
  await vi.waitFor(() => expect(player.view().state).toBe('whole'));
  expect(player.view()).toMatchObject({ heldBytes: FILM.raw.length, txBytes: FILM.raw.length });
  expect(said).toEqual([{ type: 'whole', txid: FILM.txid }]);
  expect(await store.find(FILM.txid)).toMatchObject({ isWhole: true });
  expect((await player.answer('bytes=99999-')).status).toBe(416);
  expect((await player.answer(null)).status).toBe(416);
  player.close();
  expect(viewOf(film, [PARTS - 1]).heldBytes).toBe(FILM.raw.length - (PARTS - 1) * PART);
});

it('brings what is played before all else', async () => {
  const gates: (() => void)[] = [];
  const { player, taken } = await play(FILM.raw, async () => {
    await new Promise<void>((resolve) => gates.push(resolve));
    return 'here';
  });
  const given = player.answer('bytes=15000-15099');
  const wanted = Math.floor((AT + 15_000) / PART);
  await vi.waitFor(() => expect(taken).toEqual([0, wanted]));
  for (const open of gates.splice(0)) open();
  const first = await (await given).pieces?.next();
  expect(first?.value).toEqual(FILM.body.slice(15_000, 15_100));
  // Then what follows there.
  await vi.waitFor(() => expect(taken[2]).toBe(wanted + 1));
  player.close();
});

it('what is another transaction is stopped, forgotten and told', async () => {
  const { player, said, store } = await play(OTHER.raw);
  const states: string[] = [];
  player.subscribe(() => states.push(player.view().state));
  await vi.waitFor(() => expect(said).toEqual([{ type: 'false', txid: FILM.txid, root: 'a root' }]));
  expect(states.at(-1)).toBe('false');
  expect(await store.find(FILM.txid)).toBeUndefined();
  expect((await player.answer('bytes=0-')).status).toBe(503);
});

it('says that nobody is there, and goes on once somebody is', async () => {
  let isThere = false;
  const { player } = await play(FILM.raw, async () => (isThere ? 'here' : 'left'));
  await vi.waitFor(() => expect(player.view().state).toBe('left'));
  expect((await player.answer('bytes=0-')).status).toBe(503);
  isThere = true;
  await vi.waitFor(() => expect(player.view().state).toBe('whole'), { timeout: 5_000 });
});

it('what is read on is brought as it is read, and what is turned away from is not', async () => {
  const { player } = await play();
  const { pieces } = await player.answer('bytes=0-');
  const got: Uint8Array[] = [];
  for await (const piece of pieces ?? []) {
    expect(piece.length).toBeLessThanOrEqual(FILM_PARTS_AT_ONCE * PART);
    got.push(piece);
    if (got.length === 2) break;
  }
  const begin = concatBytes(got);
  expect(begin).toEqual(FILM.body.slice(0, begin.length));
  expect(await pieces?.next()).toEqual({ done: true, value: undefined });
  player.close();
});

it('ends a body in the middle when nobody gives the rest', async () => {
  const { player } = await play(FILM.raw, async (part) => (part < 3 ? 'here' : 'left'));
  const { pieces } = await player.answer('bytes=0-');
  await expect(allOf(pieces)).rejects.toThrow('nobody gives the next part');
  player.close();
});
