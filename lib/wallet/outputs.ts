import { decodeAddress, encodeAddress } from '#lib/bytes/address.ts';
import { isSats, type Outpoint } from '#lib/bytes/brand.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, unreachable, type Result } from '#lib/bytes/result.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import {
  encodeDistrictClaim,
  encodeFollow,
  encodeHandleClaim,
  encodeLike,
  encodeParcelClaim,
  encodePost,
  encodeProfile,
  encodeReply,
  encodeRepost,
  encodeUnfollow,
  type OutputDraft,
} from '#lib/protocols/outputs.ts';
import { bapIdOf } from '#lib/protocols/bap-id.ts';
import { MOST_LINKED_COINS } from '#lib/protocols/device-link.ts';
import { encodeInscription } from '#lib/protocols/file.ts';
import { appendSigma } from '#lib/protocols/sigma.ts';
import type { Intent, SignedTx, StoredIntent } from '#lib/publish/publication.ts';
import { isHoldersWord, signedDelegation, wordOutputs } from './delegation.ts';
import type { Owner, Party } from './owner.ts';

// What an intent writes. Pure and without keys, so that the page can say what something costs before it is signed.

/** A single satoshi would be an inscription to whoever gets it. */
export const LEAST_PAYMENT = 2;

/** Larger records are refused by broadcasters together with all that surrounds them (500,000 bytes a script). */
const MOST_SCRIPT_BYTES = 400_000;

/** Stands for a signature where only its size counts. */
const NO_SIGNATURE = new Uint8Array(65);

/** The input that a SIGMA names: the first, which always exists. */
export const SIGMA_VIN = 0;

/** The output of ours that an intent moves: it is spent as the first input. */
export const movedBy = (intent: Intent): Outpoint | undefined =>
  intent.kind === 'cut-parcel' || intent.kind === 'hand-on' || intent.kind === 'adorn'
    ? intent.from
    : undefined;

/**
 * The outputs that an intent writes, before their signatures: its record at output 0, and behind a claim the holder's word
 * for its author. An inscription pays to the holder. What moves an inscription has that at output 0, and the parcel that
 * is cut out of it, or the picture on it, behind. A failure has the code `invalid-intent` and says what is wrong with the words.
 */
export function outputsOf(intent: Intent, owner: Owner): Result<readonly OutputDraft[]> {
  try {
    if (intent.kind === 'cut-parcel') {
      const { hash } = owner.holder;
      return ok([
        { sats: 1, script: p2pkhScript(hash) },
        encodeParcelClaim(intent.index, intent.height, hash),
      ]);
    }
    if (intent.kind === 'adorn') {
      const { hash } = owner.holder;
      const { body, contentType, parent } = intent;
      const picture = encodeInscription({ body, contentType, parent, owner: hash });
      if (picture.script.length > MOST_SCRIPT_BYTES)
        return fail(issue('invalid-intent', `more than ${MOST_SCRIPT_BYTES} bytes`));
      return ok([{ sats: 1, script: p2pkhScript(hash) }, picture]);
    }
    if (intent.kind === 'hand-on') return paidTo(intent.to, 1, owner);
    if (intent.kind === 'invite') return paidTo(intent.to, intent.sats, owner);
    // It is signed by the key of its link (take-in.ts), and pays nobody but us.
    if (intent.kind === 'take-in') return fail(issue('link-needed', 'the link of the invite is needed'));
    if (intent.kind === 'pay') {
      if (!isSats(intent.sats) || intent.sats < LEAST_PAYMENT)
        return fail(issue('invalid-intent', `at least ${LEAST_PAYMENT} satoshis`));
      return paidTo(intent.to, intent.sats, owner);
    }
    if (intent.kind === 'end-device') return ok(wordOutputs(intent, owner));
    if (intent.kind === 'link-device') {
      const { coins, each, to } = intent;
      if (!Number.isInteger(coins) || coins < 0 || coins > MOST_LINKED_COINS)
        return fail(issue('invalid-intent', `at most ${MOST_LINKED_COINS} coins`));
      if (!isSats(each) || each < LEAST_PAYMENT)
        return fail(issue('invalid-intent', `at least ${LEAST_PAYMENT} satoshis`));
      const coin = paidTo(to, each, owner);
      if (!coin.ok) return coin;
      return ok([...wordOutputs(intent, owner), ...Array.from({ length: coins }, () => coin.value).flat()]);
    }
    if (intent.kind === 'sweep') return fail(issue('invalid-intent', 'it is signed by another key'));
    const record = encodeIntent(intent, owner);
    if (record.script.length <= MOST_SCRIPT_BYTES) return ok([record, ...wordOutputs(intent, owner)]);
    return fail(issue('invalid-intent', `more than ${MOST_SCRIPT_BYTES} bytes`));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return fail(issue('invalid-intent', error.message));
  }
}

/** So much for an address of our own network: nobody can take back what went to another's. */
function paidTo(address: string, sats: number, { holder }: Owner): Result<readonly OutputDraft[]> {
  const to = decodeAddress(address);
  if (to === undefined) return fail(issue('invalid-intent', 'that is no address'));
  if (to.version !== decodeAddress(holder.address)?.version)
    return fail(issue('invalid-intent', 'that is an address of another network'));
  return ok([{ sats, script: p2pkhScript(to.hash160) }]);
}

type Recorded = Exclude<
  Intent,
  { readonly kind: 'cut-parcel' | 'hand-on' | 'adorn' | 'invite' | 'take-in' | 'pay' | 'sweep' | DeviceKind }
>;

/** What is said of a device, and not by it. */
type DeviceKind = 'link-device' | 'end-device';

function encodeIntent(intent: Recorded, { holder, author }: Owner): OutputDraft {
  const owner = holder.hash;
  switch (intent.kind) {
    case 'post': {
      const { kind: _, ...words } = intent;
      return encodePost({ ...words, owner });
    }
    case 'reply': {
      const { kind: _, ...words } = intent;
      return encodeReply({ ...words, owner });
    }
    case 'like':
      return encodeLike(intent.to);
    case 'repost':
      return encodeRepost(intent.to);
    case 'follow': {
      const { bapId, address } = followedBy(intent, author);
      return (intent.on ? encodeFollow : encodeUnfollow)(bapId, undefined, address);
    }
    case 'claim-handle':
      return encodeHandleClaim(intent.name, owner);
    case 'claim-district':
      return encodeDistrictClaim(intent.height, owner);
    case 'inscribe': {
      const { kind: _, ...file } = intent;
      return encodeInscription({ ...file, owner });
    }
    case 'profile': {
      const { kind: _, ...alias } = intent;
      // Its root is the key that posts: whoever has that key can say it, and nobody else.
      return encodeProfile(bapIdOf(author.address), alias);
    }
    default:
      return unreachable(intent);
  }
}

/**
 * The identity that a follow names: one that is on the chain, or that of which the followed key is the root. The address
 * of a root goes along, because nobody else could tell whom it means.
 *
 * @throws {RangeError} when the key is none.
 */
export function followedBy(
  { of }: Extract<Intent, { readonly kind: 'follow' }>,
  author: Party,
): { readonly bapId: string; readonly address?: string } {
  if ('bapId' in of) return of;
  const hash = fromHex(of.key);
  const version = decodeAddress(author.address)?.version;
  if (hash === undefined || version === undefined) throw new RangeError('not a key that can be followed');
  const address = encodeAddress(hash, version);
  return { bapId: bapIdOf(address), address };
}

/** Whether the record names its author by a SIGMA. A claim belongs to whoever owns its output, and a payment has none. */
export const isAuthored = (intent: Intent): boolean =>
  !isClaim(intent) && movedBy(intent) === undefined && !isUnlisted(intent) && !isOfDevice(intent);

/** Whether the holder speaks of another device. */
export const isOfDevice = ({ kind }: Pick<StoredIntent, 'kind'>): boolean =>
  kind === 'link-device' || kind === 'end-device';

/** Whether an intent leaves no record on the chain: then no list of a source ever names its transaction. */
export const isUnlisted = ({ kind }: Pick<StoredIntent, 'kind'>): boolean =>
  kind === 'invite' || kind === 'take-in' || kind === 'pay' || kind === 'sweep';

/** What leaves an account with a transaction: the fee, what is paid, and the satoshi that an inscription lies in. */
export function spentBy({ feeSats }: Pick<SignedTx, 'feeSats'>, intent: Intent): number {
  if (intent.kind === 'pay' || intent.kind === 'invite') return feeSats + intent.sats;
  if (intent.kind === 'link-device') return feeSats + intent.coins * intent.each;
  return intent.kind === 'end-device' ? feeSats : feeSats + 1;
}

/** Whether it makes something that the holder's key is to hold for good. */
export const isClaim = ({ kind }: Intent): boolean => kind === 'claim-handle' || kind === 'claim-district';

/** Lengths of the scripts of {@link outputsOf} once they are signed: signatures have one size, so they are exact. */
export function signedScriptBytes(
  intent: Intent,
  drafts: readonly OutputDraft[],
  owner: Owner,
): readonly number[] {
  const { author, holder } = owner;
  const sigma = { address: author.address, signature: NO_SIGNATURE, vin: SIGMA_VIN };
  return drafts.map((draft, place) => {
    if (isHoldersWord(intent, owner, place)) return signedDelegation(draft, holder.address).length;
    return place === 0 && isAuthored(intent) ? appendSigma(draft.script, sigma).length : draft.script.length;
  });
}

/** Whether another wallet can pay for an intent: it must not move anything of ours, nor need a key that is here alone. */
export const isForOutside = (intent: Intent): boolean =>
  intent.kind === 'pay' || (movedBy(intent) === undefined && !isUnlisted(intent) && !isOfDevice(intent));
