import { afterAll, beforeAll, expect, test } from 'vitest';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { arrive, type Person } from '#tests/support/person.ts';

// Rows of docs/features.md that one reader meets in one village, each under its name. They share a browser and begin with a
// visit of their own.

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

const PATIENT = { timeout: 20_000 };
const HELLO = /The harbour has a notice board again/;
/** No two tries write the same. */
let tries = 0;

/** What stands in the menu of a post. */
async function menuOf(text: string | RegExp) {
  const { page } = fern;
  await page
    .getByRole('article')
    .filter({ hasText: text })
    .first()
    .getByRole('button', { name: 'More' })
    .click();
  return page.getByRole('dialog', { name: /^Post by/ });
}

/** Goes to where one post stands alone. */
async function findHello(): Promise<void> {
  await fern.visit(`/search#${encodeURIComponent('"notice board again" from:mira')}`);
}

/** Follows somebody, or no longer. */
async function follow(name: string, on: boolean): Promise<void> {
  await fern.visit(`/profile#${name}.bitter`);
  const button = fern.page.getByRole('main').getByRole('button', { name: /^(Follow|Following|Unfollow)$/ });
  await button.first().waitFor();
  if ((await button.first().innerText()) !== (on ? 'Follow' : 'Following')) return;
  await button.first().click();
  await expect.poll(() => button.first().innerText(), PATIENT).toBe(on ? 'Following' : 'Follow');
}

test('a newcomer is told three lines before Latest, and asked nothing', async () => {
  const { page } = fern;
  await fern.visit();
  const welcome = page.getByRole('region', { name: 'Welcome' });
  await welcome.waitFor();
  const feed = page.getByRole('feed', { name: 'Latest posts' });
  await feed.getByRole('article').first().waitFor();
  expect(await welcome.getByRole('listitem').count()).toBe(3);
  // Nothing to fill in, nothing over the posts, and no key was made.
  expect(await page.getByRole('textbox').count()).toBe(0);
  expect(await page.locator('dialog[open]').count()).toBe(0);
  expect(await page.locator('input, form').count()).toBe(0);
  expect(nabo.taps.devnet.sent()).not.toMatch(/faucet/);
  await welcome.getByRole('button', { name: 'All right' }).click();
  await welcome.waitFor({ state: 'detached' });
  await page.reload();
  await feed.getByRole('article').first().waitFor();
  expect(await welcome.count()).toBe(0);
});

test('Latest stands in the order of the chain', async () => {
  const { page } = fern;
  await fern.visit('/#latest');
  const feed = page.getByRole('feed', { name: 'Latest posts' });
  await feed.getByRole('article').first().waitFor();
  const times = await feed
    .locator('article a[data-opens] time')
    .evaluateAll((all) => all.map((each) => each.getAttribute('datetime') ?? ''));
  expect(times.length).toBeGreaterThan(3);
  expect(times).toEqual(times.toSorted().toReversed());
});

test('whoever follows nobody is shown whom others listen to, and the rule', async () => {
  const { page } = fern;
  await fern.visit('/#following');
  const people = page.getByRole('region', { name: 'People whom others listen to' });
  await people.getByRole('button', { name: 'Follow' }).first().waitFor();
  await people
    .getByText(/answered, liked or reposted their/)
    .first()
    .waitFor();
  await people.getByText(/Counted on this device/).waitFor();
});

test('Latest folds strangers, opens them by a press and says by which rule', async () => {
  const { page } = fern;
  await follow('mira', true);
  await fern.visit('/#latest');
  const fold = page.getByRole('button', { name: /by people nobody you know follows/ }).first();
  await fold.waitFor();
  await page.getByRole('button', { name: 'Why?' }).first().click();
  const why = page.getByRole('dialog', { name: 'Why these are folded' });
  await why.getByText(/nothing is ranked/).waitFor();
  await why.getByRole('button', { name: 'Close' }).click();
  const folds = page.getByRole('button', { name: /by people nobody you know follows/ });
  const before = await folds.count();
  await fold.click();
  await expect.poll(() => folds.count(), PATIENT).toBeLessThan(before);
});

test('Following has whom one follows, and why a post is there is said in its menu', async () => {
  const { page } = fern;
  await follow('mira', true);
  await fern.visit('/#following');
  const feed = page.getByRole('feed', { name: 'Posts of whom you follow' });
  await feed.getByRole('article').first().waitFor();
  const menu = await menuOf(/\S/);
  await menu.getByRole('button', { name: 'Why am I seeing this?' }).click();
  await menu.getByText(/Nothing is ranked/).waitFor();
  await menu.getByRole('button', { name: 'Close' }).click();
  await follow('mira', false);
});

test('what somebody followed hands on stands in Following, with who did', async () => {
  const { page } = fern;
  await follow('samir', true);
  await fern.visit('/#following');
  const ladder = page
    .getByRole('feed', { name: 'Posts of whom you follow' })
    .getByRole('article')
    .filter({ hasText: /borrowed my long ladder/ });
  await ladder.getByText(/^samir(?:\.bitter)? reposted$/).waitFor();
  await follow('samir', false);
});

test('search finds words, people and tags in what is held', async () => {
  const { page } = fern;
  await fern.visit('/search');
  const box = page.getByRole('searchbox', { name: 'Search this device' });
  await box.fill('"notice board again" from:mira');
  await box.press('Enter');
  await page
    .getByRole('feed', { name: 'Found posts' })
    .getByRole('article')
    .filter({ hasText: HELLO })
    .waitFor();
  await box.fill('"notice board again" -from:mira');
  await box.press('Enter');
  await page.getByText('Nothing found').waitFor();
});

test('a thread has its answers below it and what it answers above', async () => {
  const { page } = fern;
  await fern.visit('/profile#lotte.bitter');
  await page.getByRole('button', { name: 'Replies', exact: true }).click();
  const answer = page
    .getByRole('feed')
    .getByRole('article')
    .filter({ hasText: /I taught half of this village/ });
  await answer.locator('a[data-opens]').click();
  await page.waitForURL(/\/post#/);
  await page.getByRole('article').filter({ hasText: HELLO }).first().waitFor();
  await page.getByRole('article').filter({ hasText: HELLO }).first().locator('a[data-opens]').click();
  await page
    .getByRole('region', { name: 'Replies' })
    .getByRole('article')
    .filter({ hasText: /I taught half of this village/ })
    .waitFor();
});

test('a profile has posts, replies, media, likes, plots, what became of names, and its key', async () => {
  const { page } = fern;
  await fern.visit('/profile#mira.bitter');
  const tabs = page.getByRole('navigation', { name: 'What of this key' });
  for (const [tab, shows] of [
    ['Posts', page.getByRole('feed', { name: 'Posts of this key' })],
    [
      'Replies',
      page.getByRole('feed', { name: 'Replies of this key' }).or(page.getByText('Nobody answered so far')),
    ],
    [
      'Media',
      page.getByRole('feed', { name: 'Pictures of this key' }).or(page.getByText('No pictures so far')),
    ],
    ['Likes', page.getByRole('feed', { name: 'Posts that this key likes' })],
    ['Plots', page.getByRole('region', { name: 'Land' }).or(page.getByText('No land so far'))],
    ['History', page.getByRole('region', { name: 'What became of names and land' })],
    ['Key', page.getByRole('region', { name: 'This key' })],
  ] as const) {
    await tabs.getByRole('button', { name: tab, exact: true }).click();
    await shows.first().waitFor();
  }
});

test('posts with a muted word are gone, and come back in Settings', async () => {
  const { page } = fern;
  await fern.visit('/#here');
  const first = page
    .getByRole('article')
    .filter({ has: page.getByText('mira.bitter') })
    .first();
  const id = await first.getAttribute('data-id');
  const post = page.locator(`article[data-id="${id}"]`);
  const [word = ''] = /\p{L}{6,}/u.exec(await post.locator('p').first().innerText()) ?? [];
  const menu = await menuOf(word);
  await menu.getByRole('textbox', { name: 'A word to mute' }).fill(word);
  await menu.getByRole('button', { name: 'Mute', exact: true }).click();
  await expect.poll(() => post.count(), PATIENT).toBe(0);
  await fern.visit('/settings');
  const unseen = page.getByRole('list', { name: 'What you do not see' }).getByRole('listitem');
  await unseen.filter({ hasText: 'Muted word' }).getByRole('button', { name: 'Show again' }).click();
  await unseen.filter({ hasText: 'Muted word' }).waitFor({ state: 'detached' });
  await fern.visit('/#here');
  await post.waitFor();
});

test('a list of whom somebody else blocks is taken from a file, and taken back by one press', async () => {
  const { page } = fern;
  await findHello();
  const face = page.getByRole('article').filter({ hasText: HELLO }).locator('a[href^="/profile#"]').first();
  const key = /[0-9a-f]{40}$/.exec((await face.getAttribute('href')) ?? '')?.[0] ?? '';
  expect(key).not.toBe('');
  await fern.visit('/settings');
  const name = 'Blocked by tobi';
  const list = JSON.stringify({ nabo: 'blocked', v: 1, name, keys: [key] });
  const input = page.getByLabel('Bring in a list of blocked keys');
  // Before the page has come to life nobody could choose a file, and a file that is put there all the same is lost.
  await input.and(page.locator(':enabled')).waitFor({ state: 'attached' });
  await input.setInputFiles({
    name: 'blocked.json',
    mimeType: 'application/json',
    buffer: Buffer.from(list),
  });
  const lists = page.getByRole('list', { name: 'Lists of others whom you block' });
  await lists.getByText(name).waitFor();
  await fern.visit(`/profile#${key}`);
  await page.getByRole('button', { name: 'Unblock' }).waitFor();
  await fern.visit('/settings');
  await lists.getByRole('button', { name: 'Take back' }).click();
  await lists.waitFor({ state: 'detached' });
  await fern.visit(`/profile#${key}`);
  await page.getByRole('button', { name: 'Follow', exact: true }).waitFor();
});

test('a post has a link, as a code for a camera too, and names to copy', async () => {
  const { page } = fern;
  await findHello();
  const id = await page.getByRole('article').filter({ hasText: HELLO }).getAttribute('data-id');
  const menu = await menuOf(HELLO);
  await menu.getByRole('button', { name: 'Link, code and names' }).click();
  await menu.getByRole('img', { name: `A code that holds ${nabo.url}/post#${id}` }).waitFor();
  for (const name of ['Copy the link', 'Copy id', 'Copy ipfs:// name'])
    await menu.getByRole('button', { name }).waitFor();
  await menu.getByRole('button', { name: 'Close' }).click();
});

test('a bookmark is kept on this device alone, and leads back to its post', async () => {
  const { page } = fern;
  await findHello();
  const menu = await menuOf(HELLO);
  await menu.getByRole('button', { name: /^Bookmark/ }).click();
  await menu.waitFor({ state: 'detached' });
  await fern.visit('/bookmarks');
  await page.getByRole('article').filter({ hasText: HELLO }).waitFor();
  const again = await menuOf(HELLO);
  await again.getByRole('button', { name: /^Bookmarked/ }).click();
  await again.waitFor({ state: 'detached' });
});

test('a content warning stands before the words, and in their place where they are answered', async () => {
  const { page } = fern;
  tries += 1;
  const words = `He is the swan, ${tries}.`;
  await fern.visit('/#latest');
  await page.getByRole('button', { name: 'New post' }).click();
  const composer = page.getByRole('dialog', { name: 'Write a post' });
  await composer.getByRole('textbox', { name: 'Post text' }).fill(words);
  await composer.getByRole('button', { name: 'Content warning' }).click();
  await composer.getByRole('textbox', { name: 'What the warning says' }).fill(`The harbour play ${tries}`);
  await composer.getByRole('button', { name: 'Post', exact: true }).click();
  const card = page.getByRole('article').filter({ hasText: `The harbour play ${tries}` });
  await card.getByText('Seen').first().waitFor();
  await nabo.mine();
  await card
    .getByText(/in block \d/i)
    .first()
    .waitFor();
  expect(await card.getByText(words).isVisible()).toBe(false);
  await card.getByText('Content warning').click();
  expect(await card.getByText(words).isVisible()).toBe(true);
  expect(fern.complaints).toEqual([]);
});

test('posts with any of several tags stand together', async () => {
  const { page } = fern;
  tries += 1;
  const [quay, buns] = [`The tide is in. #quay${tries}`, `Two are left. #buns${tries}`];
  await fern.visit('/#latest');
  for (const words of [quay, buns]) {
    await fern.write(words);
    await fern.sees(words, 'Seen');
  }
  await nabo.mine();
  await fern.sees(buns, /In block \d/);
  await page
    .getByRole('link', { name: `#quay${tries}` })
    .first()
    .click();
  await page.waitForURL(`**/tag#quay${tries}`);
  await fern.post(quay).first().waitFor();
  expect(await fern.post(buns).count()).toBe(0);
  await fern.visit(`/tag#quay${tries}+buns${tries}`);
  await fern.post(quay).first().waitFor();
  await fern.post(buns).first().waitFor();
});

test('a key says who is behind it, for everybody to read', async () => {
  const { page } = fern;
  tries += 1;
  await fern.visit('/me');
  await page.getByRole('button', { name: 'About you' }).click();
  const dialog = page.getByRole('dialog', { name: 'About you' });
  await dialog.getByLabel('Name').fill(`Fern of quay ${tries}`);
  await dialog.getByLabel('A few words').fill(`Reads tide tables, ${tries} of them.`);
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await dialog.waitFor({ state: 'detached' });
  const name = page.getByText(`Fern of quay ${tries}`).first();
  // It counts once a block has it.
  await expect.poll(async () => (await nabo.mine(), await name.isVisible()), PATIENT).toBe(true);
  await page.getByText(`Reads tide tables, ${tries} of them.`).first().waitFor();
});

test('a quote shows what it names, and is counted there', async () => {
  const { page } = fern;
  tries += 1;
  const words = `She means it, ${tries}.`;
  await findHello();
  const menu = await menuOf(HELLO);
  await menu.getByRole('button', { name: /^Quote/ }).click();
  const composer = page.getByRole('dialog', { name: /^Quote/ });
  await composer.getByRole('textbox', { name: 'Post text' }).fill(words);
  await composer.getByRole('button', { name: 'Post', exact: true }).click();
  await page.getByRole('link', { name: 'Show it' }).click();
  const card = page.getByRole('article').filter({ hasText: words });
  await card.getByText('Seen').first().waitFor();
  await nabo.mine();
  await card
    .getByText(/in block \d/i)
    .first()
    .waitFor();
  // As everybody sees it, read from the chain.
  await fern.visit(`/search#${encodeURIComponent(`"${words}"`)}`);
  await card.getByRole('link', { name: HELLO }).click();
  await page.getByRole('link', { name: /^\d+ quotes?$/ }).waitFor();
});

test('a repost and a like are counted where their post is seen', async () => {
  const { page } = fern;
  await findHello();
  const card = page.getByRole('article').filter({ hasText: HELLO }).first();
  // Not the button of the dialog that asks.
  const button = (what: string) => card.getByRole('button', { name: new RegExp(`^${what}(?:,|$)`) });
  const labels = () => Promise.all(['Repost', 'Like'].map((what) => button(what).getAttribute('aria-label')));
  const sent = (): number => nabo.taps.devnet.sent().match(/POST .*tx/g)?.length ?? 0;
  const [before, sentBefore] = [await labels(), sent()];
  await button('Repost').click();
  // What it does is said once, for those who do not want to hear it again.
  await page.getByRole('checkbox', { name: /^Do not ask again/ }).check();
  await page.getByRole('button', { name: 'Repost it' }).click();
  await button('Like').click();
  await expect
    .poll(async () => (await labels()).filter((label, at) => label === before[at]), PATIENT)
    .toEqual([]);
  const counted = await labels();
  // Said by the chain, and not by the press.
  await expect.poll(async () => (await nabo.mine(), sent()), PATIENT).toBeGreaterThanOrEqual(sentBefore + 2);
  await page.reload();
  await expect.poll(labels, PATIENT).toEqual(counted);
});

test('where a post came from and what was checked of it is on its own screen; every request is listed', async () => {
  const { page } = fern;
  await findHello();
  await page.getByRole('article').filter({ hasText: HELLO }).first().locator('a[data-opens]').click();
  const checked = page.getByRole('region', { name: 'Checked on this device' });
  await checked.getByText(/is the hash of these \d+ bytes/).waitFor();
  await checked.getByText(/by a path of hashes to the header/).waitFor();
  await fern.visit('/status');
  await page.getByRole('region', { name: 'Requests' }).getByRole('listitem').first().waitFor();
  await page.getByRole('region', { name: 'Sources' }).waitFor();
  expect(fern.complaints).toEqual([]);
});
