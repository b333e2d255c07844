import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeAddress, encodeAddress } from '#lib/bytes/address.ts';
import { toOutpoint } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { p2pkhHash, p2pkhScript } from '#lib/chain/script.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { Identities } from '#lib/ledger/identities.ts';
import { decodeRecord, verifySignature } from '#lib/protocols/index.ts';
import { applyEvent } from '#lib/publish/books.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { createSigningDesk } from '#lib/publish/signing-desk.ts';
import { openCoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore } from '#lib/store/core-store.ts';
import { createCustody } from '#lib/wallet/custody.ts';
import { createDevices } from '#lib/wallet/devices.ts';
import { createLocalSigner } from '#lib/wallet/signer.ts';
import { outpointOfByte } from '#tests/support/publications.ts';

/** As little work as tests can bear. */
const quickKdf = () => ({
  name: 'argon2id' as const,
  memoryKiB: 16,
  passes: 1,
  lanes: 1 as const,
  salt: crypto.getRandomValues(new Uint8Array(16)),
});

async function newDevice() {
  const store = createCoreStore(await openCoreDatabase('devnet', { factory: new IDBFactory() }));
  const signer = createLocalSigner({ network: 'devnet', store, now: () => 5 });
  const { keyring } = signer;
  return {
    store,
    signer,
    devices: createDevices({ network: 'devnet', store, keyring }),
    custody: createCustody({ network: 'devnet', store, keyring, now: () => 7, kdf: quickKdf }),
    desk: createSigningDesk({
      store,
      craft: (request) => signer.craft(request),
      address: async () => (await signer.ensureAccount()).address,
      addHolding: (at, script) => signer.addHolding(at, script),
      spend: (sats, consent) => signer.spend(sats, consent),
    }),
  };
}
type Device = Awaited<ReturnType<typeof newDevice>>;

/** Saves an intent as its screen does, and has it signed. */
async function sign({ store, desk }: Device, id: string, intent: Intent) {
  await store.enter(id, [], (books) => {
    const saved = { type: 'saved', id, network: 'devnet', intent, at: 1, shown: 100_000 } as const;
    const entry = applyEvent(books, id, saved);
    return entry.ok ? { changes: entry.value, answer: undefined } : { answer: undefined };
  });
  return desk.publish(id, intent, { satsPerKilobyte: 100, doubtful: false });
}

/** Coins of its own, as if a faucet had given them. */
async function fund({ store, signer }: Device): Promise<void> {
  const { address } = await signer.ensureAccount();
  const script = p2pkhScript(decodeAddress(address)?.hash160 ?? new Uint8Array(0));
  const coin = {
    outpoint: outpointOfByte(1),
    sats: 90_000,
    script,
    status: 'free',
    depth: 0,
    doubt: 0,
  } as const;
  await store.addCoins([coin]);
}

const COINS = { coins: 3, each: 5_000 } as const;

/** Links device `number` and answers its link. */
async function linked(device: Device, number = 7): Promise<string> {
  const fresh = await device.devices.fresh(number);
  expect(await sign(device, `link-${number}`, { kind: 'link-device', ...fresh, ...COINS })).toEqual({
    state: 'signed',
  });
  return (await device.devices.link(`link-${number}`)) ?? '';
}

/** The ledger after the transactions of some publications, each in a block of its own. */
async function ledgerAfter({ store }: Device, ...ids: readonly string[]): Promise<Identities> {
  const identities = new Identities();
  for (const [at, id] of ids.entries()) {
    const raw = (await store.publication(id))?.tx?.raw ?? new Uint8Array(0);
    const tx = parseTx(raw);
    if (!tx.ok) throw new Error('no transaction');
    for (const inscription of readInscriptions(raw, 'bsv')) {
      const record = decodeRecord(inscription);
      const verdict = verifySignature(inscription, tx.value);
      if (record.kind !== 'identity' || verdict.signature !== 'aip') throw new Error('no word of the holder');
      const { signer } = verdict;
      const key =
        record.address === '0'
          ? undefined
          : toHex(decodeAddress(record.address)?.hash160 ?? new Uint8Array(0));
      const vout = inscription.vout ?? 0;
      identities.put({
        id: toOutpoint(txidOf(tx.value), vout),
        bapId: record.bapId,
        signer,
        ...(key !== undefined && { key }),
        position: { height: 10 + at, index: 1, vout },
      });
    }
  }
  return identities;
}

let first: Device;
let link: string;
beforeEach(async () => {
  first = await newDevice();
  await fund(first);
  link = await linked(first);
});

describe('a device that is linked', () => {
  it('is named by the holder beside the first, and taken back alone', async () => {
    const { key, holder = '' } = await first.signer.ensureAccount();
    const other = await linked(first, 6);
    expect(other).not.toBe(link);
    const [seven, six] = [await first.devices.fresh(7), await first.devices.fresh(6)];
    expect(await sign(first, 'end', { kind: 'end-device', number: 7 })).toEqual({ state: 'signed' });

    const before = await ledgerAfter(first, 'link-7', 'link-6');
    expect(new Set(before.speakersFor(holder))).toEqual(new Set([key, seven.key, six.key]));
    const after = await ledgerAfter(first, 'link-7', 'link-6', 'end');
    expect(new Set(after.speakersFor(holder))).toEqual(new Set([key, six.key]));
    expect([10, 12, 13].map((height) => after.speaksFor(seven.key, holder, height))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('gets its coins in the transaction that names it, and says so in its link', async () => {
    const { to } = await first.devices.fresh(7);
    const second = await newDevice();
    expect(await second.devices.join(link)).toEqual({ state: 'joined' });
    expect(await second.store.balance()).toBe(COINS.coins * COINS.each);
    const parsed = parseTx((await first.store.publication('link-7'))?.tx?.raw ?? new Uint8Array(0));
    if (!parsed.ok) throw new Error('no transaction');
    for (const { outpoint, sats, script } of await second.store.freeCoins()) {
      const output = parsed.value.outputs[Number(outpoint.split('_')[1])];
      expect(output).toMatchObject({ sats, script });
      expect(encodeAddress(p2pkhHash(script) ?? new Uint8Array(0), 0x6f)).toBe(to);
    }
    // No source has to be asked for them.
    expect(await second.store.account()).not.toHaveProperty('coinsWanted');
  });

  it('writes by a key of its own, whose posts lie with the same holder', async () => {
    const second = await newDevice();
    await second.devices.join(link);
    const { key, holder } = await first.signer.ensureAccount();
    const account = await second.store.account();
    expect(account).toMatchObject({
      holder,
      linked: true,
      device: 7,
      key: (await first.devices.fresh(7)).key,
    });
    expect(account?.key).not.toBe(key);
    expect(await sign(second, 'post', { kind: 'post', text: 'Hello', handle: 'ada' })).toEqual({
      state: 'signed',
    });
    const raw = (await second.store.publication('post'))?.tx?.raw ?? new Uint8Array(0);
    const parsed = parseTx(raw);
    const [inscription] = readInscriptions(raw, 'bsv');
    if (!parsed.ok || inscription === undefined) throw new Error('no post');
    expect(inscription.owner).toBe(holder);
    expect(verifySignature(inscription, parsed.value)).toMatchObject({
      signature: 'sigma',
      signer: account?.key,
    });
  });

  const from = outpointOfByte(3);
  const body = Uint8Array.of(1);
  it.each<Intent>([
    { kind: 'claim-handle', name: 'ada' },
    { kind: 'claim-district', height: 5 },
    { kind: 'profile', name: 'Ada' },
    { kind: 'hand-on', what: 'ada.bitter', to: 'mfWxJ45yp2SFn7UciZyNpvDKrzbhyfKrY8', from },
    { kind: 'cut-parcel', index: 0, height: 5, from },
    { kind: 'adorn', what: '0.5.bitmap', parent: from, body, contentType: 'image/png', from },
    { kind: 'invite', number: 1, to: 'mfWxJ45yp2SFn7UciZyNpvDKrzbhyfKrY8', sats: 500, posts: 1, follows: [] },
    {
      kind: 'link-device',
      number: 6,
      key: 'ab'.repeat(20),
      to: 'mfWxJ45yp2SFn7UciZyNpvDKrzbhyfKrY8',
      ...COINS,
    },
    { kind: 'end-device', number: 6 },
  ])('refuses what needs the words or the holder: $kind', async (intent) => {
    const second = await newDevice();
    await second.devices.join(link);
    expect(await sign(second, 'p', intent)).toMatchObject({
      state: 'refused',
      failure: { code: 'linked-device' },
    });
  });

  it('has no words, no file and no key of the holder to give', async () => {
    const second = await newDevice();
    await second.devices.join(link);
    const { custody, devices, signer } = second;
    const no = { kind: 'linked' };
    await expect(custody.makeFile('seven lamps on the sill')).rejects.toMatchObject(no);
    await expect(custody.showWords(() => undefined)).rejects.toMatchObject(no);
    await expect(devices.fresh(5)).rejects.toMatchObject(no);
    await expect(signer.keyring.withKeys(true, () => 0)).rejects.toMatchObject(no);
    const held = await signer.keyring.withKeys(false, ({ holder }) => holder.secretKey.length);
    expect(held).toBe(0);
    const theirs = await first.signer.keyring.withSecret(async (secret) => toHex(secret));
    expect(toHex(new TextEncoder().encode(link))).not.toContain(theirs);
    expect(JSON.stringify(await second.store.vault())).not.toContain(theirs);
  });

  it('knows from its link what the posts of its person carry', async () => {
    const named = await newDevice();
    await named.devices.join((await first.devices.link('link-7', 'fern')) ?? '');
    expect(await named.store.account()).toMatchObject({ handle: 'fern', linked: true });

    const unnamed = await newDevice();
    // Of another program, and longer than a code is to be.
    await unnamed.devices.join((await first.devices.link('link-7', '🌿'.repeat(30))) ?? '');
    expect(await unnamed.store.account()).not.toHaveProperty('handle');
  });

  it('speaks under the same key with the other devices', async () => {
    const second = await newDevice();
    await second.devices.join(link);
    const [one, other] = [await first.signer.keyring.syncKey(), await second.signer.keyring.syncKey()];
    expect(toHex(one)).toBe(toHex(other));
  });

  it('is closed by a passphrase like any other, and forgotten without a copy', async () => {
    const second = await newDevice();
    await second.devices.join(link);
    const { custody, signer, store } = second;
    const passphrase = 'seven lamps on the sill';
    await custody.setPassphrase(passphrase, { kind: 'device' });
    signer.keyring.lock();
    await expect(signer.keyring.syncKey()).rejects.toMatchObject({ kind: 'locked' });
    await custody.unlock({ kind: 'passphrase', passphrase });
    expect((await signer.keyring.account()).key).toBe((await first.devices.fresh(7)).key);
    await custody.removePassphrase(passphrase);
    await custody.forget();
    expect(await store.account()).toBeUndefined();
  });
});

describe('joining', () => {
  it('is the same, done twice', async () => {
    const second = await newDevice();
    await second.devices.join(link);
    const before = await second.store.account();
    expect(await second.devices.join(link)).toEqual({ state: 'joined' });
    expect(await second.store.account()).toEqual(before);
    expect(await second.store.balance()).toBe(COINS.coins * COINS.each);
  });

  it('leaves another key as it is', async () => {
    const second = await newDevice();
    const { key } = await second.signer.ensureAccount();
    await expect(second.devices.join(link)).rejects.toMatchObject({ kind: 'occupied' });
    expect(await second.store.account()).toMatchObject({ key });
  });

  it('takes nothing that is no link', async () => {
    const second = await newDevice();
    expect(await second.devices.join('device=abc')).toEqual({
      state: 'refused',
      code: 'device-link-damaged',
    });
    expect(await second.store.account()).toBeUndefined();
  });
});

describe('linking', () => {
  it('names no key that is not below the secret', async () => {
    const fresh = await first.devices.fresh(5);
    const wrong = [{ key: 'ab'.repeat(20) }, { number: 4 }, { to: (await first.devices.fresh(4)).to }];
    for (const [at, part] of wrong.entries()) {
      const intent: Intent = { kind: 'link-device', ...fresh, ...part, ...COINS };
      expect(await sign(first, `p${at}`, intent)).toMatchObject({
        state: 'refused',
        failure: { code: 'invalid-intent' },
      });
    }
  });

  it('has no link before its transaction is made', async () => {
    expect(await first.devices.link('nothing')).toBeUndefined();
  });
});
