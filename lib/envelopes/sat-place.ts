import type { Tx } from '#lib/chain/tx.ts';
import type { Inscription } from './inscription.ts';
import { readOrdFields } from './ord-fields.ts';

/** Where an inscription lies once its transaction is mined. */
export type SatPlace =
  /** On the satoshi `offset` of that output. */
  | { readonly kind: 'output'; readonly vout: number; readonly offset: bigint }
  /** Past the outputs: the block's miner has it. */
  | { readonly kind: 'fee' }
  /** On no satoshi at all. */
  | { readonly kind: 'unbound' }
  /** It depends on amounts of inputs that are not known. */
  | { readonly kind: 'unknown' };

/**
 * The satoshi that a BTC inscription is written on, by ord's rules: the one that its pointer names among the outputs,
 * else the first of its input. A transaction does not say what its inputs are worth, so `inputSats` gives the amounts
 * that are known, by input; those of an inscription's own input and, without a pointer, of all inputs before it are needed.
 */
export function satPlace(
  tx: Pick<Tx, 'outputs'>,
  inscription: Inscription,
  inputSats: readonly (number | undefined)[],
): SatPlace {
  if (inscription.flags.unrecognizedEvenField) return { kind: 'unbound' };
  const input = inscription.input ?? 0;
  const own = inputSats[input];
  if (own === 0) return { kind: 'unbound' };
  if (own === undefined) return { kind: 'unknown' };
  const total = tx.outputs.reduce((sum, { sats }) => sum + BigInt(sats), 0n);
  const { pointer } = readOrdFields(inscription);
  const offset = pointer !== undefined && pointer < total ? pointer : sumBefore(inputSats, input);
  if (offset === undefined) return { kind: 'unknown' };
  let start = 0n;
  for (const [vout, { sats }] of tx.outputs.entries()) {
    const end = start + BigInt(sats);
    if (offset < end) return { kind: 'output', vout, offset: offset - start };
    start = end;
  }
  return { kind: 'fee' };
}

function sumBefore(inputSats: readonly (number | undefined)[], input: number): bigint | undefined {
  let sum = 0n;
  for (let at = 0; at < input; at += 1) {
    const sats = inputSats[at];
    if (sats === undefined) return undefined;
    sum += BigInt(sats);
  }
  return sum;
}
