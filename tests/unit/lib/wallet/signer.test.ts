import { IDBFactory } from 'fake-indexeddb';
import { MessageChannel } from 'node:worker_threads';
import { beforeEach, describe, expect, it } from 'vitest';
import { asSats, asTxid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { encodeTx } from '#lib/chain/tx.ts';
import { createCaller, serveCalls } from '#lib/bridge/call.ts';
import { signerContract } from '#lib/bridge/signer-messages.ts';
import { applyEvent } from '#lib/publish/books.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { createSigningDesk } from '#lib/publish/signing-desk.ts';
import { openCoreDatabase, type CoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore, type CoreStore } from '#lib/store/core-store.ts';
import { createCustody } from '#lib/wallet/custody.ts';
import { createOutsideDesk } from '#lib/wallet/outside-desk.ts';
import { createDevices } from '#lib/wallet/devices.ts';
import { createInvites } from '#lib/wallet/invites.ts';
import { signerHandlers } from '#lib/wallet/handlers.ts';
import { createLocalSigner, type LocalSigner } from '#lib/wallet/signer.ts';
import { decodeAddress } from '#lib/bytes/address.ts';

let factory: IDBFactory;
let database: CoreDatabase;
let store: CoreStore;
let signer: LocalSigner;

beforeEach(async () => {
  factory = new IDBFactory();
  database = await openCoreDatabase('devnet', { factory });
  store = createCoreStore(database);
  signer = createLocalSigner({ network: 'devnet', store, now: () => 5 });
});

const context = { satsPerKilobyte: 100, doubtful: false };
const intent: Intent = { kind: 'post', text: 'Hello' };

/** A transaction from elsewhere with these outputs to our address, and one to somebody else. */
function paying(address: string, ...amounts: readonly number[]): Uint8Array {
  const hash = decodeAddress(address)?.hash160 ?? new Uint8Array(20);
  return encodeTx({
    version: 1,
    inputs: [{ prevTxid: asTxid('11'.repeat(32)), prevVout: 0, script: new Uint8Array(0), sequence: 0 }],
    outputs: [
      ...amounts.map((sats) => ({ sats: asSats(sats), script: p2pkhScript(hash) })),
      { sats: asSats(777), script: p2pkhScript(new Uint8Array(20)) },
    ],
    lockTime: 0,
  });
}

async function draft(id: string, one: Intent = intent): Promise<void> {
  await store.enter(id, [], (books) => {
    const entry = applyEvent(books, id, {
      type: 'saved',
      id,
      network: 'devnet',
      intent: one,
      at: 1,
      shown: 100,
    });
    return entry.ok ? { changes: entry.value, answer: undefined } : { answer: undefined };
  });
}

const deskOf = (one: LocalSigner, at: CoreStore) =>
  createSigningDesk({
    store: at,
    craft: (request) => one.craft(request),
    address: async () => (await one.ensureAccount()).address,
    addHolding: (at, script) => one.addHolding(at, script),
    spend: (sats, approved) => one.spend(sats, approved),
  });

describe('the account', () => {
  it('is made when it is first needed and stays the same', async () => {
    expect(await signer.account()).toBeUndefined();
    const made = await signer.ensureAccount();
    expect(made).toMatchObject({ id: 'main', createdAt: 5 });
    expect(made.address).toMatch(/^[mn]/);
    expect(await signer.ensureAccount()).toEqual(made);
    const again = createLocalSigner({ network: 'devnet', store, now: () => 6 });
    expect(await again.ensureAccount()).toEqual(made);
  });

  it('is one, even when two tabs make it at once', async () => {
    const other = createLocalSigner({
      network: 'devnet',
      store: createCoreStore(await openCoreDatabase('devnet', { factory })),
      now: () => 5,
    });
    const [one, two] = await Promise.all([signer.ensureAccount(), other.ensureAccount()]);
    expect(one).toEqual(two);
  });

  it('leaves the secret nowhere but sealed', async () => {
    await signer.ensureAccount();
    const secret = await signer.keyring.withSecret(async (bytes) => toHex(bytes));
    const rows = await database.read(['vault', 'account', 'coins', 'outbox', 'drafts'], async (tables) => [
      ...(await tables.vault.all()),
      ...(await tables.account.all()),
    ]);
    const stored = JSON.stringify(rows, (_name, value: unknown) =>
      value instanceof Uint8Array ? toHex(value) : value,
    );
    expect(stored).not.toContain(secret);
  });
});

describe('funding', () => {
  it('takes what pays us, but no inscription and nothing of others, once', async () => {
    const { address } = await signer.ensureAccount();
    const raw = paying(address, 1, 2_000, 30_000);
    expect(await signer.addFunding(raw)).toBe(2);
    expect(await signer.addFunding(raw)).toBe(0);
    expect((await store.freeCoins()).map(({ sats }) => sats).toSorted((a, b) => a - b)).toEqual([
      2_000, 30_000,
    ]);
  });

  it('refuses what is no transaction', async () => {
    await expect(signer.addFunding(Uint8Array.of(1, 0, 0, 0, 0xfe, 0, 0xff, 0xff, 0xff, 0))).rejects.toThrow(
      TypeError,
    );
  });
});

describe('publishing', () => {
  it('says what is missing and where it should come to', async () => {
    await draft('p');
    const answer = await deskOf(signer, store).publish('p', intent, context);
    expect(answer).toMatchObject({ state: 'short', address: (await signer.ensureAccount()).address });
    expect(await store.publication('p')).toMatchObject({ state: 'draft' });
  });

  it('enters the transaction, its coins and its change together', async () => {
    const { address } = await signer.ensureAccount();
    await signer.addFunding(paying(address, 30_000));
    await draft('p');
    const desk = deskOf(signer, store);
    expect(await desk.publish('p', intent, context)).toEqual({ state: 'signed' });
    const row = await store.publication('p');
    expect(row).toMatchObject({ state: 'queued', attempts: 0 });
    const change = await store.freeCoins();
    const fee = row?.tx?.feeSats ?? 0;
    expect(change.reduce((sum, { sats }) => sum + sats, 0)).toBe(30_000 - 1 - fee);
    for (const coin of change) expect(coin).toMatchObject({ from: 'p', depth: 1 });
    // Once more is the same, and signs nothing.
    expect(await desk.publish('p', intent, context)).toEqual({ state: 'signed' });
    expect(await store.publication('p')).toEqual(row);
  });

  it('signs only the words that were saved', async () => {
    const { address } = await signer.ensureAccount();
    await signer.addFunding(paying(address, 30_000));
    await draft('p');
    const desk = deskOf(signer, store);
    const refused = { state: 'refused', failure: { code: 'not-a-draft' } };
    expect(await desk.publish('p', { kind: 'post', text: 'Pay me' }, context)).toMatchObject(refused);
    expect(await desk.publish('q', intent, context)).toMatchObject(refused);
    expect(await store.freeCoins()).toHaveLength(1);
  });

  it('never spends one coin twice, in as many tabs as there are', async () => {
    const { address } = await signer.ensureAccount();
    await signer.addFunding(paying(address, 3_000, 3_000, 3_000, 3_000));
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const id of ids) await draft(id);
    const answers = await Promise.all(
      ids.map(async (id) => {
        const at = createCoreStore(await openCoreDatabase('devnet', { factory }));
        const one = createLocalSigner({ network: 'devnet', store: at, now: () => 5 });
        return deskOf(one, at).publish(id, intent, context);
      }),
    );
    const signed = await store.publications('queued');
    expect(answers.filter(({ state }) => state === 'signed')).toHaveLength(signed.length);
    expect(signed.length).toBeGreaterThanOrEqual(4);
    const spent = signed.flatMap(({ tx }) => tx?.inputs ?? []);
    expect(new Set(spent).size).toBe(spent.length);
  });
});

describe('the line to the worker', () => {
  it('carries every question and answer, and drops what is not one', async () => {
    const { port1, port2 } = new MessageChannel();
    const wrap = (port: typeof port1) => ({
      postMessage: (message: unknown) => port.postMessage(message),
      addEventListener: (_type: 'message', listener: (event: { data: unknown }) => void) =>
        void port.on('message', (data: unknown) => listener({ data })),
      removeEventListener: () => undefined,
    });
    const { publish, takeIn, put } = deskOf(signer, store);
    const { keyring } = signer;
    const outside = createOutsideDesk({ network: 'devnet', store, keyring, put });
    const invites = createInvites({
      network: 'devnet',
      store,
      keyring,
      enter: ({ made, ...saved }) => takeIn({ ...saved, network: 'devnet', at: 8 }, made),
    });
    const custody = createCustody({ network: 'devnet', store, keyring, now: () => 7 });
    const devices = createDevices({ network: 'devnet', store, keyring });
    serveCalls(
      wrap(port2),
      signerContract,
      signerHandlers(
        async () => ({
          signer,
          custody,
          publish,
          invites,
          devices,
          outside,
          enterSweep: async () => undefined,
        }),
        () => undefined,
      ),
    );
    const page = createCaller(wrap(port1), signerContract);
    expect(await page.call('account', { network: 'devnet' })).toBeUndefined();
    const { address } = await page.call('ensureAccount', { network: 'devnet' });
    expect(await page.call('addFunding', { network: 'devnet', raw: paying(address, 9_000) })).toBe(1);
    await draft('p');
    expect(await page.call('publish', { network: 'devnet', id: 'p', intent, context })).toEqual({
      state: 'signed',
    });
    // Account answers carry the public side alone.
    expect(Object.keys((await page.call('account', { network: 'devnet' })) ?? {}).toSorted()).toEqual([
      'address',
      'key',
    ]);
    // What a vault refuses is an answer, with a code that a screen has a sentence for.
    expect(await page.call('forget', { network: 'devnet' })).toMatchObject({
      state: 'refused',
      code: 'no-copy',
    });
    expect(await page.call('makeFile', { network: 'devnet', passphrase: 'short' })).toMatchObject({
      state: 'refused',
      code: 'passphrase-length',
    });
    expect(await page.call('lockState', { network: 'devnet' })).toBe('open');
    port1.close();
  });
});
