import { msg, tell } from '#lib/language/t.ts';
import type { Failure, Publication, StoredIntent } from './publication.ts';

/**
 * For each code a sentence for the person who wrote it: what happened, what was kept, what can be done. What a
 * broadcaster said is shown beside it, never instead of it.
 */
const FAILED: Readonly<Record<string, string>> = {
  'insufficient-funds': msg(
    'There are not enough coins on this device to pay the fee. Your words are kept; add coins and try again.',
  ),
  'fee-too-low': msg(
    'The network asks for a higher fee than was paid. Your words are kept; try again to pay what it asks now.',
  ),
  'script-refused': msg(
    'The network says that the signature or the script does not fit. Your words are kept; try again to sign anew.',
  ),
  'inputs-refused': msg(
    'The network does not take the coins that were to pay for this. Your words are kept; try again, or take them back to post them with other coins.',
  ),
  'outputs-refused': msg(
    'The network does not take what this would write. Your words are kept; change them, or try again.',
  ),
  'coins-frozen': msg(
    'The coins that were to pay for this are frozen. Your words are kept; try again, or take them back to post them with other coins.',
  ),
  'coins-unknown': msg(
    'The network does not know the coins that were to pay for this. Your words are kept; try again, or take them back to post them with other coins.',
  ),
  conflict: msg(
    'Another transaction has spent the same coins, perhaps from another device with this key. Your words are kept; try again, or take them back to post them with other coins.',
  ),
  malformed: msg('The network cannot read what was made from this. Your words are kept; try again.'),
  'too-large': msg('This is too large for the network. Your words are kept; shorten them and try again.'),
  'not-final': msg('The network says that it is too early for this. Your words are kept; try again later.'),
  rejected: msg('The network refused this without naming a rule. Your words are kept; try again.'),
  'parent-refused': msg(
    'This was to be paid with change of an earlier post, and that one was refused. Your words are kept; try again.',
  ),
  'thread-broken': msg(
    'The post that this was to go on with was taken back. Your words are kept; change them, or forget them.',
  ),
  'invalid-intent': msg('This cannot be written as it is. Your words are kept; change them and try again.'),
  'fee-rate': msg(
    'The fee that this host asks for is not one that we pay, so nothing was sent. Your words are kept; try again later.',
  ),
  'sweep-again': msg(
    'The key that this came from is kept nowhere, so it cannot be signed anew. Nothing is lost; sweep it once more.',
  ),
  'wallet-stopped': msg(
    'You stopped asking your other wallet. Your words are kept; try again, or take them back.',
  ),
  'wallet-refused': msg('Your other wallet said no. Your words are kept; try again, or take them back.'),
  'wallet-gone': msg(
    'Your other wallet does not answer any more. Your words are kept; connect it under Account and try again.',
  ),
  'wallet-network': msg(
    'Your other wallet is on another network, so nothing was signed. Your words are kept; turn it to this one and try again.',
  ),
  'wallet-short': msg(
    'There are not enough coins in your other wallet. Your words are kept; add coins there and try again.',
  ),
  'wallet-lied': msg(
    'What your other wallet made is not what was asked for, so it was not sent from here. Your words are kept; look into that wallet before you try again.',
  ),
  'linked-device': msg(
    'Names, land, invites and what you say of yourself are kept by the device that has your words. Nothing was sent; do this there.',
  ),
  'self-check': msg(
    'What was built did not pass our own checks, so nothing was sent. Your words are kept; please report this.',
  ),
};

const ownWord = (words: Readonly<Record<string, string>>, code: string): string | undefined =>
  Object.hasOwn(words, code) ? words[code] : undefined;

const WAITING: Readonly<Record<string, string>> = {
  unreachable: msg(
    'Nobody can be reached to send this. It is saved on this device and goes by itself when somebody answers.',
  ),
  timeout: msg(
    'Whoever was to send this did not answer in time. It is saved, and the same bytes are sent again.',
  ),
  conflict: msg('Another transaction claims the same coins. Nothing is decided yet; we keep asking.'),
  'coins-unknown': msg(
    'The network does not know the coins behind this yet. It is saved, and we keep asking.',
  ),
  'faucet-unreachable': msg(
    'Coins for the first fee could not be had yet. It is saved and goes by itself when they come.',
  ),
  'faucet-empty': msg('The faucet gave too little for this. It is saved, and we ask again.'),
  unsettled: msg('Too many of your posts wait for a block. This one is saved and goes after the next block.'),
  'signer-unavailable': msg('The signer did not answer. It is saved, and we try again.'),
  'wallet-waits': msg(
    'It waits for your other wallet. It is saved; connect that wallet under Account, or take the words back.',
  ),
  'wallet-asks': msg(
    'Waiting for your wallet: it asks you there, and there is no hurry. It is saved on this device.',
  ),
  'thread-waits': msg('It goes on with a post that is not out yet. It is saved, and goes after that one.'),
  locked: msg('Your key is locked. This is saved on this device and goes when you unlock it.'),
  'not-shown': msg(
    'What this costs was not shown to you, or is more than was shown. It is saved; say whether it may.',
  ),
  'above-allowance': msg(
    'This is more than you let this device spend without asking. It is saved; say whether it may.',
  ),
  'coins-busy': msg('All coins are in use at this moment. It is saved and goes when one is free.'),
};

/** What a failure means for the coin of an invite that somebody else made. */
const GONE = msg(
  'This invite was opened already, or its maker took it back. Nothing is lost; ask for another one.',
);
const UNKNOWN = msg(
  'The network does not know the coins of this invite. Nothing is lost; open its link again later, or ask for another one.',
);
const OPENED: Readonly<Record<string, string>> = {
  conflict: GONE,
  'inputs-refused': GONE,
  'coins-unknown': UNKNOWN,
  'script-refused': msg(
    'This invite does not hold what it says, or its key does not open it. Nothing is lost; ask for another one.',
  ),
  'link-needed': msg('The key of an invite is kept nowhere. Open its link again.'),
  'invite-empty': msg('What this invite holds is less than it costs to take. Nothing is lost.'),
};
/** The same for an own one. */
const TAKEN_BACK: Readonly<Record<string, string>> = {
  conflict: msg('Somebody opened this invite first. What it held is theirs.'),
  'inputs-refused': msg('Somebody opened this invite first. What it held is theirs.'),
  'link-needed': msg('It could not be signed anew. Take it back once more.'),
};

/** The same for a device that is linked or ended: there are no words to take back. */
const COINS_REFUSED = msg(
  'The network does not take the coins that were to pay for this; perhaps another device with this key has spent them. Ask for it once more under Account: other coins pay for it then.',
);
const DEVICE_REFUSED = msg('The network refused this. Nothing has changed; ask for it once more.');
const OF_DEVICE: Readonly<Record<string, string>> = {
  'fee-too-low': msg(
    'The network asks for a higher fee than was paid. Nothing has changed; ask for it once more.',
  ),
  'insufficient-funds': msg(
    'There are not enough coins on this device to pay for this. Nothing has changed; add coins, and ask for it once more.',
  ),
  rejected: DEVICE_REFUSED,
  malformed: DEVICE_REFUSED,
  'script-refused': DEVICE_REFUSED,
  conflict: COINS_REFUSED,
  'inputs-refused': COINS_REFUSED,
  'coins-unknown': COINS_REFUSED,
  'coins-frozen': COINS_REFUSED,
};

/** The sentences for what is no post, by what it is. */
function sentencesOf(intent: StoredIntent): Readonly<Record<string, string>> {
  if (intent.kind === 'take-in') return intent.own ? TAKEN_BACK : OPENED;
  return intent.kind === 'link-device' || intent.kind === 'end-device' ? OF_DEVICE : {};
}

/** The sentence for why something failed; a plain one for a code that is new. */
const sentenceOfFailure = ({ code }: Failure, intent: StoredIntent): string =>
  ownWord(sentencesOf(intent), code) ??
  ownWord(FAILED, code) ??
  msg('The network refused this. Your words are kept; try again.');

/** The sentence for why something waits. */
const sentenceOfWaiting = ({ code }: Failure): string =>
  ownWord(WAITING, code) ?? msg('It is saved, and we try again.');

/** Why a publication waits or failed, as a sentence; `undefined` while all is well. */
export function sentenceOf({ state, failure, waiting, intent }: Publication): string | undefined {
  if (state === 'failed') return tell(sentenceOfFailure(failure ?? { code: 'rejected', detail: '' }, intent));
  return waiting === undefined || state === 'in-block' ? undefined : tell(sentenceOfWaiting(waiting));
}
