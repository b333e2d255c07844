import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { multiaddr } from '@multiformats/multiaddr';
import { expect, test, vi } from 'vitest';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { createDeviceStores } from '#lib/client/devices/device-stores.ts';
import { keepInStep } from '#lib/client/devices/in-step.ts';
import { DEVICES } from '#lib/p2p/protocols.ts';
import { ask } from '#lib/p2p/stream.ts';
import { openCoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore } from '#lib/store/core-store.ts';
import { KeptStore } from '#lib/store/kept-store.ts';
import { PlaceStore } from '#lib/store/place-store.ts';
import { SyncStore } from '#lib/store/sync-store.ts';
import { deriveFrameKey, SEAL_BYTES } from '#lib/sync/seal.ts';
import { EVEN_BYTES } from '#lib/sync/page.ts';
import { newProfile } from '#tests/support/feed-tab.ts';
import { joinNeighbours, startTestRelay } from '#tests/support/neighbours.ts';
import { ownRecord } from '#tests/support/own-record.ts';
import { joinAsStranger } from '#tests/support/stranger.ts';

// Own devices with real stores among real neighbours, and one that is connected to both and is nobody's.

const PATIENCE = { timeout: 50_000, interval: 50 };
const OWNER = 'ab'.repeat(20);
const idOf = (number: number): Outpoint => `${String(number).padStart(64, '0')}_0` as Outpoint;

let devices = 0;

/** One device of a person, from its stores up to its neighbours. */
async function startDevice(relay: string, by: number) {
  devices += 1;
  const factory = new IDBFactory();
  const name = `devices ${devices}`;
  const database = await openCoreDatabase('devnet', { factory });
  const core = createCoreStore(database);
  const [kept, places, sync] = await Promise.all([
    KeptStore.open('devnet', { factory }),
    PlaceStore.open('devnet', { factory }),
    SyncStore.open('devnet', { factory }),
  ]);
  // A key that the browser keeps: what a test's database copies is none.
  const key = await deriveFrameKey(new Uint8Array(32).fill(9), 'devnet');
  const open = new Set<string>();
  const [carrier, tab] = [new BroadcastChannel(name), new BroadcastChannel(name)];
  const neighbour = await joinNeighbours(newProfile(), [relay], { devices: carrier });
  // Whoever holds nothing is called by nobody.
  const post = ownRecord(`the first words of ${name}`);
  await neighbour.neighbour.hold(post.txid, post.raw);
  const closing = new AbortController();
  const stores = createDeviceStores({
    core,
    kept,
    places,
    unlessOpen: async (place, work) => (open.has(place) ? undefined : work()),
    now: () => Date.now(),
  });
  const onKept = vi.fn();
  const running = keepInStep(
    {
      store: sync,
      stores,
      key,
      by,
      channel: tab,
      now: () => Date.now(),
      beatMs: 50,
      onKept,
      onChanged: () => undefined,
    },
    closing.signal,
  );
  return {
    core,
    kept,
    places,
    open,
    onKept,
    neighbour: neighbour.neighbour,
    async keep(kind: 'follow' | 'mute' | 'bookmark', id: string, on = true) {
      await (on ? kept.keep([{ kind, id, at: Date.now() }]) : kept.drop([{ kind, id }]));
      stores.keptChanged();
    },
    async ids() {
      return (await kept.all()).map(({ kind, id }) => `${kind} ${id}`).toSorted();
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
      await neighbour[Symbol.asyncDispose]();
      for (const each of [tab, carrier, kept, places, sync, database]) each.close();
    },
  };
}

test('what is done on one device is done on the other, and whoever listens between them sees noise', async () => {
  await using relay = await startTestRelay();
  await using spy = await joinAsStranger(relay.address);
  const overheard: Uint8Array[] = [];
  await spy.node.libp2p.handle(
    DEVICES,
    async (stream) => {
      for await (const part of stream) overheard.push(part.subarray());
      stream.abort(new Error('nothing here'));
    },
    { runOnLimitedConnection: true },
  );
  await using fern = await startDevice(relay.address, 0);
  const person = OWNER;
  const other = 'cd'.repeat(20);
  await fern.keep('follow', person);
  await fern.keep('mute', other);
  await fern.keep('bookmark', idOf(1));
  await fern.core.saveDraft('new', { text: 'the third pot on the left' }, Date.now());
  await fern.core.saveDraft(idOf(3), { text: 'seen', picture: PICTURE }, Date.now());
  await fern.places.write('latest', { id: idOf(2), top: 120, newest: [idOf(4)] });
  await vi.waitFor(() => expect(fern.neighbour.addresses()).not.toEqual([]), PATIENCE);
  await spy.node.libp2p.dial(multiaddr(fern.neighbour.addresses()[0] ?? ''));

  await using moss = await startDevice(relay.address, 1);
  await moss.keep('follow', other);
  await vi.waitFor(async () => {
    expect(await moss.ids()).toEqual(
      [`bookmark ${idOf(1)}`, `follow ${person}`, `follow ${other}`, `mute ${other}`].toSorted(),
    );
    expect(await fern.ids()).toEqual(await moss.ids());
    expect(await moss.core.draft('new')).toMatchObject({ text: 'the third pot on the left' });
    expect(await moss.places.read('latest')).toEqual({ id: idOf(2), top: 120, newest: [idOf(4)] });
  }, PATIENCE);
  await vi.waitFor(() => expect(moss.onKept).toHaveBeenCalled(), PATIENCE);
  // A picture stays where it was chosen, and its words with it.
  expect(await moss.core.draft(idOf(3))).toBeUndefined();
  expect(await fern.core.draft(idOf(3))).toMatchObject({ text: 'seen' });

  // Back again, and while somebody writes in the place here.
  await moss.keep('follow', person, false);
  fern.open.add('new');
  await moss.core.saveDraft('new', { text: 'the third pot on the right' }, Date.now());
  await vi.waitFor(async () => expect(await fern.ids()).not.toContain(`follow ${person}`), PATIENCE);
  expect(await fern.core.draft('new')).toMatchObject({ text: 'the third pot on the left' });
  await fern.core.saveDraft('new', { text: 'the third pot on the left, or the fourth' }, Date.now());
  fern.open.delete('new');
  const both = ['the third pot on the left, or the fourth', 'the third pot on the right'];
  await vi.waitFor(async () => {
    for (const { core } of [fern, moss]) {
      const texts = (await core.drafts())
        .filter(({ picture }) => picture === undefined)
        .map(({ text }) => text);
      expect(texts.toSorted()).toEqual(both);
    }
  }, PATIENCE);

  // Who is connected was asked, and has heard nothing that can be read; who asks hears noise of the same length.
  await vi.waitFor(() => expect(overheard).not.toEqual([]), PATIENCE);
  expect(overheard.every(({ length }) => length === EVEN_BYTES + SEAL_BYTES)).toBe(true);
  const seen = overheard.map(toHex).join('');
  for (const plain of ['third pot', person, other, 'follow', 'sums', 'draft'])
    expect(seen).not.toContain(toHex(encodeUtf8(plain)));
  const asked = overheard[0] ?? new Uint8Array(0);
  const fernId = spy.node.libp2p.getPeers().find((peer) => peer.toString() === fern.neighbour.id);
  if (fernId === undefined) throw new Error('the two are not connected');
  for (const question of [asked, new Uint8Array(7)]) {
    const noise = await ask(spy.node.libp2p, fernId, DEVICES, question, 65_536);
    expect(noise).toHaveLength(EVEN_BYTES + SEAL_BYTES);
  }
}, 150_000);

const PICTURE = {
  body: new Uint8Array([1, 2, 3]),
  contentType: 'image/png' as const,
  alt: '',
};
