import { outpointVout, type Outpoint } from '#lib/bytes/brand.ts';
import type { Chain } from '#lib/chain/network.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { decodeRecord } from '#lib/protocols/index.ts';
import { isPicture } from './items.ts';

/** A copy of the picture that an output carries, alone or with a post; `undefined` when it carries none. */
export function readPicture(
  raw: Uint8Array,
  id: Outpoint,
  chain: Chain,
): Uint8Array<ArrayBuffer> | undefined {
  const vout = outpointVout(id);
  const inscription = readInscriptions(raw, chain).find((candidate) => candidate.vout === vout);
  if (inscription === undefined) return undefined;
  const record = decodeRecord(inscription);
  const isPost = record.kind === 'post' || record.kind === 'reply';
  const content = isPost ? record.media : isPicture(record) ? record : undefined;
  return content?.contentType.startsWith('image/') ? content.body.slice() : undefined;
}

/** A copy of the script of an output; `undefined` when the transaction has no such output. */
export function scriptOf(raw: Uint8Array, at: Outpoint): Uint8Array<ArrayBuffer> | undefined {
  const tx = parseTx(raw);
  return tx.ok ? tx.value.outputs[outpointVout(at)]?.script.slice() : undefined;
}
