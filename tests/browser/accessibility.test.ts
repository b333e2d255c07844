import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokenRules, letAxeIn } from '#tests/support/axe.ts';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { arrive, type Person } from '#tests/support/person.ts';

const SIZES = [
  { width: 390, height: 844 },
  { width: 1_280, height: 900 },
] as const;
const THEMES = ['light', 'dark'] as const;

/** Path, and what is on it once it is complete. */
const SCREENS = [
  ['/', 'article'],
  ['/profile#mira.bitter', 'article'],
  ['/search#tag', 'input'],
  ['/bookmarks', 'h1'],
  ['/activity', 'h1'],
  ['/lists', 'text=No lists yet'],
  ['/catch-up#168-everybody', 'details'],
  ['/settings', 'h1'],
  ['/handle', 'input'],
  ['/me', 'text=Nobody yet'],
  ['/account', 'text=No key here yet'],
  ['/invite', 'text=No key here yet'],
  ['/make', 'text=What is it?'],
  ['/wallet', 'text=No coins here yet'],
  ['/map', 'canvas'],
  ['/district#110', 'text=/parcels?, one for each/'],
  ['/i', 'text=Open an inscription'],
  [`/i#${'0'.repeat(64)}_0`, 'text=Not on this device'],
  ['/proof', 'text=Choose a file'],
  ['/status', 'text=Headers checked'],
  [`/post#${'0'.repeat(64)}_0`, 'text=Not on this device'],
] as const;

/** The same in Persian, with what is there once nothing is loading any more. */
const IN_PERSIAN = [
  ['/settings', 'h1'],
  ['/', 'article'],
  ['/profile#mira.bitter', 'article'],
  ['/district#110', 'text=/قطعه/'],
  ['/status', 'text=هدرهای بررسی‌شده'],
  ['/account', 'text=هنوز کلیدی اینجا نیست'],
  ['/lists', 'text=هنوز فهرستی نیست'],
  ['/catch-up#168-everybody', 'details'],
  ['/wallet', 'text=هنوز سکه‌ای اینجا نیست'],
] as const;

let nabo: Nabo;
let reader: Person;

beforeAll(async () => {
  nabo = await startNabo({ seed: 'story' });
  reader = await arrive(nabo.url);
  await letAxeIn(reader.page);
});

afterAll(async () => {
  await reader[Symbol.asyncDispose]();
  await nabo[Symbol.asyncDispose]();
});

/** Runs in the page: what is in Latin letters alone on a screen in Persian, and no name or word of a stranger. */
function foreignWords(): string[] {
  const strange =
    'article, bdi, code, pre, [dir="ltr"], [lang="en"], summary b, time, [class*="mono"], [class*="hash"]';
  const walk = document.createTreeWalker(
    document.querySelector('main') ?? document.body,
    NodeFilter.SHOW_TEXT,
  );
  const found: string[] = [];
  while (walk.nextNode()) {
    const { data, parentElement } = walk.currentNode as Text;
    // Names stand between marks that keep their direction (FSI and PDI).
    const said = data.replaceAll(/\u2068[^\u2069]*\u2069/g, '').trim();
    const isForeign = /[A-Za-z]{3}/.test(said) && !/\p{Script=Arabic}|^(?:devnet|bsv|English)$/u.test(said);
    if (isForeign && parentElement?.closest(strange) === null) found.push(said);
  }
  return found;
}

const complaints = (): Promise<string[]> => brokenRules(reader.page);

test.for(THEMES)(
  'no screen breaks a rule of WCAG 2.2 AA that a program can see (%s)',
  { timeout: 300_000 },
  async (colorScheme) => {
    const found: string[] = [];
    await reader.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const size of SIZES) {
      await reader.page.setViewportSize(size);
      for (const [path, ready] of SCREENS) {
        await reader.page.goto('about:blank');
        await reader.visit(path);
        await reader.page.locator('main').locator(ready).first().waitFor();
        found.push(...(await complaints()).map((text) => `${path} at ${size.width}: ${text}`));
      }
      await reader.visit();
      await reader.page.getByRole('button', { name: 'New post' }).click();
      await reader.page.getByRole('textbox', { name: 'Post text' }).fill('A bench, a bun, a bell.');
      found.push(...(await complaints()).map((text) => `composer at ${size.width}: ${text}`));
    }
    expect(found).toEqual([]);
  },
);

test(
  'in Persian it runs from right to left, keeps the rules and fits, and goes back',
  { timeout: 240_000 },
  async () => {
    const { page, profile } = reader;
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.setViewportSize(SIZES[0]);
    await reader.visit('/settings');
    // Whoever reads English holds the words of no other language.
    await page.waitForFunction(
      async () => (await navigator.serviceWorker.ready).active?.state === 'activated',
    );
    const [, words = ''] = /words:\["([^"]+)"\]/.exec(await (await fetch(`${nabo.url}/sw.js`)).text()) ?? [];
    const held = () => page.evaluate(async (url) => (await caches.match(url))?.ok === true, words);
    expect([words.startsWith('/_next/static/'), await held()]).toEqual([true, false]);
    await page.getByRole('radio', { name: 'فارسی' }).click();
    await page.getByRole('heading', { level: 1, name: 'تنظیمات' }).waitFor();
    const root = page.locator('html');
    expect([await root.getAttribute('lang'), await root.getAttribute('dir')]).toEqual(['fa', 'rtl']);

    const found: string[] = [];
    for (const [path, ready] of IN_PERSIAN) {
      await page.setViewportSize(SIZES[0]);
      await page.goto('about:blank');
      await reader.visit(path);
      await page.locator('html[lang=fa]:not([data-waits]) main').locator(ready).first().waitFor();
      found.push(...(await complaints()).map((text) => `${path}: ${text}`));
      await page.setViewportSize({ width: 320, height: 640 });
      found.push(...(await page.evaluate(foreignWords)).map((words) => `${path} says ${words}`));
      const [wide, room] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      if (wide > room) found.push(`${path} is ${wide} wide in ${room}`);
    }
    expect(found).toEqual([]);

    // The words stay with it: the next start needs nobody.
    await expect.poll(held, { timeout: 30_000 }).toBe(true);
    await profile.setOffline(true);
    await reader.visit('/settings');
    await page.getByRole('heading', { level: 1, name: 'تنظیمات' }).waitFor();
    expect(await page.title()).toBe('تنظیمات · Nabo');
    await profile.setOffline(false);
    await page.getByRole('radio', { name: 'English' }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    expect([await root.getAttribute('lang'), await root.getAttribute('dir')]).toEqual(['en', null]);
  },
);
