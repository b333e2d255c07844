import { generateKeyPair } from '@libp2p/crypto/keys';
import type { PeerId } from '@libp2p/interface';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { expect, it, vi } from 'vitest';
import type { Txid } from '#lib/bytes/brand.ts';
import { FILM_PARTS_AT_ONCE, MAX_MEDIA_BYTES, MEDIA_PART_BYTES } from '#lib/p2p/limits.ts';
import { encodeMediaList, listOf, partOf, rootOf } from '#lib/p2p/media-list.ts';
import { openMedia } from '#lib/p2p/media.ts';
import { readMediaQuestion, type MediaOffer } from '#lib/p2p/message.ts';
import { FilmStore } from '#lib/store/film-store.ts';
import { filmTx } from '#tests/support/film-tx.ts';
import { largeTx } from '#tests/support/large-tx.ts';

type Answer = (question: Uint8Array) => Promise<Uint8Array | undefined>;

const NEVER = new AbortController().signal;
const FILM = filmTx(MAX_MEDIA_BYTES + 300_000);
const PARTS = Math.ceil(FILM.raw.length / MEDIA_PART_BYTES);

const rootOfTx = async ({ raw }: { raw: Uint8Array }): Promise<string> => {
  const list = await listOf(raw);
  if (list === undefined) throw new Error('no list');
  return rootOf(encodeMediaList(list));
};

/** Neighbours who answer by a call, each with a store of its own. */
function street() {
  const doors = new Map<string, Answer>();
  const asked: { readonly part: number | undefined; readonly bytes: number }[] = [];
  const join = async (shelf = new Map<Txid, Uint8Array>()) => {
    const peer: PeerId = peerIdFromPrivateKey(await generateKeyPair('Ed25519'));
    const refused: string[] = [];
    const said: MediaOffer[] = [];
    const store = await FilmStore.open('devnet', { factory: new IDBFactory() });
    const open = openMedia(
      {
        read: async (txid) => shelf.get(txid),
        newest: async () => [],
        isShared: async () => true,
        films: store,
      },
      20,
    );
    const { desk, answer, films } = open({
      network: 'devnet',
      ask: async (other, question, most) => {
        const given = await doors.get(other.toString())?.(question);
        if (given === undefined) throw new Error('cut off');
        if (given.length > most) throw new Error('too long');
        asked.push({ part: readMediaQuestion(question)?.part, bytes: given.length });
        return given;
      },
      reaches: async ({ peer: other }) => doors.has(other.toString()),
      onRefused: (other) => refused.push(other.toString()),
      announce: async (offers) => said.push(...offers) > 0,
      leave: async () => undefined,
    });
    if (films === undefined) throw new Error('no films');
    const id = peer.toString();
    doors.set(id, answer);
    const hears = (other: { readonly peer: PeerId }, offers: readonly MediaOffer[]): void =>
      desk.heard({ peer: other.peer, addresses: [] }, offers);
    return { peer, id, desk, films, store, answer, refused, said, hears };
  };
  return { doors, asked, join };
}

it('comes part by part in the order that somebody plays it, each of them checked, and never whole', async () => {
  const { join, asked } = street();
  const holder = await join(new Map([[FILM.txid, FILM.raw]]));
  const reader = await join();
  const heard: Txid[] = [];
  reader.films.onHeard((txid) => heard.push(txid));
  expect(await reader.films.look(FILM.txid, NEVER)).toBe(false);
  holder.desk.share(FILM.txid, false);
  await vi.waitFor(() => expect(holder.said).toHaveLength(1));
  reader.hears(holder, holder.said);
  expect(heard).toEqual([FILM.txid]);
  // It does not come as a picture would.
  expect(await reader.desk.fetch(FILM.txid, NEVER)).toBeUndefined();
  expect(reader.refused).toEqual([]);

  asked.length = 0;
  expect(await reader.films.look(FILM.txid, NEVER)).toBe(true);
  expect(asked.map(({ part }) => part)).toEqual([undefined, 0, PARTS - 1]);
  const film = await reader.store.find(FILM.txid);
  expect(film).toMatchObject({ isWhole: false, bytes: FILM.raw.length });
  expect(film?.place).toMatchObject({ vout: 0, contentType: 'video/webm', length: FILM.body.length });
  for (const part of [40, 2, 41, PARTS - 2, 2]) {
    expect(await reader.films.take(FILM.txid, part)).toBe('here');
    expect(await reader.store.part(FILM.txid, part)).toEqual(partOf(FILM.raw, part).slice());
  }
  expect(await reader.store.held(FILM.txid)).toEqual([0, 2, 3, 4, 5, 40, 41, 42, 43, PARTS - 2, PARTS - 1]);
  expect(Math.max(...asked.map(({ bytes }) => bytes))).toBeLessThanOrEqual(
    FILM_PARTS_AT_ONCE * MEDIA_PART_BYTES,
  );
  // What is not known to be whole is nobody else's.
  expect(
    await reader.answer(
      new TextEncoder().encode(JSON.stringify({ v: 1, network: 'devnet', txid: FILM.txid })),
    ),
  ).toEqual(new Uint8Array(0));
});

it('a false part counts against who gave it, and the next one goes on; nobody left is said', async () => {
  const { join, doors } = street();
  const shelf = new Map([[FILM.txid, FILM.raw]]);
  const [honest, liar, reader] = [await join(shelf), await join(shelf), await join()];
  const offer = { txid: FILM.txid, root: await rootOfTx(FILM) };
  reader.hears(honest, [offer]);
  reader.hears(liar, [offer]);
  expect(await reader.films.look(FILM.txid, NEVER)).toBe(true);
  doors.set(liar.id, async (question) => {
    const given = (await liar.answer(question))?.slice();
    if (given !== undefined) given[70_000] = (given[70_000] ?? 0) ^ 1;
    return given;
  });
  expect(await reader.films.take(FILM.txid, 10)).toBe('here');
  expect(reader.refused).toEqual([liar.id]);
  for (const at of [10, 11, 12, 13])
    expect(await reader.store.part(FILM.txid, at)).toEqual(partOf(FILM.raw, at).slice());
  doors.set(honest.id, async () => new Uint8Array(0));
  expect(await reader.films.take(FILM.txid, 20)).toBe('left');
  expect(reader.refused).toEqual([liar.id]);
});

it('a root of another transaction is refused once with all who said it, and nothing of it stays', async () => {
  const { join, doors } = street();
  const other = filmTx(MAX_MEDIA_BYTES + 100_000, 9);
  const [liar, reader] = [await join(new Map([[other.txid, other.raw]])), await join()];
  doors.set(liar.id, (question) => {
    const text = new TextDecoder().decode(question).replace(FILM.txid, other.txid);
    return liar.answer(new TextEncoder().encode(text));
  });
  const root = await rootOfTx(other);
  reader.hears(liar, [{ txid: FILM.txid, root }]);
  expect(await reader.films.look(FILM.txid, NEVER)).toBe(true);
  await reader.films.refuse(FILM.txid, root);
  expect(reader.refused).toEqual([liar.id]);
  expect(await reader.store.find(FILM.txid)).toBeUndefined();
  expect(await reader.store.held(FILM.txid)).toEqual([]);
  reader.hears(liar, [{ txid: FILM.txid, root }]);
  expect(await reader.films.look(FILM.txid, NEVER)).toBe(false);
});

it('a root of something that cannot be played does not hide the film of somebody honest', async () => {
  const { join, doors } = street();
  const { raw } = largeTx(MAX_MEDIA_BYTES + 1_000);
  const list = await listOf(raw);
  if (list === undefined) throw new Error('no list');
  const [honest, one, two, reader] = [
    await join(new Map([[FILM.txid, FILM.raw]])),
    await join(),
    await join(),
    await join(),
  ];
  const root = await rootOfTx({ raw });
  for (const liar of [one, two]) {
    doors.set(liar.id, async (question) => {
      const { part } = readMediaQuestion(question) ?? {};
      return part === undefined ? encodeMediaList(list) : partOf(raw, part);
    });
    reader.hears(liar, [{ txid: FILM.txid, root }]);
  }
  reader.hears(honest, [{ txid: FILM.txid, root: await rootOfTx(FILM) }]);
  expect(await reader.films.look(FILM.txid, NEVER)).toBe(true);
  expect(await reader.store.find(FILM.txid)).toMatchObject({ root: await rootOfTx(FILM) });
});

it('a device without room says so, and blames nobody', async () => {
  const { join } = street();
  const [holder, reader] = [await join(new Map([[FILM.txid, FILM.raw]])), await join()];
  reader.hears(holder, [{ txid: FILM.txid, root: await rootOfTx(FILM) }]);
  expect(await reader.films.look(FILM.txid, NEVER)).toBe(true);
  const put = vi.spyOn(reader.store, 'put').mockRejectedValueOnce(new Error('no room'));
  await expect(reader.films.take(FILM.txid, 3)).rejects.toThrow('no room');
  expect([put.mock.calls.length, reader.refused]).toEqual([1, []]);
  expect(await reader.films.take(FILM.txid, 3)).toBe('here');
});

it('what is large and neither sound nor film is not given', async () => {
  const { join } = street();
  const { txid, raw } = largeTx(MAX_MEDIA_BYTES + 1_000);
  const holder = await join(new Map([[txid, raw]]));
  const question = new TextEncoder().encode(JSON.stringify({ v: 1, network: 'devnet', txid }));
  expect(await holder.answer(question)).toEqual(new Uint8Array(0));
  expect(await holder.store.find(txid)).toBeUndefined();
});

it('the store makes room by those that were opened longest ago, and keeps what is of the same root', async () => {
  const store = await FilmStore.open('devnet', { factory: new IDBFactory(), maxBytes: 250_000 });
  const place = { vout: 0, contentType: 'video/webm', at: 100, length: 90_000 };
  const rowOf = (seed: number, at: number) => ({
    txid: filmTx(100, seed).txid,
    list: new Uint8Array(36),
    root: `root ${seed}`,
    bytes: 100_000,
    partBytes: MEDIA_PART_BYTES,
    place,
    isWhole: false,
    at,
  });
  const [a, b, c] = [rowOf(1, 1), rowOf(2, 2), rowOf(3, 3)];
  for (const row of [a, b]) expect(await store.begin(row)).toBe(true);
  await store.put(a.txid, a.root, 0, [new Uint8Array(5)]);
  await store.finish(a.txid, a.root);
  // Opened again: what is there stays.
  expect(await store.begin({ ...a, at: 4 })).toBe(true);
  expect(await store.held(a.txid)).toEqual([0]);
  expect(await store.newest(5)).toEqual([a.txid]);
  expect(await store.begin({ ...c, at: 5 })).toBe(true);
  expect(await store.find(b.txid)).toBeUndefined();
  expect(await store.find(a.txid)).toMatchObject({ isWhole: true });
  // Another root of the same one begins anew, and parts of one that went are not laid down.
  expect(await store.begin({ ...a, root: 'another', at: 6 })).toBe(true);
  expect(await store.held(a.txid)).toEqual([]);
  await store.put(a.txid, a.root, 0, [new Uint8Array(5)]);
  await store.put(b.txid, b.root, 0, [new Uint8Array(5)]);
  expect([await store.held(a.txid), await store.held(b.txid)]).toEqual([[], []]);
  expect(await store.begin({ ...c, bytes: 250_001 })).toBe(false);
});
