import { fromDisplayHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { readBump } from '#lib/chain/bump.ts';
import type { HeaderFields } from '#lib/chain/header.ts';
import { bytes, compact, framed, number, run, type Part } from '../part.ts';
import { txPart } from './tx-part.ts';

const hash = (hex: string): Part => bytes(fromDisplayHex(hex) ?? new Uint8Array(32));

export const headerPart = ({ version, prevHash, merkleRoot, time, bits, nonce }: HeaderFields): Part =>
  run(
    number(4, version),
    hash(prevHash),
    hash(merkleRoot),
    number(4, time),
    number(4, bits),
    number(4, nonce),
  );

export const blockPart = (header: HeaderFields, raws: readonly Uint8Array[]): Part =>
  run(headerPart(header), framed('count', raws.map(txPart)));

/** The tree of a BUMP. */
export function bumpPart(bump: Uint8Array): Part {
  const read = readBump(bump);
  if (!read.ok) throw new Error(`not a valid sample: ${read.issue.message}`);
  const { height, levels } = read.value;
  return run(
    compact(height),
    framed(
      'count8',
      levels.map((leaves) =>
        framed(
          'count',
          leaves.map(({ offset, hash: node, isTxid }) =>
            run(
              compact(offset),
              number(1, (node === undefined ? 1 : 0) + (isTxid ? 2 : 0)),
              ...(node === undefined ? [] : [bytes(node)]),
            ),
          ),
        ),
      ),
    ),
  );
}

/** A transaction of a BEEF: with a path, alone, or only named. */
export type BeefEntry = { readonly raw: Uint8Array; readonly bumpIndex?: number } | { readonly txid: string };

/** The tree of a BEEF. Version 1 cannot only name a transaction. */
export function beefPart(version: 1 | 2, bumps: readonly Uint8Array[], entries: readonly BeefEntry[]): Part {
  const entryPart = (entry: BeefEntry): Part => {
    if ('txid' in entry) return run(number(1, 2), hash(entry.txid));
    const { raw, bumpIndex } = entry;
    const mark = bumpIndex === undefined ? [number(1, 0)] : [number(1, 1), compact(bumpIndex)];
    return version === 1 ? run(txPart(raw), ...mark) : run(...mark, txPart(raw));
  };
  return run(
    bytes(Uint8Array.of(version, 0, 0xbe, 0xef)),
    framed('count', bumps.map(bumpPart)),
    framed('count', entries.map(entryPart)),
  );
}

/** The tree of an overlay's answer. */
export const lookupPart = (txids: readonly string[], beef: Part): Part =>
  run(
    framed(
      'count',
      txids.map((txid, at) =>
        run(hash(txid), compact(at), framed('size', [bytes(encodeUtf8(`${at}.cursor`))])),
      ),
    ),
    beef,
  );

/** The tree of a bitswap message with blocks, behind its length. */
export const bitswapPart = (blocks: readonly Uint8Array[]): Part =>
  framed(
    'varint',
    blocks.map((block) =>
      run(
        number(1, 0x1a),
        framed('varint', [
          run(number(1, 0x0a), framed('varint', [bytes(Uint8Array.of(1, 0xb1, 1, 0x56, 32))])),
          run(number(1, 0x12), framed('varint', [bytes(block)])),
        ]),
      ),
    ),
  );
