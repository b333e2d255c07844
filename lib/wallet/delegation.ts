import { bapIdOf } from '#lib/protocols/bap-id.ts';
import { aipMessages, encodeAip } from '#lib/protocols/aip.ts';
import { encodeIdentity, type OutputDraft } from '#lib/protocols/outputs.ts';
import { appendTape } from '#lib/protocols/tape.ts';
import { decodeAddress, encodeAddress } from '#lib/bytes/address.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { equalBytes } from '#lib/bytes/concat.ts';
import type { Intent } from '#lib/publish/publication.ts';
import type { Owner } from './owner.ts';

// The holder's word for a key that posts: a BAP `ID` record, signed by AIP. Its author it names in the transaction of each
// claim, under the identity of BAP; another device when it is linked, under the identity of that number (decision 012). The
// root of each is the holder's own address, so that nobody else can have begun it (lib/ledger/identities.ts).

const NO_SIGNATURE = new Uint8Array(65);
/** `|` between two tapes, as a push. */
const SEPARATOR_BYTES = 2;

/** One such word: `address` is that of the key that is named, or `0` where the identity ends. */
export type HoldersWord = { readonly bapId: string; readonly address: string };

/** Stands in place of an address where an identity ends. */
const NOBODY = '0';
const HASH_BYTES = 20;

/**
 * What the holder says with an intent. Every claim carries its word for its author: one that is not needed any more says
 * nothing new, and one that was missing would leave posts unverified. A device is linked with both words, so that readers
 * see one person also where nothing was claimed before.
 *
 * @throws {RangeError} when the key of a device is none.
 */
export function holdersWords(intent: Intent, { holder, author }: Owner): readonly HoldersWord[] {
  const own = equalBytes(holder.hash, author.hash)
    ? []
    : [{ bapId: bapIdOf(holder.address), address: author.address }];
  const { kind } = intent;
  if (kind === 'claim-handle' || kind === 'claim-district') return own;
  if (kind === 'end-device') return [{ bapId: bapIdOf(holder.address, intent.number), address: NOBODY }];
  if (kind !== 'link-device') return [];
  const hash = fromHex(intent.key);
  const version = decodeAddress(holder.address)?.version;
  if (hash?.length !== HASH_BYTES || version === undefined) throw new RangeError('not the key of a device');
  // Its author first: of a person's keys, the one that was named first stands for them all.
  return [...own, { bapId: bapIdOf(holder.address, intent.number), address: encodeAddress(hash, version) }];
}

/** The records of those words, unsigned. */
export const wordOutputs = (intent: Intent, owner: Owner): readonly OutputDraft[] =>
  holdersWords(intent, owner).map(({ bapId, address }) => encodeIdentity(bapId, address));

/** Whether the output of an intent at `place` is such a word: behind the record of a claim, else in front of all. */
export function isHoldersWord(intent: Intent, owner: Owner, place: number): boolean {
  const first = intent.kind === 'claim-handle' || intent.kind === 'claim-district' ? 1 : 0;
  return place >= first && place < first + holdersWords(intent, owner).length;
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
