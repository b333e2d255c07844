import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it, vi } from 'vitest';
import type { OutboundNote } from '#lib/chain/outbound-note.ts';
import { createRequestLog } from '#lib/store/request-log.ts';
import { RequestStore } from '#lib/store/request-store.ts';

const note = (host: string, more: Partial<OutboundNote> = {}): OutboundNote => ({
  at: 1000,
  host,
  why: 'posts',
  sent: 10,
  received: 100,
  ms: 3,
  outcome: 'answered',
  ...more,
});

describe('RequestStore', () => {
  it('sums up by host and purpose, and keeps the newest one by one', async () => {
    const store = await RequestStore.open({ factory: new IDBFactory() });
    await store.add([note('a'), note('a', { at: 2000, received: 50 })]);
    await store.add([
      note('a', { at: 3000, why: 'headers', outcome: 'refused', received: 9000 }),
      note('b', { at: 4000, outcome: 'failed', sent: 0, received: 0 }),
      note('a', { at: 5000, received: 7, sent: 0, isRest: true }),
    ]);
    const { totals, recent } = await store.read(2);
    expect(totals).toEqual([
      {
        host: 'a',
        why: 'headers',
        requests: 1,
        failed: 1,
        sent: 10,
        received: 9000,
        first: 3000,
        last: 3000,
      },
      { host: 'a', why: 'posts', requests: 2, failed: 0, sent: 20, received: 157, first: 1000, last: 5000 },
      { host: 'b', why: 'posts', requests: 1, failed: 1, sent: 0, received: 0, first: 4000, last: 4000 },
    ]);
    expect(recent.map(({ at }) => at)).toEqual([4000, 3000]);
    await store.clear();
    expect(await store.read(9)).toEqual({ totals: [], recent: [] });
  });

  it('keeps no more single requests than it says', async () => {
    const store = await RequestStore.open({ factory: new IDBFactory() });
    const many = Array.from({ length: 700 }, (_, at) => note('a', { at }));
    await store.add(many);
    const { totals, recent } = await store.read(10_000);
    expect([recent.length, recent[0]?.at, totals[0]?.requests]).toEqual([500, 699, 700]);
  });

  it('is written to by whoever asks, together and without waiting', async () => {
    const factory = new IDBFactory();
    const [worker, page] = [1, 2].map(() => createRequestLog(() => RequestStore.open({ factory })));
    worker?.(note('a'));
    page?.(note('a'));
    worker?.(note('b'));
    const store = await RequestStore.open({ factory });
    await vi.waitFor(async () => expect((await store.read(9)).recent).toHaveLength(3), { timeout: 5000 });
    expect((await store.read(9)).totals.map(({ host, requests }) => [host, requests])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });
});
