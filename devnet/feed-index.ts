import { readInscriptions, type Inscription } from '#lib/envelopes/index.ts';
import { decodeRecord } from '#lib/protocols/index.ts';
import { decodeMap } from '#lib/protocols/map.ts';

/** A word by which an output can be found: `insc`, `type:text/plain`, `map:app:nabo`, `map:type:post`. */
type OutputTag = { readonly tag: string; readonly vout: number };

/**
 * What an indexer notes about a transaction. `firstVout` is absent when nothing in it belongs to the feed. `claims` are
 * the outputs whose ordinal is a handle's or a piece of land's.
 */
export type FeedDescription = {
  readonly firstVout?: number;
  readonly tags: readonly OutputTag[];
  readonly claims: readonly number[];
};

const MAX_TAG = 256;

/** The words of 1sat-stack's index (its docs, "Event families") that Nabo's readers use. */
function* tagsOf(inscription: Inscription): Generator<string> {
  const { contentType, body, bitcom } = inscription;
  if (body !== undefined) yield 'insc';
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== undefined && mediaType !== '') yield `type:${mediaType}`;
  const map = bitcom === undefined ? undefined : decodeMap(bitcom);
  for (const name of ['app', 'type']) {
    const value = map?.fields.get(name);
    if (value !== undefined) yield `map:${name}:${value}`;
  }
}

/** Says whether a transaction belongs to the feed: when any of its outputs holds a record of a known kind. */
export function describeFeedTx(rawTx: Uint8Array): FeedDescription {
  const tags: OutputTag[] = [];
  const claims: number[] = [];
  let firstVout: number | undefined;
  for (const inscription of readInscriptions(rawTx, 'bsv')) {
    const { vout } = inscription;
    if (vout === undefined) continue;
    for (const tag of tagsOf(inscription)) if (tag.length <= MAX_TAG) tags.push({ tag, vout });
    const { kind } = decodeRecord(inscription);
    if (firstVout === undefined && kind !== 'unknown') firstVout = vout;
    if (kind === 'handle' || kind === 'district' || kind === 'parcel') claims.push(vout);
  }
  return firstVout === undefined ? { tags, claims } : { tags, claims, firstVout };
}
