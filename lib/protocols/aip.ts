import { base64 } from '@scure/base';
import { concatBytes } from '#lib/bytes/concat.ts';
import { sha256 } from '#lib/bytes/hash.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import { OP, ScriptCursor } from '#lib/chain/script.ts';
import { AIP_PREFIX, findReturn, pushedBytes, type Tape } from '#lib/envelopes/index.ts';
import { encodeTape } from './tape.ts';

// Author Identity Protocol (https://github.com/BitcoinFiles/AUTHOR_IDENTITY_PROTOCOL): algorithm, address, signature
// [, indices]. The signature covers OP_RETURN and every push between it and the AIP prefix, separators included, and
// nothing before OP_RETURN: not an envelope, and not the transaction. Indices would let it cover less; they are not asked,
// so that a signature counts when it covers everything, whatever it lists.

/**
 * Names of the one algorithm that we can check, a Bitcoin Signed Message. `paymail` has a public key where the address
 * stands, and a mail provider's word that the key is somebody's, which a chain does not hold: it is not verified.
 */
const SIGNED_MESSAGE: ReadonlySet<string> = new Set(['BITCOIN_ECDSA', 'BitcoinSignedMessage']);

/** What an AIP tape says. `signature` is its 65 bytes, or nothing when it has no such form. */
export type AipClaim = {
  readonly algorithm: string;
  readonly address: string;
  readonly signature?: Uint8Array;
  readonly prefixAt: number;
};

/** Whether the signature is of a kind that can be checked here. */
export const isSignedMessage = ({ algorithm }: AipClaim): boolean => SIGNED_MESSAGE.has(algorithm);

/** Signatures stand as 65 bytes or as their base64 text. */
function signatureBytes(cell: Uint8Array): Uint8Array | undefined {
  if (cell.length === 65) return cell;
  const text = cell.length === 88 ? decodeUtf8(cell) : undefined;
  try {
    return text === undefined ? undefined : base64.decode(text);
  } catch {
    return undefined;
  }
}

/** Reads an AIP tape; `undefined` when `tape` is of another protocol. */
export function decodeAip(tape: Tape): AipClaim | undefined {
  if (tape.prefix !== AIP_PREFIX) return undefined;
  const [algorithm = new Uint8Array(0), address = new Uint8Array(0), cell = new Uint8Array(0)] = tape.cells;
  const signature = signatureBytes(cell);
  return {
    algorithm: decodeUtf8(algorithm) ?? '',
    address: decodeUtf8(address) ?? '',
    ...(signature === undefined ? {} : { signature }),
    prefixAt: tape.prefixAt,
  };
}

/**
 * The messages that a signature at `prefixAt` in `script` may be over: the protocol's own, and Twetch's, which signs the
 * hex of a hash over the same pushes without OP_RETURN and without the last separator. Both cover every push.
 */
export function aipMessages(script: Uint8Array, prefixAt: number): readonly Uint8Array[] {
  const returnAt = findReturn(script);
  if (returnAt < 0 || prefixAt <= returnAt) return [];
  const cursor = new ScriptCursor(script, returnAt + 1, prefixAt);
  const pushes: Uint8Array[] = [];
  while (cursor.next()) {
    const data = pushedBytes(cursor);
    if (data !== undefined) pushes.push(data);
  }
  const last = pushes.at(-1);
  const hasSeparator = last !== undefined && last.length === 1 && last[0] === 0x7c;
  const twetch = sha256(concatBytes(hasSeparator ? pushes.slice(0, -1) : pushes));
  return [concatBytes([Uint8Array.of(OP.RETURN), ...pushes]), encodeUtf8(toHex(twetch))];
}

/** An AIP tape with a signature of 65 bytes over the first of {@link aipMessages}. */
export const encodeAip = (address: string, signature: Uint8Array): Uint8Array =>
  encodeTape(AIP_PREFIX, 'BITCOIN_ECDSA', address, signature);
