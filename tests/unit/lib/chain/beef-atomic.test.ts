import { Beef as SdkBeef, Transaction as SdkTransaction } from '@bsv/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSats, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeAtomicBeef, isAtomicBeef, parseAtomicBeef } from '#lib/chain/beef-atomic.ts';
import { encodeTx } from '#lib/chain/tx.ts';
import { bumpOf, encodeBump } from '#lib/proof/merkle-path.ts';
import { sampleRaw, txidOfRaw } from '#tests/support/sample-tx.ts';

const LIMITS = { maxBytes: 1_000_000, maxBumps: 100, maxTransactions: 1000 };

const spending = (prevTxid: Txid): Uint8Array =>
  encodeTx({
    version: 1,
    inputs: [{ prevTxid, prevVout: 0, script: new Uint8Array(3), sequence: 0xffff_ffff }],
    outputs: [{ sats: asSats(5), script: Uint8Array.of(0x51) }],
    lockTime: 0,
  });

const parents = Array.from({ length: 5 }, (_, seed) => sampleRaw(seed));
const parentIds = parents.map(txidOfRaw);
const [parent = new Uint8Array(), stranger = new Uint8Array()] = [parents[1], parents[3]];
const child = spending(txidOfRaw(parent));
const grandchild = spending(txidOfRaw(child));
const subject = txidOfRaw(grandchild);
const bump = encodeBump(bumpOf(parentIds, 700, [1]));
const family = { bumps: [bump], txs: [{ raw: parent, bumpIndex: 0 }, { raw: child }, { raw: grandchild }] };
const codeOf = (bytes: Uint8Array, limits = LIMITS): string => {
  const result = parseAtomicBeef(bytes, limits);
  return result.ok ? 'ok' : result.issue.code;
};

describe('parseAtomicBeef and encodeAtomicBeef', () => {
  it.each([1, 2] as const)('agree with the SDK both ways, around version %i', (version) => {
    const bytes = encodeAtomicBeef(subject, family, version);
    const theirs = SdkBeef.fromBinary(Array.from(bytes));
    expect([theirs.atomicTxid, theirs.isValid()]).toEqual([subject, true]);
    const read = parseAtomicBeef(bytes, LIMITS);
    expect(read.ok && [read.value.subject, read.value.beef.txs.map(({ txid }) => txid)]).toEqual([
      subject,
      [parentIds[1], txidOfRaw(child), subject],
    ]);

    const made = new SdkBeef(version === 1 ? 4022206465 : 4022206466);
    made.mergeBeef(Array.from(bytes.subarray(36)));
    made.mergeTransaction(SdkTransaction.fromBinary(Array.from(stranger)));
    const cut = Uint8Array.from(made.toBinaryAtomic(subject));
    expect(codeOf(cut)).toBe('ok');
    const back = parseAtomicBeef(cut, LIMITS);
    expect(back.ok && back.value.subject).toBe(subject);
  });

  it('say what is wrong', () => {
    const atomic = (txs: { raw: Uint8Array }[], of = subject) => encodeAtomicBeef(of, { bumps: [], txs });
    expect(codeOf(atomic([{ raw: child }]))).toBe('beef-no-subject');
    const known = encodeAtomicBeef(subject, { bumps: [], txs: [], knownTxids: [subject] });
    expect(codeOf(known)).toBe('beef-no-subject');
    expect(codeOf(encodeAtomicBeef(subject, family).subarray(4))).toBe('beef-not-atomic');
    expect(codeOf(Uint8Array.of(1, 1, 1, 1, 5))).toBe('truncated');
    expect(codeOf(encodeAtomicBeef(subject, family), { ...LIMITS, maxTransactions: 2 })).toBe(
      'beef-too-large',
    );
  });

  it('never throw, loop or grow for any bytes behind the prefix', () => {
    const whole = encodeAtomicBeef(subject, family);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }).map((tail) => concatBytes([whole.subarray(0, 40), tail])),
          fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => whole.with(at, byte)),
          fc.nat(whole.length).map((end) => whole.subarray(0, end)),
        ),
        (bytes) => {
          const read = parseAtomicBeef(bytes, LIMITS);
          if (!read.ok) return;
          expect(isAtomicBeef(bytes)).toBe(true);
          const { beef } = read.value;
          const again = encodeAtomicBeef(read.value.subject, beef, bytes[36] === 1 ? 1 : 2);
          expect(toHex(again)).toBe(toHex(bytes));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
