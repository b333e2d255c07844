import { generateKeyPair } from '@libp2p/crypto/keys';
import type { PeerId } from '@libp2p/interface';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { describe, expect, it, vi } from 'vitest';
import type { Txid } from '#lib/bytes/brand.ts';
import { MAX_GOSSIP_MEDIA, MAX_MEDIA_BYTES, MAX_MEDIA_ROOTS, MEDIA_PART_BYTES } from '#lib/p2p/limits.ts';
import type { MediaDesk } from '#lib/p2p/media-desk.ts';
import { encodeMediaList, listOf, partOf, rootOf } from '#lib/p2p/media-list.ts';
import { openMedia } from '#lib/p2p/media.ts';
import { encodeMessage, readMediaQuestion, type MediaOffer } from '#lib/p2p/message.ts';
import type { Receipt } from '#lib/p2p/receive.ts';
import { largeTx } from '#tests/support/large-tx.ts';

type Answer = (question: Uint8Array) => Promise<Uint8Array | undefined>;

const NEVER = new AbortController().signal;
const PICTURE = largeTx(400_000);
const OTHER = largeTx(400_000, 1);

const rootOfTx = async ({ raw }: { raw: Uint8Array }): Promise<string> => {
  const list = await listOf(raw);
  if (list === undefined) throw new Error('no list');
  return rootOf(encodeMediaList(list));
};

/** Neighbours who answer by a call, each with a name of its own. */
async function street() {
  const doors = new Map<string, Answer>();
  const asked: { readonly by: string; readonly of: string; readonly bytes: number }[] = [];
  const join = async (name: string, shelf: Map<Txid, Uint8Array>, isShared = () => true) => {
    const peer = peerIdFromPrivateKey(await generateKeyPair('Ed25519'));
    const refused: string[] = [];
    const said: (readonly MediaOffer[])[] = [];
    const left: { readonly raw: Uint8Array; readonly receipt: Receipt }[] = [];
    const silent = { times: 0 };
    const shelfOf = {
      read: async (txid: Txid) => shelf.get(txid),
      newest: async (most: number) => [...shelf.keys()].slice(0, most),
      isShared: async () => isShared(),
    };
    const { desk, answer } = openMedia(
      shelfOf,
      20,
    )({
      network: 'devnet',
      ask: async (other, question, most) => {
        const given = await doors.get(other.toString())?.(question);
        asked.push({ by: name, of: other.toString(), bytes: given?.length ?? 0 });
        if (given === undefined) throw new Error('cut off');
        if (given.length > most) throw new Error('too long');
        return given;
      },
      reaches: async ({ peer: other }) => doors.has(other.toString()),
      onRefused: (other) => refused.push(other.toString()),
      announce: async (offers) => said.push(offers) > silent.times,
      leave: async (raw, receipt) => void left.push({ raw, receipt }),
    });
    doors.set(peer.toString(), answer);
    return { peer, desk, answer, refused, said, left, silent, id: peer.toString() };
  };
  return { doors, asked, join };
}

const hears = (desk: MediaDesk, peer: PeerId, offers: readonly MediaOffer[]): void =>
  desk.heard({ peer, addresses: [] }, offers);

describe('a picture of a neighbour', () => {
  it('comes in parts from who has it, and nobody else is asked', async () => {
    const { join, asked } = await street();
    const holder = await join('holder', new Map([[PICTURE.txid, PICTURE.raw]]));
    const spy = await join('spy', new Map());
    const reader = await join('reader', new Map());
    holder.desk.share(PICTURE.txid, true);
    await vi.waitFor(() => expect(holder.said).toHaveLength(1));
    hears(reader.desk, holder.peer, holder.said[0] ?? []);
    expect([PICTURE.txid, OTHER.txid].map((txid) => reader.desk.knows(txid))).toEqual([true, false]);
    const receipt = await reader.desk.fetch(PICTURE.txid, NEVER);
    expect(receipt).toMatchObject({ txid: PICTURE.txid, peer: holder.id, bytes: PICTURE.raw.length });
    expect(reader.left).toEqual([{ raw: PICTURE.raw, receipt }]);
    expect(new Set(asked.map(({ of }) => of))).toEqual(new Set([holder.id]));
    expect(asked).toHaveLength(1 + Math.ceil(PICTURE.raw.length / MEDIA_PART_BYTES));
    expect(asked.some(({ of }) => of === spy.id)).toBe(false);
  });

  it('goes on with the next where one is gone or gives another part, which counts against that one', async () => {
    const { join, doors } = await street();
    const shelf = new Map([[PICTURE.txid, PICTURE.raw]]);
    const [honest, liar, gone] = [await join('a', shelf), await join('b', shelf), await join('c', shelf)];
    const reader = await join('reader', new Map());
    const offer = { txid: PICTURE.txid, root: await rootOfTx(PICTURE) };
    doors.set(liar.id, async (question) => {
      const given = (await liar.answer(question))?.slice();
      if (given !== undefined && readMediaQuestion(question)?.part === 3) given[0] = (given[0] ?? 0) ^ 1;
      return given;
    });
    doors.set(gone.id, async (question) =>
      readMediaQuestion(question)?.part === 1 ? undefined : gone.answer(question),
    );
    // The last that is heard is asked first.
    for (const { peer } of [honest, liar, gone]) hears(reader.desk, peer, [offer]);
    expect(await reader.desk.fetch(PICTURE.txid, NEVER)).toMatchObject({ peer: honest.id });
    expect(reader.left[0]?.raw).toEqual(PICTURE.raw);
    expect(reader.refused).toEqual([liar.id]);
  });

  it('is never taken by a false root, whose price is bounded and paid once', async () => {
    const { join, asked, doors } = await street();
    const reader = await join('reader', new Map());
    const liars: { readonly id: string; readonly peer: PeerId; readonly root: string }[] = [];
    for (let at = 0; at < MAX_MEDIA_ROOTS + 1; at += 1) {
      const { raw } = largeTx(300_000, 100 + at);
      const { id, peer } = await join('liar', new Map());
      const list = await listOf(raw);
      if (list === undefined) throw new Error('no list');
      // Other bytes, with a root that fits them.
      doors.set(id, async (question) => {
        const { part } = readMediaQuestion(question) ?? {};
        return part === undefined ? encodeMediaList(list) : partOf(raw, part);
      });
      liars.push({ id, peer, root: await rootOfTx({ raw }) });
    }
    const honest = await join('honest', new Map([[PICTURE.txid, PICTURE.raw]]));
    hears(reader.desk, honest.peer, [{ txid: PICTURE.txid, root: await rootOfTx(PICTURE) }]);
    for (const { peer, root } of liars) hears(reader.desk, peer, [{ txid: PICTURE.txid, root }]);

    expect(await reader.desk.fetch(PICTURE.txid, NEVER)).toBeUndefined();
    expect(reader.left).toEqual([]);
    expect(reader.refused).toHaveLength(MAX_MEDIA_ROOTS);
    const cost = asked.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(cost).toBeLessThan(MAX_MEDIA_ROOTS * MAX_MEDIA_BYTES);
    // Such a root is known from then on, whoever says it: the next time somebody honest is reached.
    for (const { peer, root, id } of liars) {
      if (reader.refused.includes(id)) hears(reader.desk, peer, [{ txid: PICTURE.txid, root }]);
    }
    expect(await reader.desk.fetch(PICTURE.txid, NEVER)).toMatchObject({ peer: honest.id });
    expect(new Set(reader.refused).size).toBe(reader.refused.length);
  });

  it('is asked for again while somebody waits, though it is said once', async () => {
    const { join, doors } = await street();
    const holder = await join('holder', new Map([[PICTURE.txid, PICTURE.raw]]));
    const reader = await join('reader', new Map());
    holder.desk.share(PICTURE.txid, true);
    await vi.waitFor(() => expect(holder.said).toHaveLength(1));
    let cuts = 0;
    doors.set(holder.id, async (question) => {
      cuts += 1;
      return cuts === 1 ? undefined : holder.answer(question);
    });
    reader.desk.want(PICTURE.txid);
    hears(reader.desk, holder.peer, holder.said[0] ?? []);
    await vi.waitFor(() => expect(reader.left.map(({ raw }) => raw)).toEqual([PICTURE.raw]), {
      timeout: 20_000,
    });
    expect(reader.refused).toEqual([]);
  });

  it('is looked for again though every holder broke off, and once for all who open it', async () => {
    const { join, doors, asked } = await street();
    const holder = await join('holder', new Map([[PICTURE.txid, PICTURE.raw]]));
    const reader = await join('reader', new Map());
    hears(reader.desk, holder.peer, [{ txid: PICTURE.txid, root: await rootOfTx(PICTURE) }]);
    let cuts = 0;
    doors.set(holder.id, async (question) => {
      cuts += 1;
      return cuts === 2 ? undefined : holder.answer(question);
    });
    const opened = [1, 2, 3].map(() => reader.desk.fetch(PICTURE.txid, NEVER));
    const [first, ...others] = await Promise.all(opened);
    expect(first).toMatchObject({ txid: PICTURE.txid, peer: holder.id });
    expect(others).toEqual([first, first]);
    expect(reader.left).toHaveLength(1);
    const parts = Math.ceil(PICTURE.raw.length / MEDIA_PART_BYTES);
    expect(asked.length).toBeLessThan(2 * (1 + parts));
    expect(reader.refused).toEqual([]);
  });

  it('is not waited for by whoever gives up, and comes all the same', async () => {
    const { join, doors } = await street();
    const holder = await join('holder', new Map([[PICTURE.txid, PICTURE.raw]]));
    const reader = await join('reader', new Map());
    hears(reader.desk, holder.peer, [{ txid: PICTURE.txid, root: await rootOfTx(PICTURE) }]);
    const stop = new AbortController();
    doors.set(holder.id, async (question) => {
      stop.abort();
      return holder.answer(question);
    });
    expect(await reader.desk.fetch(PICTURE.txid, stop.signal)).toBeUndefined();
    await vi.waitFor(() => expect(reader.left).toHaveLength(1));
  });

  it('is not asked for twice of somebody who has it no more', async () => {
    const { join, asked } = await street();
    const holder = await join('holder', new Map());
    const reader = await join('reader', new Map());
    hears(reader.desk, holder.peer, [{ txid: PICTURE.txid, root: await rootOfTx(PICTURE) }]);
    expect(await reader.desk.fetch(PICTURE.txid, NEVER)).toBeUndefined();
    expect([asked.length, reader.desk.knows(PICTURE.txid)]).toEqual([1, false]);
  });

  it('is said again until somebody is there to hear it', async () => {
    const { join } = await street();
    const holder = await join('holder', new Map([[PICTURE.txid, PICTURE.raw]]));
    holder.silent.times = 2;
    holder.desk.share(PICTURE.txid, true);
    await vi.waitFor(() => expect(holder.said).toHaveLength(3), { timeout: 20_000 });
    expect(holder.said.flat().map(({ txid }) => txid)).toEqual([PICTURE.txid, PICTURE.txid, PICTURE.txid]);
  });

  it('is said and given only as long as that is wanted', async () => {
    const { join } = await street();
    let isShared = true;
    let looks = 0;
    const holder = await join('holder', new Map([[PICTURE.txid, PICTURE.raw]]), () => {
      looks += 1;
      return isShared;
    });
    const question = encodeMessage({ v: 1, network: 'devnet', txid: PICTURE.txid, part: 0 });
    expect(await holder.answer(question)).toEqual(PICTURE.raw.subarray(0, MEDIA_PART_BYTES));
    isShared = false;
    expect(await holder.answer(question)).toHaveLength(0);
    const before = looks;
    holder.desk.share(PICTURE.txid, true);
    await vi.waitFor(() => expect(looks).toBe(before + 1));
    expect(holder.said).toEqual([]);
  });

  it('is said with others, some at a time, and not what is held under a wrong name', async () => {
    const { join } = await street();
    const shelf = new Map(
      Array.from({ length: 9 }, (_, at) => largeTx(20_000, at)).map((tx) => [tx.txid, tx.raw]),
    );
    shelf.set(OTHER.txid, PICTURE.raw);
    const holder = await join('holder', shelf);
    holder.desk.greet();
    await vi.waitFor(() => expect(holder.said.flat()).toHaveLength(9));
    expect(holder.said.map(({ length }) => length)).toEqual([MAX_GOSSIP_MEDIA, 9 - MAX_GOSSIP_MEDIA]);
    expect(holder.said.flat().some(({ txid }) => txid === OTHER.txid)).toBe(false);
  });

  it('is not given to those who ask in another way', async () => {
    const { join } = await street();
    const holder = await join('holder', new Map([[PICTURE.txid, PICTURE.raw]]));
    const ask = (more: object) =>
      holder.answer(encodeMessage({ v: 1, network: 'devnet', txid: PICTURE.txid, ...more }));
    expect(await ask({ network: 'main' })).toBeUndefined();
    expect(await ask({ part: -1 })).toBeUndefined();
    expect(await ask({ part: 0.5 })).toBeUndefined();
    expect(await ask({ part: 7 })).toHaveLength(0);
    expect(await ask({ txid: OTHER.txid })).toHaveLength(0);
    expect(await holder.answer(new Uint8Array(9))).toBeUndefined();
  });
});
