import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { checkScripts } from '#devnet/script-check.ts';
import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { readSubmission } from '#lib/broadcast/request.ts';
import { parseExtendedTx } from '#lib/chain/extended-tx.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { readInscriptions, readOnesatParent } from '#lib/envelopes/index.ts';
import { decodeRecord, encodeDistrictClaim } from '#lib/protocols/index.ts';
import { applyEvent } from '#lib/publish/books.ts';
import { estimateIntent } from '#lib/publish/estimate.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { createSigningDesk } from '#lib/publish/signing-desk.ts';
import { createCoreStore } from '#lib/store/core-store.ts';
import { openCoreDatabase } from '#lib/store/core-database.ts';
import { planTransaction } from '#lib/wallet/build.ts';
import { checkFinished } from '#lib/wallet/check.ts';
import type { Coin } from '#lib/wallet/coins.ts';
import { craftTransaction } from '#lib/wallet/craft.ts';
import { deriveKeys } from '#lib/wallet/keys.ts';
import { createLocalSigner } from '#lib/wallet/signer.ts';
import { coin, txidOfByte } from '#tests/support/publications.ts';

const key = deriveKeys(new Uint8Array(16).fill(7), 'devnet', 2);
const friend = deriveKeys(new Uint8Array(16).fill(8), 'devnet', 2);
const elsewhere = deriveKeys(new Uint8Array(16).fill(8), 'main', 2);

const from = toOutpoint(asTxid('ab'.repeat(32)), 0);
const plot: Coin = coin(from, 1, { script: p2pkhScript(key.holder.hash) });
/** As a claim makes it: what it says stands before or behind the lock. */
const claimed: Coin = { ...plot, script: encodeDistrictClaim(7, key.holder.hash).script };
const funds: Coin = coin(toOutpoint(txidOfByte(0x77), 0), 100_000, {
  script: p2pkhScript(key.payments.hash),
});
const cut: Intent = { kind: 'cut-parcel', index: 3, height: 7, from };
const handOn: Intent = { kind: 'hand-on', what: '7.bitmap', from, to: friend.holder.address };

const request = (intent: Intent, coins: readonly Coin[] = [funds, plot]) => ({
  intent,
  coins,
  again: [],
  context: { satsPerKilobyte: 100, doubtful: false },
});

function made(intent: Intent) {
  const crafted = craftTransaction(request(intent), key);
  if (crafted.state !== 'made') throw new Error(JSON.stringify(crafted));
  const tx = parseTx(crafted.tx.raw);
  if (!tx.ok) throw new Error(tx.issue.message);
  const extended = parseExtendedTx(crafted.tx.ef);
  expect(extended.ok && checkScripts(extended.value.tx, extended.value.sources).ok).toBe(true);
  return { ...crafted, parsed: tx.value };
}

describe('moving a plot', () => {
  it('cuts a parcel as its rules ask for: the district first in and first out, the parcel behind it', () => {
    const { tx, parsed, change } = made(cut);
    expect(tx.inputs[0]).toBe(from);
    expect(parsed.outputs[0]).toEqual({ sats: 1, script: p2pkhScript(key.holder.hash) });
    const [parcel, ...others] = readInscriptions(tx.raw, 'bsv');
    expect(others).toEqual([]);
    expect(parcel).toMatchObject({ vout: 1, owner: toHex(key.holder.hash) });
    expect(parcel && decodeRecord(parcel)).toMatchObject({ kind: 'parcel', index: 3, height: 7 });
    expect(change[0]?.outpoint).toBe(toOutpoint(tx.txid, 2));
    const paid = parsed.outputs.reduce((sum, { sats }) => sum + sats, 0);
    expect(100_001 - paid).toBe(tx.feeSats);
  });

  it('puts a picture on a parcel as a child of it, with the parcel in hand', () => {
    const body = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1);
    const parent = toOutpoint(asTxid('ef'.repeat(32)), 1);
    const adorn: Intent = { kind: 'adorn', what: '3.7.bitmap', parent, contentType: 'image/png', body, from };
    const { tx, parsed } = made(adorn);
    expect(tx.inputs[0]).toBe(from);
    expect(parsed.outputs[0]).toEqual({ sats: 1, script: p2pkhScript(key.holder.hash) });
    const [picture, ...others] = readInscriptions(tx.raw, 'bsv');
    expect(others).toEqual([]);
    expect(picture).toMatchObject({ vout: 1, owner: toHex(key.holder.hash), contentType: 'image/png' });
    expect(picture?.body).toEqual(body);
    expect(picture && readOnesatParent(picture)).toBe(parent);
    // Of another parcel it is not what was meant.
    const plan = planTransaction(request(adorn), key);
    if (!plan.ok || plan.value.state !== 'planned') throw new Error('no plan');
    const { unsigned } = plan.value;
    const another: Intent = { ...adorn, parent: from };
    expect(() =>
      checkFinished({
        intent: another,
        unsigned,
        owner: key,
        raw: tx.raw,
        ef: tx.ef,
      }),
    ).toThrow('on that parcel');
  });

  it('hands a plot to an address, and writes nothing with it', () => {
    const { tx, parsed } = made(handOn);
    expect(tx.inputs[0]).toBe(from);
    expect(parsed.outputs[0]).toEqual({ sats: 1, script: p2pkhScript(friend.holder.hash) });
    expect(readInscriptions(tx.raw, 'bsv')).toEqual([]);
    expect(parsed.outputs.slice(1).every(({ script }) => toHex(script) === toHex(funds.script))).toBe(true);
  });

  it('is taken by the route of the host as what it is', () => {
    const { tx } = made(handOn);
    expect(readSubmission(tx.ef, new Headers())).toMatchObject({ ok: true, value: { txid: tx.txid } });
    // Without what it spends it could be any payment.
    expect(readSubmission(tx.raw, new Headers())).toMatchObject({ ok: false });
    expect(readSubmission(made(cut).tx.raw, new Headers())).toMatchObject({ ok: true });
  });

  it('moves a plot out of the output that claimed it, too', () => {
    const crafted = craftTransaction(request(cut, [funds, claimed]), key);
    if (crafted.state !== 'made') throw new Error(JSON.stringify(crafted));
    const extended = parseExtendedTx(crafted.tx.ef);
    expect(extended.ok && checkScripts(extended.value.tx, extended.value.sources).ok).toBe(true);
    const other = { ...claimed, script: encodeDistrictClaim(7, friend.holder.hash).script };
    expect(craftTransaction(request(cut, [funds, other]), key)).toMatchObject({ state: 'refused' });
  });

  it('costs what was estimated, or a little less', () => {
    for (const intent of [cut, handOn]) {
      const { tx } = made(intent);
      const { bytes, sats } = estimateIntent(intent, 100);
      expect(bytes).toBeGreaterThan(0);
      const cost = tx.feeSats + (intent.kind === 'cut-parcel' ? 1 : 0);
      expect(Math.abs(sats - cost)).toBeLessThanOrEqual(30);
    }
    expect(estimateIntent({ ...handOn, to: elsewhere.holder.address } as Intent, 100).bytes).toBeGreaterThan(
      0,
    );
  });

  it.each([
    ['no address', 'nobody'],
    ['an address of another network', elsewhere.holder.address],
    ['a letter that is wrong', `${friend.holder.address.slice(0, -1)}!`],
  ])('refuses %s', (_what, to) => {
    expect(craftTransaction(request({ kind: 'hand-on', what: '7.bitmap', from, to }), key)).toMatchObject({
      state: 'refused',
      failure: { code: 'invalid-intent' },
    });
  });

  it('spends a plot of nobody but the holder, and of one satoshi', () => {
    for (const wrong of [
      { ...plot, script: p2pkhScript(friend.holder.hash) },
      { ...plot, script: p2pkhScript(key.payments.hash) },
      { ...plot, sats: 2_000 },
    ])
      expect(craftTransaction(request(cut, [funds, wrong]), key)).toMatchObject({
        state: 'refused',
        failure: { code: 'self-check' },
      });
  });

  it('never pays with a plot, and waits where the plot is not at hand', () => {
    const post = craftTransaction(request({ kind: 'post', text: 'x' }, [plot]), key);
    expect(post).toMatchObject({ state: 'short' });
    expect(craftTransaction(request(cut, [funds]), key)).toMatchObject({
      state: 'short',
      shortage: { code: 'unsettled' },
    });
  });

  it('lets nothing out that goes to somebody else than was said', () => {
    const planned = planTransaction(request(handOn), key);
    const { tx } = made({
      ...handOn,
      to: deriveKeys(new Uint8Array(16).fill(9), 'devnet', 2).holder.address,
    });
    if (!planned.ok || planned.value.state !== 'planned') throw new Error('no plan');
    const { unsigned } = planned.value;
    expect(() => checkFinished({ intent: handOn, unsigned, owner: key, raw: tx.raw, ef: tx.ef })).toThrow(
      /every record is whole/,
    );
  });
});

describe('the desk', () => {
  it('moves a plot once, however many drafts ask for it', async () => {
    const store = createCoreStore(await openCoreDatabase('devnet', { factory: new IDBFactory() }));
    const signer = createLocalSigner({ network: 'devnet', store, now: () => 5 });
    const desk = createSigningDesk({
      store,
      craft: (asked) => signer.craft(asked),
      address: async () => (await signer.ensureAccount()).address,
      addHolding: (at, script) => signer.addHolding(at, script),
      spend: (sats, approved) => signer.spend(sats, approved),
    });
    await signer.ensureAccount();
    const { payments } = await signer.keyring.withKeys(false, (keys) => ({ payments: keys.payments.hash }));
    await store.addCoins([
      coin(toOutpoint(txidOfByte(1), 0), 20_000, { script: p2pkhScript(payments) }),
      coin(toOutpoint(txidOfByte(2), 0), 20_000, { script: p2pkhScript(payments) }),
    ]);
    for (const id of ['a', 'b'])
      await store.enter(id, [], (books) => {
        const entry = applyEvent(books, id, {
          type: 'saved',
          id,
          network: 'devnet',
          intent: cut,
          at: 1,
          shown: 100,
        });
        return entry.ok ? { changes: entry.value, answer: undefined } : { answer: undefined };
      });
    const context = { satsPerKilobyte: 100, doubtful: false };
    expect(await desk.publish('a', cut, context)).toEqual({ state: 'signed' });
    expect(await desk.publish('b', cut, context)).toEqual({ state: 'later', code: 'coins-busy' });
    expect((await store.publication('a'))?.tx?.inputs[0]).toBe(from);
    expect(await store.balance()).toBeGreaterThan(30_000);
  });
});
