import PrivateKey from '@bsv/sdk/primitives/PrivateKey';
import { createBase58check } from '@scure/base';
import fc from 'fast-check';
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { checkScripts } from '#devnet/script-check.ts';
import { encodeAddress } from '#lib/bytes/address.ts';
import { asSats, asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { sha256 } from '#lib/bytes/hash.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { parseExtendedTx } from '#lib/chain/extended-tx.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { encodeTx, parseTx, txidOf } from '#lib/chain/tx.ts';
import { applyEvent } from '#lib/publish/books.ts';
import { enterSwept } from '#lib/publish/enter-swept.ts';
import { createSigningDesk } from '#lib/publish/signing-desk.ts';
import type { PublicationEvent } from '#lib/publish/transition.ts';
import { openCoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore } from '#lib/store/core-store.ts';
import { deriveKeys } from '#lib/wallet/keys.ts';
import { createLocalSigner } from '#lib/wallet/signer.ts';
import { sweepKey } from '#lib/wallet/sweep.ts';
import { decodeWif } from '#lib/wallet/wif.ts';

const own = deriveKeys(new Uint8Array(16).fill(7), 'devnet', 2);
const TEST_VERSION = 0xef;
const foreign = PrivateKey.fromHex('0c28fca386c7a227600b2fe50b7cae11ec86d3bf1fbe471be89827e19d72aa1d');
const wif = foreign.toWif([TEST_VERSION]);
/** The key of Bitcoin's own wiki, in its long form and in its short one. */
const WIKI_LONG = '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ';
const WIKI_SHORT = 'KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617';

/** A transaction that pays a hash so much, and what a source says of it. */
function paid(hash: Uint8Array, amounts: readonly number[], salt = 1) {
  const raw = encodeTx({
    version: 1,
    inputs: [
      {
        prevTxid: asTxid(salt.toString(16).padStart(64, '0')),
        prevVout: 0,
        script: new Uint8Array(0),
        sequence: 0,
      },
    ],
    outputs: amounts.map((sats) => ({ sats: asSats(sats), script: p2pkhScript(hash) })),
    lockTime: 0,
  });
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(tx.issue.message);
  const txid = txidOf(tx.value);
  return { raw, only: amounts.map((_sats, vout) => toOutpoint(txid, vout)) };
}

const hashOf = (text: string, network: 'devnet' | 'main' = 'devnet'): Uint8Array => {
  const key = decodeWif(text, network);
  if (!key.ok) throw new Error(key.issue.code);
  return key.value.hash;
};
const addressOfWif = (text: string, network: 'devnet' | 'main'): string =>
  encodeAddress(hashOf(text, network), NETWORK_PARAMS[network].addressVersion);
const into = (sign: boolean) => ({ address: own.payments.address, network: 'devnet', sign }) as const;
const request = (found: ReturnType<typeof paid>[], text = wif, network: 'devnet' | 'main' = 'devnet') => {
  const key = decodeWif(text, network);
  if (!key.ok) throw new Error(key.issue.code);
  return { key: key.value, found, satsPerKilobyte: 100 };
};

describe('a key as other wallets write it', () => {
  it('is read as the SDK writes it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const hex = toHex(Uint8Array.of(1, ...bytes.subarray(1)));
        const key = PrivateKey.fromHex(hex);
        const read = decodeWif(key.toWif([TEST_VERSION]), 'test');
        expect(read.ok && toHex(read.value.secretKey)).toBe(hex);
        expect(read.ok && toHex(read.value.publicKey)).toBe(key.toPublicKey().toString());
      }),
      { numRuns: 20 },
    );
    expect(addressOfWif(wif, 'devnet')).toBe(foreign.toAddress([0x6f]));
    expect(addressOfWif(WIKI_LONG, 'main')).toBe('1GAehh7TsJAHuUAeKZcXf5CnwuGuGgyX2S');
    expect(addressOfWif(` ${WIKI_SHORT}\n`, 'main')).toBe('1LoVGDgRs9hTfTNJNuXKSpywcbdvwRXpmK');
  });

  it.each([
    ['', 'not-a-key'],
    ['twelve words', 'not-a-key'],
    [own.payments.address, 'not-a-key'],
    [`${wif.slice(0, -1)}${wif.endsWith('1') ? '2' : '1'}`, 'not-a-key'],
    ['5'.repeat(5_000), 'not-a-key'],
    [WIKI_SHORT, 'key-elsewhere'],
  ])('is refused where it is none: %s', (text, code) => {
    expect(decodeWif(text, 'devnet')).toMatchObject({ ok: false, issue: { code } });
  });

  it('is refused where its number is none of the curve, and with bytes too many', () => {
    const write = createBase58check(sha256);
    const ending = (bytes: Uint8Array): string => write.encode(Uint8Array.of(TEST_VERSION, ...bytes));
    const one = new Uint8Array(32).fill(1);
    expect(decodeWif(ending(Uint8Array.of(...one, 1)), 'devnet').ok).toBe(true);
    for (const bytes of [
      Uint8Array.of(...new Uint8Array(32), 1),
      Uint8Array.of(...new Uint8Array(32).fill(0xff), 1),
      Uint8Array.of(...one, 2),
      Uint8Array.of(...one, 1, 1),
      one.subarray(1),
    ])
      expect(decodeWif(ending(bytes), 'devnet')).toMatchObject({ ok: false, issue: { code: 'not-a-key' } });
  });
});

describe('a sweep', () => {
  it('takes all that can be paid with here, leaves single satoshis alone, and holds by the interpreter', () => {
    const swept = sweepKey(
      request([paid(hashOf(wif), [5_000, 1, 700]), paid(hashOf(wif), [1_000], 2)]),
      into(true),
    );
    expect(swept).toMatchObject({ holds: 6_700, coins: 3, singles: 1, later: 0 });
    expect(swept.sats + swept.feeSats).toBe(6_700);
    const { tx, change } = swept.made ?? {};
    const extended = parseExtendedTx(tx?.ef ?? new Uint8Array(0));
    if (!extended.ok) throw new Error(extended.issue.message);
    expect(checkScripts(extended.value.tx, extended.value.sources).ok).toBe(true);
    expect(extended.value.tx.outputs).toEqual([{ sats: swept.sats, script: p2pkhScript(own.payments.hash) }]);
    expect(swept.feeSats).toBeGreaterThanOrEqual(Math.ceil((tx?.raw.length ?? 0) / 10));
    expect(change).toMatchObject([
      { outpoint: toOutpoint(tx?.txid ?? asTxid('0'.repeat(64)), 0), sats: swept.sats },
    ]);
  });

  it('takes what lies at a key in its long form', () => {
    const long = WIKI_LONG;
    const found = paid(hashOf(long, 'main'), [9_000]);
    const holder = deriveKeys(new Uint8Array(16).fill(7), 'main', 2).payments.address;
    const { made } = sweepKey(request([found], long, 'main'), {
      address: holder,
      network: 'main',
      sign: true,
    });
    const extended = parseExtendedTx(made?.tx.ef ?? new Uint8Array(0));
    expect(extended.ok && checkScripts(extended.value.tx, extended.value.sources).ok).toBe(true);
  });

  it('signs nothing where it was not asked to, where there is nothing, and where the fee is more', () => {
    expect(sweepKey(request([paid(hashOf(wif), [5_000])]), into(false)).made).toBeUndefined();
    expect(sweepKey(request([]), into(true))).toMatchObject({ holds: 0, sats: 0, coins: 0 });
    const dust = sweepKey(request([paid(hashOf(wif), [25])]), into(true));
    expect(dust).toMatchObject({ holds: 25, sats: 0, feeSats: 0 });
    expect(dust.made).toBeUndefined();
  });

  it('takes the largest where there are too many for one transaction, and counts no coin twice', () => {
    const many = paid(
      hashOf(wif),
      Array.from({ length: 70 }, (_none, at) => 1_000 + at),
    );
    const swept = sweepKey(request([many, many]), into(true));
    expect(swept).toMatchObject({ coins: 50, later: 20, singles: 0 });
    expect(swept.sats + swept.feeSats).toBe(
      Array.from({ length: 50 }, (_none, at) => 1_020 + at).reduce((a, b) => a + b),
    );
  });

  it('takes only what pays that key, whatever a source says', () => {
    const others = paid(own.holder.hash, [50_000]);
    expect(sweepKey(request([others]), into(true))).toMatchObject({ holds: 0, sats: 0, singles: 1 });
    expect(() => sweepKey(request([{ raw: Uint8Array.of(1, 2), only: [] }]), into(true))).toThrow(TypeError);
  });
});

describe('the signer', () => {
  it('sweeps a typed key, and what was paid to the key that signs its posts', async () => {
    const store = createCoreStore(await openCoreDatabase('devnet', { factory: new IDBFactory() }));
    const signer = createLocalSigner({ network: 'devnet', store, now: () => 5 });
    const account = await signer.ensureAccount();
    const typed = { kind: 'typed', wif } as const;
    expect(await signer.addressOf(typed)).toBe(foreign.toAddress([0x6f]));
    await expect(signer.addressOf({ kind: 'typed', wif: WIKI_SHORT })).rejects.toThrow('key-elsewhere');
    const coins = (hash: Uint8Array) => ({ found: [paid(hash, [4_000])], satsPerKilobyte: 100 });
    expect(await signer.sweep(typed, coins(hashOf(wif)), false)).toMatchObject({ holds: 4_000 });

    const author = fromHex(account.key) ?? new Uint8Array(0);
    const tips = await signer.sweep({ kind: 'author' }, coins(author), true);
    const extended = parseExtendedTx(tips.made?.tx.ef ?? new Uint8Array(0));
    expect(extended.ok && checkScripts(extended.value.tx, extended.value.sources).ok).toBe(true);
    // The key is still there for the next post.
    expect(await signer.sweep({ kind: 'author' }, coins(author), true)).toMatchObject({ sats: tips.sats });
  });
});

describe('the books', () => {
  it('have a sweep with its transaction at once, and only once', async () => {
    const store = createCoreStore(await openCoreDatabase('devnet', { factory: new IDBFactory() }));
    const { made, sats } = sweepKey(request([paid(hashOf(wif), [5_000])]), into(true));
    if (made === undefined) throw new Error('nothing was made');
    const intent = { kind: 'sweep', from: addressOfWif(wif, 'devnet'), sats } as const;
    const entry = { network: 'devnet', intent, at: 1, ...made } as const;
    expect(await enterSwept(store, { ...entry, id: 'a' })).toBe(true);
    expect(await enterSwept(store, { ...entry, id: 'b' })).toBe(false);
    expect(await store.publications()).toMatchObject([{ id: 'a', state: 'queued', intent }]);
    expect(await store.freeCoins()).toMatchObject([{ sats, depth: 1, from: 'a' }]);
  });

  it('send the same bytes once more and never sign anew: its key is kept nowhere', async () => {
    const store = createCoreStore(await openCoreDatabase('devnet', { factory: new IDBFactory() }));
    const { made, sats } = sweepKey(request([paid(hashOf(wif), [5_000])]), into(true));
    if (made === undefined) throw new Error('nothing was made');
    const intent = { kind: 'sweep', from: addressOfWif(wif, 'devnet'), sats } as const;
    const never = (): never => {
      throw new Error('nothing is to be signed');
    };
    const desk = createSigningDesk({ store, craft: never, address: never, addHolding: never, spend: never });
    const context = { satsPerKilobyte: 100, doubtful: false };
    const tell = (id: string, event: PublicationEvent) =>
      store.enter(id, [], (books) => {
        const changed = applyEvent(books, id, event);
        return changed.ok ? { changes: changed.value, answer: true } : { answer: false };
      });
    await enterSwept(store, { id: 'a', network: 'devnet', intent, at: 1, ...made });
    const { txid } = made.tx;
    await tell('a', { type: 'sent', txid });
    await tell('a', { type: 'rejected', txid, failure: { code: 'conflict', detail: '' } });
    expect(await store.freeCoins()).toEqual([]);
    await tell('a', { type: 'retry' });
    expect(await desk.publish('a', intent, context)).toEqual({ state: 'signed' });
    expect(await store.publication('a')).toMatchObject({ state: 'queued', tx: { txid } });
    expect(await store.freeCoins()).toMatchObject([{ sats }]);
    // One that never had bytes cannot get any.
    await tell('b', { type: 'saved', id: 'b', network: 'devnet', intent, at: 1 });
    expect(await desk.publish('b', intent, context)).toMatchObject({
      state: 'refused',
      failure: { code: 'sweep-again' },
    });
  });
});
