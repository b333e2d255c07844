import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { openCoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore } from '#lib/store/core-store.ts';
import { KeptStore } from '#lib/store/kept-store.ts';
import { PlaceStore } from '#lib/store/place-store.ts';
import { SyncStore, type SyncState } from '#lib/store/sync-store.ts';
import { merge } from '#lib/sync/merge.ts';
import { rowKey, type SyncRow } from '#lib/sync/row.ts';

const FERN = 'ab'.repeat(20);
const MOSS = 'cd'.repeat(20);
const idOf = (number: number): Outpoint => `${String(number).padStart(64, '0')}_0` as Outpoint;
const newKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

const follow: SyncRow = { kind: 'follow', id: 'a', at: 1, by: 0, value: '1' };
const draft: SyncRow = { kind: 'draft', id: 'new\n1-0-5', at: 1, by: 0, value: '{"text":"a"}' };

test('what devices said is there again, and is forgotten when the device becomes somebody else’s', async () => {
  const factory = new IDBFactory();
  const store = await SyncStore.open('devnet', { factory });
  expect([await store.meta(), await store.read()]).toEqual([undefined, { rows: new Map(), base: undefined }]);
  await store.begin(FERN, await newKey());
  const nothing: SyncState = { rows: new Map(), base: undefined };
  // Nothing is there, and that is known from now on.
  await store.write(nothing, { rows: new Map(), base: new Map() });
  expect((await store.read()).base).toEqual(new Map());

  const before = await store.read();
  const base = new Map([[rowKey(follow), { kind: 'follow', id: 'a', value: '1' } as const]]);
  const after: SyncState = { rows: merge(new Map(), [follow, draft]), base };
  await store.write(before, after);
  expect(await store.read()).toEqual(after);
  await store.write(after, { rows: merge(new Map(), [draft]), base: new Map() });
  expect(await store.read()).toEqual({ rows: merge(new Map(), [draft]), base: new Map() });

  await store.setMeta((meta) => meta && { ...meta, on: false, heard: 7 });
  await store.begin(FERN, await newKey());
  expect(await store.meta()).toMatchObject({ on: true, owner: FERN, heard: 7, looked: true });
  expect((await store.read()).rows.size).toBe(1);
  await store.begin(MOSS, await newKey());
  expect(await store.meta()).not.toHaveProperty('heard');
  expect(await store.read()).toEqual({ rows: new Map(), base: undefined });
  store.close();
});

test('identities of a device have each their own', async () => {
  const factory = new IDBFactory();
  const [one, other] = [
    await SyncStore.open('devnet', { factory }),
    await SyncStore.open('devnet', { factory, slot: 'abcd0123' }),
  ];
  await one.begin(FERN, await newKey());
  expect(await other.meta()).toBeUndefined();
  one.close();
  other.close();
});

test('another device changes only what still is what it was', async () => {
  const factory = new IDBFactory();
  const kept = await KeptStore.open('devnet', { factory });
  await kept.keep([
    { kind: 'follow', id: FERN, at: 1 },
    { kind: 'follow', id: MOSS, at: 2 },
  ]);
  const made = await kept.swap([
    { kind: 'follow', id: FERN, was: 1, becomes: undefined },
    // Followed anew meanwhile.
    { kind: 'follow', id: MOSS, was: 1, becomes: undefined },
    { kind: 'mute', id: FERN, was: undefined, becomes: 5 },
    { kind: 'follow', id: MOSS, was: undefined, becomes: 9 },
  ]);
  expect(made).toEqual([true, false, true, false]);
  expect(await kept.all()).toEqual([
    { kind: 'follow', id: MOSS, at: 2 },
    { kind: 'mute', id: FERN, at: 5 },
  ]);

  const places = await PlaceStore.open('devnet', { factory });
  const place = { id: idOf(1), top: 3, newest: [idOf(2)] };
  expect(await places.swap('latest', idOf(9), place)).toBe(false);
  expect(await places.swap('latest', undefined, place)).toBe(true);
  expect(await places.all()).toEqual([['latest', place]]);
  expect(await places.swap('latest', idOf(1), undefined)).toBe(true);
  expect(await places.all()).toEqual([]);

  const core = createCoreStore(await openCoreDatabase('devnet', { factory }));
  await core.saveDraft('new', { text: 'a' }, 5);
  expect(await core.swapDraft('new', 4, { place: 'new', text: 'b', savedAt: 6 })).toBe(false);
  expect(await core.swapDraft('new', 5, { place: 'new', text: 'b', savedAt: 6 })).toBe(true);
  expect(await core.drafts()).toEqual([{ place: 'new', text: 'b', savedAt: 6 }]);
  expect(await core.swapDraft('new', 6, undefined)).toBe(true);
  expect(await core.drafts()).toEqual([]);
  kept.close();
  places.close();
});
