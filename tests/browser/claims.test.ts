import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { encodeAddress } from '#lib/bytes/address.ts';
import { startNabo } from '#tests/support/nabo.ts';
import { arrive, type Person } from '#tests/support/person.ts';

/** An address of a test network whose key nobody here has. */
const SOMEBODY = encodeAddress(new Uint8Array(20).fill(9), 0x6f);

test('a name is claimed, carried by posts, and verified for others; a late rival is not', async () => {
  await using nabo = await startNabo();
  await using fern = await arrive(nabo.url);
  await fern.visit('/handle');
  await fern.page.getByRole('textbox', { name: 'Name' }).fill('fern');
  await fern.page.getByText('Nobody has it').waitFor();
  await fern.page.getByRole('button', { name: 'Claim fern.bitter' }).click();
  await fern.page.getByText('Waits for a block').first().waitFor();
  await nabo.mine();
  await fern.page
    .getByText(/In block \d+/)
    .first()
    .waitFor();

  await fern.visit();
  await fern.write('Now I have a name.');
  await fern.sees('Now I have a name.', 'Seen');
  await nabo.mine();

  await using moss = await arrive(nabo.url);
  await moss.visit();
  const card = moss.post('Now I have a name.');
  await card.getByText('fern', { exact: true }).waitFor();
  await card.getByRole('img', { name: 'verified' }).waitFor();
  await moss.visit('/handle');
  await moss.page.getByRole('textbox', { name: 'Name' }).fill('fern');
  await moss.page.getByText('Somebody was first').waitFor();
  expect(await moss.page.getByRole('button', { name: 'Claim fern.bitter' }).isDisabled()).toBe(true);

  // Handed on, it is not among one's own any more once a block says so.
  await fern.visit('/handle');
  await fern.page.getByText('Hand fern.bitter on').click();
  await fern.page.getByRole('textbox', { name: 'To this address' }).fill(SOMEBODY);
  await fern.page.getByRole('button', { name: 'Hand it on' }).click();
  await fern.page.getByText('Waits for a block').first().waitFor();
  await nabo.mine();
  await fern.page.getByText('Your names').waitFor({ state: 'detached' });
  expect([...fern.complaints, ...moss.complaints]).toEqual([]);
});

test('a district is drawn from a checked block, and claimed', async () => {
  await using nabo = await startNabo();
  await using fern = await arrive(nabo.url);
  await fern.visit('/district#7');
  await fern.page.getByText('The land is real').first().waitFor();
  await fern.page.getByText('Nobody has claimed it').first().waitFor();
  expect(await savedBy(fern.page, 'Save SVG')).toMatch(/^<svg [^]*<title>7\.bitmap<\/title>[^]*<\/svg>\n$/);
  expect(await savedBy(fern.page, 'Save PNG')).toMatch(/^\u0089PNG\r\n/);
  await fern.page.getByRole('button', { name: 'Claim it' }).click();
  await fern.page.getByText('Waits for a block').first().waitFor();
  await nabo.mine();
  await fern.page.getByText('First of its name').first().waitFor();

  // What is said there stands there, and says elsewhere where it was said.
  const words = 'The well is behind the second parcel.';
  await fern.page.getByRole('button', { name: 'Post here' }).click();
  await fern.page.getByRole('textbox', { name: 'Post text' }).fill(words);
  await fern.page.getByRole('button', { name: 'Post', exact: true }).click();
  const said = fern.page.getByRole('region', { name: 'Said in 7.bitmap' });
  await said.getByText(words).waitFor();
  await nabo.mine();
  await fern.visit();
  await fern.post(words).getByRole('link', { name: 'Said in 7.bitmap' }).click();
  await said.getByText(words).waitFor();

  // The district is moved twice: to cut a parcel out of it, and to somebody else, who gets it without that parcel.
  const { page } = fern;
  await page.getByRole('list', { name: 'Parcels' }).getByRole('button').first().click();
  await page.getByRole('button', { name: 'Cut it out' }).click();
  await page.getByText('Waits for a block').first().waitFor();
  await nabo.mine();
  await page.getByText('Child of the district').waitFor();
  const parcel = page.getByRole('region', { name: 'Parcel 0' });
  const bundle: unknown = JSON.parse(await savedBy(page, 'Save proof', parcel));
  expect(bundle).toMatchObject({
    format: 'nabo-proof',
    content: { kind: 'parcel', text: '0.7.bitmap' },
  });
  await page.getByText('Hand 7.bitmap on').click();
  const form = page.locator('details').filter({ hasText: 'Hand 7.bitmap on' });
  await form.getByRole('textbox', { name: 'To this address' }).fill(SOMEBODY);
  await form.getByText('1 parcel that was cut out stays with its holder.').waitFor();
  await form.getByRole('button', { name: 'Hand it on' }).click();
  await page.getByText('Waits for a block').first().waitFor();
  await nabo.mine();
  await page.getByText('It was handed on').waitFor();
  expect(fern.complaints).toEqual([]);
});

/** Presses a button that saves a file, and reads that byte by byte. */
async function savedBy(
  page: Person['page'],
  name: string,
  within: Pick<Person['page'], 'getByRole'> = page,
): Promise<string> {
  const saved = page.waitForEvent('download');
  await within.getByRole('button', { name }).press('Enter');
  return readFile(await (await saved).path(), 'latin1');
}
