import { expect, test } from 'vitest';
import { startNabo } from '#tests/support/nabo.ts';
import { arrive } from '#tests/support/person.ts';

test('another network is turned to and back inside the app, each with what is its own', async () => {
  await using nabo = await startNabo({ offers: 'main' });
  await using fern = await arrive(nabo.url);
  const { page } = fern;
  // Tests reach nobody outside, and the console says so of each try.
  fern.expect(/ERR_NAME_NOT_RESOLVED/);
  await fern.visit();
  await fern.write('Only on the devnet.');
  await fern.sees('Only on the devnet.', 'Seen');
  await nabo.mine();

  await page.evaluate(() => document.body.setAttribute('data-same-page', 'yes'));
  const samePage = (): Promise<string | null> =>
    page.evaluate(() => document.body.getAttribute('data-same-page'));
  await page.getByRole('link', { name: 'Status' }).first().click();
  // Offering is not asking.
  const account = page.getByRole('region', { name: 'Requests' });
  await account.getByText('posts, by range').first().waitFor();
  expect(await account.getByText('api.1sat.app').count()).toBe(0);
  const choice = page.getByRole('combobox', { name: 'Network' });
  await choice.selectOption('main');
  await page.getByText('api.1sat.app').first().waitFor();
  expect(await choice.inputValue()).toBe('main');
  await page.getByRole('region', { name: 'Sources' }).getByText('does not answer').first().waitFor();
  await page.getByRole('link', { name: 'Feed' }).first().click();
  await page.getByText('Only on the devnet.').waitFor({ state: 'detached' });
  expect(await samePage()).toBe('yes');

  // Kept across a start, and left again.
  await page.reload();
  await fern.visit('/status');
  await page.getByText('api.1sat.app').first().waitFor();
  await account.getByText('api.1sat.app').first().waitFor();
  await page.getByRole('combobox', { name: 'Network' }).selectOption('devnet');
  await page.getByRole('region', { name: 'Sources' }).getByText('devnet').first().waitFor();
  await page.getByRole('link', { name: 'Feed' }).first().click();
  await page.getByText('Only on the devnet.').first().waitFor();

  // The account of requests knows both, and says what each was for.
  await fern.visit('/status');
  await account.getByText('api.1sat.app').first().waitFor();
  await account.getByText('what you wrote, on its way out').first().waitFor();
  expect(fern.complaints).toEqual([]);
});
