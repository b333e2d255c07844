import { expect, test } from 'vitest';
import { brokenRules, letAxeIn } from '#tests/support/axe.ts';
import { startNabo } from '#tests/support/nabo.ts';
import { arrive, type Person } from '#tests/support/person.ts';

// One person with two browsers, of which the second has no words: it is handed keys by a link, writes as her, and loses her
// word again.

const DESK = 'The desk has a drawer that sticks.';
const TRAM = 'From the tram, with one hand.';
const FOUND = 'By whoever found it on the tram.';

test('a device is linked by a code, writes as the same person, and is ended', async () => {
  await using nabo = await startNabo();
  await using fern = await arrive(nabo.url);
  await letAxeIn(fern.page);
  const { page } = fern;
  await fern.visit('/handle');
  await page.getByRole('textbox', { name: 'Name' }).fill('fern');
  await page.getByText('Nobody has it').waitFor();
  await page.getByRole('button', { name: 'Claim fern.bitter' }).click();
  await page.getByText('Waits for a block').first().waitFor();
  await nabo.mine();
  await page
    .getByText(/In block \d+/)
    .first()
    .waitFor();
  await fern.visit();
  await fern.write(DESK);
  await fern.sees(DESK, 'Seen');

  // The code: what it hands over is said first, and what is on the screen can be read by everybody.
  await fern.visit('/account');
  await page.getByRole('button', { name: 'Link', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Link a device' });
  await dialog.getByText(/^It costs/).waitFor();
  const faults = await inBothThemes(fern, 'asked');
  await dialog.getByRole('button', { name: 'Make the code' }).click();
  const link = await dialog.getByLabel('Link for the other device').inputValue();
  expect(link).toMatch(new RegExp(`^${nabo.url}/invite#device=[\\w-]{252}$`));
  await dialog.getByRole('img', { name: 'The link, for a camera' }).waitFor();
  faults.push(...(await inBothThemes(fern, 'code')));
  await dialog.getByRole('button', { name: 'Close' }).click();
  const device = page.getByText(/^Device 7/);
  await device.getByText(/^Linked; readers see it with the next block/).waitFor();

  // The other device: a person in front of it confirms, and writes at once. It has read
  // nothing yet: that it writes under her name it has from the code.
  await using phone = await arrive(nabo.url);
  await letAxeIn(phone.page);
  phone.expect(/net::ERR_FAILED/);
  const chain = `${nabo.devnetUrl}/**`;
  await phone.profile.route(chain, (route) => route.abort());
  await phone.page.goto(link);
  await phone.page.getByRole('heading', { name: /^Link this device to/ }).waitFor();
  expect(await phone.page.evaluate(() => location.href)).toBe(`${nabo.url}/invite`);
  faults.push(...(await inBothThemes(phone, 'offer')));
  await phone.page.getByRole('button', { name: 'Link this device' }).click();
  await phone.page.getByRole('heading', { name: 'This device is linked' }).waitFor();
  faults.push(...(await inBothThemes(phone, 'linked')));
  await phone.page.getByRole('button', { name: 'Write a post' }).click();
  const composer = phone.page.getByRole('dialog', { name: 'Write a post' });
  const words = composer.getByRole('textbox', { name: 'Post text' });
  await words.fill(TRAM);
  await composer.getByText('fern.bitter').waitFor();
  await phone.profile.unroute(chain);
  await composer.getByRole('button', { name: 'Post', exact: true }).click();
  await phone.page.getByRole('link', { name: 'Show it' }).click();
  await phone.sees(TRAM, 'Seen');
  await nabo.mine();

  // One person, everywhere: her own device saw both come, and nobody reloads it.
  await device.getByText(/^Linked · .* · 1 post$/).waitFor();
  await fern.visit('/profile#fern.bitter');
  for (const text of [TRAM, DESK]) await fern.post(text).getByRole('img', { name: 'verified' }).waitFor();
  await phone.visit('/me');
  for (const text of [TRAM, DESK]) await phone.post(text).getByRole('img', { name: 'verified' }).waitFor();

  // Its word is taken back. What it wrote before stays hers.
  await fern.visit('/account');
  await device.locator('..').getByRole('button', { name: 'End' }).click();
  const ending = page.getByRole('dialog', { name: 'End device 7' });
  faults.push(...(await inBothThemes(fern, 'ending')));
  await ending.getByRole('button', { name: 'End it' }).click();
  // It says so once a block can have it.
  await device.getByText(/^Being ended; readers see it with the next block/).waitFor();
  await nabo.mine();
  await device.getByText(/^Ended · /).waitFor();
  faults.push(...(await inBothThemes(fern, 'ended')));
  await phone.visit();
  await phone.write(FOUND);
  await phone.sees(FOUND, 'Seen');
  await nabo.mine();
  await fern.visit();
  await fern.post(FOUND).getByText('not verified').waitFor();
  await fern.visit('/profile#fern.bitter');
  await fern.post(TRAM).getByRole('img', { name: 'verified' }).waitFor();
  expect(await fern.post(FOUND).count()).toBe(0);

  expect(faults).toEqual([]);
  expect([...fern.complaints, ...phone.complaints]).toEqual([]);
  // Nobody but the two browsers ever had the keys.
  const secret = new URL(link).hash.slice(1, 60);
  expect(nabo.taps.host.sent() + nabo.taps.devnet.sent()).not.toContain(secret);
}, 240_000);

/** Rules that what is shown now breaks, in the light and in the dark. */
async function inBothThemes({ page }: Person, what: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    found.push(...(await brokenRules(page)).map((rule) => `${what}, ${colorScheme}: ${rule}`));
  }
  return found;
}
