import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { applyEvent, applySigned, forget } from '#lib/publish/books.ts';
import type { Intent, Publication } from '#lib/publish/publication.ts';
import type { PublicationEvent } from '#lib/publish/transition.ts';
import { openCoreDatabase } from '#lib/store/core-database.ts';
import { coinSchema, intentSchema, publicationSchema } from '#lib/store/core-rows.ts';
import { createCoreStore, type CoreStore } from '#lib/store/core-store.ts';
import type { Coin } from '#lib/wallet/coins.ts';
import { sealSecret } from '#lib/wallet/vault.ts';
import { coin, outpointOfByte, place, signedTx, TestBooks } from '#tests/support/publications.ts';

let factory: IDBFactory;
let store: CoreStore;

vi.stubGlobal('IDBKeyRange', IDBKeyRange);

beforeEach(async () => {
  factory = new IDBFactory();
  store = createCoreStore(await openCoreDatabase('devnet', { factory }));
});

const funds = outpointOfByte(0xf0);
const intent: Intent = { kind: 'post', text: 'kept' };

const save = (id: string, at = 1): Promise<void> =>
  store.enter(id, [], (books) => {
    const entry = applyEvent(books, id, { type: 'saved', id, network: 'devnet', intent, at });
    if (!entry.ok) throw new Error(entry.issue.message);
    return { changes: entry.value, answer: undefined };
  });

const account = (address: string) =>
  ({ id: 'main', key: 'ab'.repeat(20), address, createdAt: 1, callbackToken: 'cd'.repeat(32) }) as const;

describe('rows', () => {
  // `Required` makes this list every field there is: a schema that forgets one would drop it silently.
  const full: Required<Publication> = {
    id: 'p',
    network: 'devnet',
    createdAt: 1,
    intent,
    next: 'q',
    state: 'in-block',
    payer: 'yours',
    shown: 60_000,
    approved: 70_000,
    tx: signedTx(1),
    earlier: [signedTx(2)],
    attempts: 3,
    contested: 1,
    avoid: 'a',
    place: place(4),
    failure: { code: 'conflict', detail: 'd', broadcaster: 'b' },
    waiting: { code: 'unreachable', detail: '' },
    forgotten: true,
    revision: 9,
  };
  const fullCoin: Required<Coin> = {
    outpoint: funds,
    sats: 5,
    script: Uint8Array.of(1),
    status: 'reserved',
    from: 'a',
    by: 'b',
    held: 'c',
    depth: 2,
    doubt: 1,
  };

  it('come back with every field', () => {
    expect(publicationSchema.parse(full)).toEqual(full);
    expect(coinSchema.parse(fullCoin)).toEqual(fullCoin);
  });

  it.each([
    { kind: 'post', text: 'x', handle: 'ada' },
    { kind: 'reply', text: 'x', to: funds, handle: 'ada' },
    { kind: 'like', to: signedTx(1).txid },
    { kind: 'repost', to: signedTx(1).txid },
    { kind: 'claim-handle', name: 'ada' },
    { kind: 'claim-district', height: 1 },
  ] satisfies Intent[])('hold an intent to $kind', (one) => {
    expect(intentSchema.parse(one)).toEqual(one);
  });

  it('are refused in any other shape', () => {
    for (const row of [
      null,
      1,
      {},
      { ...full, state: 'lost' },
      { ...full, intent: {} },
      { ...full, revision: -1 },
    ]) {
      expect(publicationSchema.safeParse(row).success).toBe(false);
    }
    for (const row of [
      { ...fullCoin, sats: 1.5 },
      { ...fullCoin, outpoint: 'x' },
      { ...fullCoin, status: 'mine' },
    ]) {
      expect(coinSchema.safeParse(row).success).toBe(false);
    }
  });
});

describe('the core store', () => {
  it('keeps publications, oldest first, by state', async () => {
    await save('b', 2);
    await save('a', 1);
    expect((await store.publications()).map(({ id }) => id)).toEqual(['a', 'b']);
    expect((await store.publications('draft')).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(await store.publications('queued', 'sent')).toEqual([]);
    expect(await store.publication('a')).toMatchObject({ id: 'a', state: 'draft', intent });
  });

  it('writes an entry wholly or not at all', async () => {
    await save('a');
    await store.addCoins([coin(funds)]);
    const failing = store.enter('a', [funds], (books) => {
      const draft = books.publications.get('a');
      if (draft === undefined) throw new Error('no draft');
      const entry = applySigned(books, draft, signedTx(1, [funds]), []);
      if (!entry.ok) throw new Error(entry.issue.message);
      // A row that cannot be stored, after rows that can.
      const bad = { ...coin(outpointOfByte(9)), outpoint: {} as Outpoint };
      return { changes: { ...entry.value, coins: [...entry.value.coins, bad] }, answer: undefined };
    });
    await expect(failing).rejects.toThrow();
    expect(await store.publication('a')).toMatchObject({ state: 'draft' });
    expect(await store.freeCoins()).toEqual([coin(funds)]);
  });

  it('lets one of two tabs have a coin', async () => {
    const other = createCoreStore(await openCoreDatabase('devnet', { factory }));
    await store.addCoins([coin(funds)]);
    await save('a');
    await save('b', 2);
    const sign = (by: CoreStore, id: string, byte: number): Promise<boolean> =>
      by.enter(id, [funds], (books) => {
        const draft = books.publications.get(id);
        const entry = draft && applySigned(books, draft, signedTx(byte, [funds]), []);
        return entry?.ok === true ? { changes: entry.value, answer: true } : { answer: false };
      });
    const won = await Promise.all([sign(store, 'a', 1), sign(other, 'b', 2)]);
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await store.freeCoins()).toEqual([]);
    expect(await store.publications('queued')).toHaveLength(1);
  });

  it('adds a coin once, whatever became of it', async () => {
    expect(await store.addCoins([coin(funds), coin(outpointOfByte(1))])).toBe(2);
    await save('a');
    await store.enter('a', [funds], (books) => {
      const draft = books.publications.get('a');
      const entry = draft && applySigned(books, draft, signedTx(1, [funds]), []);
      return entry?.ok === true ? { changes: entry.value, answer: undefined } : { answer: undefined };
    });
    expect(await store.addCoins([coin(funds), coin(outpointOfByte(2))])).toBe(1);
    expect((await store.freeCoins()).map(({ outpoint }) => outpoint)).toEqual([
      outpointOfByte(1),
      outpointOfByte(2),
    ]);
    expect(await store.balance()).toBe(10_000);
  });

  it('never overwrites a secret', async () => {
    const vaults = await Promise.all([sealSecret(new Uint8Array(16)), sealSecret(new Uint8Array(16))]);
    const other = createCoreStore(await openCoreDatabase('devnet', { factory }));
    const made = await Promise.all([
      store.createAccount(vaults[0], account('first')),
      other.createAccount(vaults[1], account('second')),
    ]);
    expect(new Set(made.map(({ address }) => address)).size).toBe(1);
    expect(await store.account()).toEqual(made[0]);
    const kept = await store.vault();
    if (kept?.version !== 2) throw new Error('no vault');
    for (const wrap of kept.wraps) if (wrap.kind === 'device') expect(wrap.key.extractable).toBe(false);
    expect(vaults.map(({ secret }) => String(secret.sealed))).toContain(String(kept.secret.sealed));
  });

  it('keeps unsent words by place and forgets them when they are empty', async () => {
    const picture = { body: Uint8Array.of(1), contentType: 'image/webp', alt: 'a bench' } as const;
    expect(await store.draft('new')).toBeUndefined();
    await store.saveDraft('new', { text: 'half a th', picture }, 1);
    await store.saveDraft(funds, { text: 'answer' }, 2);
    expect(await store.drafts()).toEqual([
      { place: funds, text: 'answer', savedAt: 2 },
      { place: 'new', text: 'half a th', picture, savedAt: 1 },
    ]);
    await store.saveDraft('new', { text: '', picture }, 3);
    expect(await store.draft('new')).toEqual({ place: 'new', text: '', picture, savedAt: 3 });
    await store.saveDraft('new', { text: '' }, 4);
    expect(await store.draft('new')).toBeUndefined();
  });

  it('keeps networks apart', async () => {
    await store.saveDraft('new', { text: 'devnet' }, 1);
    const main = createCoreStore(await openCoreDatabase('main', { factory }));
    expect(await main.draft('new')).toBeUndefined();
  });
});

/** A step of a random life: which publication, and what happens to it. */
const step = fc.record({
  id: fc.constantFrom('a', 'a', 'b', 'c'),
  act: fc.constantFrom(
    'saved',
    'sign',
    'sent',
    'pending',
    'rejected',
    'conflict',
    'seen',
    'mined',
    'orphaned',
    'retry',
    'forget',
  ),
});

it('reads around a publication all that an event can touch', async () => {
  // The same life in memory, where every row is at hand, and in the database, which reads a part: they must agree.
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      factory = new IDBFactory();
      store = createCoreStore(await openCoreDatabase('devnet', { factory }));
      const memory = new TestBooks();
      const start = [coin(funds, 50_000), coin(outpointOfByte(0xf1), 50_000)];
      memory.fund(...start);
      await store.addCoins(start);
      let made = 0;

      for (const { id, act } of steps) {
        const row = memory.publications.get(id);
        const txid = row?.tx?.txid ?? row?.earlier?.[0]?.txid ?? signedTx(1).txid;
        if (act === 'sign') {
          // The newest free coin, so that publications hang on one another.
          const spent = [...memory.coins.values()].filter(({ status }) => status === 'free').at(-1);
          if (row === undefined || spent === undefined) continue;
          made += 1;
          const tx = signedTx(made, [spent.outpoint]);
          const change = [coin(outpointOfByte(made, 1), 40_000, { from: id })];
          const decide = (books: Parameters<typeof applySigned>[0]) => applySigned(books, row, tx, change);
          const entry = decide(memory);
          if (entry.ok) memory.write(entry.value);
          await store.enter(id, tx.inputs, (books) => {
            const same = decide(books);
            return same.ok ? { changes: same.value, answer: undefined } : { answer: undefined };
          });
          continue;
        }
        const failure = { code: act === 'conflict' ? 'conflict' : 'rejected', detail: '' };
        const events: Record<string, PublicationEvent> = {
          saved: { type: 'saved', id, network: 'devnet', intent, at: 1 },
          sent: { type: 'sent', txid },
          pending: { type: 'pending', txid },
          rejected: { type: 'rejected', txid, failure },
          conflict: { type: 'conflict', txid, failure },
          seen: { type: 'seen', txid },
          mined: { type: 'mined', txid, place: place(made + 1) },
          orphaned: { type: 'orphaned', txid },
          retry: { type: 'retry' },
        };
        const event = events[act];
        const decide = (books: Parameters<typeof applyEvent>[0]) =>
          event === undefined ? forget(books, id) : applyEvent(books, id, event);
        const entry = decide(memory);
        if (entry.ok) memory.write(entry.value);
        await store.enter(id, [], (books) => {
          const same = decide(books);
          return same.ok ? { changes: same.value, answer: undefined } : { answer: undefined };
        });
      }
      const rows = [...(await store.publications()), ...(await store.forgotten())];
      expect(new Map(rows.map((row) => [row.id, row]))).toEqual(memory.publications);
      const free = [...memory.coins.values()].filter(({ status }) => status === 'free');
      const byOutpoint = (a: Coin, b: Coin): number => (a.outpoint < b.outpoint ? -1 : 1);
      expect((await store.freeCoins()).toSorted(byOutpoint)).toEqual(free.toSorted(byOutpoint));
    }),
    { numRuns: 60 },
  );
});
