import { ripemd160 } from '@noble/hashes/legacy.js';
import { base58 } from '@scure/base';
import { sha256 } from '#lib/bytes/hash.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';

/** Identity keys are base58 of 20 bytes; older ones are arbitrary words. */
const BAP_ID = /^[\x21-\x7e]{1,128}$/;

/** Whether `text` can be the key of an identity: visible ASCII, at most 128 characters. Nothing says that there is one. */
export const isBapId = (text: string): boolean => BAP_ID.test(text) && text !== '|' && text !== ':::';

/** Identities that one root address can have: the one of BAP, and one for each further device. */
export const MOST_IDENTITIES = 8;

/**
 * The key of an identity whose first (root) address is `rootAddress`: base58 of a hash160, without version or checksum. Of
 * the address alone, as BAP has it; for `number` 1 to 7 of the address, a slash and that number (decision 012).
 */
export const bapIdOf = (rootAddress: string, number = 0): string =>
  base58.encode(ripemd160(sha256(encodeUtf8(number === 0 ? rootAddress : `${rootAddress}/${number}`))));
