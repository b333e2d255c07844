import { entropyToMnemonic, mnemonicToEntropy, mnemonicToSeedSync, validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';

// BIP 39 (https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki): a secret of 16 bytes as twelve English words,
// the last of which checks the others. No passphrase: what is written down on paper is all that is needed.

/** 128 bits: twelve words. */
export const SECRET_BYTES = 16;
const WORDS = 12;
/** No twelve words of the list are longer with single spaces; people paste more space than that. */
const MOST_CHARACTERS = 400;

/** The twelve words of a secret, with single spaces. @throws {RangeError} when the secret is not 16 bytes. */
export function wordsOf(secret: Uint8Array): string {
  if (secret.length !== SECRET_BYTES) throw new RangeError(`a secret has ${SECRET_BYTES} bytes`);
  return entropyToMnemonic(secret, wordlist);
}

/**
 * The secret that twelve words stand for, however they are spaced and whatever their case. The issue is `words-count`,
 * `words-unknown` (the message names which, counted from 1, and never the word) or `words-check`.
 */
export function secretOfWords(text: string): Result<Uint8Array<ArrayBuffer>> {
  if (text.length > MOST_CHARACTERS) return fail(issue('words-count', 'more than twelve words'));
  const words = text.normalize('NFKD').toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length !== WORDS) return fail(issue('words-count', `${words.length} words`));
  const unknown = words.findIndex((word) => !wordlist.includes(word));
  if (unknown >= 0) return fail(issue('words-unknown', `word ${unknown + 1}`));
  const phrase = words.join(' ');
  if (!validateMnemonic(phrase, wordlist)) return fail(issue('words-check', 'the last word does not fit'));
  return ok(Uint8Array.from(mnemonicToEntropy(phrase, wordlist)));
}

/** The seed (64 bytes) from which BIP 32 derives every key. The caller clears it. */
export const seedOf = (secret: Uint8Array): Uint8Array => mnemonicToSeedSync(wordsOf(secret));
