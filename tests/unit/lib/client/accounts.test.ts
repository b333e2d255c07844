import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { toOutpoint } from '#lib/bytes/brand.ts';
import { createIdentities, type Identities } from '#lib/client/accounts.ts';
import { applyEvent } from '#lib/publish/books.ts';
import { keySpace, readAccounts } from '#lib/store/accounts-store.ts';
import { openCoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore, type CoreStore } from '#lib/store/core-store.ts';
import { KeptStore } from '#lib/store/kept-store.ts';
import { PlaceStore } from '#lib/store/place-store.ts';
import { createCustody } from '#lib/wallet/custody.ts';
import { createLocalSigner } from '#lib/wallet/signer.ts';
import { coin, txidOfByte } from '#tests/support/publications.ts';

const ERA = 'k3f9';
const funds = toOutpoint(txidOfByte(0x77), 0);
let factory: IDBFactory;
let left: number;

beforeEach(() => {
  factory = new IDBFactory();
  left = 0;
});

const desk = (shown = ''): Identities =>
  createIdentities({
    network: 'devnet',
    era: ERA,
    shown,
    factory,
    onLeave: async () => void (left += 1),
  });

async function storeOf(slot: string): Promise<CoreStore> {
  const era = keySpace(ERA, slot) ?? '';
  return createCoreStore(await openCoreDatabase('devnet', { era, factory }));
}

/** Somebody with a key, a coin, a draft, a post that waits, and somebody whom they follow. */
async function settle(slot: string, words: string): Promise<string> {
  const store = await storeOf(slot);
  const signer = createLocalSigner({ network: 'devnet', store, now: () => 5 });
  const { key } = await signer.ensureAccount();
  await store.addCoins([coin(funds, 5_000)]);
  await store.saveDraft('new', { text: words }, 1);
  await store.enter(words, [], (books) => {
    const intent = { kind: 'post', text: words } as const;
    const entry = applyEvent(books, words, { type: 'saved', id: words, network: 'devnet', intent, at: 1 });
    return entry.ok ? { changes: entry.value, answer: undefined } : { answer: undefined };
  });
  const kept = await KeptStore.open('devnet', { factory, slot });
  await kept.keep([{ kind: 'follow', id: key, at: 1 }]);
  kept.close();
  return key;
}

async function copyOf(slot: string): Promise<void> {
  const store = await storeOf(slot);
  const { keyring } = createLocalSigner({ network: 'devnet', store, now: () => 5 });
  const kdf = () =>
    ({ name: 'argon2id', memoryKiB: 8, passes: 1, lanes: 1, salt: new Uint8Array(16) }) as const;
  await createCustody({ network: 'devnet', store, keyring, now: () => 6, kdf }).makeFile('correct horse');
}

const second = async (): Promise<string> => {
  await desk().add();
  return (await readAccounts('devnet', factory)).active;
};

describe('several identities on one device', () => {
  it('begin with the one that was there before: its store is the first, as it is', async () => {
    // As every build before this one opened it.
    const store = createCoreStore(await openCoreDatabase('devnet', { era: ERA, factory }));
    const { key } = await createLocalSigner({ network: 'devnet', store, now: () => 5 }).ensureAccount();
    const kept = await KeptStore.open('devnet', { factory });
    await kept.keep([{ kind: 'follow', id: 'ab'.repeat(20), at: 1 }]);
    expect(await desk().list()).toEqual([{ slot: '', key, isShown: true, hasCopy: false, waiting: 0 }]);
    expect(await (await KeptStore.open('devnet', { factory, slot: '' })).all()).toHaveLength(1);
    expect(keySpace(undefined, '')).toBeUndefined();
  });

  it('see nothing of one another: key, coins, outbox, drafts, follows, places', async () => {
    const first = await settle('', 'mine');
    const slot = await second();
    expect(slot).toMatch(/^[0-9a-z]{8}$/);
    const store = await storeOf(slot);
    expect(await store.account()).toBeUndefined();
    expect(await store.vault()).toBeUndefined();
    expect([await store.freeCoins(), await store.publications(), await store.drafts()]).toEqual([[], [], []]);
    expect(await (await KeptStore.open('devnet', { factory, slot })).all()).toEqual([]);
    const places = await PlaceStore.open('devnet', { factory });
    await places.write('latest', { id: funds, top: 3, newest: [] });
    expect(await (await PlaceStore.open('devnet', { factory, slot })).read('latest')).toBeUndefined();

    const other = await settle(slot, 'theirs');
    expect(other).not.toBe(first);
    const own = await storeOf('');
    expect((await own.account())?.key).toBe(first);
    expect((await own.publications()).map(({ id }) => id)).toEqual(['mine']);
    expect((await own.draft('new'))?.text).toBe('mine');
    expect(await desk(slot).list()).toEqual([
      { slot: '', key: first, isShown: false, hasCopy: false, waiting: 1 },
      { slot, key: other, isShown: true, hasCopy: false, waiting: 1 },
    ]);
  });

  it('take turns: who is shown is kept, and what was on screen goes first', async () => {
    const slot = await second();
    expect(left).toBe(1);
    await desk(slot).show('');
    expect(left).toBe(2);
    expect(await readAccounts('devnet', factory)).toEqual({ active: '', others: [slot] });
    await desk().show('nobody00');
    expect((await readAccounts('devnet', factory)).active).toBe('');
    // Another network knows nothing of it.
    expect(await readAccounts('main', factory)).toEqual({ active: '', others: [] });
  });

  it('are removed one by one, wholly, and only once there is a copy and nothing waits', async () => {
    await settle('', 'mine');
    const slot = await second();
    await settle(slot, 'theirs');
    await expect(desk(slot).remove(slot)).rejects.toMatchObject({ code: 'in-use' });
    await expect(desk().remove(slot)).rejects.toMatchObject({ code: 'no-copy' });
    await copyOf(slot);
    await expect(desk().remove(slot)).rejects.toMatchObject({ code: 'in-use' });
    const store = await storeOf(slot);
    expect((await store.draft('new'))?.text).toBe('theirs');
    await store.enter('theirs', [], () => ({
      changes: { publications: [], coins: [], forgotten: ['theirs'] },
      answer: undefined,
    }));
    await desk().remove(slot);
    expect(await readAccounts('devnet', factory)).toEqual({ active: '', others: [] });
    const names = (await factory.databases()).map(({ name }) => name);
    expect(names.filter((name) => name?.includes(slot))).toEqual([]);
    // The other one lost nothing.
    expect((await (await storeOf('')).draft('new'))?.text).toBe('mine');
    expect((await desk().list()).map((one) => one.waiting)).toEqual([1]);
  });

  it('are kept apart up to a number, and no more are begun', async () => {
    for (let at = 0; at < 16; at += 1) await desk().add();
    await expect(desk().add()).rejects.toMatchObject({ code: 'too-many' });
  });
});
