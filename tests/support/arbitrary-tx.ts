import * as fc from 'fast-check';
import { asTxid, MAX_SATS, type Sats } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import type { TxFields, TxInput, TxOutput } from '#lib/chain/tx.ts';

export const bytesUpTo = (maxLength: number) => fc.uint8Array({ maxLength });

export const txidArbitrary = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => asTxid(toHex(bytes)));

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });

export const outputArbitrary: fc.Arbitrary<TxOutput> = fc.record({
  sats: fc.integer({ min: 0, max: MAX_SATS }).map((sats) => sats as Sats),
  script: bytesUpTo(300),
});

const inputArbitrary: fc.Arbitrary<TxInput> = fc.record({
  prevTxid: txidArbitrary,
  prevVout: u32,
  script: bytesUpTo(120),
  sequence: u32,
});

/** Transactions without witnesses. */
export const txArbitrary: fc.Arbitrary<TxFields> = fc.record({
  version: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
  inputs: fc.array(inputArbitrary, { minLength: 1, maxLength: 4 }),
  outputs: fc.array(outputArbitrary, { minLength: 1, maxLength: 4 }),
  lockTime: u32,
});

/** Transactions of which at least one input carries a witness item. */
export const segwitTxArbitrary: fc.Arbitrary<TxFields> = fc
  .tuple(
    txArbitrary,
    fc.array(fc.array(bytesUpTo(40), { maxLength: 4 }), { minLength: 4, maxLength: 4 }),
    bytesUpTo(40),
  )
  .map(([tx, stacks, first]) => ({
    ...tx,
    inputs: tx.inputs.map((input, at) => ({
      ...input,
      witness: at === 0 ? [first, ...(stacks[0] ?? [])] : (stacks[at] ?? []),
    })),
  }));
