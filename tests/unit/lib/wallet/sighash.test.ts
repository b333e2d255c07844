import LockingScript from '@bsv/sdk/script/LockingScript';
import UnlockingScript from '@bsv/sdk/script/UnlockingScript';
import TransactionSignature from '@bsv/sdk/primitives/TransactionSignature';
import { hash256 } from '@bsv/sdk/primitives/Hash';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asSats, asTxid } from '#lib/bytes/brand.ts';
import type { TxFields, TxOutput } from '#lib/chain/tx.ts';
import { SIGHASH_ALL_FORKID, signatureHash } from '#lib/wallet/sighash.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
/** A P2PKH script, so that the SDK's own parser has nothing to say. */
const script = bytes(20).map((hash) => Uint8Array.of(0x76, 0xa9, 20, ...hash, 0x88, 0xac));
const sats = fc.integer({ min: 0, max: 21e14 }).map(asSats);
const output: fc.Arbitrary<TxOutput> = fc.record({ sats, script });
const u32 = fc.nat({ max: 0xffff_ffff });
const input = bytes(32).chain((hash) =>
  fc.record({
    prevTxid: fc.constant(asTxid(Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join(''))),
    prevVout: u32,
    script: fc.constant(new Uint8Array(0)),
    sequence: u32,
  }),
);
const fields: fc.Arbitrary<TxFields> = fc.record({
  version: fc.constantFrom(1, 2),
  inputs: fc.array(input, { minLength: 1, maxLength: 4 }),
  outputs: fc.array(output, { minLength: 1, maxLength: 4 }),
  lockTime: u32,
});

it('is the digest that the SDK computes', () => {
  fc.assert(
    fc.property(fields, fc.infiniteStream(output), fc.nat(), (tx, more, at) => {
      const sources = tx.inputs.map(() => more.next().value as TxOutput);
      const index = at % tx.inputs.length;
      const spent = tx.inputs[index];
      const source = sources[index];
      if (spent === undefined || source === undefined) throw new Error('unreachable');
      const preimage = TransactionSignature.format({
        sourceTXID: spent.prevTxid,
        sourceOutputIndex: spent.prevVout,
        sourceSatoshis: source.sats,
        transactionVersion: tx.version,
        otherInputs: tx.inputs
          .filter((_input, other) => other !== index)
          .map(({ prevTxid, prevVout, sequence }) => ({
            sourceTXID: prevTxid,
            sourceOutputIndex: prevVout,
            sequence,
            unlockingScript: new UnlockingScript(),
          })),
        outputs: tx.outputs.map((made) => ({
          satoshis: made.sats,
          lockingScript: LockingScript.fromBinary([...made.script]),
        })),
        inputIndex: index,
        subscript: LockingScript.fromBinary([...source.script]),
        inputSequence: spent.sequence,
        lockTime: tx.lockTime,
        scope: SIGHASH_ALL_FORKID,
      });
      expect(signatureHash(tx, sources, index)).toEqual(Uint8Array.from(hash256(preimage)));
    }),
    { numRuns: 50 },
  );
});
