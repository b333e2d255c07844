import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { untilNeighbour } from '#tests/support/ask-neighbour.ts';
import { startNabo } from '#tests/support/nabo.ts';
import { startTestRelay } from '#tests/support/neighbours.ts';
import { arrive, type Person } from '#tests/support/person.ts';

// One person with two browsers: what is kept in one is kept in the other, and goes on to be with every server gone but the
// relay.

const PASSPHRASE = 'seven lamps on the sill';
const PATIENCE = { timeout: 60_000, interval: 100 };

test('what is kept, begun and read in one browser is so in the other, both ways, with the servers gone', async () => {
  await using relay = await startTestRelay();
  await using nabo = await startNabo({ relays: [relay.address] });
  await nabo.generate(30, 5);
  await nabo.mine();
  await using first = await arrive(nabo.url);
  await using second = await arrive(nabo.url);

  await first.visit();
  await first.write('The key is under the third pot.');
  await first.sees('The key is under', 'Seen');
  const copy = await saveCopy(first);
  await second.visit('/account');
  await bringBack(second.page, copy);
  for (const { page } of [first, second]) {
    const step = page.getByRole('switch', { name: 'Keep my devices in step' });
    await step.click();
    await expect.poll(() => step.getAttribute('aria-checked'), PATIENCE).toBe('true');
    await untilNeighbour(page, ({ state }) => state === 'on');
  }
  await second.page.getByText(/another device was last in step/).waitFor({ timeout: 60_000 });

  // In one: a follow, a bookmark, a mute, words that are not sent, and a place.
  await first.visit();
  const posts = first.page.locator('[role="feed"] > article[data-id]');
  const kept = await choose(first.page, 2, 'Bookmark');
  const followed = await choose(first.page, 2, 'Follow');
  const muted = await choose(first.page, 4, 'Mute this talk');
  await first.page.getByRole('button', { name: 'New post' }).click();
  await first.page.getByRole('textbox', { name: 'Post text' }).fill('On the other device, too');
  await first.page.keyboard.press('Escape');
  await first.page.getByRole('textbox', { name: 'Post text' }).waitFor({ state: 'detached' });
  await posts.nth(5).scrollIntoViewIfNeeded();
  await first.page.mouse.move(400, 400);
  await first.page.mouse.wheel(0, 900);
  await expect.poll(() => stored(first.page).then(({ place }) => place), PATIENCE).toBeDefined();
  await expect
    .poll(() => stored(second.page), PATIENCE)
    .toMatchObject({
      kept: [kept, followed, muted].toSorted(),
      drafts: ['On the other device, too'],
    });
  await expect
    .poll(async () => (await stored(second.page)).place === (await stored(first.page)).place, PATIENCE)
    .toBe(true);

  // Devnet and host are gone: what is taken back in the other travels all the same.
  for (const person of [first, second]) {
    person.expect(/net::ERR_|Failed to fetch|WebSocket connection to/);
    // Asked for before the block came, and then found in it.
    person.expect(/404 \(Not Found\) .*\/arcade\/tx\//);
  }
  await second.visit('/bookmarks');
  await second.page.locator(`article[data-id="${kept.split(' ')[1]}"]`).waitFor();
  await nabo.killServers();
  await second.page
    .locator(`article[data-id="${kept.split(' ')[1]}"]`)
    .getByRole('button', { name: /^More/ })
    .click();
  await second.page.getByRole('button', { name: 'Unfollow' }).click();
  await second.page.getByRole('button', { name: 'New post' }).click();
  const box = second.page.getByRole('textbox', { name: 'Post text' });
  await expect.poll(() => box.inputValue(), PATIENCE).toBe('On the other device, too');
  await box.fill('On the other device, and back');
  await second.page.keyboard.press('Escape');
  await expect
    .poll(() => stored(first.page), PATIENCE)
    .toMatchObject({
      kept: [kept, muted].toSorted(),
      drafts: ['On the other device, and back'],
    });
  expect([...first.complaints, ...second.complaints]).toEqual([]);
}, 180_000);

/** Saves an encrypted copy of the key; answers where. */
async function saveCopy(person: Person): Promise<string> {
  const { page } = person;
  await person.visit('/account');
  await page.getByRole('button', { name: 'Save an encrypted file' }).click();
  const dialog = page.getByRole('dialog', { name: 'An encrypted file' });
  await dialog.getByLabel('Passphrase').fill(PASSPHRASE);
  await dialog.getByLabel('The same again').fill(PASSPHRASE);
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save the file' }).click();
  return (await saved).path();
}

/** Brings the key back as the second of its devices. */
async function bringBack(page: Page, copy: string): Promise<void> {
  await page.getByRole('button', { name: 'Choose' }).click();
  const dialog = page.getByRole('dialog', { name: 'From an encrypted file' });
  await dialog.getByLabel('The file').setInputFiles(copy);
  await dialog.getByLabel('Its passphrase').fill(PASSPHRASE);
  await dialog.getByLabel(/Which of the key/).selectOption('1');
  await dialog.getByRole('button', { name: 'Bring it back' }).click();
  await page.getByRole('heading', { name: 'Your key has a second copy.' }).waitFor();
}

/** Does something from the menu of a post of the feed; answers what the stores have of it then. */
async function choose(page: Page, at: number, word: string): Promise<string> {
  const before = new Set((await stored(page)).kept);
  const post = page.locator('[role="feed"] > article[data-id]').nth(at);
  await post.getByRole('button', { name: /^More/ }).click();
  await page.getByRole('button', { name: word, exact: true }).click();
  const news = async () => (await stored(page)).kept.find((each) => !before.has(each));
  await expect.poll(news, PATIENCE).toBeDefined();
  return (await news()) ?? '';
}

/** What a browser keeps: things by kind and name, unsent words, and the place in the feed. */
const stored = (page: Page) =>
  page.evaluate(async () => {
    const all = async (database: string, table: string): Promise<readonly Record<string, unknown>[]> => {
      const names = (await indexedDB.databases()).map(({ name = '' }) => name);
      const name = names.find((each) => each.startsWith(database));
      if (name === undefined) return [];
      const open = indexedDB.open(name);
      await new Promise((resolve) => open.addEventListener('success', resolve));
      const rows = open.result.transaction(table).objectStore(table).getAll();
      await new Promise((resolve) => rows.addEventListener('success', resolve));
      open.result.close();
      return rows.result as readonly Record<string, unknown>[];
    };
    const [kept, drafts, places] = await Promise.all([
      all('nabo-kept-devnet', 'kept'),
      all('nabo-core-devnet', 'drafts'),
      all('nabo-places-devnet', 'places'),
    ]);
    return {
      kept: kept.map(({ kind, id }) => `${String(kind)} ${String(id)}`).toSorted(),
      drafts: drafts.map(({ text }) => text),
      place: places[0]?.id,
    };
  });
