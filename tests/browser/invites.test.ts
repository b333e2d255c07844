import { afterAll, beforeAll, expect, test } from 'vitest';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { arrive, type Person } from '#tests/support/person.ts';

// One story on one devnet: an invite is made, opened by its link in another browser, opened again in a third, and another
// one is taken back.

let nabo: Nabo;
let fern: Person;
let link: string;
/** Somebody opened the link: whoever tries that again needs another one. */
let isSpent = false;

beforeAll(async () => {
  nabo = await startNabo();
  fern = await arrive(nabo.url);
}, 120_000);

afterAll(async () => {
  await fern[Symbol.asyncDispose]();
  await nabo[Symbol.asyncDispose]();
});

test('somebody with coins puts some aside for a link', async () => {
  const { page } = fern;
  await fern.visit();
  await fern.write('There is room at the table.');
  await fern.sees('There is room at the table.', 'Seen');
  await fern.visit('/me');
  await page.getByRole('link', { name: /^Invites/ }).click();
  await putAside();
  expect(link).toMatch(new RegExp(`^${nabo.url}/invite#[\\w-]{160,}$`));
});

/** Makes an invite for ten posts; the newest stands first. */
async function putAside(): Promise<void> {
  const { page } = fern;
  await page.getByRole('radio', { name: '10 posts' }).check();
  const invites = page.getByRole('main').getByRole('listitem');
  const before = await invites.count();
  await page.getByRole('button', { name: /^Put [\d,]+ sat aside$/ }).click();
  await expect.poll(() => invites.count()).toBe(before + 1);
  await invites.first().getByRole('button', { name: 'Show the link' }).click();
  link = await invites.first().getByLabel('Link of the invite').inputValue();
}

test('whoever opens it first has it, without a form; the key is gone from the address at once', async () => {
  if (isSpent) await putAside();
  isSpent = true;
  await using moss = await arrive(nabo.url);
  const { page } = moss;
  await page.addInitScript(() => {
    // What any script of the page could see, from its first moment on.
    addEventListener('DOMContentLoaded', () => Object.assign(globalThis, { seenHash: location.hash }));
  });
  await page.goto(link);
  await page.getByRole('heading', { name: /invites you in/ }).waitFor();
  expect(
    await page.evaluate(() => ({ hash: location.hash, seen: Reflect.get(globalThis, 'seenHash') })),
  ).toEqual({
    hash: '',
    seen: '',
  });
  expect(await page.getByRole('textbox').count()).toBe(0);
  await page.getByRole('button', { name: 'Come in' }).click();
  await page.getByRole('heading', { name: /You are in|The coins are on their way/ }).waitFor();
  await moss.visit();
  await moss.write('Thank you for the chair.');
  await moss.sees('Thank you for the chair.', /Seen|On its way/);
  // Typed into the bar of a page that is open, it leaves the address as well, and nothing puts it back.
  await moss.visit('/invite');
  await page.evaluate((hash) => void (location.hash = hash), new URL(link).hash);
  await page.getByRole('heading', { name: /You are in|The coins are on their way/ }).waitFor();
  await page.goBack();
  await page.goForward();
  expect(
    await page.evaluate(() =>
      JSON.stringify([location.href, history.state, Reflect.get(globalThis, 'naboFragment')]),
    ),
  ).not.toContain(new URL(link).hash.slice(1, 60));
  expect(await page.evaluate(() => location.href)).toBe(`${nabo.url}/invite`);
  expect(moss.complaints).toEqual([]);
  const secret = new URL(link).hash.slice(1, 60);
  expect(nabo.taps.host.sent() + nabo.taps.devnet.sent()).not.toContain(secret);
});

test('whoever comes later is told so, and so is the one who made it', async () => {
  await using sorrel = await arrive(nabo.url);
  await sorrel.page.goto(link);
  await sorrel.page.getByRole('heading', { name: 'Somebody was here before you' }).waitFor();
  await sorrel.page.goto('about:blank');
  await sorrel.page.goto(link.slice(0, -3));
  await sorrel.page.getByText('This is no whole invite').waitFor();
  expect(sorrel.complaints).toEqual([]);
  await fern.visit('/invite');
  await fern.page.getByText('Opened', { exact: true }).first().waitFor();
});

test('what nobody opened is taken back', async () => {
  const { page } = fern;
  await page.getByRole('button', { name: /^Put [\d,]+ sat aside$/ }).click();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText(/On its way back|Reclaimed/).waitFor();
  expect(fern.complaints).toEqual([]);
});

test('another wallet in this browser is connected by a press, under the content policy of the page', async () => {
  const { page } = fern;
  await page.addInitScript(() => {
    const key = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
    // As BRC-100 has it in a browser: the page's SDK asks this object.
    const CWI = {
      getNetwork: async () => ({ network: 'testnet' }),
      getPublicKey: async () => ({ publicKey: key }),
    };
    Object.assign(window, { CWI });
  });
  await fern.visit('/account');
  const rows = page.getByRole('button', { name: 'Connect' });
  await rows.nth(1).click();
  await page.getByText('No such wallet is in this browser.').waitFor();
  await rows.first().click();
  await page.getByText(/^Connected until you leave this page/).waitFor();
  expect(fern.complaints).toEqual([]);
});

test('two people on one device see nothing of one another', async () => {
  const { page } = fern;
  await fern.visit('/account');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('heading', { name: 'No key here yet' }).waitFor();
  await fern.visit('/me');
  await page.getByRole('heading', { name: 'Nobody yet' }).waitFor();
  await fern.visit();
  await fern.write('I am somebody else here.');
  await fern.sees('I am somebody else here.', /Seen|On its way/);
  await fern.visit('/me');
  await fern.post('I am somebody else here.').waitFor();
  expect(await fern.post('There is room at the table.').count()).toBe(0);
  await fern.visit('/account');
  const shown = (): Promise<string> => page.getByText('Shown', { exact: true }).locator('..').innerText();
  const before = await shown();
  // The first who lived here stands first, also when this is tried again.
  await page.getByRole('button', { name: 'Switch' }).first().click();
  await expect.poll(shown).not.toBe(before);
  await fern.visit('/me');
  await fern.post('There is room at the table.').waitFor();
  expect(await fern.post('I am somebody else here.').count()).toBe(0);
  expect(fern.complaints).toEqual([]);
});
