import * as z from 'zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { arrive, type Person } from '#tests/support/person.ts';

let nabo: Nabo;
let fern: Person;

beforeAll(async () => {
  nabo = await startNabo({ seed: 'story' });
  fern = await arrive(nabo.url);
  await fern.visit();
  await fern.page.getByRole('article').first().waitFor();
  await fern.page.evaluate(() => navigator.serviceWorker.ready);
});

afterAll(async () => {
  await fern[Symbol.asyncDispose]();
  await nabo[Symbol.asyncDispose]();
});

const manifestSchema = z.object({
  id: z.string().min(1),
  icons: z.array(z.object({ src: z.string(), purpose: z.string() })),
  screenshots: z.array(
    z.object({ src: z.string(), form_factor: z.enum(['narrow', 'wide']), label: z.string() }),
  ),
  shortcuts: z.array(z.object({ url: z.string() })).min(3),
  share_target: z.object({ action: z.literal('/compose'), method: z.literal('POST') }),
  protocol_handlers: z.array(z.object({ url: z.string().regex(/^\/open#%s$/) })).min(2),
  launch_handler: z.object({ client_mode: z.array(z.string()) }),
});

test('the manifest names an app that can be installed, and everything in it is there', async () => {
  const manifest = manifestSchema.parse(await (await fetch(`${nabo.url}/manifest.webmanifest`)).json());
  expect(new Set(manifest.icons.map(({ purpose }) => purpose))).toEqual(
    new Set(['any', 'maskable', 'monochrome']),
  );
  expect(new Set(manifest.screenshots.map(({ form_factor }) => form_factor))).toEqual(
    new Set(['narrow', 'wide']),
  );
  const files = [...manifest.icons, ...manifest.screenshots].map(({ src }) => src);
  for (const path of [...files, ...manifest.shortcuts.map(({ url }) => url), '/favicon.ico']) {
    const { status } = await fetch(nabo.url + path);
    expect([path, status]).toEqual([path, 200]);
  }
});

test('a link of the chain\u2019s own kind leads to what it names', async () => {
  await fern.visit(`/open#${encodeURIComponent('web+bitter:mira.bitter')}`);
  await fern.page.waitForURL('**/profile#mira.bitter');
  await fern.visit('/open#nonsense');
  await fern.page.getByText('Nothing is called that').waitFor();
});

test('Ctrl K leads anywhere by name, letters act on the post that has the focus, and can be off', async () => {
  const { page } = fern;
  await fern.visit();
  await page.getByRole('article').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Where to' }).fill('110');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/district#110');
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.waitForURL('**/settings');
  await page.getByRole('switch', { name: 'Single letters act' }).click();
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  expect(new URL(page.url()).pathname).toBe('/settings');
  await page.getByRole('switch', { name: 'Single letters act' }).click();
  expect(fern.complaints).toEqual([]);
});

test('theme and size of text are the reader\u2019s, from the first frame of the next visit on', async () => {
  const { page } = fern;
  await fern.visit('/settings');
  await page.getByLabel('Dark', { exact: true }).check();
  await page.getByLabel('Huge').check();
  await page.reload();
  await page.getByLabel('Dark', { exact: true }).waitFor();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('21px');
  await page.getByLabel('As the system').check();
  await page.getByLabel('Normal').check();
});
