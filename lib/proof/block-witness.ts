import { HEADER_BYTES, meetsTarget, parseHeader, workOf } from '#lib/chain/header.ts';
import type { BlockPlace } from './verdict.ts';
import { checkWitnessProof, type WitnessProof } from './witness-commitment.ts';

/** That a block holds a transaction with just its witness: a witness proof, and the header that it leads to. From anybody. */
export type BlockWitness = {
  /** As whoever gave the block says. */
  readonly height: number;
  readonly header: Uint8Array<ArrayBuffer>;
} & { readonly [Part in keyof WitnessProof]: Uint8Array<ArrayBuffer> };

/** What a {@link BlockWitness} shows: the place, and how many hashes the header took, as a power of two. */
export type InBlock = { readonly place: BlockPlace; readonly workBits: number };

/**
 * Whether the block of this one header holds `raw` with just this witness. Nothing is said of the chain that the block is
 * on: of a header by itself one knows its work alone. `undefined` where anything does not fit, or the header claims more
 * work than it shows.
 */
export function checkBlockWitness(
  raw: Uint8Array,
  { height, header, ...proof }: BlockWitness,
): InBlock | undefined {
  const parsed = header.length === HEADER_BYTES ? parseHeader(header) : undefined;
  if (parsed?.ok !== true || !meetsTarget(parsed.value)) return undefined;
  const { hash, merkleRoot, time, bits } = parsed.value;
  const alone = {
    at: (at: number) => (at === height ? { height, hash, merkleRoot, time } : undefined),
  };
  const checked = checkWitnessProof(raw, proof, alone);
  return checked.kind === 'proven'
    ? { place: checked.place, workBits: workOf(bits).toString(2).length - 1 }
    : undefined;
}
