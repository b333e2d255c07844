import 'fake-indexeddb/auto';
import { randomBytes } from 'node:crypto';
import { MemoryBlockstore } from 'blockstore-core';
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import type { Txid } from '#lib/bytes/brand.ts';
import { untilNeighbour } from '#tests/support/ask-neighbour.ts';
import { DevTools } from '#tests/support/devtools.ts';
import { newProfile } from '#tests/support/feed-tab.ts';
import { startNabo } from '#tests/support/nabo.ts';
import { joinNeighbours, startTestRelay } from '#tests/support/neighbours.ts';
import { ownRecord } from '#tests/support/own-record.ts';
import { arriveMortal } from '#tests/support/person.ts';

// A browser that lets its app store no more, in the middle of what a neighbour gives.

const PATIENCE = { timeout: 60_000, interval: 100 };
const BEFORE = 12;
const MORE = 600;
/** A post of some 14 KB, which a disk holds three times, and cannot make small: as a block, for the feed, and by the feed. */
const LENGTH = 5_200;
/** What the browser still lets be stored when the transfer begins. */
const ROOM_BYTES = 2 * 1024 * 1024;
const FULL = /^Nothing more of neighbours is kept:.* this device is full\.$/;

const before = Array.from({ length: BEFORE }, (_none, at) => ownRecord(`Held before, number ${at}.`));
const more = Array.from({ length: MORE }, (_none, at) =>
  ownRecord(`Comes in a crowd, number ${at}. ${randomBytes(LENGTH).toString('base64')}`),
);

test(
  'a transfer that runs into the quota says so, keeps what was held, and goes on once there is room',
  { timeout: 300_000 },
  async () => {
    await using relay = await startTestRelay();
    await using nabo = await startNabo({ relays: [relay.address] });
    await using taker = await arriveMortal(nabo.url);
    const { page } = taker;
    await taker.visit();
    await untilNeighbour(page, ({ state }) => state === 'on');
    {
      await using friend = await joinNeighbours(newProfile(), [relay.address]);
      for (const { txid, raw } of before) await friend.neighbour.hold(txid, raw);
      await untilNeighbour(page, ({ shelf }) => shelf.transactions === BEFORE);
      // What comes in a burst waits above for whoever reads already.
      await taker.visit();
      await taker.post(`Held before, number ${BEFORE - 1}.`).waitFor();
    }

    // In force as long as the page that asked for it is driven. What `navigator.storage` says of it is a number made up, and
    // databases go by what there was half a minute ago until a write finds none of it left.
    using devtools = await DevTools.connect(taker.browser.devtools);
    const attached = await devtools.openPage('about:blank');
    const { origin } = new URL(nabo.url);
    await attached.setQuota(origin, 1);
    await expect.poll(() => probe(page), { timeout: 60_000 }).toBe('QuotaExceededError');
    const quota = (await attached.quotaOf(origin)).usage + ROOM_BYTES;
    await attached.setQuota(origin, quota);
    expect(await attached.quotaOf(origin)).toMatchObject({ quota, overrideActive: true });
    await expect.poll(() => probe(page)).toBe('written');

    await page.getByRole('link', { name: 'Neighbours' }).first().click();
    await using giver = await comeWith(more, relay.address);
    await page.getByText(FULL).waitFor();
    const kept = await settled(page);
    console.info(`full with ${kept.length} of ${BEFORE + MORE}`);
    expect(kept.length).toBeLessThan(BEFORE + MORE);
    expect(kept).toEqual(expect.arrayContaining(before.map(({ txid }) => txid)));

    // What was held is read, and served whole to somebody who has nothing.
    await page.getByRole('link', { name: 'Feed' }).first().click();
    await taker.post(`Held before, number ${BEFORE - 1}.`).waitFor();
    {
      await using reader = await joinNeighbours(newProfile(), [relay.address]);
      await vi.waitFor(async () => {
        const { recent } = await reader.neighbour.view();
        expect(recent).not.toEqual([]);
        for (const { txid, raw } of before)
          expect(await reader.store.find([txid]), raw.join()).toHaveLength(1);
      }, PATIENCE);
    }
    expect(taker.complaints).toEqual([]);

    await attached.setQuota(origin);
    const begun = performance.now();
    await untilNeighbour(page, ({ shelf }) => shelf.transactions === BEFORE + MORE, 180_000);
    console.info(`all is there ${Math.round((performance.now() - begun) / 1_000)} s after there was room`);
    expect(await settled(page)).toHaveLength(BEFORE + MORE);
    await page.getByRole('link', { name: 'Neighbours' }).first().click();
    await page.getByText('Room left today').waitFor();
    expect(await page.getByText(FULL).count()).toBe(0);
    expect((await giver.neighbour.view()).recent).not.toEqual([]);
    expect(taker.complaints).toEqual([]);
  },
);

/** Somebody who holds all of it when they come. */
async function comeWith(records: readonly ReturnType<typeof ownRecord>[], relay: string) {
  const profile = newProfile();
  const blocks = new MemoryBlockstore();
  {
    await using alone = await joinNeighbours(profile, [], { blocks });
    for (const { txid, raw } of records) await alone.neighbour.hold(txid, raw);
  }
  return joinNeighbours(profile, [relay], { blocks });
}

/** What is on the shelf once nothing is on its way: every row has its bytes, and all bytes have a row. */
const settled = (page: Page): Promise<readonly Txid[]> =>
  vi.waitFor(async () => {
    const [blocks, rows] = await keptNames(page);
    expect(blocks.toSorted()).toEqual(rows.toSorted());
    return rows as readonly Txid[];
  }, PATIENCE);

/** The names of all blocks and of all rows of the shelf, as the page reads the database itself. */
const keptNames = (page: Page): Promise<readonly [blocks: readonly string[], rows: readonly string[]]> =>
  page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error as Error));
      });
    const database = await done(indexedDB.open('nabo-shelf-devnet'));
    const reading = database.transaction(['blocks', 'shelf']);
    const [blocks, rows] = await Promise.all([
      done(reading.objectStore('blocks').getAllKeys()),
      done(reading.objectStore('shelf').getAll()) as Promise<{ readonly txid: string }[]>,
    ]);
    database.close();
    return [blocks.map(String), rows.map(({ txid }) => txid)] as const;
  });

/** What becomes of a small write to a database of its own. */
const probe = (page: Page): Promise<string> =>
  page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const opening = indexedDB.open('probe', 1);
        opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('probe'));
        opening.addEventListener('error', () => resolve(opening.error?.name ?? ''));
        opening.addEventListener('success', () => {
          const { result: database } = opening;
          const writing = database.transaction('probe', 'readwrite');
          const end = (outcome: string): void => {
            database.close();
            resolve(outcome);
          };
          writing.addEventListener('complete', () => end('written'));
          writing.addEventListener('abort', () => end(writing.error?.name ?? ''));
          writing.objectStore('probe').put(new Uint8Array(1_024), 'probe');
        });
      }),
  );
