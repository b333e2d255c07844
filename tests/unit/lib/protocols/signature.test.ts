import { secp256k1 } from '@noble/curves/secp256k1.js';
import { base64 } from '@scure/base';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeAddress } from '#lib/bytes/address.ts';
import { asTxid, toOutpoint, type Sats } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { hash160 } from '#lib/bytes/hash.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { pushData } from '#lib/chain/script.ts';
import { encodeTx, parseTx, type Tx } from '#lib/chain/tx.ts';
import { AIP_PREFIX, encodeEnvelope, readInscriptions } from '#lib/envelopes/index.ts';
import { aipMessages, decodeAip, encodeAip } from '#lib/protocols/aip.ts';
import { encodeB } from '#lib/protocols/b.ts';
import { encodeBitter } from '#lib/protocols/bitter.ts';
import {
  appendSigma,
  decodeRecord,
  encodeSignature,
  readAuthor,
  sigmaMessage,
  signedMessageHash,
} from '#lib/protocols/index.ts';
import { encodeMap } from '#lib/protocols/map.ts';
import { verifyAip } from '#lib/protocols/signature.ts';
import { recoverSigner, verifySignedMessage } from '#lib/protocols/signed-message.ts';
import { encodeTape, encodeTapes } from '#lib/protocols/tape.ts';
import { hasSharedFixtures, needsFixtures, sharedJson } from '#tests/support/shared-fixtures.ts';

const SECRET: Uint8Array = new Uint8Array(32).fill(9);
const OTHER = new Uint8Array(32).fill(8);
const keyHash = (secret: Uint8Array, compressed = true) =>
  hash160(secp256k1.getPublicKey(secret, compressed));
const ADDRESS = encodeAddress(keyHash(SECRET), 0);

function signMessage(message: Uint8Array, secret = SECRET, compressed = true): Uint8Array {
  const hash = signedMessageHash(message);
  return encodeSignature(secp256k1.sign(hash, secret, { prehash: false, format: 'recovered' }), compressed);
}

/** A transaction whose inputs are unlocked by SECRET's key, as far as anybody who reads it can tell. */
function txWith(script: Uint8Array, vout = 0): Tx {
  const signature = concatBytes([Uint8Array.of(0x30), new Uint8Array(70)]);
  const unlocking = concatBytes([pushData(signature), pushData(secp256k1.getPublicKey(OTHER, true))]);
  const inputs = [0, 1].map((prevVout) => ({
    prevTxid: asTxid('33'.repeat(32)),
    prevVout,
    script: unlocking,
    sequence: 0,
  }));
  const change = { sats: 5 as Sats, script: Uint8Array.of(0x51) };
  const output = { sats: 1 as Sats, script };
  const tx = parseTx(
    encodeTx({ version: 1, inputs, outputs: vout === 0 ? [output] : [change, output], lockTime: 0 }),
  );
  if (!tx.ok) throw new Error(tx.issue.message);
  return tx.value;
}

function authorOf(script: Uint8Array, vout = 0) {
  const tx = txWith(script, vout);
  const [inscription] = readInscriptions(tx.bytes, 'bsv');
  if (inscription === undefined) throw new Error('nothing to read');
  return readAuthor(inscription, tx);
}

const WORDS = encodeB('hello', 'text/plain');
const POST = encodeMap([
  ['app', 'x'],
  ['type', 'post'],
]);
const SEPARATOR = pushData(encodeUtf8('|'));

/** OP_RETURN, tapes and an AIP tape over them, behind whatever `before` is. */
function withAip(
  before: Uint8Array,
  tapes: readonly Uint8Array[],
  options: {
    form?: 'raw' | 'base64';
    twetch?: boolean;
    secret?: Uint8Array;
    compressed?: boolean;
    algorithm?: string;
    address?: string;
    indices?: readonly string[];
    /** What is signed instead of everything. */
    over?: Uint8Array;
  } = {},
) {
  const { compressed = true, algorithm = 'BITCOIN_ECDSA', indices = [] } = options;
  const address = options.address ?? encodeAddress(keyHash(SECRET, compressed), 0);
  const unsigned = concatBytes([before, encodeTapes(tapes), SEPARATOR]);
  const message = options.over ?? aipMessages(unsigned, unsigned.length)[options.twetch ? 1 : 0] ?? NOTHING;
  const signature = signMessage(message, options.secret ?? SECRET, compressed);
  const cell = options.form === 'base64' ? base64.encode(Uint8Array.from(signature)) : signature;
  const tape = encodeTape(AIP_PREFIX, algorithm, address, cell, ...indices);
  return concatBytes([unsigned, tape]);
}

const NOTHING: Uint8Array = new Uint8Array(0);
const BY_AIP = { signature: 'aip', key: toHex(keyHash(SECRET)) };
const WRONG = { signature: 'wrong' };

describe('signed messages', () => {
  it('name their signer in the key form that the header says', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (message, compressed) => {
        const signature = signMessage(message, SECRET, compressed);
        expect(recoverSigner(signature, message)).toEqual(keyHash(SECRET, compressed));
        const wrongForm = encodeAddress(keyHash(SECRET, !compressed), 0);
        expect(verifySignedMessage(wrongForm, signature, [message])).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  it('never throw on any signature', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 60, maxLength: 66 }),
        (signature) => void recoverSigner(signature, NOTHING),
      ),
      { numRuns: 200 },
    );
    for (const fill of [0, 0xff])
      expect(recoverSigner(new Uint8Array(65).fill(fill), NOTHING)).toBeUndefined();
    expect(recoverSigner(concatBytes([Uint8Array.of(31), new Uint8Array(64)]), NOTHING)).toBeUndefined();
  });

  it('take a public key in place of an address', () => {
    const signature = signMessage(WORDS);
    const key = toHex(secp256k1.getPublicKey(SECRET, true));
    expect(verifySignedMessage(key, signature, [WORDS])).toEqual(keyHash(SECRET));
    for (const address of ['', 'x', key.slice(2), encodeAddress(keyHash(OTHER), 0)]) {
      expect(verifySignedMessage(address, signature, [WORDS])).toBeUndefined();
    }
  });
});

describe('AIP', () => {
  it.each([
    { form: 'raw' },
    { form: 'base64' },
    { form: 'raw', twetch: true },
    { form: 'base64', twetch: true },
  ] as const)('is read in the form %o', (options) => {
    expect(authorOf(withAip(Uint8Array.of(0), [WORDS, POST], options))).toEqual(BY_AIP);
  });

  it.each(['raw', 'base64'] as const)('is read by an uncompressed key, %s', (form) => {
    const key = toHex(keyHash(SECRET, false));
    expect(authorOf(withAip(Uint8Array.of(0), [WORDS, POST], { form, compressed: false }))).toEqual({
      signature: 'aip',
      key,
    });
  });

  it('is read under both names of its algorithm', () => {
    const algorithm = 'BitcoinSignedMessage';
    expect(authorOf(withAip(Uint8Array.of(0), [WORDS, POST], { algorithm }))).toEqual(BY_AIP);
  });

  it('by paymail, or in a way that we do not know, is not verified, and shown', () => {
    const address = toHex(secp256k1.getPublicKey(SECRET, true));
    for (const algorithm of ['paymail', 'bitcoin_ecdsa', 'SHA256-ECDSA', '']) {
      const script = withAip(Uint8Array.of(0), [WORDS, POST], { algorithm, address });
      expect(authorOf(script)).toMatchObject(WRONG);
      const [inscription] = readInscriptions(txWith(script).bytes, 'bsv');
      expect(inscription && decodeRecord(inscription)).toMatchObject({
        kind: 'post',
        text: 'hello',
        signature: { form: 'aip', algorithm, address },
      });
    }
  });

  it('may list what it covers, and counts only when that is everything', () => {
    const indices = Array.from({ length: 11 }, (_, at) => String(at));
    expect(authorOf(withAip(Uint8Array.of(0), [WORDS, POST], { indices }))).toEqual(BY_AIP);
    const over = concatBytes([Uint8Array.of(0x6a), encodeUtf8('19HxigV4QyBv3tHpQVcUEQyq1pzZVdoAut')]);
    const partly = withAip(Uint8Array.of(0), [WORDS, POST], { indices: ['0', '1'], over });
    expect(authorOf(partly)).toMatchObject(WRONG);
  });

  it('by another key than it names is wrong, and input 0 does not step in', () => {
    expect(authorOf(withAip(Uint8Array.of(0), [WORDS, POST], { secret: OTHER }))).toEqual({
      ...WRONG,
      fault: 'mismatch',
    });
  });

  it('does not speak for a tape behind it', () => {
    const signed = withAip(Uint8Array.of(0), [WORDS]);
    expect(authorOf(signed)).toEqual(BY_AIP);
    expect(authorOf(concatBytes([signed, SEPARATOR, POST]))).toEqual({ ...WRONG, fault: 'uncovered' });
    const another = encodeTape('1SomeProtocolThatNobodyReadsYet', 'x');
    expect(authorOf(concatBytes([signed, SEPARATOR, another]))).toEqual({ ...WRONG, fault: 'uncovered' });
    expect(authorOf(concatBytes([signed, SEPARATOR, encodeAip(ADDRESS, new Uint8Array(65))]))).toEqual(
      BY_AIP,
    );
  });

  it('speaks for an envelope only when the signed tapes say the same', () => {
    const envelope = (contentType: string, body: string) =>
      encodeEnvelope({ contentType, body: encodeUtf8(body) });
    const bitter = (content: string) => envelope('text/plain', encodeBitter({ name: 'satoshi', content }));
    expect(authorOf(withAip(envelope('text/plain', 'hello'), [WORDS, POST]))).toEqual(BY_AIP);
    expect(authorOf(withAip(bitter('hello'), [WORDS, POST]))).toEqual(BY_AIP);
    expect(authorOf(withAip(envelope('text/plain', 'evil'), [WORDS, POST]))).toEqual({
      ...WRONG,
      fault: 'envelope',
    });
    expect(authorOf(withAip(bitter('evil'), [WORDS, POST]))).toEqual({ ...WRONG, fault: 'envelope' });
    expect(authorOf(withAip(envelope('text/html', '<p>evil'), [WORDS]))).toEqual({
      ...WRONG,
      fault: 'envelope',
    });
    expect(authorOf(withAip(envelope('text/plain', 'evil'), [POST]))).toEqual({
      ...WRONG,
      fault: 'envelope',
    });
  });
});

describe('SIGMA', () => {
  const script = concatBytes([
    encodeEnvelope({ contentType: 'text/plain', body: encodeUtf8('hi') }),
    encodeTapes([POST]),
  ]);
  const input = (vout: number) => toOutpoint(asTxid('33'.repeat(32)), vout);
  const sign = (over: Uint8Array, vin: number, address = ADDRESS) =>
    appendSigma(over, { address, signature: signMessage(sigmaMessage(over, input(vin))), vin });
  const BY_SIGMA = { signature: 'sigma', key: toHex(keyHash(SECRET)) };

  it('covers the envelope and the input that it names', () => {
    expect(authorOf(sign(script, 0))).toEqual(BY_SIGMA);
    expect(authorOf(sign(script, 1))).toEqual(BY_SIGMA);
    expect(authorOf(sign(script, 2))).toEqual({ ...WRONG, fault: 'input' });
  });

  it('may name the input of its output with -1', () => {
    const signature = signMessage(sigmaMessage(script, input(1)));
    const tape = encodeTape('SIGMA', 'BSM', ADDRESS, signature, '-1');
    expect(authorOf(concatBytes([script, SEPARATOR, tape]), 1)).toEqual(BY_SIGMA);
    expect(authorOf(concatBytes([script, SEPARATOR, tape]), 0)).toMatchObject(WRONG);
  });

  it('goes before AIP and before input 0, right or wrong', () => {
    const both = (aip: Uint8Array, right: boolean) => sign(aip, right ? 0 : 2);
    const aip = withAip(Uint8Array.of(0), [WORDS, POST]);
    expect(authorOf(both(aip, true))).toEqual(BY_SIGMA);
    expect(authorOf(both(aip, false))).toEqual({ ...WRONG, fault: 'input' });
  });

  it.each([
    ['another algorithm', ['BRC77', ADDRESS, new Uint8Array(65), '0']],
    ['a short signature', ['BSM', ADDRESS, new Uint8Array(64), '0']],
    ['no signature', ['BSM', ADDRESS]],
    ['an input that is no number', ['BSM', ADDRESS, new Uint8Array(65), '0x0']],
  ])('with %s is wrong', (_, cells) => {
    expect(authorOf(concatBytes([script, SEPARATOR, encodeTape('SIGMA', ...cells)]))).toMatchObject(WRONG);
  });

  it('refuses to write what is no signature or input', () => {
    expect(() => appendSigma(script, { address: ADDRESS, signature: new Uint8Array(64), vin: 0 })).toThrow(
      RangeError,
    );
    expect(() => appendSigma(script, { address: ADDRESS, signature: new Uint8Array(65), vin: -1 })).toThrow(
      RangeError,
    );
    expect(() => encodeSignature(new Uint8Array(65).fill(4))).toThrow(RangeError);
  });
});

describe('input 0', () => {
  it('speaks where nothing is signed', () => {
    expect(authorOf(concatBytes([Uint8Array.of(0), encodeTapes([POST])]))).toEqual({
      signature: 'input',
      key: toHex(keyHash(OTHER)),
    });
  });
});

describe.skipIf(!hasSharedFixtures)(`real signatures${needsFixtures}`, () => {
  type Label = { txid: string; vout: number; address: string; valid: boolean };
  type Sample = { txid: string; rawtx: string };
  const samples = hasSharedFixtures ? sharedJson<Sample[]>('bsv/txs.json') : [];
  const labels = hasSharedFixtures ? sharedJson<Label[]>('bsv/aip-labels.json') : [];

  function txOf(txid: string): Tx {
    const tx = parseTx(fromHex(samples.find((sample) => sample.txid === txid)?.rawtx ?? '') ?? NOTHING);
    if (!tx.ok) throw new Error(tx.issue.message);
    return tx.value;
  }

  it.each(labels)('AIP of $address in $txid', ({ txid, vout, address, valid }) => {
    const tx = txOf(txid);
    const inscription = readInscriptions(tx.bytes, 'bsv').find((found) => found.vout === vout);
    const claims = (inscription?.bitcom ?? []).flatMap((tape) => decodeAip(tape) ?? []);
    const claim = claims.find((found) => found.address === address);
    const script = tx.outputs[vout]?.script;
    if (claim === undefined || script === undefined) throw new Error('no such claim');
    expect(verifyAip(claim, script) !== undefined).toBe(valid);
  });

  it('SIGMA of 34adf92c is right and names the author', () => {
    const { txid } = samples.find((sample) => sample.txid.startsWith('34adf92c')) ?? { txid: '' };
    const tx = txOf(txid);
    const [inscription] = readInscriptions(tx.bytes, 'bsv');
    expect(inscription && readAuthor(inscription, tx).signature).toBe('sigma');
  });
});
