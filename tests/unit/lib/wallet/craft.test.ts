import BigNumber from '@bsv/sdk/primitives/BigNumber';
import { sign as signWithSdk, verify as verifyWithSdk } from '@bsv/sdk/primitives/ECDSA';
import PrivateKey from '@bsv/sdk/primitives/PrivateKey';
import PublicKey from '@bsv/sdk/primitives/PublicKey';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkScripts } from '#devnet/script-check.ts';
import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { parseExtendedTx } from '#lib/chain/extended-tx.ts';
import { p2pkhScript, readScript } from '#lib/chain/script.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { bapIdOf } from '#lib/protocols/bap-id.ts';
import { decodeRecord, readAuthor } from '#lib/protocols/index.ts';
import { estimateIntent } from '#lib/publish/estimate.ts';
import type { Intent, SignedTx } from '#lib/publish/publication.ts';
import { planTransaction, sourcesOf } from '#lib/wallet/build.ts';
import { checkFinished, SelfCheckError } from '#lib/wallet/check.ts';
import type { Coin } from '#lib/wallet/coins.ts';
import { craftTransaction } from '#lib/wallet/craft.ts';
import { requiredFee } from '#lib/wallet/fee.ts';
import { deriveKeys } from '#lib/wallet/keys.ts';
import { signatureHash } from '#lib/wallet/sighash.ts';
import { signTransaction } from '#lib/wallet/sign.ts';
import { coin, txidOfByte } from '#tests/support/publications.ts';

const key = deriveKeys(new Uint8Array(16).fill(7), 'devnet', 2);
const stranger = deriveKeys(new Uint8Array(16).fill(8), 'devnet', 2);
const own = p2pkhScript(key.payments.hash);
const funds = (sats: number, vout = 0): Coin =>
  coin(toOutpoint(txidOfByte(0x77), vout), sats, { script: own });

const context = { satsPerKilobyte: 100, doubtful: false };
const request = (intent: Intent, coins: readonly Coin[] = [funds(100_000)]) => ({
  intent,
  coins,
  again: [],
  context,
});

function made(intent: Intent, coins?: readonly Coin[]): { tx: SignedTx; change: readonly Coin[] } {
  const crafted = craftTransaction(request(intent, coins), key);
  if (crafted.state !== 'made') throw new Error(JSON.stringify(crafted));
  return crafted;
}

/** Whether the SDK's interpreter, by which the devnet judges, takes every input. */
function scriptsHold(ef: Uint8Array): boolean {
  const extended = parseExtendedTx(ef);
  return extended.ok && checkScripts(extended.value.tx, extended.value.sources).ok;
}

const target = toOutpoint(asTxid('ab'.repeat(32)), 0);
const txid = asTxid('cd'.repeat(32));
const isInscribed = ({ kind }: Intent): boolean => !['like', 'repost', 'profile', 'follow'].includes(kind);
const intents: readonly Intent[] = [
  { kind: 'post', text: 'Hello, neighbours.' },
  { kind: 'post', text: 'With a name 👋', handle: 'ada' },
  { kind: 'profile', name: 'Ada', description: 'Lamps and bread.', image: 'data:image/png;base64,AAAA' },
  { kind: 'profile', name: 'Ada', page: target },
  { kind: 'reply', text: 'So do I.', to: target },
  { kind: 'reply', text: 'Me too.', to: target, handle: 'ada' },
  { kind: 'like', to: txid },
  { kind: 'repost', to: txid },
  { kind: 'follow', of: { bapId: 'Go8vCHAa4S6AhXKTABGpANiz35J' }, on: true },
  { kind: 'follow', of: { key: 'ab'.repeat(20) }, on: true },
  { kind: 'follow', of: { key: 'ab'.repeat(20) }, on: false },
  { kind: 'claim-handle', name: 'ada' },
  { kind: 'claim-district', height: 840_000 },
  {
    kind: 'inscribe',
    contentType: 'text/html;charset=utf-8',
    body: Uint8Array.from(encodeUtf8('<!doctype html><p>Bread at six.')),
    name: 'Bread',
  },
];

describe('craftTransaction', () => {
  it.each(intents)('writes $kind as the network and readers take it', (intent) => {
    const { tx, change } = made(intent);
    const parsed = parseTx(tx.raw);
    if (!parsed.ok) throw new Error(parsed.issue.message);
    expect(txidOf(parsed.value)).toBe(tx.txid);
    expect(scriptsHold(tx.ef)).toBe(true);

    const action = !isInscribed(intent);
    expect(parsed.value.outputs[0]?.sats).toBe(action ? 0 : 1);
    const claim = intent.kind === 'claim-handle' || intent.kind === 'claim-district';
    const rest = parsed.value.outputs.slice(claim ? 2 : 1);
    expect(rest.map(({ sats }) => sats)).toEqual(change.map(({ sats }) => sats));
    for (const { script } of rest) expect(script).toEqual(own);
    for (const [at, { outpoint }] of change.entries())
      expect(outpoint).toBe(`${tx.txid}_${(claim ? 2 : 1) + at}`);

    const paid = parsed.value.outputs.reduce((sum, { sats }) => sum + sats, 0);
    expect(100_000 - paid).toBe(tx.feeSats);
    expect(tx.feeSats).toBeGreaterThan(requiredFee(tx.raw.length, 100));
    expect(tx.feeSats).toBeLessThanOrEqual(requiredFee(tx.raw.length, 100) + 2);

    const [inscription, ...others] = readInscriptions(tx.raw, 'bsv');
    if (inscription === undefined) throw new Error('no record');
    if (!action) expect(inscription.owner).toBe(toHex(key.holder.hash));
    expect(readAuthor(inscription, parsed.value)).toEqual(
      claim
        ? { signature: 'input', key: toHex(key.payments.hash) }
        : { signature: 'sigma', key: toHex(key.author.hash) },
    );
    // The holder's word for the key that posts stands behind a claim, and nowhere else.
    expect(others).toHaveLength(claim ? 1 : 0);
    for (const word of others) {
      expect(readAuthor(word, parsed.value)).toEqual({ signature: 'aip', key: toHex(key.holder.hash) });
      expect(decodeRecord(word)).toMatchObject({
        kind: 'identity',
        bapId: bapIdOf(key.holder.address),
        address: key.author.address,
      });
    }
  });

  it('signs several inputs, and gives the extended form of the same bytes', () => {
    const coins = [funds(40, 0), funds(41, 1), funds(42, 2), funds(43, 3)];
    const { tx, change } = made({ kind: 'post', text: 'Small coins' }, coins);
    expect(tx.inputs.length).toBeGreaterThan(1);
    expect(change.length).toBeLessThanOrEqual(1);
    expect(scriptsHold(tx.ef)).toBe(true);
    const extended = parseExtendedTx(tx.ef);
    expect(extended.ok && extended.value.tx.bytes).toEqual(tx.raw);
  });

  it('makes the same bytes of the same words and coins', () => {
    const intent: Intent = { kind: 'post', text: 'Once' };
    expect(made(intent).tx).toEqual(made(intent).tx);
  });

  it('carries any words to the reader as they were written', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 400, unit: 'grapheme' }),
        fc.boolean(),
        (text, reply) => {
          const intent: Intent = reply ? { kind: 'reply', text, to: target } : { kind: 'post', text };
          const crafted = craftTransaction(request(intent), key);
          // Words that a reader would take for something else are refused, never sent as something else.
          if (crafted.state === 'refused') {
            expect(text.includes('\0') || text.trim() === '').toBe(true);
            return;
          }
          if (crafted.state !== 'made') throw new Error(crafted.state);
          const [inscription] = readInscriptions(crafted.tx.raw, 'bsv');
          expect(inscription && decodeRecord(inscription)).toMatchObject({ kind: intent.kind, text });
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    { kind: 'post', text: '' },
    { kind: 'post', text: '\ud800' },
    { kind: 'post', text: 'x', handle: 'No Name' },
    { kind: 'claim-handle', name: 'Ada' },
    { kind: 'claim-district', height: 2 ** 32 },
    { kind: 'post', text: 'x'.repeat(300_000) },
  ] satisfies Intent[])('refuses what cannot be written: $kind', (intent) => {
    expect(craftTransaction(request(intent), key)).toMatchObject({
      state: 'refused',
      failure: { code: 'invalid-intent' },
    });
  });

  it('refuses a rate that would burn coins', () => {
    const asked = {
      ...request({ kind: 'post', text: 'x' }),
      context: { ...context, satsPerKilobyte: 1_000_000 },
    };
    expect(craftTransaction(asked, key)).toMatchObject({ state: 'refused', failure: { code: 'fee-rate' } });
  });

  it('says what is missing', () => {
    expect(craftTransaction(request({ kind: 'post', text: 'x' }, []), key)).toMatchObject({
      state: 'short',
      shortage: { code: 'insufficient-funds' },
    });
  });

  it('refuses a coin that is not its own', () => {
    const foreign = { ...funds(5_000), script: p2pkhScript(stranger.payments.hash) };
    expect(craftTransaction(request({ kind: 'post', text: 'x' }, [foreign]), key)).toMatchObject({
      state: 'refused',
      failure: { code: 'self-check' },
    });
  });

  it('costs what was estimated, or a satoshi less', () => {
    for (const intent of intents) {
      const { tx } = made(intent, [funds(4_000)]);
      const { bytes, sats } = estimateIntent(intent, 100);
      const cost = tx.feeSats + Number(isInscribed(intent));
      expect(bytes - tx.raw.length).toBeGreaterThanOrEqual(0);
      expect(bytes - tx.raw.length).toBeLessThanOrEqual(5);
      expect(sats - cost).toBeGreaterThanOrEqual(0);
      expect(sats - cost).toBeLessThanOrEqual(1);
    }
  });
});

describe('checkFinished', () => {
  const intent: Intent = { kind: 'post', text: 'Mine' };
  const planned = planTransaction(request(intent, [funds(4_000)]), key);
  if (!planned.ok || planned.value.state !== 'planned') throw new Error('no plan');
  const { unsigned } = planned.value;
  const { tx } = made(intent, [funds(4_000)]);
  const finished = { intent, unsigned, owner: key, raw: tx.raw, ef: tx.ef };

  it('passes what was crafted', () => {
    expect(() => checkFinished(finished)).not.toThrow();
  });

  it.each([
    ['other words', { ...finished, intent: { kind: 'post', text: 'Yours' } as const }],
    ['another kind', { ...finished, intent: { kind: 'like', to: txid } as const }],
    ['another owner', { ...finished, owner: stranger }],
    ['another fee', { ...finished, unsigned: { ...unsigned, feeSats: unsigned.feeSats - 1 } }],
    ['a higher rate', { ...finished, unsigned: { ...unsigned, rate: 5_000 } }],
    ['other coins', { ...finished, unsigned: { ...unsigned, inputs: [funds(4_000, 5)] } }],
    ['a coin of another worth', { ...finished, unsigned: { ...unsigned, inputs: [funds(4_001)] } }],
    ['a longer transaction', { ...finished, raw: concatBytes([tx.raw, Uint8Array.of(0)]) }],
    ['an extended form of something else', { ...finished, ef: tx.raw }],
  ])('stops %s', (_name, changed) => {
    expect(() => checkFinished(changed)).toThrow(SelfCheckError);
  });

  it('stops a transaction with any bit changed', () => {
    fc.assert(
      fc.property(fc.nat({ max: tx.raw.length * 8 - 1 }), (bit) => {
        const raw = Uint8Array.from(tx.raw, (byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        expect(() => checkFinished({ ...finished, raw })).toThrow(SelfCheckError);
      }),
      { numRuns: 60 },
    );
  });

  it.each(['payments', 'author', 'holder'] as const)('stops a signature by another %s key', (role) => {
    const { hash, address } = key[role];
    const forger = { ...key, [role]: { ...stranger[role], hash, address } };
    const asked: Intent = role === 'holder' ? { kind: 'claim-handle', name: 'ada' } : intent;
    expect(craftTransaction(request(asked, [funds(4_000)]), forger)).toMatchObject({
      state: 'refused',
      failure: { code: 'self-check' },
    });
  });

  it('signs with the very bytes of @bsv/sdk, which takes them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), (bytes) => {
        const text = toHex(bytes);
        const plan = planTransaction(request({ kind: 'post', text }, [funds(4_000)]), key);
        if (!plan.ok || plan.value.state !== 'planned') throw new Error('no plan');
        const fields = signTransaction({ kind: 'post', text }, plan.value.unsigned, key);
        const digest = signatureHash(fields, sourcesOf(plan.value.unsigned.inputs), 0);
        const [signature] = readScript(fields.inputs[0]?.script ?? new Uint8Array(0)).chunks;
        const theirs = signWithSdk(
          new BigNumber([...digest]),
          PrivateKey.fromHex(toHex(key.payments.secretKey)),
          true,
        );
        expect(toHex(signature?.data?.subarray(0, -1) ?? new Uint8Array(0))).toBe(theirs.toDER('hex'));
        expect(
          verifyWithSdk(
            new BigNumber([...digest]),
            theirs,
            PublicKey.fromString(toHex(key.payments.publicKey)),
          ),
        ).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});
