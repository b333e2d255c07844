import { fileBlocks } from '#lib/bytes/unixfs.ts';
import type { SnapshotEntry, SnapshotList } from '#lib/chain/snapshot-list.ts';
import { createSnapshotShelf } from '#lib/chain/sources/snapshots.ts';

/** A host with one snapshot, in memory: its blocks may be changed, and what is asked for is written down. */
export function shelfOf(
  file: Uint8Array,
  told: Partial<SnapshotEntry> = {},
  network: SnapshotList['network'] = 'devnet',
) {
  const { cid, blocks } = fileBlocks(file);
  const served = new Map(blocks);
  const entry = { cid, from: 0, to: 1_000_000, bytes: file.length, transactions: 1_000_000, ...told };
  const list: SnapshotList = { network, snapshots: [entry] };
  const asked: string[] = [];
  const shelf = createSnapshotShelf({
    url: 'http://host.invalid/snapshots',
    fetch: async (url) => {
      const name = url.split('/').at(-1) ?? '';
      asked.push(name);
      if (name === 'list.json') return Response.json(list);
      const block = served.get(name);
      return block === undefined ? new Response(null, { status: 503 }) : new Response(block.slice());
    },
  });
  return { shelf, cid, blocks: served, asked };
}
