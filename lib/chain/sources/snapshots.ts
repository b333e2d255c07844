import { decodeFileNode, cidOf, isBlockOf, LEAF_BYTES, parseCid, type BlockName } from '#lib/bytes/unixfs.ts';
import { snapshotListSchema, type SnapshotList } from '#lib/chain/snapshot-list.ts';
import { fetchJson, fetchOk, platformFetch, type Fetch, type FetchLimits } from './bounded-fetch.ts';
import { SourceError } from './source.ts';

/** Files of older posts that somebody offers, each under the name that its bytes have. */
export interface SnapshotShelf {
  readonly name: string;
  /** @throws {SourceError} as every source does. */
  list(signal: AbortSignal): Promise<SnapshotList>;
  /**
   * The bytes of a file, leaf by leaf. A leaf is given once it was seen to be what the name says.
   *
   * @throws {SourceError} `malformed` for bytes of another name, and else as every source does.
   */
  leaves(cid: string, signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

/** A list of 256 entries has some 40 KB. */
const LIST_LIMITS: FetchLimits = { maxBytes: 128 * 1024, timeoutMs: 20_000 };
const BLOCK_LIMITS: FetchLimits = { maxBytes: LEAF_BYTES, timeoutMs: 60_000 };

/**
 * Reads the snapshots below `url` (no slash at the end): `list.json`, and one file for each block of UnixFS by its CID. A
 * request names a range of blocks of the chain, and nobody's post.
 */
export function createSnapshotShelf(options: {
  readonly url: string;
  readonly fetch?: Fetch;
}): SnapshotShelf {
  const { url, fetch = platformFetch } = options;
  const name = 'snapshots';
  const ask = (path: string, limits: FetchLimits, signal: AbortSignal) =>
    ({ source: name, url: `${url}/${path}`, limits, why: 'posts', signal, fetch }) as const;

  const block = async (wanted: BlockName, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> => {
    const cid = cidOf(wanted.kind, wanted.digest);
    const bytes = await fetchOk(ask(cid, BLOCK_LIMITS, signal));
    if (isBlockOf(wanted, bytes)) return bytes;
    throw new SourceError(name, 'malformed', `other bytes than ${cid} names`);
  };

  return {
    name,
    list: (signal) => fetchJson(ask('list.json', LIST_LIMITS, signal), snapshotListSchema),
    async *leaves(cid, signal) {
      const root = parseCid(cid);
      if (root === undefined) throw new SourceError(name, 'malformed', `${cid} names no file`);
      const top = await block(root, signal);
      if (root.kind === 'leaf') {
        yield top;
        return;
      }
      const node = decodeFileNode(top);
      if (!node.ok) throw new SourceError(name, 'malformed', `${cid}: ${node.issue.message}`);
      for (const [at, digest] of node.value.digests.entries()) {
        const leaf = await block({ kind: 'leaf', digest }, signal);
        if (leaf.length !== Math.min(LEAF_BYTES, node.value.size - at * LEAF_BYTES))
          throw new SourceError(name, 'malformed', `${cid}: a leaf of ${leaf.length} bytes`);
        yield leaf;
      }
    },
  };
}
