import { bapIdOf } from '#lib/protocols/bap-id.ts';
import { aipMessages, encodeAip } from '#lib/protocols/aip.ts';
import { encodeIdentity, type OutputDraft } from '#lib/protocols/outputs.ts';
import { appendTape } from '#lib/protocols/tape.ts';
import { equalBytes } from '#lib/bytes/concat.ts';
import type { Intent } from '#lib/publish/publication.ts';
import type { Owner } from './owner.ts';

// The holder's word for the key that posts: a BAP `ID` record, signed by AIP, in the transaction of a claim. The root of
// the identity is the holder's own address, so that nobody else can have begun it (lib/ledger/identities.ts).

const NO_SIGNATURE = new Uint8Array(65);
/** `|` between two tapes, as a push. */
const SEPARATOR_BYTES = 2;

/**
 * The record by which the holder names its author, unsigned; `undefined` where none is needed. Every claim carries it: one
 * that is not needed any more says nothing new, and one that was missing would leave posts unverified.
 */
export function delegationOutput({ kind }: Pick<Intent, 'kind'>, owner: Owner): OutputDraft | undefined {
  if (kind !== 'claim-handle' && kind !== 'claim-district') return undefined;
  const { holder, author } = owner;
  if (equalBytes(holder.hash, author.hash)) return undefined;
  return encodeIdentity(bapIdOf(holder.address), author.address);
}

/** The record with the holder's signature behind it; without `signature`, one of the same length. */
export const signedDelegation = (
  { script }: Pick<OutputDraft, 'script'>,
  holder: string,
  signature: Uint8Array = NO_SIGNATURE,
): Uint8Array => appendTape(script, true, encodeAip(holder, signature));

/** What that signature is over: OP_RETURN and every push behind it, up to the signature's own tape. */
export function delegationMessage(draft: Pick<OutputDraft, 'script'>, holder: string): Uint8Array {
  const tapeAt = draft.script.length + SEPARATOR_BYTES;
  const [message] = aipMessages(signedDelegation(draft, holder), tapeAt);
  if (message === undefined) throw new RangeError('a record of BAP stands behind an OP_RETURN');
  return message;
}
