import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '#lib/bytes/hex.ts';
import type { VaultRow1, VaultRow2 } from '#lib/store/core-rows.ts';
import { openCoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore, type CoreStore } from '#lib/store/core-store.ts';
import { createCustody, type Custody } from '#lib/wallet/custody.ts';
import { createKeyring, IDLE_MS, type Keyring } from '#lib/wallet/keyring.ts';
import { deriveKeys } from '#lib/wallet/keys.ts';
import { openDataKey, openSecret, type Opener } from '#lib/wallet/vault.ts';
import { outpointOfByte, coin } from '#tests/support/publications.ts';

/** As little work as tests can bear; what is really done is tested once. */
const quickKdf = () => ({
  name: 'argon2id' as const,
  memoryKiB: 16,
  passes: 1,
  lanes: 1 as const,
  salt: crypto.getRandomValues(new Uint8Array(16)),
});

/** A device: one database, and as many tabs as there are keyrings. */
type Tab = {
  readonly store: CoreStore;
  readonly keyring: Keyring;
  readonly custody: Custody;
  idle: () => void;
};

async function tabOn(
  factory: IDBFactory,
  spoil: (store: CoreStore) => CoreStore = (store) => store,
): Promise<Tab> {
  const store = spoil(createCoreStore(await openCoreDatabase('devnet', { factory })));
  const tab: Partial<Tab> & { timer?: () => void } = {};
  const keyring = createKeyring({
    network: 'devnet',
    store,
    now: () => 5,
    after: (ms, then) => {
      expect(ms).toBe(IDLE_MS);
      tab.timer = then;
      return () => delete tab.timer;
    },
  });
  const custody = createCustody({ network: 'devnet', store, keyring, now: () => 7_000, kdf: quickKdf });
  return { store, keyring, custody, idle: () => tab.timer?.() };
}

let factory: IDBFactory;
let tab: Tab;
beforeEach(async () => {
  factory = new IDBFactory();
  tab = await tabOn(factory);
  await tab.keyring.ensureAccount();
});

const PASSPHRASE = 'seven lamps on the sill';
const DEVICE: Opener = { kind: 'device' };
const by = (passphrase: string): Opener => ({ kind: 'passphrase', passphrase });
const secretOf = ({ keyring }: Tab): Promise<string> => keyring.withSecret(async (secret) => toHex(secret));
const waysIn = async ({ keyring }: Tab): Promise<string[]> =>
  (await keyring.vault()).wraps.map(({ kind }) => kind).toSorted();

describe('a passphrase', () => {
  it('closes the vault to the device, and opens it', async () => {
    const secret = await secretOf(tab);
    expect(await tab.keyring.state()).toBe('open');
    await tab.custody.setPassphrase(PASSPHRASE, DEVICE);
    expect(await waysIn(tab)).toEqual(['passphrase', 'words']);
    expect(await tab.keyring.state()).toBe('unlocked');
    tab.keyring.lock();
    expect(await tab.keyring.state()).toBe('locked');
    await expect(secretOf(tab)).rejects.toMatchObject({ kind: 'locked' });
    await expect(tab.custody.unlock(by('eight lamps on the sill'))).rejects.toMatchObject({ kind: 'wrong' });
    await tab.custody.unlock(by(PASSPHRASE));
    expect(await secretOf(tab)).toBe(secret);
  });

  it('is needed in every other tab as well', async () => {
    const other = await tabOn(factory);
    await tab.custody.setPassphrase(PASSPHRASE, DEVICE);
    await expect(secretOf(other)).rejects.toMatchObject({ kind: 'locked' });
  });

  it('is changed by whoever knows the old one, which opens nothing afterwards', async () => {
    const secret = await secretOf(tab);
    await tab.custody.setPassphrase(PASSPHRASE, DEVICE);
    await expect(tab.custody.setPassphrase('another of mine', by('not the old one'))).rejects.toMatchObject({
      kind: 'wrong',
    });
    await tab.custody.setPassphrase('another of mine', by(PASSPHRASE));
    tab.keyring.lock();
    await expect(tab.custody.unlock(by(PASSPHRASE))).rejects.toMatchObject({ kind: 'wrong' });
    await tab.custody.unlock(by('another of mine'));
    expect(await secretOf(tab)).toBe(secret);
  });

  it('is taken off by itself alone', async () => {
    await tab.custody.setPassphrase(PASSPHRASE, DEVICE);
    await expect(tab.custody.removePassphrase('not this one')).rejects.toMatchObject({ kind: 'wrong' });
    await tab.custody.removePassphrase(PASSPHRASE);
    expect(await waysIn(tab)).toEqual(['device', 'words']);
    expect(await tab.keyring.state()).toBe('open');
  });

  it('that was forgotten is made up for by the words', async () => {
    const secret = await secretOf(tab);
    let words = '';
    await tab.custody.showWords((shown) => (words = shown.join(' ')));
    await tab.custody.setPassphrase(PASSPHRASE, DEVICE);
    tab.keyring.lock();
    await expect(tab.custody.unlockByWords('one two three')).rejects.toMatchObject({ kind: 'wrong' });
    await tab.custody.unlockByWords(words);
    expect(await secretOf(tab)).toBe(secret);
  });

  it('is asked for again when nothing was signed for a while', async () => {
    await tab.custody.setPassphrase(PASSPHRASE, DEVICE);
    await secretOf(tab);
    tab.idle();
    expect(await tab.keyring.state()).toBe('locked');
  });

  it('is as much work as OWASP asks for where nobody says otherwise', async () => {
    const { store, keyring } = tab;
    const custody = createCustody({ network: 'devnet', store, keyring, now: () => 7_000 });
    await custody.setPassphrase(PASSPHRASE, DEVICE);
    const { wraps } = await keyring.vault();
    expect(wraps.find(({ kind }) => kind === 'passphrase')).toMatchObject({
      kdf: { name: 'argon2id', memoryKiB: 19_456, passes: 2, lanes: 1 },
    });
  });

  it('too short to be one is refused, and nothing changes', async () => {
    await expect(tab.custody.setPassphrase('short', DEVICE)).rejects.toThrow(RangeError);
    expect(await waysIn(tab)).toEqual(['device', 'words']);
  });

  it('made with less work than today is made anew when it is next typed', async () => {
    await tab.custody.setPassphrase(PASSPHRASE, DEVICE);
    const weak = { name: 'argon2id', memoryKiB: 8, passes: 1, lanes: 1, salt: new Uint8Array(16) } as const;
    const { addWay, keepWays } = await import('#lib/wallet/vault.ts');
    const row = await tab.keyring.vault();
    const both = await addWay(row, by(PASSPHRASE), { kind: 'passphrase', passphrase: PASSPHRASE, kdf: weak });
    const weaker = keepWays(both, (wrap) => wrap.kind !== 'passphrase' || wrap.kdf.memoryKiB === 8);
    await tab.store.changeVault(row.revision, { ...weaker, revision: row.revision + 1 });
    await tab.custody.unlock(by(PASSPHRASE));
    const { wraps } = await tab.keyring.vault();
    expect(wraps.flatMap((wrap) => (wrap.kind === 'passphrase' ? [wrap.kdf.memoryKiB] : []))).toEqual([16]);
  });
});

describe('a passkey', () => {
  const way = {
    kind: 'passkey',
    credential: Uint8Array.of(1, 2, 3),
    salt: new Uint8Array(32).fill(1),
    prf: new Uint8Array(32).fill(2),
  } as const;

  it('is one more way in, never the only one', async () => {
    await tab.custody.addPasskey(way, DEVICE);
    expect(await waysIn(tab)).toEqual(['device', 'passkey', 'words']);
    await tab.custody.setPassphrase(PASSPHRASE, DEVICE);
    tab.keyring.lock();
    await tab.custody.unlock(way);
    expect(await tab.keyring.state()).toBe('unlocked');
    await tab.custody.removePasskey();
    expect(await waysIn(tab)).toEqual(['passphrase', 'words']);
  });
});

describe('a change of the vault', () => {
  /** Every write of the vault fails from the `nth` on, before or after it reached the disk. */
  const failing =
    (nth: number, written: boolean) =>
    (store: CoreStore): CoreStore => {
      let writes = 0;
      return {
        ...store,
        async changeVault(revision, row) {
          writes += 1;
          if (writes < nth) return store.changeVault(revision, row);
          if (written) await store.changeVault(revision, row);
          throw new Error('the power went');
        },
      };
    };

  it.each([
    [1, false],
    [1, true],
    [2, false],
    [2, true],
  ])(
    'that ends at write %i (on the disk: %s) leaves a vault that the old way or the new opens',
    async (nth, written) => {
      const secret = await secretOf(tab);
      const dying = await tabOn(factory, failing(nth, written));
      await expect(dying.custody.setPassphrase(PASSPHRASE, DEVICE)).rejects.toThrow('the power went');
      const row = await (await tabOn(factory)).keyring.vault();
      const opened = await Promise.allSettled(
        [DEVICE, by(PASSPHRASE)].map(async (way) =>
          toHex(await openSecret(row, await openDataKey(row, way))),
        ),
      );
      const values = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(values.length).toBeGreaterThan(0);
      for (const value of values) expect(value).toBe(secret);
    },
  );

  it('takes no old way away when what was written does not read back', async () => {
    const lying = await tabOn(factory, (store) => {
      let written: VaultRow2 | undefined;
      return {
        ...store,
        async changeVault(_revision, row) {
          // A disk that keeps something else than it was given.
          written = {
            ...row,
            wraps: row.wraps.map((wrap) => ({ ...wrap, sealed: wrap.sealed.map((byte) => byte ^ 1) })),
          };
        },
        vault: async () => written ?? store.vault(),
      };
    });
    await expect(lying.custody.setPassphrase(PASSPHRASE, DEVICE)).rejects.toMatchObject({ kind: 'wrong' });
    expect(await waysIn(tab)).toEqual(['device', 'words']);
    expect(await secretOf(tab)).toHaveLength(32);
  });

  it('of two tabs at once is one, and the other hears of it', async () => {
    const other = await tabOn(factory);
    const outcomes = await Promise.allSettled([
      tab.custody.setPassphrase('the first to come', DEVICE),
      other.custody.setPassphrase('the other to come', DEVICE),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
    const row = await (await tabOn(factory)).keyring.vault();
    const opened = await Promise.allSettled(
      [DEVICE, by('the first to come'), by('the other to come')].map((way) => openDataKey(row, way)),
    );
    expect(opened.some(({ status }) => status === 'fulfilled')).toBe(true);
  });
});

describe('a copy', () => {
  it('as a file brings back the key, on another device', async () => {
    const account = await tab.keyring.account();
    const text = await tab.custody.makeFile(PASSPHRASE);
    expect(text).not.toContain(await secretOf(tab));
    expect((await tab.store.account())?.copies).toEqual({ file: 7_000 });
    const elsewhere = await tabOn(new IDBFactory());
    const copy = { from: 'file', text, passphrase: PASSPHRASE } as const;
    await expect(elsewhere.custody.restore({ ...copy, passphrase: 'not the one' })).rejects.toMatchObject({
      kind: 'wrong',
    });
    const restored = await elsewhere.custody.restore(copy);
    const { key, address, holder, layout } = account;
    expect(restored).toMatchObject({ key, address, holder, layout, copies: { file: 7_000 } });
    expect(await secretOf(elsewhere)).toBe(await secretOf(tab));
    // Once more is no harm; another key's place is not taken.
    await elsewhere.custody.restore(copy);
    const taken = await tabOn(new IDBFactory());
    await taken.keyring.ensureAccount();
    await expect(taken.custody.restore(copy)).rejects.toMatchObject({ kind: 'occupied' });
  });

  it('as words brings back the key, once it is known which layout it had', async () => {
    let words = '';
    await tab.custody.showWords((shown) => (words = shown.join(' ')));
    expect(await tab.custody.checkWords('abandon '.repeat(12))).toBe(false);
    expect((await tab.store.account())?.copies).toBeUndefined();
    expect(await tab.custody.checkWords(words)).toBe(true);
    expect((await tab.store.account())?.copies).toEqual({ words: 7_000 });
    const keys = await tab.custody.keysOfWords(words);
    const { key } = await tab.keyring.account();
    expect(keys.map(({ layout }) => layout)).toEqual([1, 2]);
    expect(keys[1]?.key).toBe(key);
    const elsewhere = await tabOn(new IDBFactory());
    expect(await elsewhere.custody.restore({ from: 'words', text: words, layout: 2 })).toMatchObject({ key });
  });

  it('of another network or of no known form is refused', async () => {
    const text = await tab.custody.makeFile(PASSPHRASE);
    const elsewhere = await tabOn(new IDBFactory());
    const restore = (changed: string) =>
      elsewhere.custody.restore({ from: 'file', text: changed, passphrase: PASSPHRASE });
    await expect(restore(text.replace('"devnet"', '"main"'))).rejects.toThrow('other-network:main');
    await expect(restore('a letter')).rejects.toThrow('not-a-copy');
    expect(await elsewhere.store.account()).toBeUndefined();
  });
});

describe('forgetting the key', () => {
  it('needs a copy, and leaves unsent words', async () => {
    await tab.store.saveDraft('new', { text: 'half a thought' }, 1);
    await tab.store.addCoins([coin(outpointOfByte(1))]);
    await expect(tab.custody.forget()).rejects.toMatchObject({ kind: 'no-copy' });
    expect(await tab.store.vault()).toBeDefined();
    await tab.custody.makeFile(PASSPHRASE);
    await tab.custody.forget();
    expect([await tab.store.vault(), await tab.store.account()]).toEqual([undefined, undefined]);
    expect(await tab.store.freeCoins()).toEqual([]);
    expect(await tab.store.draft('new')).toMatchObject({ text: 'half a thought' });
    expect(await tab.keyring.state()).toBe('absent');
  });
});

describe('a vault of the first builds', () => {
  /** As the first builds wrote it: docs/keys.md has the form. */
  async function firstVault(secret: Uint8Array<ArrayBuffer>): Promise<VaultRow1> {
    const AES = { name: 'AES-GCM', length: 256 } as const;
    const sealing = (iv: Uint8Array<ArrayBuffer>, part: string) => ({
      name: 'AES-GCM',
      iv,
      additionalData: new TextEncoder().encode(`nabo vault 1 ${part}`),
      tagLength: 128,
    });
    const wrappingKey = await crypto.subtle.generateKey(AES, false, ['wrapKey', 'unwrapKey']);
    const dataKey = await crypto.subtle.generateKey(AES, true, ['encrypt']);
    const [keyIv, secretIv] = [
      crypto.getRandomValues(new Uint8Array(12)),
      crypto.getRandomValues(new Uint8Array(12)),
    ];
    const sealed = await crypto.subtle.encrypt(sealing(secretIv, 'secret'), dataKey, secret);
    const wrapped = await crypto.subtle.wrapKey('raw', dataKey, wrappingKey, sealing(keyIv, 'data-key'));
    return {
      id: 'main',
      version: 1,
      wrappingKey,
      dataKey: { iv: keyIv, sealed: new Uint8Array(wrapped) },
      secret: { iv: secretIv, sealed: new Uint8Array(sealed) },
    };
  }

  it('opens, keeps its key for posts and coins, and gets a holder for what it claims from now on', async () => {
    const secret = Uint8Array.from({ length: 16 }, (_, at) => at);
    const keys = deriveKeys(secret, 'devnet', 1);
    const old = await tabOn(new IDBFactory());
    await old.store.createAccount(await firstVault(secret), {
      id: 'main',
      key: toHex(keys.payments.hash),
      address: keys.payments.address,
      createdAt: 3,
      callbackToken: 'ab'.repeat(32),
    });
    expect(await old.keyring.state()).toBe('open');
    expect(
      await old.keyring.withKeys(false, ({ author, payments }) => [author.address, payments.address]),
    ).toEqual([keys.payments.address, keys.payments.address]);
    expect(await old.keyring.account()).toMatchObject({
      key: toHex(keys.payments.hash),
      holder: toHex(keys.holder.hash),
      layout: 1,
      createdAt: 3,
    });
    expect(await old.store.vault()).toMatchObject({ version: 2, revision: 1 });
    expect(await secretOf(old)).toBe(toHex(secret));
    // Its copies say so, and bring the same account back.
    const elsewhere = await tabOn(new IDBFactory());
    const text = await old.custody.makeFile(PASSPHRASE);
    const restored = await elsewhere.custody.restore({ from: 'file', text, passphrase: PASSPHRASE });
    expect(restored).toMatchObject({ layout: 1, key: toHex(keys.payments.hash) });
  });
});
