import { Beef as SdkBeef, MerklePath as SdkMerklePath, Transaction as SdkTransaction } from '@bsv/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSats, asTxid, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { encodeTx, parseTx, txidOf } from '#lib/chain/tx.ts';
import { encodeBeef, parseBeef, type Beef } from '#lib/chain/beef.ts';
import { bumpOf, encodeBump } from '#lib/proof/merkle-path.ts';

const LIMITS = { maxBytes: 1_000_000, maxBumps: 100, maxTransactions: 1000 };
const bytesOf = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array();
const idOf = (raw: Uint8Array): Txid => {
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(tx.issue.message);
  return txidOf(tx.value);
};

/** A transaction that differs by `seed` alone. */
const rawOf = (seed: number, prevTxid = asTxid('11'.repeat(32))): Uint8Array =>
  encodeTx({
    version: 1,
    inputs: [{ prevTxid, prevVout: seed, script: new Uint8Array(3), sequence: 0xffff_ffff }],
    outputs: [{ sats: asSats(seed + 1), script: Uint8Array.of(0x51) }],
    lockTime: 0,
  });

const minedRaws = Array.from({ length: 9 }, (_, seed) => rawOf(seed));
const minedIds = minedRaws.map(idOf);
const unminedRaw = rawOf(0, minedIds[2]);
const bump = encodeBump(bumpOf(minedIds, 812, [2, 7]));
const sample = {
  bumps: [bump],
  txs: [
    { raw: minedRaws[2] ?? unminedRaw, bumpIndex: 0 },
    { raw: minedRaws[7] ?? unminedRaw, bumpIndex: 0 },
    { raw: unminedRaw },
  ],
};
const codeOf = (bytes: Uint8Array, limits = LIMITS): string => {
  const result = parseBeef(bytes, limits);
  return result.ok ? 'ok' : result.issue.code;
};

describe('parseBeef and encodeBeef', () => {
  for (const version of [1, 2] as const) {
    it(`reads back what it wrote, version ${version}`, () => {
      const beef = parseBeef(encodeBeef(sample, version), LIMITS);
      const expected: Beef = {
        bumps: [bump],
        txs: sample.txs.map((tx) => ({ txid: idOf(tx.raw), ...tx })),
        knownTxids: [],
      };
      expect(beef).toEqual({ ok: true, value: expected });
    });

    it(`agrees with the SDK both ways, version ${version}`, () => {
      const bytes = encodeBeef(sample, version);
      const theirs = SdkBeef.fromBinary(Array.from(bytes));
      expect(theirs.isValid()).toBe(true);
      expect(theirs.txs.map((tx) => tx.txid)).toEqual(sample.txs.map(({ raw }) => idOf(raw)));
      expect(theirs.toHex()).toBe(toHex(bytes));

      const made = new SdkBeef(version === 1 ? 4022206465 : 4022206466);
      const index = made.mergeBump(SdkMerklePath.fromBinary(bump));
      made.mergeRawTx(Array.from(sample.txs[0]?.raw ?? []), index);
      made.mergeTransaction(SdkTransaction.fromBinary(Array.from(unminedRaw)));
      const ours = parseBeef(Uint8Array.from(made.toBinary()), LIMITS);
      expect(ours.ok && new Map(ours.value.txs.map(({ txid, bumpIndex }) => [txid, bumpIndex]))).toEqual(
        new Map([
          [minedIds[2], 0],
          [idOf(unminedRaw), undefined],
        ]),
      );
    });
  }

  it('keeps ids that come without bytes apart', () => {
    const knownTxids = [asTxid('ab'.repeat(32))];
    const bytes = encodeBeef({ ...sample, knownTxids });
    expect(SdkBeef.fromBinary(Array.from(bytes)).txs[0]?.txid).toBe(knownTxids[0]);
    const beef = parseBeef(bytes, LIMITS);
    expect(beef.ok && beef.value.knownTxids).toEqual(knownTxids);
    expect(() => encodeBeef({ ...sample, knownTxids }, 1)).toThrow(RangeError);
  });

  it('refuses counts that the bytes cannot hold, before any work', () => {
    expect(codeOf(bytesOf('0100beeffe00ffffff'))).toBe('count-too-large');
    expect(codeOf(bytesOf('0200beef00fe00ffffff'))).toBe('count-too-large');
    expect(codeOf(bytesOf('0200beef016401fe00ffffff00'))).toBe('count-too-large');
    expect(codeOf(bytesOf('0200beef00010001000000fe00ffffff00'))).not.toBe('ok');
  });

  it('refuses what is over its limits', () => {
    const bytes = encodeBeef(sample);
    expect(codeOf(bytes, { ...LIMITS, maxBytes: bytes.length - 1 })).toBe('beef-too-large');
    expect(codeOf(bytes, { ...LIMITS, maxTransactions: 2 })).toBe('beef-too-large');
    expect(codeOf(bytes, { ...LIMITS, maxBumps: 0 })).toBe('beef-too-large');
  });

  it('refuses other versions, unknown formats, a path that is not there and bytes after the end', () => {
    const bytes = encodeBeef(sample);
    expect(codeOf(bytesOf('0300beef0000'))).toBe('beef-version');
    expect(codeOf(concatBytes([bytes, Uint8Array.of(0)]))).toBe('trailing-bytes');
    expect(codeOf(concatBytes([bytesOf('0200beef000103'), unminedRaw]))).toBe('beef-format');
    expect(codeOf(concatBytes([bytesOf('0200beef00010100'), unminedRaw]))).toBe('beef-bump-index');
    expect(() => encodeBeef({ bumps: [], txs: [{ raw: unminedRaw, bumpIndex: 0 }] })).toThrow(RangeError);
  });

  it('refuses a transaction with witnesses', () => {
    const segwit = encodeTx({
      version: 2,
      inputs: [
        {
          prevTxid: asTxid('22'.repeat(32)),
          prevVout: 0,
          script: new Uint8Array(),
          sequence: 0,
          witness: [Uint8Array.of(1)],
        },
      ],
      outputs: [{ sats: asSats(1), script: Uint8Array.of(0x51) }],
      lockTime: 0,
    });
    expect(codeOf(encodeBeef({ bumps: [], txs: [{ raw: segwit }] }))).toBe('beef-witness');
  });

  it('keeps a path that proves nothing, so that it hides nothing else', () => {
    const nonsense = bytesOf('01010101');
    const bad = concatBytes([Uint8Array.of(1, 1, 1, 0, 0), new Uint8Array(32)]);
    const beef = parseBeef(encodeBeef({ bumps: [bad], txs: [{ raw: unminedRaw, bumpIndex: 0 }] }), LIMITS);
    expect(beef.ok && beef.value.bumps).toEqual([bad]);
    expect(codeOf(concatBytes([bytesOf('0200beef01'), nonsense]))).not.toBe('ok');
  });

  it('neither throws nor hangs for changed or random bytes', () => {
    const good = encodeBeef(sample);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (place, flip) => {
        const bytes = Uint8Array.from(good);
        bytes[place] = (bytes[place] ?? 0) ^ flip;
        parseBeef(bytes, LIMITS);
        parseBeef(bytes.subarray(0, place), LIMITS);
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('0100beef', '0200beef'),
        (tail, head) => {
          parseBeef(concatBytes([bytesOf(head), tail]), LIMITS);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
