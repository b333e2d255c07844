import { HEADER_BYTES } from '#lib/chain/header.ts';
import { fetchOk, type Fetch, type FetchLimits } from './bounded-fetch.ts';
import { SourceError, type ChainSource } from './source.ts';

export type HeaderService = {
  readonly name: string;
  /** The base of its paths, as `https://arcade.gorillapool.io/chaintracks/v2`; no slash at the end. */
  readonly url: string;
  readonly fetch: Fetch;
  readonly limits: FetchLimits;
};

/** Reads headers from a chaintracks, which Arcade and 1sat-stack run: packed, from a height on. */
export const readChaintracks =
  ({ name, url, fetch, limits }: HeaderService): ChainSource['headers'] =>
  async (fromHeight, count, signal) => {
    const bytes = await fetchOk({
      source: name,
      url: `${url}/headers?height=${fromHeight}&count=${count}`,
      limits: { ...limits, maxBytes: count * HEADER_BYTES },
      why: 'headers',
      signal,
      fetch,
    });
    return cutHeaders(name, bytes);
  };

/** Headers that lie packed. @throws {SourceError} `malformed` when they are no whole number of them. */
export function cutHeaders(name: string, packed: Uint8Array): Uint8Array[] {
  if (packed.length % HEADER_BYTES !== 0)
    throw new SourceError(name, 'malformed', `${packed.length} bytes are no whole number of headers`);
  return Array.from({ length: packed.length / HEADER_BYTES }, (_, at) =>
    packed.subarray(at * HEADER_BYTES, (at + 1) * HEADER_BYTES),
  );
}

/** A source that has headers and no posts. */
export const headersOnly = (name: string, headers: ChainSource['headers']): ChainSource => ({
  name,
  headersOnly: true,
  changes: (cursor = '') => Promise.resolve({ entries: [], cursor, more: false }),
  headers,
  watch: () => undefined,
});
