/**
 * `npm run screenshots [-- DIR]`: starts the built app on a fresh devnet that tells its story, and takes every screen at
 * 390 and 1280 pixels in both themes, at last those of a night without servers. Without DIR it renews docs/screenshots.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { untilNeighbour } from './ask-neighbour.ts';
import { startNabo, type Nabo } from './nabo.ts';
import { startTestRelay } from './neighbours.ts';
import { arrive, type Person } from './person.ts';

const SIZES = { 390: { width: 390, height: 844 }, 1280: { width: 1_280, height: 900 } } as const;
const THEMES = ['light', 'dark'] as const;
const KEPT = path.resolve(import.meta.dirname, '../../docs/screenshots');
/** A fifth of what the same picture has as PNG, and no letter less. */
const QUALITY = 0.85;

type Shot = {
  readonly name: string;
  readonly path: string;
  /** What is there once the screen has everything that it shows. */
  readonly ready: string;
  readonly prepare?: (page: Page) => Promise<void>;
};

async function main(): Promise<void> {
  const [given] = process.argv.slice(2);
  const folder = given ?? KEPT;
  await mkdir(folder, { recursive: true });
  await using relay = await startTestRelay();
  await using nabo = await startNabo({ seed: 'story', relays: [relay.address] });
  await using fern = await arrive(nabo.url);
  const { page } = fern;
  await fern.visit();
  await page.getByRole('article').first().waitFor();
  await untilNeighbour(page, ({ state }) => state === 'on');
  // Said once; from then on the feed is as it is.
  await page.getByRole('button', { name: 'All right' }).click();
  const busy = page.getByRole('article').filter({ hasText: /replied|answer|bench|bread/i });
  const id = await ((await busy.count()) > 0 ? busy : page.getByRole('article'))
    .first()
    .getAttribute('data-id');

  await take(allScreens(id ?? ''), fern, folder);
  await take(await settleIn(nabo, fern), fern, folder);
  await take(await inPersian(fern), fern, folder);
  await fern.visit('/settings');
  await page.getByRole('radio', { name: 'English' }).click();
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  await take(await whatFails(nabo, fern), fern, folder);
  await nabo.dev('policy', { satsPerKilobyte: 100 });
  await using moss = await arrive(nabo.url);
  await take(await nightWithoutServers(nabo, fern, moss), moss, folder);
  for (const complaint of [...fern.complaints, ...moss.complaints]) process.stderr.write(`${complaint}\n`);
  process.stdout.write(`${folder}\n`);
}

async function take(shots: readonly Shot[], person: Person, folder: string): Promise<void> {
  const { page } = person;
  const painter = await person.profile.newPage();
  await page.bringToFront();
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const [width, size] of Object.entries(SIZES)) {
      await page.setViewportSize(size);
      for (const shot of shots) {
        await page.goto('about:blank');
        await person.visit(shot.path);
        await page.locator('main').locator(shot.ready).first().waitFor();
        await page.waitForFunction(settled);
        await shot.prepare?.(page);
        const picture = await asWebp(painter, await page.screenshot());
        await writeFile(path.join(folder, `${shot.name}-${width}-${theme}.webp`), picture);
      }
    }
  }
  await painter.close();
}

/** A PNG as WebP, by the browser itself. */
async function asWebp(painter: Page, png: Buffer): Promise<Buffer> {
  const coded = await painter.evaluate(
    async ([source, quality]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', quality);
    },
    [png.toString('base64'), QUALITY] as const,
  );
  return Buffer.from(coded.slice(coded.indexOf(',') + 1), 'base64');
}

/** Somebody follows, keeps, lists and writes for the first time: the screens of somebody who lives here. */
async function settleIn(nabo: Nabo, person: Person): Promise<readonly Shot[]> {
  const { page } = person;
  await page.setViewportSize(SIZES[390]);
  await person.visit('/profile#mira.bitter');
  await page.getByRole('button', { name: 'Follow', exact: true }).click();
  await page.getByRole('button', { name: 'Lists', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'In which lists' });
  await dialog.getByRole('textbox', { name: 'Name of a new list' }).fill('The harbour');
  await dialog.getByRole('button', { name: 'Make it' }).click();
  await dialog.getByRole('checkbox', { name: 'The harbour' }).waitFor();
  const words = 'The swallows are back under the bridge. #swallows';
  await person.visit();
  await person.write(words);
  await person.sees(words, 'Seen');
  await nabo.mine();
  await person.sees(words, /In block \d+/);
  return [
    { name: 'lists-lived', path: '/lists', ready: 'text=The harbour' },
    { name: 'list', path: '/lists#The harbour', ready: 'article' },
    { name: 'following', path: '/#following', ready: 'article' },
    { name: 'tag', path: '/tag#swallows', ready: 'article' },
    { name: 'settings-lived', path: '/settings', ready: 'text=In private' },
    { name: 'wallet-lived', path: '/wallet', ready: 'svg[role=img], canvas' },
    { name: 'me-lived', path: '/me', ready: 'article' },
    { name: 'account-lived', path: '/account', ready: 'text=/words|key/' },
    { name: 'invite-lived', path: '/invite', ready: 'button' },
  ];
}

/** Words that nobody takes, with every way out. */
async function whatFails(nabo: Nabo, person: Person): Promise<readonly Shot[]> {
  await nabo.dev('policy', { satsPerKilobyte: 5_000 });
  await person.visit();
  await person.write('Counting herons from the kitchen. Nine, or one that is very quick.');
  await person.sees('Counting herons', 'Your words are kept');
  return [{ name: 'failed', path: '/', ready: 'text=Your words are kept' }];
}

/** The same in the second language. */
async function inPersian(person: Person): Promise<readonly Shot[]> {
  await person.visit('/settings');
  await person.page.getByRole('radio', { name: 'فارسی' }).click();
  await person.page.getByRole('heading', { level: 1, name: 'تنظیمات' }).waitFor();
  return [
    { name: 'fa-feed', path: '/', ready: 'article' },
    { name: 'fa-profile', path: '/profile#mira.bitter', ready: 'article' },
    { name: 'fa-settings', path: '/settings', ready: 'h2' },
    { name: 'fa-wallet', path: '/wallet', ready: 'text=/ساتوشی/' },
    { name: 'fa-catch-up', path: '/catch-up#168-everybody', ready: 'details' },
    { name: 'fa-district', path: '/district#110', ready: 'text=/قطعه/' },
  ];
}

/**
 * Somebody who has the app and not the post gets it from the other's browser: devnet and host are killed in between, and
 * stay so.
 */
async function nightWithoutServers(nabo: Nabo, holder: Person, asker: Person): Promise<readonly Shot[]> {
  const words = 'The lamp at the corner is lit. Whoever comes home late, take the bread from the sill.';
  await asker.visit();
  await untilNeighbour(asker.page, ({ state }) => state === 'on');
  await asker.page.getByRole('button', { name: 'All right' }).click();
  await asker.page.goto('about:blank');
  await holder.visit();
  await holder.write(words);
  await holder.sees(words, 'Seen');
  await nabo.mine();
  await holder.sees(words, /In block \d+/);
  const id = await holder.post(words).getAttribute('data-id');
  await untilNeighbour(holder.page, ({ state }) => state === 'on');
  for (const person of [holder, asker]) person.expect(/net::ERR_|Failed to fetch|404 \(Not Found\)/);
  await nabo.killServers();
  return [
    { name: 'unplugged', path: `/post#${id}`, ready: 'text=Nothing much happened' },
    { name: 'offline', path: '/', ready: 'article' },
  ];
}

/** Runs in the page: nothing is being read any more, and every picture is there. */
const settled = (): boolean =>
  document.querySelector('[aria-busy="true"]') === null &&
  [...document.images].every((image) => image.complete);

const allScreens = (id: string): readonly Shot[] => [
  { name: 'feed', path: '/', ready: 'article' },
  { name: 'post', path: `/post#${id}`, ready: 'article' },
  {
    name: 'composer',
    path: '/',
    ready: 'article',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'New post' }).click();
      await page
        .getByRole('textbox', { name: 'Post text' })
        .fill('The bench at the corner of 4.bitmap gets the sun until six. @mira.bitter, bring bread.');
    },
  },
  { name: 'search', path: '/search#plovers', ready: 'article' },
  { name: 'settings', path: '/settings', ready: 'text=Everything held' },
  { name: 'bookmarks', path: '/bookmarks', ready: 'text=Nothing kept yet' },
  { name: 'lists', path: '/lists', ready: 'text=No lists yet' },
  { name: 'catch-up', path: '/catch-up#168-everybody', ready: 'details' },
  { name: 'activity', path: '/activity', ready: 'text=Nothing yet' },
  { name: 'profile', path: '/profile#mira.bitter', ready: 'article' },
  { name: 'handle', path: '/handle', ready: 'input' },
  { name: 'me', path: '/me', ready: 'text=Nobody yet' },
  { name: 'wallet', path: '/wallet', ready: 'text=No coins here yet' },
  { name: 'make', path: '/make', ready: 'text=What is it?' },
  { name: 'account', path: '/account', ready: 'text=No key here yet' },
  { name: 'invite', path: '/invite', ready: 'text=No key here yet' },
  { name: 'map', path: '/map', ready: 'canvas' },
  { name: 'district', path: '/district#110', ready: 'text=/parcels?, one for each/' },
  { name: 'neighbours', path: '/neighbours', ready: 'h2' },
  { name: 'inscription', path: '/i', ready: 'text=Open an inscription' },
  { name: 'inscription-opened', path: `/i#${id}`, ready: 'h2' },
  { name: 'proof', path: '/proof', ready: 'text=Choose a file' },
  {
    name: 'proof-checked',
    path: `/post#${id}`,
    ready: 'article',
    prepare: async (page) => {
      const save = page.getByRole('button', { name: 'Save proof' }).filter({ visible: true });
      if ((await save.count()) === 0) await page.getByText('Checked on this device').first().click();
      const saved = page.waitForEvent('download');
      await save.click();
      const path = await (await saved).path();
      await page.goto(new URL('/proof', page.url()).href);
      await page.getByLabel('Choose a file').setInputFiles(path);
      await page.getByRole('heading', { name: 'Proven' }).waitFor();
    },
  },
  { name: 'status', path: '/status', ready: 'text=Headers checked' },
  { name: 'absent', path: `/post#${'0'.repeat(64)}_0`, ready: 'text=Not on this device' },
  { name: 'not-found', path: '/nowhere', ready: 'h1, h2' },
];

await main();
