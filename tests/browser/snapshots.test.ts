import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { STORY } from '#devnet/seeds/story.ts';
import { fileBlocks } from '#lib/bytes/unixfs.ts';
import { createOneSatStack } from '#lib/chain/sources/one-sat-stack.ts';
import { startNabo } from '#tests/support/nabo.ts';
import { arrive } from '#tests/support/person.ts';
import { makeSnapshot, materialFrom } from '#tools/make-snapshot.ts';

// A newcomer whose every source is gone, and whose host offers a file of older posts.

/** What the story says in words alone. */
const told = STORY.flatMap((scene) => scene.acts).flatMap((act) =>
  'says' in act && !('shows' in act) ? [act.says] : [],
);

test('a newcomer without a source reads older posts from the file of a host, each proven', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'nabo-snapshots-'));
  await using cleared = new AsyncDisposableStack();
  cleared.defer(() => rm(folder, { recursive: true }));
  await using nabo = await startNabo({ seed: 'story', snapshots: folder });
  const blocks = await writeSnapshot(nabo.devnetUrl, folder);
  await nabo.killDevnet();
  const before = nabo.taps.devnet.answered();

  await using moss = await arrive(nabo.url);
  moss.expect(/net::ERR_|Failed to fetch|status of 50[0-9]/);
  await moss.visit();
  const card = moss.page.getByRole('article').first();
  await card.waitFor();
  const shown = await card.innerText();
  expect(told.filter((words) => shown.includes(words.slice(0, 30)))).toHaveLength(1);
  await card
    .getByText(/proof checked|In block \d+/)
    .first()
    .waitFor();
  await card.locator('[data-opens]').first().click();
  const checked = moss.page.getByRole('region', { name: 'Checked on this device' });
  await checked.getByText('Proven', { exact: true }).waitFor();
  await moss.visit('/status');
  await moss.page.getByRole('main').getByText('snapshots', { exact: true }).first().waitFor();

  // What came so is held: the host may go as well.
  await moss.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await nabo.killServers();
  await moss.visit();
  await moss.page.getByRole('article').first().waitFor();
  expect(blocks).toBeGreaterThan(1);
  expect(nabo.taps.devnet.answered()).toBe(before);
  expect(moss.complaints).toEqual([]);
});

/** Writes all posts of a devnet as the one file that a host offers. Answers its height. */
async function writeSnapshot(devnet: string, folder: string): Promise<number> {
  const source = createOneSatStack({ name: 'devnet', url: `${devnet}/1sat` });
  const { signal } = new AbortController();
  const to = Number(await (await fetch(`${devnet}/esplora/blocks/tip/height`)).text());
  const { bytes, transactions } = await makeSnapshot(materialFrom(source, 'devnet', signal), 0, to);
  const { cid, blocks } = fileBlocks(bytes);
  for (const [name, block] of blocks) await writeFile(path.join(folder, name), block);
  const entry = { cid, from: 0, to, bytes: bytes.length, transactions };
  await writeFile(path.join(folder, 'list.json'), JSON.stringify({ network: 'devnet', snapshots: [entry] }));
  return to;
}
