/**
 * `npm run snapshot -- --from HEIGHT --to HEIGHT (--source URL | --held FILE) [--network NAME] [--out DIR]`: writes the text
 * of a range of blocks, with the proof of each transaction, as one file in UnixFS blocks under their CIDs, and names it in
 * `DIR/list.json`. A host that is started with `NABO_SNAPSHOTS=DIR` offers it. See docs/held-file.md.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileBlocks, LEAF_BYTES, MOST_LEAVES } from '#lib/bytes/unixfs.ts';
import { NETWORKS } from '#lib/chain/network.ts';
import { snapshotListSchema, type SnapshotEntry, type SnapshotList } from '#lib/chain/snapshot-list.ts';
import { createOneSatStack } from '#lib/chain/sources/one-sat-stack.ts';
import { makeSnapshot, materialFrom, materialOf, type SnapshotMaterial } from './make-snapshot.ts';

const { values } = parseArgs({
  options: {
    network: { type: 'string', default: 'devnet' },
    from: { type: 'string' },
    to: { type: 'string' },
    source: { type: 'string' },
    held: { type: 'string' },
    out: { type: 'string', default: '.nabo/snapshots' },
  },
});
const network = NETWORKS.find((name) => name === values.network) ?? stop(`--network: ${NETWORKS.join(', ')}`);
const [from, to] = [heightOf('--from', values.from), heightOf('--to', values.to)];
if (from > to) stop('--from is above --to');
const signal = AbortSignal.timeout(60 * 60_000);

const { bytes, transactions, leftOut } = await makeSnapshot(await material(), from, to).catch(
  (error: unknown) => stop(error instanceof Error ? error.message : String(error)),
);
for (const words of leftOut) console.error(`left out: ${words}`);
if (transactions === 0) stop(`no text in blocks ${from} to ${to}`);
if (bytes.length > MOST_LEAVES * LEAF_BYTES)
  stop(`${bytes.length} bytes are too many: choose a narrower range`);
const { cid, blocks } = fileBlocks(bytes);
await mkdir(values.out, { recursive: true });
for (const [name, block] of blocks) await writeFile(path.join(values.out, name), block);
await writeList({ cid, from, to, bytes: bytes.length, transactions });
console.log(`${cid}: ${transactions} transactions of blocks ${from} to ${to}, ${bytes.length} bytes`);

async function material(): Promise<SnapshotMaterial> {
  const { source: url, held } = values;
  if (held !== undefined) return materialOf(await readFile(held), network);
  if (url === undefined) return stop('--source URL or --held FILE is needed');
  const source = createOneSatStack({ name: new URL(url).host, url: url.replace(/\/$/, '') });
  return materialFrom(source, network, signal);
}

/** Names the file in the list of the folder, in the order of the chain. It is written last, when every block is there. */
async function writeList(entry: SnapshotEntry): Promise<void> {
  const file = path.join(values.out, 'list.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const known: SnapshotList =
    text === undefined ? { network, snapshots: [] } : snapshotListSchema.parse(JSON.parse(text));
  if (known.network !== network) stop(`${file} is of ${known.network}`);
  const others = known.snapshots.filter(({ cid: name }) => name !== entry.cid);
  const snapshots = [...others, entry].sort((a, b) => a.from - b.from || a.to - b.to);
  const list = snapshotListSchema.parse({ network, snapshots });
  await writeFile(file, `${JSON.stringify(list, undefined, 2)}\n`);
}

function heightOf(flag: string, text: string | undefined): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : stop(`${flag} needs a height`);
}

function stop(words: string): never {
  console.error(words);
  process.exit(1);
}
