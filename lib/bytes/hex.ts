import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** Lower-case hex of `bytes`. */
export const toHex = (bytes: Uint8Array): string => bytesToHex(bytes);

/** Bytes of a hex string of either case, or `undefined` when it is not hex or its length is odd. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined;
  return hexToBytes(text);
}

/** Hex in display order: the bytes reversed, as txids and block hashes are shown. */
export const toDisplayHex = (bytes: Uint8Array): string => bytesToHex(Uint8Array.from(bytes).reverse());

/** Wire-order bytes of a hash in display order, or `undefined` when it is not hex. */
export function fromDisplayHex(text: string): Uint8Array | undefined {
  return fromHex(text)?.reverse();
}
