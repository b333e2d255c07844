import type { Txid } from './brand.ts';
import { fromDisplayHex } from './hex.ts';

/** CIDv1, codec `bitcoin-tx` as a varint, multihash `dbl-sha2-256` of 32 bytes. */
const HEAD = [0x01, 0xb1, 0x01, 0x56, 0x20];
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** The CID of a transaction as text, in base32, as `ipfs://` has it: nothing but its txid, written otherwise (`lib/p2p/cid.ts`). */
export function cidTextOf(txid: Txid): string {
  let text = 'b';
  let bits = 0;
  let held = 0;
  for (const byte of [...HEAD, ...(fromDisplayHex(txid) ?? [])]) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32.charAt((held >> (bits - 5)) & 31);
  }
  return bits > 0 ? text + BASE32.charAt((held << (5 - bits)) & 31) : text;
}
