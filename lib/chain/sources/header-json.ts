import * as z from 'zod/mini';
import { asBlockHash, isBlockHash, type BlockHash } from '#lib/bytes/brand.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { encodeHeader, parseHeader } from '#lib/chain/header.ts';

const hash = z.custom<BlockHash>((value) => typeof value === 'string' && isBlockHash(value));
const u32 = z.int().check(z.minimum(0), z.maximum(0xffff_ffff));

/** A header as JungleBus lists it: without the hash of the one before. Fields that we do not need are not looked at. */
export const listedHeaderSchema = z.object({
  hash,
  height: u32,
  version: z.int(),
  merkleroot: hash,
  time: u32,
  nonce: u32,
  /** Eight hex digits, or the number that they write. */
  bits: z.union([z.string(), u32]),
});

export type ListedHeader = z.infer<typeof listedHeaderSchema>;

const bitsOf = (bits: string | number): number | undefined =>
  typeof bits === 'number' ? bits : fromHex(bits)?.length === 4 ? Number.parseInt(bits, 16) : undefined;

/**
 * The 80 bytes that listed headers stand for, as long as each hashes to what it is called and follows from the one before.
 * `previous` is the hash before the first; zeros for genesis.
 */
export function rebuildHeaders(listed: readonly ListedHeader[], previous: BlockHash): Uint8Array[] {
  const headers: Uint8Array[] = [];
  let prevHash = previous;
  for (const { hash: named, version, merkleroot, time, nonce, bits } of listed) {
    const compact = bitsOf(bits);
    if (compact === undefined) break;
    const header = parseHeader(
      encodeHeader({ version: version | 0, prevHash, merkleRoot: merkleroot, time, bits: compact, nonce }),
    );
    if (!header.ok || header.value.hash !== named) break;
    headers.push(header.value.bytes);
    prevHash = named;
  }
  return headers;
}

/** What the first header of a chain names as the one before. */
export const NO_BLOCK = asBlockHash('00'.repeat(32));
