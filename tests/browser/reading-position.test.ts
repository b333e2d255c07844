import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHROMIUM_FLAGS, chromiumExecutable } from '#tests/support/chromium.ts';
import { eventually } from '#tests/support/eventually.ts';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { seat, type Person } from '#tests/support/person.ts';
import { scrollPast } from '#tests/support/scroll.ts';

let nabo: Nabo;
let folder: string;
let browser: BrowserContext;
let fern: Person;
let newestAtFirst: string;

/** The same profile in a browser of its own: whoever comes back later. */
async function openBrowser(): Promise<void> {
  browser = await chromium.launchPersistentContext(folder, {
    executablePath: chromiumExecutable(),
    args: CHROMIUM_FLAGS,
    viewport: { width: 390, height: 844 },
  });
  fern = seat(browser.pages()[0] ?? (await browser.newPage()), nabo.url);
}

beforeAll(async () => {
  nabo = await startNabo();
  newestAtFirst = await nabo.generate(90, 7);
  await nabo.mine();
  folder = await mkdtemp(path.join(tmpdir(), 'nabo-place-'));
  await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await nabo?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

type Spot = { readonly id: string; readonly top: number };

/** The first post that is wholly below the tabs. */
const spotOf = (page: Page): Promise<Spot> =>
  page.evaluate(() => {
    for (const article of document.querySelectorAll<HTMLElement>('[role="feed"] > article')) {
      const { top } = article.getBoundingClientRect();
      if (top > 100) return { id: article.dataset.id ?? '', top };
    }
    throw new Error('no post is on screen');
  });

/** How far from its spot a post is, once nothing moves any more. */
async function drift(page: Page, { id, top }: Spot): Promise<number> {
  const off = (): Promise<number> =>
    page.evaluate(
      async ([name, expected]) => {
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        const article = document.querySelector(`article[data-id="${name}"]`);
        if (article === null) throw new Error('the post is not in the document');
        return Math.abs(article.getBoundingClientRect().top - expected);
      },
      [id, top] as const,
    );
  return eventually(async () => {
    const [first, second] = [await off(), await off()];
    if (first > 2 || second > 2) throw new Error(`${Math.max(first, second)} px off`);
    return Math.max(first, second);
  });
}

/** The newest post that the reader had, as the device keeps it for the next visit; `undefined` at the top. */
const keptNewest = (page: Page): Promise<string | undefined> =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('nabo-places-devnet');
        opening.addEventListener('error', () => reject(opening.error ?? new Error('no database')));
        opening.addEventListener('success', () => {
          const reading = opening.result.transaction('places').objectStore('places').get('latest');
          reading.addEventListener('success', () => {
            const place: { readonly newest: readonly string[] } | undefined = reading.result;
            opening.result.close();
            resolve(place?.newest[0]);
          });
        });
      }),
  );

/** The wheel turns faster than the page follows: waits until it stands still for ten frames. */
const atRest = (page: Page): Promise<void> =>
  eventually(async () => {
    // The driver's own wait does not wait for what a predicate promises.
    const isStill = await page.evaluate(async () => {
      const before = window.scrollY;
      for (let frame = 0; frame < 10; frame += 1)
        await new Promise((resolve) => requestAnimationFrame(resolve));
      return window.scrollY === before;
    });
    if (!isStill) throw new Error('the page still moves');
  });

test('the reading position is kept to two pixels: on the way back, on reload, under new posts and on the next visit', async () => {
  await fern.visit();
  // What came after the reader began to scroll would wait behind a button.
  await fern.page.locator(`article[data-id="${newestAtFirst}"]`).waitFor();
  await scrollPast(fern.page, 45);
  await atRest(fern.page);
  const spot = await spotOf(fern.page);

  // Back from a post, opened without the mouse: the driver scrolls what it presses into view.
  await fern.page.locator(`article[data-id="${spot.id}"] a[data-opens]`).dispatchEvent('click');
  await fern.page.waitForURL(/\/post#/);
  await fern.page.getByRole('region', { name: 'Replies' }).waitFor();
  await fern.page.goBack();
  expect(await drift(fern.page, spot)).toBeLessThanOrEqual(2);

  // Reload.
  await fern.page.reload();
  expect(await drift(fern.page, spot)).toBeLessThanOrEqual(2);

  // New posts.
  await nabo.generate(5, 2);
  await nabo.mine();
  const pill = fern.page.getByRole('button', { name: '5 new posts' });
  await pill.waitFor();
  expect(await drift(fern.page, spot)).toBeLessThanOrEqual(2);

  // The way to them, and the way back.
  // Without a mouse: looking for a way to press what sticks to the top, the driver scrolls the page itself.
  await pill.dispatchEvent('click');
  await fern.page.waitForFunction(() => window.scrollY < 1);
  expect(await fern.page.getByRole('button', { name: /new posts?$/ }).count()).toBe(0);
  const newest = await fern.page.locator('[role="feed"] > article').first().getAttribute('data-id');
  await fern.page.getByRole('button', { name: 'Back to where you were' }).dispatchEvent('click');
  expect(await drift(fern.page, spot)).toBeLessThanOrEqual(2);

  // The next visit, with posts that came meanwhile.
  await eventually(async () => expect(await keptNewest(fern.page)).toBe(newest));
  await browser.close();
  await nabo.generate(3, 2);
  await nabo.mine();
  await openBrowser();
  await fern.visit();
  expect(await drift(fern.page, spot)).toBeLessThanOrEqual(2);
  await fern.page.getByRole('button', { name: '3 new posts' }).waitFor();
  expect(await drift(fern.page, spot)).toBeLessThanOrEqual(2);
  expect(fern.complaints).toEqual([]);
});

test('the feed opens with the posts that were last on screen, before any script of the app, with every server gone', async () => {
  const { page } = fern;
  const spot = await spotOf(page);
  await eventually(async () => {
    const isKept = await page.evaluate(async (id) => {
      const view = await (await caches.match('/.nabo/last-view'))?.text();
      return navigator.serviceWorker.controller?.state === 'activated' && view?.includes(`data-id="${id}"`);
    }, spot.id);
    if (isKept !== true) throw new Error('the view is not written down');
  });
  await nabo.killServers();
  fern.expect(/Failed to load resource/);
  await page.addInitScript((id) => {
    const look = (): void => {
      const row = document.querySelector(`#last-view article[data-id="${id}"]`);
      if (row === null) requestAnimationFrame(look);
      else Object.assign(globalThis, { viewTop: row.getBoundingClientRect().top });
    };
    look();
  }, spot.id);
  const response = await page.reload();
  expect(response?.fromServiceWorker()).toBe(true);
  expect(await response?.text()).toContain(`data-id="${spot.id}"`);
  const seen = await page.waitForFunction(() => Reflect.get(globalThis, 'viewTop') as number | undefined);
  expect(Math.abs(Number(await seen.jsonValue()) - spot.top)).toBeLessThanOrEqual(2);
  await page.locator('#last-view').waitFor({ state: 'detached' });
  expect(await drift(page, spot)).toBeLessThanOrEqual(2);
  expect(fern.complaints).toEqual([]);
});
