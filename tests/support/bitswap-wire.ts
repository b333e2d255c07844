import { concatBytes } from '#lib/bytes/concat.ts';

/** Prefixes of CIDs, as bitswap sends them beside a block: version, codec, hash, length of the hash. */
export const TRANSACTION_PREFIX = Uint8Array.of(1, 0xb1, 0x01, 0x56, 32);
/** A block whose name is said to be its own bytes. */
export const IDENTITY_PREFIX = Uint8Array.of(1, 0x55, 0, 32);

/** A message of bitswap 1.2 with blocks in it, as it goes over the wire, whether or not they are what they are called. */
export function bitswapMessage(
  blocks: readonly { readonly prefix: Uint8Array; readonly data: Uint8Array }[],
): Uint8Array {
  const message = concatBytes(
    blocks.map(({ prefix, data }) => field(3, concatBytes([field(1, prefix), field(2, data)]))),
  );
  return concatBytes([leb128(message.length), message]);
}

/** A message of bitswap 1.2 that wants all of these, by the bytes of their CIDs. */
export function wantMessage(cids: readonly Uint8Array[]): Uint8Array {
  const list = field(1, concatBytes(cids.map((cid) => field(1, field(1, cid)))));
  return concatBytes([leb128(list.length), list]);
}

const field = (number: number, value: Uint8Array): Uint8Array =>
  concatBytes([Uint8Array.of((number << 3) | 2), leb128(value.length), value]);

function leb128(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Uint8Array.of(...bytes, rest);
}
