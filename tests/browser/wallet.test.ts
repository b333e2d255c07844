import PrivateKey from '@bsv/sdk/primitives/PrivateKey';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { pageStorage } from '#tests/support/page-memory.ts';
import { arrive, type Person } from '#tests/support/person.ts';

// One story on one devnet: coins come, go to a friend, are given for a post, and are taken from another wallet's key.

const POST = 'Bread on the sill for whoever comes late.';
const TEST_KEY = [0xef];

let nabo: Nabo;
let fern: Person;
let moss: Person;

beforeAll(async () => {
  nabo = await startNabo();
  [fern, moss] = await Promise.all([arrive(nabo.url), arrive(nabo.url)]);
}, 120_000);

afterAll(async () => {
  await Promise.all([fern, moss].map((person) => person[Symbol.asyncDispose]()));
  await nabo[Symbol.asyncDispose]();
});

/** Opens a part of the wallet. */
async function part({ page }: Person, name: string): Promise<Locator> {
  const details = page.locator('details').filter({ has: page.getByRole('heading', { name, exact: true }) });
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
  return details;
}

test('somebody without a key makes one to be paid at, shows its code, and gets play money', async () => {
  const { page } = moss;
  await moss.visit('/wallet');
  await page.getByRole('button', { name: 'Make a key to be paid at' }).click();
  await page.getByRole('img', { name: /^A code that holds bitcoin:[mn]/ }).waitFor();
  await page.getByRole('button', { name: 'Get play money' }).click();
  await page.getByText('100,000 sat').first().waitFor();
});

test('coins go to a friend, who finds them; the payment ends in a block', async () => {
  const { page } = moss;
  await fern.visit('/wallet');
  await fern.page.getByRole('button', { name: 'Make a key to be paid at' }).click();
  const code = fern.page.getByRole('img', { name: /^A code that holds bitcoin:/ });
  const address = /bitcoin:(\w+)\?/.exec((await code.getAttribute('aria-label')) ?? '')?.[1] ?? '';

  const sending = await part(moss, 'Send coins');
  await sending.getByLabel('To this address').fill(address);
  await sending.getByLabel('Amount').fill('60,000');
  // Above what goes without asking: the press is the yes.
  await sending.getByText('More than this device spends without asking').waitFor();
  await sending.getByRole('button', { name: 'Send 60,000 sat' }).click();
  const row = page.getByRole('listitem').filter({ hasText: '60,000 sat sent' });
  await row.getByText('Waits for a block').waitFor();

  await fern.page.getByRole('button', { name: 'Look for coins' }).click();
  await fern.page.getByText('1 new coin.').waitFor();
  await fern.page.getByText('60,000 sat').first().waitFor();
  await nabo.mine();
  await row.waitFor({ state: 'detached' });
});

test('a post is thanked for with a tip, which its writer takes in', async () => {
  await fern.visit();
  await fern.write(POST);
  await fern.sees(POST, 'Seen');
  await moss.visit();
  await moss.post(POST).getByRole('button', { name: 'More' }).click();
  await moss.page.getByRole('button', { name: /^Tip/ }).click();
  const dialog = moss.page.getByRole('dialog', { name: /^Tip / });
  await dialog.getByRole('button', { name: '2,000 sat' }).click();
  await dialog.getByRole('button', { name: 'Tip 2,000 sat' }).click();
  await dialog.getByText('It is on its way.').waitFor();
  await moss.visit('/wallet');
  await moss.page.getByRole('listitem').filter({ hasText: 'A tip of 2,000 sat' }).getByText('Seen').waitFor();

  await fern.visit('/wallet');
  const tips = await part(fern, 'Tips');
  await tips.getByRole('button', { name: 'Look for tips' }).click();
  await tips.getByText(/^2,000 sat in 1 coin$/).waitFor();
  await tips.getByRole('button', { name: /^Take 1,9\d\d sat$/ }).click();
  await tips.getByText(/are on their way to you/).waitFor();
});

test('what lies at the key of another wallet is looked at, and taken here', async () => {
  const key = PrivateKey.fromRandom();
  await nabo.dev('faucet', { address: key.toAddress([0x6f]), sats: 30_000 });
  const sweeping = await part(fern, 'Sweep a key');
  const field = sweeping.getByLabel('A key of another wallet');
  await field.fill(key.toWif([0x80]));
  await sweeping.getByRole('button', { name: 'See what it holds' }).click();
  await sweeping.getByText('a key of another network').waitFor();
  await field.fill(key.toWif(TEST_KEY));
  await sweeping.getByRole('button', { name: 'See what it holds' }).click();
  await sweeping.getByText('30,000 sat in 1 coin').waitFor();
  await sweeping.getByRole('button', { name: 'Take 29,979 sat' }).click();
  const row = fern.page.getByRole('listitem').filter({ hasText: '29,979 sat swept in' });
  await row.getByText('Waits for a block').waitFor();
  await nabo.mine();
  await row.waitFor({ state: 'detached' });

  // What was typed is nowhere on this device.
  const stored = await pageStorage(fern.page);
  expect(stored).toContain('sweep');
  expect(stored).not.toContain(key.toWif(TEST_KEY));
  expect([...fern.complaints, ...moss.complaints]).toEqual([]);
});
