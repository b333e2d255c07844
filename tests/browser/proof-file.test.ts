import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { startNabo } from '#tests/support/nabo.ts';
import { arrive } from '#tests/support/person.ts';

/** Runs in the page: a file is dropped on the window, as from a desktop. */
function drop({ name, text }: { readonly name: string; readonly text: string }): void {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name));
  for (const type of ['dragover', 'drop'])
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
}

test('a post leaves as a file, and is proven elsewhere with every server gone', async () => {
  await using nabo = await startNabo();
  await using fern = await arrive(nabo.url);
  await fern.visit();
  await fern.write('Kept in a drawer.');
  await fern.sees('Kept in a drawer', 'Seen');
  await nabo.mine(3);
  await fern.sees('Kept in a drawer', /In block \d+/);
  await fern
    .post('Kept in a drawer')
    .getByRole('link', { name: /ago|now|min|sec|s$/ })
    .first()
    .click();
  const saving = fern.page.waitForEvent('download');
  await fern.page.getByRole('button', { name: 'Save proof' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^nabo-post-[0-9a-f]{8}\.json$/);
  const text = await readFile(await saved.path(), 'utf8');

  // Somebody else, who was here once, holds headers and the app, and never opened that post.
  await using moss = await arrive(nabo.url);
  await moss.visit();
  await moss.post('Kept in a drawer').waitFor();
  await moss.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  moss.expect(/net::ERR_|Failed to fetch/);
  fern.expect(/net::ERR_|Failed to fetch|404 \(Not Found\) .*\/arcade\/tx\//);
  const esplora = async (path: string): Promise<Response> => fetch(`${nabo.devnetUrl}/esplora${path}`);
  const hash = await (await esplora('/block-height/1')).text();
  const block = Buffer.from(await (await esplora(`/block/${hash}/raw`)).arrayBuffer());
  await nabo.killServers();
  await moss.page.reload();
  await moss.post('Kept in a drawer').waitFor();
  await moss.page.evaluate(drop, { name: 'from-fern.json', text });
  await moss.page.getByRole('heading', { name: 'Proven' }).waitFor();
  expect(new URL(moss.page.url()).pathname).toBe('/proof');
  await moss.page
    .getByRole('article', { name: 'The post in this file' })
    .getByText('Kept in a drawer.')
    .waitFor();

  const forged = text.replace('Kept in a drawer.', 'Sold to the museum.');
  await moss.page.evaluate(drop, { name: 'forged.json', text: forged });
  await moss.page.getByText('Somebody changed them.').waitFor();
  const { beef } = JSON.parse(text) as { beef: string };
  const raw = Buffer.from(beef, 'base64').toString('hex');
  await moss.page.getByLabel('Choose another').setInputFiles({
    name: 'beef.hex',
    mimeType: 'text/plain',
    buffer: Buffer.from(raw),
  });
  await moss.page.getByRole('heading', { name: 'Proven' }).waitFor();

  // A whole block is land, once somebody gave it: nobody is there who could be asked.
  await moss.page.getByLabel('Choose another').setInputFiles({
    name: 'some.block',
    mimeType: 'application/octet-stream',
    buffer: block,
  });
  await moss.page.getByRole('link', { name: 'Look around in 1.bitmap' }).click();
  await moss.page.getByText('The land is real').first().waitFor();
  await moss.page.getByRole('img', { name: /^Plan of \d+ parcels?$/ }).waitFor();
  expect(moss.complaints).toEqual([]);
  expect(fern.complaints).toEqual([]);
});
