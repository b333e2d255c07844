import * as z from 'zod/mini';
import { isBlockHash, isTxid, type BlockHash, type Txid } from '#lib/bytes/brand.ts';
import { SIGNATURE_FAULTS, type SignatureFault } from '#lib/protocols/signature-fault.ts';
import type { BlockPlace } from '#lib/proof/verdict.ts';

/**
 * Who wrote the record in an output, as far as its signatures tell. Kept because checking them is slow. `input` names
 * the key that spends the first input: worth something only once the network has checked that, in a block.
 */
export type AuthorCheck = {
  readonly vout: number;
  readonly signature: 'sigma' | 'aip' | 'input' | 'wrong' | 'none';
  /** Why a `wrong` signature is; absent where an earlier build did not note it. */
  readonly fault?: SignatureFault;
  /** Hash160 in hex; absent when the signature is wrong or no key is named. */
  readonly key?: string;
};

/** Whether the block that a path led to is on the chain with most work, the last time that we looked. */
export type ProofState =
  | { readonly state: 'none' }
  | { readonly state: 'proven'; readonly place: BlockPlace }
  | { readonly state: 'orphaned'; readonly place: BlockPlace };

/** A transaction that the feed holds: its bytes hash to `txid`. */
export type HeldTx = {
  /** Counts up from 0 in the order in which this device received them. */
  readonly arrival: number;
  readonly txid: Txid;
  readonly raw: Uint8Array;
  /** Merkle path (BUMP) of this transaction alone, when somebody gave one that is well formed and ends in a root. */
  readonly bump?: Uint8Array;
  readonly proof: ProofState;
  readonly authors: readonly AuthorCheck[];
  /** Milliseconds since 1970. */
  readonly heldSince: number;
  /** The source that gave the bytes, or {@link fromNeighbour}. */
  readonly from: string;
  /** How long the answer took that it came in, in milliseconds. */
  readonly ms?: number;
};

const NEIGHBOUR = 'neighbour ';

/** What {@link HeldTx.from} is for a neighbour's PeerId. No source has a space in its name. */
export const fromNeighbour = (peer: string): string => NEIGHBOUR + peer;

/** The PeerId in {@link HeldTx.from}, when it is a neighbour's. */
export const neighbourOf = (from: string): string | undefined =>
  from.startsWith(NEIGHBOUR) ? from.slice(NEIGHBOUR.length) : undefined;

/** A new proof for a transaction that is held. Without `bump` it keeps the path that it has. */
export type ProofPatch = { readonly arrival: number; readonly proof: ProofState; readonly bump?: Uint8Array };

/** A held transaction with a patch applied. */
export const patchHeld = (held: HeldTx, { proof, bump }: ProofPatch): HeldTx => ({
  ...held,
  proof,
  ...(bump === undefined ? {} : { bump }),
});

const bytes = z.instanceof(Uint8Array);
const place = z.object({
  height: z.number(),
  hash: z.custom<BlockHash>((value) => typeof value === 'string' && isBlockHash(value)),
  index: z.number(),
  time: z.number(),
});

/** The row form, for what is not in a chunk yet. */
export const heldTxSchema = z.object({
  arrival: z.number(),
  txid: z.custom<Txid>((value) => typeof value === 'string' && isTxid(value)),
  raw: bytes,
  bump: z.exactOptional(bytes),
  proof: z.discriminatedUnion('state', [
    z.object({ state: z.literal('none') }),
    z.object({ state: z.literal('proven'), place }),
    z.object({ state: z.literal('orphaned'), place }),
  ]),
  authors: z.array(
    z.object({
      vout: z.number(),
      signature: z.enum(['sigma', 'aip', 'input', 'wrong', 'none']),
      fault: z.exactOptional(z.enum(SIGNATURE_FAULTS)),
      key: z.exactOptional(z.string()),
    }),
  ),
  heldSince: z.number(),
  from: z.string(),
  ms: z.exactOptional(z.number()),
}) satisfies z.ZodMiniType<HeldTx>;
