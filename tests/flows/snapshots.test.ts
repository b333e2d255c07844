import 'fake-indexeddb/auto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { startDevnet } from '#devnet/devnet.ts';
import { STORY } from '#devnet/seeds/story.ts';
import { createSnapshotServer } from '#host/serve/snapshots.ts';
import { listen } from '#host/serve/listen.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { fileBlocks } from '#lib/bytes/unixfs.ts';
import { createOneSatStack } from '#lib/chain/sources/one-sat-stack.ts';
import { createSnapshotShelf } from '#lib/chain/sources/snapshots.ts';
import { platformFetch } from '#lib/chain/sources/bounded-fetch.ts';
import type { Feed } from '#lib/feed/feed.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import { configOf, newProfile, openTab } from '#tests/support/feed-tab.ts';
import { makeSnapshot, materialFrom } from '#tools/make-snapshot.ts';

// Older posts, whole: a source -> a snapshot -> a host -> lib/chain -> lib/feed, of somebody whose source is gone.

const { signal } = new AbortController();
const GONE = 'http://127.0.0.1:9/1sat';
/** What the story says in words alone. */
const told = STORY.flatMap((scene) => scene.acts).flatMap((act) =>
  'says' in act && !('shows' in act) ? [act.says] : [],
);

async function snapshotOfStory() {
  await using devnet = await startDevnet({ seed: 'story' });
  const source = createOneSatStack({ name: 'devnet', url: `${devnet.url}/1sat` });
  const { bytes, transactions } = await makeSnapshot(
    materialFrom(source, 'devnet', signal),
    0,
    devnet.height,
  );
  return { bytes, transactions, to: devnet.height };
}

/** A host with a folder in which this file is the one snapshot. */
async function hostOf(file: Uint8Array, { to, transactions }: { to: number; transactions: number }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'nabo-snapshots-'));
  const { cid, blocks } = fileBlocks(file);
  for (const [name, block] of blocks) await writeFile(path.join(folder, name), block);
  const entry = { cid, from: 0, to, bytes: file.length, transactions };
  await writeFile(path.join(folder, 'list.json'), JSON.stringify({ network: 'devnet', snapshots: [entry] }));
  const server = createSnapshotServer(folder, 'devnet', (error) => {
    throw error;
  });
  const host = await listen(
    (request, response) => {
      const name = request.url?.split('/').at(-1) ?? '';
      if (name !== 'list.json') void server.serve(request, response, name);
      else void server.list().then((list) => response.end(JSON.stringify(list)));
    },
    0,
    '127.0.0.1',
  );
  return {
    shelf: createSnapshotShelf({ url: `${host.url}/snapshots` }),
    async [Symbol.asyncDispose]() {
      await host.close();
      await rm(folder, { recursive: true });
    },
  };
}

const newcomer = ({ shelf }: Awaited<ReturnType<typeof hostOf>>, source = GONE) =>
  openTab(newProfile(), configOf('devnet', { devnet: source }), platformFetch, shelf);
const texts = ({ index }: Feed): string[] =>
  queryTimeline(index, { of: { kind: 'latest' }, limit: 100 }).posts.map(({ text }) => text);
const snapshotsOf = (feed: Feed) => feed.status().sources.find(({ name }) => name === 'snapshots');

it('a newcomer whose source is gone gets the posts of the host’s snapshot, each proven', async () => {
  const { bytes, ...range } = await snapshotOfStory();
  await using host = await hostOf(bytes, range);
  using tab = await newcomer(host);
  await tab.until(() => expect(texts(tab.feed).toSorted()).toEqual(told.toSorted()));
  await tab.until(() => expect(snapshotsOf(tab.feed)?.state).toBe('agrees'));
  expect(tab.feed.status()).toMatchObject({
    headerHeight: range.to,
    posts: told.length,
    proven: told.length,
    refused: 0,
  });
  expect(tab.feed.status().sources.map(({ name, state }) => [name, state])).toEqual([
    ['devnet', 'unreachable'],
    ['snapshots', 'agrees'],
  ]);
  // It vouches for no absence: what is not in it may be all the same.
  expect(tab.feed.asOf().sources).toEqual([]);
});

it('a forged snapshot keeps nothing of what is false', async () => {
  const { bytes, ...range } = await snapshotOfStory();
  const [said = ''] = told;
  const words = encodeUtf8(said.slice(0, 30));
  const forged = Buffer.from(bytes);
  const at = forged.indexOf(words);
  expect(at).toBeGreaterThan(0);
  for (let place = at; place >= 0; place = forged.indexOf(words, place + 1)) forged.write('Z', place);
  await using host = await hostOf(new Uint8Array(forged), range);
  using tab = await newcomer(host);
  await tab.until(() => expect(snapshotsOf(tab.feed)?.state).toBe('refused'));
  await tab.until(() => expect(texts(tab.feed).toSorted()).toEqual(told.slice(1).toSorted()));
  expect(tab.feed.status()).toMatchObject({ posts: told.length - 1, proven: told.length - 1, refused: 1 });
});
