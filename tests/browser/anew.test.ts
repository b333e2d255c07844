import { afterAll, beforeAll, expect, test } from 'vitest';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { arrive, type Person } from '#tests/support/person.ts';

let nabo: Nabo;
let fern: Person;

beforeAll(async () => {
  nabo = await startNabo({ seed: 'story' });
  fern = await arrive(nabo.url);
});

afterAll(async () => {
  await fern?.[Symbol.asyncDispose]();
  await nabo?.[Symbol.asyncDispose]();
});

/** A busy machine is no failure. */
const PATIENT = { timeout: 20_000 };

/** No two tries write the same. */
let tries = 0;

test('a list is made from a profile, has a timeline, is there after a reload, and takes another name', async () => {
  const { page } = fern;
  const name = `The harbour ${(tries += 1)}`;
  await fern.visit('/profile#mira.bitter');
  await page.getByRole('button', { name: 'Lists', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'In which lists' });
  await dialog.getByRole('textbox', { name: 'Name of a new list' }).fill(name);
  await dialog.getByRole('button', { name: 'Make it' }).click();
  await expect.poll(() => dialog.getByRole('checkbox', { name }).isChecked(), PATIENT).toBe(true);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await fern.visit('/lists');
  await page.getByRole('link', { name: new RegExp(`${name}.*1 person`) }).click();
  const posts = page.getByRole('feed', { name: `Posts of the list ${name}` });
  await posts.getByRole('article').first().waitFor();
  await page.reload();
  await posts.getByRole('article').first().waitFor();
  await page.getByRole('button', { name: 'Rename this list' }).click();
  const renaming = page.getByRole('dialog', { name: `Rename ${name}` });
  await renaming.getByRole('textbox', { name: 'Another name' }).fill(`${name} again`);
  await renaming.getByRole('button', { name: 'Rename it' }).click();
  await page
    .getByRole('feed', { name: `Posts of the list ${name} again` })
    .getByRole('article')
    .first()
    .waitFor();
});

test('catch-up opens an author to their posts, by keys alone', async () => {
  const { page } = fern;
  await fern.visit('/catch-up#168-everybody');
  const group = page.getByRole('list', { name: 'Who wrote' }).getByRole('listitem').first();
  await group.locator('summary').focus();
  await page.keyboard.press('Enter');
  await group.getByRole('article').first().waitFor();
  await page.getByText(/^That is all since/).waitFor();
});

test('find in page finds a mounted post, and pressed again leads to our search', async () => {
  const { page } = fern;
  await fern.visit();
  const words = page.locator('[role="feed"] article [id]').filter({ hasText: /\w{5}/ }).first();
  await words.waitFor();
  const text = (await words.innerText()).slice(0, 12);
  // As the browser's own search looks: through what is drawn.
  expect(
    await page.evaluate(
      (sought) => (window as unknown as { find: (text: string) => boolean }).find(sought),
      text,
    ),
  ).toBe(true);
  await page.keyboard.press('Control+f');
  const notice = page.getByRole('region', { name: 'Find' });
  await notice.waitFor();
  await page.keyboard.press('Control+f');
  await page.getByRole('searchbox', { name: 'Search this device' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/search');
});

test('a post is written anew: both stay, and each leads to the other', async () => {
  const { page } = fern;
  tries += 1;
  const [before, after] = [`The lamp is litt, ${tries}.`, `The lamp is lit now, ${tries}.`];
  await fern.visit();
  await fern.write(before);
  await fern.sees(before, 'Seen');
  await nabo.mine();
  const old = fern.post(before);
  await fern.sees(before, /in block \d/i);
  await old.getByRole('button', { name: 'More' }).click();
  await page.getByRole('button', { name: /^Write it anew/ }).click();
  const composer = page.getByRole('dialog', { name: 'New version' });
  const box = composer.getByRole('textbox', { name: 'Post text' });
  await expect.poll(() => box.inputValue(), PATIENT).toBe(before);
  await box.fill(after);
  await composer.getByRole('button', { name: 'Post', exact: true }).click();
  await box.waitFor({ state: 'detached' });
  await fern.sees(after, 'Seen');
  await nabo.mine();
  await fern.post(before).getByRole('link', { name: 'The newest version' }).click();
  await page.getByRole('link', { name: 'The one before' }).first().waitFor();
  await page.getByText(after).first().waitFor();
  expect(fern.complaints).toEqual([]);
});

test('whom one follows is private until it is published, and public once a block has it', async () => {
  const { page } = fern;
  await fern.visit('/profile#mira.bitter');
  await page
    .getByRole('button', { name: /^Follow/ })
    .first()
    .waitFor();
  const follow = page.getByRole('button', { name: 'Follow', exact: true });
  if (await follow.isVisible()) await follow.click();
  await page.getByRole('button', { name: 'Following', exact: true }).waitFor();
  await fern.visit('/settings');
  const mira = page
    .getByRole('list', { name: 'Whom you follow' })
    .getByRole('listitem')
    .filter({ hasText: 'mira' });
  await mira
    .filter({ hasText: 'In private' })
    .getByRole('button', { name: /^Publish/ })
    .click();
  await mira.getByText(/On its way|not in a block yet/).waitFor();
  await expect
    .poll(async () => (await nabo.mine(), mira.innerText()), { timeout: 40_000, interval: 1_000 })
    .toContain('In public, in a block');
  expect(fern.complaints).toEqual([]);
});
