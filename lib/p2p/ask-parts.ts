import { toHex } from '#lib/bytes/hex.ts';
import type { Txid } from '#lib/bytes/brand.ts';
import type { MediaParts } from './media-desk.ts';
import { decodeMediaList, MAX_LIST_BYTES, partLength, rootOf, sha256, type MediaList } from './media-list.ts';
import { encodeMessage } from './message.ts';
import type { Holder } from './router.ts';

/** What does not fit the root that it was announced with. */
export class WrongBytesError extends Error {
  override readonly name = 'WrongBytesError';
}

/** Whoever said to hold it does not, or not any more. */
export class NotHeldError extends Error {
  override readonly name = 'NotHeldError';
}

type Asking = Pick<MediaParts, 'network' | 'ask'>;

/**
 * The list of parts that a holder gives for a root.
 *
 * @throws {NotHeldError | WrongBytesError} when it has none, or another. What the line throws is thrown on.
 */
export async function askList(
  { network, ask }: Asking,
  { peer }: Holder,
  { txid, root }: { readonly txid: Txid; readonly root: string },
  signal: AbortSignal,
): Promise<MediaList> {
  const bytes = await ask(peer, encodeMessage({ v: 1, network, txid }), MAX_LIST_BYTES, signal);
  if (bytes.length === 0) throw new NotHeldError('not held');
  const list = (await rootOf(bytes)) === root ? decodeMediaList(bytes) : undefined;
  if (list === undefined) throw new WrongBytesError('not the list of that root');
  return list;
}

/**
 * Parts of a list from number `first` on, `most` of them or fewer, but one at least: whoever knows of one at a time gives one.
 *
 * @throws {NotHeldError | WrongBytesError} when the holder has none, or one that does not fit the list.
 */
export async function askParts(
  { network, ask }: Asking,
  { peer }: Holder,
  { txid, list, first, most }: { readonly txid: Txid; readonly list: MediaList; first: number; most: number },
  signal: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const wanted = Array.from({ length: Math.min(most, list.sums.length - first) }, (_, each) => first + each);
  const bytes = wanted.reduce((sum, at) => sum + partLength(list, at), 0);
  const question = { v: 1, network, txid, part: first, ...(wanted.length > 1 && { parts: wanted.length }) };
  const given = await ask(peer, encodeMessage(question), bytes, signal);
  if (given.length === 0) throw new NotHeldError('not held');
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const at of wanted) {
    if (end === given.length) break;
    const part = given.subarray(end, end + partLength(list, at));
    const sum = list.sums[at] ?? new Uint8Array(0);
    if (toHex(await sha256(part)) !== toHex(sum)) throw new WrongBytesError(`part ${at} is another`);
    parts.push(part);
    end += part.length;
  }
  return parts;
}
