import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkScripts } from '#devnet/script-check.ts';
import { toOutpoint } from '#lib/bytes/brand.ts';
import { parseExtendedTx } from '#lib/chain/extended-tx.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { applyEvent } from '#lib/publish/books.ts';
import { estimateIntent } from '#lib/publish/estimate.ts';
import type { Intent } from '#lib/publish/publication.ts';
import type { PublicationEvent } from '#lib/publish/transition.ts';
import { createSigningDesk } from '#lib/publish/signing-desk.ts';
import { openCoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore, type CoreStore } from '#lib/store/core-store.ts';
import { planTransaction } from '#lib/wallet/build.ts';
import { checkFinished } from '#lib/wallet/check.ts';
import type { Coin } from '#lib/wallet/coins.ts';
import { craftTransaction } from '#lib/wallet/craft.ts';
import { deriveKeys } from '#lib/wallet/keys.ts';
import { createLocalSigner, type LocalSigner } from '#lib/wallet/signer.ts';
import { coin, txidOfByte } from '#tests/support/publications.ts';

const key = deriveKeys(new Uint8Array(16).fill(7), 'devnet', 2);
const friend = deriveKeys(new Uint8Array(16).fill(8), 'devnet', 2);
const elsewhere = deriveKeys(new Uint8Array(16).fill(8), 'main', 2);
const funds: Coin = coin(toOutpoint(txidOfByte(0x77), 0), 100_000, {
  script: p2pkhScript(key.payments.hash),
});
const inscription: Coin = coin(toOutpoint(txidOfByte(0x78), 0), 1, {
  script: p2pkhScript(key.payments.hash),
});
const context = { satsPerKilobyte: 100, doubtful: false };
const pay = (sats: number, to = friend.payments.address): Intent => ({ kind: 'pay', to, sats });
const request = (intent: Intent, coins: readonly Coin[] = [funds, inscription]) => ({
  intent,
  coins,
  again: [],
  context,
});

describe('a payment', () => {
  it('pays as much as was said to whom it was said, writes nothing, and all else comes back', () => {
    const crafted = craftTransaction(request(pay(4_321)), key);
    if (crafted.state !== 'made') throw new Error(JSON.stringify(crafted));
    const tx = parseTx(crafted.tx.raw);
    const extended = parseExtendedTx(crafted.tx.ef);
    if (!tx.ok || !extended.ok) throw new Error('it does not parse');
    expect(checkScripts(extended.value.tx, extended.value.sources).ok).toBe(true);
    const [first, ...change] = tx.value.outputs;
    expect(first).toEqual({ sats: 4_321, script: p2pkhScript(friend.payments.hash) });
    expect(change.every(({ script }) => script.join() === funds.script.join())).toBe(true);
    expect(readInscriptions(crafted.tx.raw, 'bsv')).toEqual([]);
    const back = change.reduce((sum, { sats }) => sum + sats, 0);
    expect(100_000 - 4_321 - back).toBe(crafted.tx.feeSats);
    expect(crafted.tx.inputs).toEqual([funds.outpoint]);
    // Its cost is known before.
    expect(estimateIntent(pay(4_321), 100).sats).toBeGreaterThan(4_321);
  });

  it.each([
    ['an address of another network', pay(500, elsewhere.payments.address)],
    ['no address', pay(500, 'mhR7Nc2mE5jzXvVAk8u1fMtPpvwXzQ2Nab')],
    ['nothing', pay(0)],
    ['one satoshi, which would be an inscription', pay(1)],
    ['less than nothing', pay(-5)],
    ['part of a satoshi', pay(2.5)],
    ['more than there is', pay(21_000_001 * 100_000_000)],
  ])('is refused to %s', (_what, intent) => {
    expect(craftTransaction(request(intent), key)).toMatchObject({
      state: 'refused',
      failure: { code: 'invalid-intent' },
    });
  });

  it('spends all there is where that is asked for, and says what is missing for more', () => {
    const all = craftTransaction(request(pay(100_000)), key);
    if (all.state !== 'short') throw new Error(all.state);
    const most = 100_000 - all.shortage.shortBy;
    const crafted = craftTransaction(request(pay(most)), key);
    expect(crafted).toMatchObject({ state: 'made', change: [] });
    expect(craftTransaction(request(pay(most + 1)), key)).toMatchObject({
      state: 'short',
      shortage: { shortBy: 1 },
    });
  });

  it('does not leave the signer when it pays somebody else, or another amount', () => {
    const crafted = craftTransaction(request(pay(4_321)), key);
    const plan = planTransaction(request(pay(4_321)), key);
    if (crafted.state !== 'made' || !plan.ok || plan.value.state !== 'planned') throw new Error('not made');
    const { unsigned } = plan.value;
    const { raw, ef } = crafted.tx;
    const finished = (intent: Intent) => ({ intent, unsigned, owner: key, raw, ef });
    expect(() => checkFinished(finished(pay(4_321)))).not.toThrow();
    expect(() => checkFinished(finished(pay(4_322)))).toThrow(/as much is paid/);
    expect(() => checkFinished(finished(pay(4_321, key.holder.address)))).toThrow(/to whom it should/);
  });
});

describe('what is spent without asking', () => {
  let store: CoreStore;
  let signer: LocalSigner;
  let now = 0;
  const desk = () =>
    createSigningDesk({
      store,
      craft: (asked) => signer.craft(asked),
      address: async () => (await signer.ensureAccount()).address,
      addHolding: (at, script) => signer.addHolding(at, script),
      spend: (sats, approved) => signer.spend(sats, approved),
    });
  const enter = (id: string, event: PublicationEvent) =>
    store.enter(id, [], (books) => {
      const entry = applyEvent(books, id, event);
      return entry.ok ? { changes: entry.value, answer: true } : { answer: false };
    });
  /** Saved with what a screen said that it costs; `null` where none said anything. */
  const save = (id: string, intent: Intent, shown: number | null = 60_000) =>
    enter(id, {
      type: 'saved',
      id,
      network: 'devnet',
      intent,
      at: 1,
      ...(shown !== null && { shown }),
    });

  beforeEach(async () => {
    now = 0;
    store = createCoreStore(await openCoreDatabase('devnet', { factory: new IDBFactory() }));
    signer = createLocalSigner({ network: 'devnet', store, now: () => now });
    await signer.ensureAccount();
    const { payments } = await signer.keyring.withKeys(false, (keys) => ({ payments: keys.payments.hash }));
    await store.addCoins(
      [1, 2, 3, 4].map((byte) =>
        coin(toOutpoint(txidOfByte(byte), 0), 100_000, { script: p2pkhScript(payments) }),
      ),
    );
  });

  it('is bounded for each transaction; a person may say yes to more, to the satoshi', async () => {
    const big = pay(60_000);
    await save('p', big);
    const answer = await desk().publish('p', big, context);
    expect(answer).toMatchObject({ state: 'later', code: 'above-allowance' });
    const cost = Number('detail' in answer ? answer.detail : 0);
    expect(cost).toBeGreaterThan(60_000);
    expect((await store.publication('p'))?.state).toBe('draft');
    await enter('p', { type: 'approved', sats: cost - 1 });
    expect(await desk().publish('p', big, context)).toMatchObject({ code: 'above-allowance' });
    await enter('p', { type: 'approved', sats: cost });
    expect(await desk().publish('p', big, context)).toEqual({ state: 'signed' });
    expect(await store.publication('p')).toMatchObject({ state: 'queued', approved: cost });
    // What was approved is no part of what goes without asking.
    expect((await store.account())?.allowance).toBeUndefined();
  });

  it('is bounded for a day, also by posts, and begins anew with the next', async () => {
    await signer.setLimits({ each: 50_000, day: 1_000 });
    await save('a', pay(900));
    expect(await desk().publish('a', pay(900), context)).toEqual({ state: 'signed' });
    const words: Intent = { kind: 'post', text: 'x'.repeat(1_000) };
    await save('b', words);
    expect(await desk().publish('b', words, context)).toMatchObject({ code: 'above-allowance' });
    now = 25 * 3_600_000;
    expect(await desk().publish('b', words, context)).toEqual({ state: 'signed' });
  });

  it('is nothing that was not shown, nor more than was', async () => {
    const words: Intent = { kind: 'post', text: 'x'.repeat(20_000) };
    await save('unseen', words, null);
    expect(await desk().publish('unseen', words, context)).toMatchObject({ code: 'not-shown' });
    await save('less', words, 60);
    const answer = await desk().publish('less', words, context);
    expect(answer).toMatchObject({ state: 'later', code: 'not-shown' });
    expect((await store.account())?.allowance).toBeUndefined();
    // Said yes to, with that in view.
    await enter('less', { type: 'approved', sats: Number('detail' in answer && answer.detail) });
    expect(await desk().publish('less', words, context)).toEqual({ state: 'signed' });
    await save('seen', words, 4_000);
    expect(await desk().publish('seen', words, context)).toEqual({ state: 'signed' });
  });

  it('is a like, where a person does not want to be asked about those, and nothing else', async () => {
    const like: Intent = { kind: 'like', to: txidOfByte(9) };
    const words: Intent = { kind: 'post', text: 'x' };
    await save('a', like, null);
    expect(await desk().publish('a', like, context)).toMatchObject({ code: 'not-shown' });
    await signer.setLimits({ each: 50_000, day: 200_000, quiet: 10 });
    expect(await desk().publish('a', like, context)).toMatchObject({ code: 'not-shown' });
    await signer.setLimits({ each: 50_000, day: 200_000, quiet: 200 });
    expect(await desk().publish('a', like, context)).toEqual({ state: 'signed' });
    await save('b', words, null);
    expect(await desk().publish('b', words, context)).toMatchObject({ code: 'not-shown' });
    // A day's limit holds for those as well.
    await signer.setLimits({ each: 50_000, day: 1, quiet: 200 });
    await save('c', { ...like, kind: 'repost' }, null);
    expect(await desk().publish('c', { ...like, kind: 'repost' }, context)).toMatchObject({
      code: 'above-allowance',
    });
  });

  it('is said before anything is signed, as it then comes out', async () => {
    const effect = await signer.preview(pay(7_000), context);
    expect(effect).toMatchObject({ state: 'planned', isAbove: false, coins: 1 });
    await save('p', pay(7_000));
    await desk().publish('p', pay(7_000), context);
    const tx = (await store.publication('p'))?.tx;
    expect(effect).toMatchObject({ feeSats: tx?.feeSats, spends: 7_000 + (tx?.feeSats ?? 0) });
    expect(await signer.preview(pay(60_000), context)).toMatchObject({ isAbove: true });
    expect(await signer.preview(pay(900_000), context)).toMatchObject({ state: 'short' });
    expect(await signer.preview(pay(1), context)).toMatchObject({ state: 'refused', code: 'invalid-intent' });
  });

  it('is said without opening the key, and cannot be raised while it is locked', async () => {
    await signer.setLimits({ each: 1, day: 1 });
    const locked: LocalSigner = {
      ...signer,
      keyring: { ...signer.keyring, withSecret: () => Promise.reject(new Error('locked')) },
    };
    expect(await locked.preview(pay(500), context)).toMatchObject({ state: 'planned', isAbove: true });
  });
});
