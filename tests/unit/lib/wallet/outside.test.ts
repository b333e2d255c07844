import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSats, asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { hash160 } from '#lib/bytes/hash.ts';
import { p2pkhScript, pushData } from '#lib/chain/script.ts';
import { encodeTx, type TxFields, type TxOutput } from '#lib/chain/tx.ts';
import { compactSignature, recoverSigner, signedMessageHash } from '#lib/protocols/signed-message.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { deriveKeys, signingKey } from '#lib/wallet/keys.ts';
import { checkOutside, outsideStep } from '#lib/wallet/outside.ts';
import { SIGHASH_ALL_FORKID, signatureHash } from '#lib/wallet/sighash.ts';

const { author } = deriveKeys(new Uint8Array(16).fill(7), 'devnet', 2);
const outside = signingKey(new Uint8Array(32).fill(9), 'devnet');
const intent: Intent = { kind: 'post', text: 'Paid over there' };
const COIN = 5_000;
const ID = asTxid('11'.repeat(32));
const sources: TxOutput[] = [{ sats: asSats(COIN), script: p2pkhScript(outside.hash) }];

function wanted() {
  const step = outsideStep(intent, author, outside);
  if (!step.ok || step.value.state !== 'pay') throw new Error('no outputs');
  return step.value.outputs;
}

/** A transaction as an honest wallet makes it, with `spoil` before it is signed. */
function made(spoil: (fields: TxFields) => TxFields = (fields) => fields, key = outside): Uint8Array {
  const outputs = wanted().map(({ sats, script }) => ({ sats: asSats(sats), script }));
  const fields = spoil({
    version: 1,
    inputs: [{ prevTxid: ID, prevVout: 0, script: new Uint8Array(0), sequence: 0xffff_ffff }],
    outputs: [...outputs, { sats: asSats(COIN - 1 - 80), script: p2pkhScript(outside.hash) }],
    lockTime: 0,
  });
  const digest = signatureHash(fields, sources, 0);
  const der = secp256k1.sign(digest, key.secretKey, { prehash: false, lowS: true, format: 'der' });
  const script = concatBytes([pushData(Uint8Array.of(...der, SIGHASH_ALL_FORKID)), pushData(key.publicKey)]);
  return encodeTx({ ...fields, inputs: fields.inputs.map((input) => ({ ...input, script })) });
}

const check = (raw: Uint8Array, from = sources) => checkOutside(wanted(), raw, from, 100);
const outputsOf = (change: (outputs: TxFields['outputs']) => TxFields['outputs']) => (fields: TxFields) => ({
  ...fields,
  outputs: change(fields.outputs),
});

describe('what another wallet made', () => {
  it('is taken when it is what was asked for', () => {
    expect(check(made())).toMatchObject({ ok: true, value: { feeSats: 80, inputs: [] } });
  });

  it.each<[string, Uint8Array, string]>([
    [
      'another amount in front',
      made(outputsOf(([first, ...rest]) => (first ? [{ ...first, sats: asSats(2) }, ...rest] : []))),
      'wallet-lied',
    ],
    ['its outputs mixed', made(outputsOf((outputs) => outputs.toReversed())), 'wallet-lied'],
    [
      'a word more',
      made(outputsOf((outputs) => [...outputs, { sats: asSats(0), script: Uint8Array.of(0, 0x6a, 1, 65) }])),
      'wallet-lied',
    ],
    [
      'the coin of an inscription behind',
      made(outputsOf((outputs) => [...outputs, { sats: asSats(1), script: p2pkhScript(outside.hash) }])),
      'wallet-lied',
    ],
    ['a time before which it does not count', made((fields) => ({ ...fields, lockTime: 9 })), 'wallet-lied'],
    ['somebody else’s signature', made(undefined, author), 'wallet-lied'],
    ['a fee that is a fortune', made(outputsOf((outputs) => outputs.slice(0, -1))), 'wallet-lied'],
    ['no bytes of a transaction', Uint8Array.of(1, 2, 3), 'wallet-lied'],
    [
      'a fee of nothing',
      made(
        outputsOf((outputs) =>
          outputs.map((output, at) =>
            at === outputs.length - 1 ? { ...output, sats: asSats(COIN - 1) } : output,
          ),
        ),
      ),
      'fee-too-low',
    ],
  ])('is not taken with %s', (_what, raw, code) => {
    expect(check(raw)).toMatchObject({ ok: false, issue: { code } });
  });

  it('is not taken when it spends something else than it says: that is under the signature', () => {
    for (const other of [
      [],
      [...sources, ...sources],
      sources.map((source) => ({ ...source, sats: asSats(COIN + 1) })),
      sources.map((source) => ({ ...source, script: p2pkhScript(author.hash) })),
      sources.map((source) => ({ ...source, script: new Uint8Array(0) })),
    ])
      expect(check(made(), other)).toMatchObject({ ok: false, issue: { code: 'wallet-lied' } });
  });

  it('never passes with a bit that is other, and never throws', () => {
    const raw = made();
    fc.assert(
      fc.property(fc.nat({ max: raw.length - 1 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const other = Uint8Array.from(raw);
        other[at] = (other[at] ?? 0) ^ (1 << bit);
        expect(check(other).ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it('is not asked for what moves something of ours, or needs a key that is here alone', () => {
    const sweep: Intent = { kind: 'sweep', from: outside.address, sats: 500 };
    expect(outsideStep(sweep, author, outside)).toMatchObject({ ok: false });
    const moves: Intent = { kind: 'hand-on', what: 'a.bitter', to: outside.address, from: toOutpoint(ID, 0) };
    expect(outsideStep(moves, author, outside)).toMatchObject({ ok: false });
  });

  it('pays somebody with that output alone in front, which is no word', () => {
    const step = outsideStep({ kind: 'pay', to: author.address, sats: 500 }, author, outside);
    expect(step).toEqual({
      ok: true,
      value: { state: 'pay', outputs: [{ sats: 500, script: p2pkhScript(author.hash) }] },
    });
  });

  it('carries the holder’s word only when it is the holder’s', () => {
    const claim: Intent = { kind: 'claim-handle', name: 'lamp' };
    const step = outsideStep(claim, author, outside);
    if (!step.ok || step.value.state !== 'sign') throw new Error('nothing to sign');
    const { message } = step.value;
    const signed = (key: typeof outside) =>
      compactSignature(
        secp256k1.sign(signedMessageHash(message), key.secretKey, { prehash: false, format: 'der' }),
        message,
        key.hash,
      );
    expect(outsideStep(claim, author, outside, signed(outside))).toMatchObject({
      ok: true,
      value: { state: 'pay' },
    });
    expect(outsideStep(claim, author, outside, signed(author))).toMatchObject({ ok: false });
  });
});

describe('a DER signature as one of signed messages', () => {
  it('names the key that made it, and is none for any other', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ maxLength: 80 }),
        (seed, message) => {
          fc.pre(secp256k1.utils.isValidSecretKey(seed));
          const digest = signedMessageHash(message);
          const der = secp256k1.sign(digest, seed, { prehash: false, format: 'der' });
          const signer = hash160(secp256k1.getPublicKey(seed, true));
          const compact = compactSignature(der, message, signer);
          expect(compact && recoverSigner(compact, message)).toEqual(signer);
          expect(compactSignature(der, message, new Uint8Array(20))).toBeUndefined();
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is nothing for bytes that are no signature', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(compactSignature(bytes, new Uint8Array(3), new Uint8Array(20))).toBeUndefined();
      }),
    );
  });
});
