/**
 * Ids of inscriptions on BTC, as they stand in the fields `parent` and `delegate`:
 *
 *   id = txid (32 bytes, wire order) index (0 to 4 bytes, little-endian)
 *
 * The index is written without its trailing zeros; all four bytes are read too.
 */
import { asTxid, isTxid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromDisplayHex, toDisplayHex } from '#lib/bytes/hex.ts';
import { encodeU32 } from '#lib/chain/tx.ts';

const TXID_BYTES = 32;
const TEXT = /^([0-9a-f]{64})i(0|[1-9][0-9]{0,9})$/;

/** The id in `bytes`, as `<txid>i<n>`; `undefined` for every other length or form. */
export function decodeInscriptionId(bytes: Uint8Array): string | undefined {
  const size = bytes.length - TXID_BYTES;
  if (size < 0 || size > 4) return undefined;
  if (size > 0 && size < 4 && bytes.at(-1) === 0) return undefined;
  let index = 0;
  for (let at = bytes.length - 1; at >= TXID_BYTES; at -= 1) index = index * 0x100 + (bytes[at] ?? 0);
  return `${asTxid(toDisplayHex(bytes.subarray(0, TXID_BYTES)))}i${index}`;
}

/**
 * The shortest bytes of an id.
 *
 * @throws {TypeError} when `id` is not `<txid>i<n>` with n below 2^32.
 */
export function encodeInscriptionId(id: string): Uint8Array<ArrayBuffer> {
  const [, txid = '', digits = ''] = TEXT.exec(id) ?? [];
  const index = Number(digits);
  if (!isTxid(txid) || index > 0xffff_ffff) throw new TypeError(`not an inscription id: ${id.slice(0, 80)}`);
  const bytes = encodeU32(index);
  let size = 4;
  while (size > 0 && bytes[size - 1] === 0) size -= 1;
  return concatBytes([fromDisplayHex(txid) ?? new Uint8Array(TXID_BYTES), bytes.subarray(0, size)]);
}
