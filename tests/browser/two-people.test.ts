import { expect, test } from 'vitest';
import { startNabo } from '#tests/support/nabo.ts';
import { arrive } from '#tests/support/person.ts';

test('two people talk: a first post, a reply, a block, and nobody reloads', async () => {
  await using nabo = await startNabo();
  await using fern = await arrive(nabo.url);
  await using moss = await arrive(nabo.url);
  await moss.visit();
  await moss.page.getByText('Nobody here yet').waitFor();

  await fern.visit();
  await fern.write('The bench gets the sun until six.');
  await fern.sees('The bench gets the sun', 'Seen');

  // An article of the feed is known by its outpoint, and a post is output 0 of its transaction.
  const id = await fern.post('The bench gets the sun').getAttribute('data-id');
  expect(id).toMatch(/^[0-9a-f]{64}_0$/);

  await moss.post('The bench gets the sun').waitFor();
  await moss.reply('The bench gets the sun', 'Then I bring bread until half past five.');
  await moss.sees('Then I bring bread', 'Seen');
  // At the very top of the feed it comes in by itself, with the line that it answers.
  await fern.post('Then I bring bread').getByText('The bench gets the sun').waitFor();

  await fern.page.locator(`article[data-id="${id}"] [data-opens]`).click();
  await fern.page.waitForURL(`**/post#${id}`);
  await fern.post('Then I bring bread').waitFor();
  await nabo.mine();
  await fern.sees('Then I bring bread', /proof checked|in block/i);
  await moss.sees('Then I bring bread', /In block \d+/);

  // Found in what is held, with a mark until it was looked at; nobody was asked for it by name.
  await fern.visit('/activity');
  const entries = fern.page.getByRole('list', { name: 'Activity' }).getByRole('listitem');
  const answer = entries.filter({ hasText: 'Then I bring bread' }).first();
  await answer.getByText('New', { exact: true }).waitFor({ state: 'attached' });
  await fern.page.reload();
  await answer.waitFor();
  await answer.getByText('New', { exact: true }).waitFor({ state: 'detached' });
  expect([...fern.complaints, ...moss.complaints]).toEqual([]);
});

test('a post is followed in words until its proof is checked', async () => {
  await using nabo = await startNabo();
  await using fern = await arrive(nabo.url);
  await fern.visit();
  await fern.write('One letter to the chain.');
  await fern.sees('One letter', 'Seen');
  await nabo.mine();
  await fern.sees('One letter', /In block 10\d|In block \d+/);
  // Nothing secret where scripts of a page could read it as text.
  const stored = await fern.page.evaluate(() =>
    [localStorage, sessionStorage].flatMap((storage) =>
      Array.from(storage, (_, at) => storage.key(at) ?? ''),
    ),
  );
  expect(stored.filter((key) => /key|seed|secret|vault/i.test(key))).toEqual([]);
  expect(fern.complaints).toEqual([]);
});
