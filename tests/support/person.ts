import { chromium, type Locator, type Page } from 'playwright-core';
import { startBrowser, type BrowserProcess } from './browser-process.ts';
import { openProfile, type Profile } from './chromium.ts';

/**
 * Arcade answers the question for a transaction that it does not have yet by 404, and a browser writes that into its
 * console. Whoever got no answer to what they handed over asks so, and hands it over again.
 */
const UNKNOWN_YET = /status of 404 .*\/arcade\/tx\/[0-9a-f]{64}\)$/;

/** A block is mined by the test; everything else takes as long as it takes on a busy machine. */
const PATIENCE_MS = 30_000;

/** Somebody with a browser and a profile of their own. */
export interface Person extends AsyncDisposable {
  readonly page: Page;
  readonly profile: Profile;
  /** What the browser's console called an error and no test expected. Must be empty at the end. */
  readonly complaints: readonly string[];
  /** From now on console errors that fit are part of the test: a server that was killed answers nobody. */
  expect(pattern: RegExp): void;
  visit(path?: string): Promise<void>;
  /** The post with these words, wherever it is shown. */
  post(text: string): Locator;
  write(text: string): Promise<void>;
  /** Answers the post with these words. */
  reply(to: string, text: string): Promise<void>;
  /** Waits until the card with these words says `words`. */
  sees(text: string, words: string | RegExp): Promise<void>;
}

/** Somebody whose browser is a process that a test ends by pid. */
export interface Mortal extends Person {
  readonly browser: BrowserProcess;
}

/** Somebody new, in a browser of their own, with more flags where a test needs them. */
export async function arrive(url: string, flags: readonly string[] = []): Promise<Person> {
  const profile = await openProfile(flags);
  const page = profile.pages()[0] ?? (await profile.newPage());
  return {
    ...seat(page, url),
    async [Symbol.asyncDispose]() {
      await profile.close();
    },
  };
}

/** As {@link arrive}, in a browser of which the test knows the pid. */
export async function arriveMortal(url: string): Promise<Mortal> {
  const browser = await startBrowser();
  const driver = await chromium.connectOverCDP(browser.devtools);
  const page = driver.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error('the browser has no page');
  return {
    ...seat(page, url),
    browser,
    async [Symbol.asyncDispose]() {
      await driver.close();
      await browser[Symbol.asyncDispose]();
    },
  };
}

/** Somebody at a page of a browser that others use too: an origin of its own is a person of its own. Leaving closes the page. */
export function seat(page: Page, url: string): Person {
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  const expected: RegExp[] = [UNKNOWN_YET];
  const complain = (text: string): void => {
    if (!expected.some((pattern) => pattern.test(text))) complaints.push(text);
  };
  page.on('console', (message) => {
    if (message.type() === 'error') complain(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complain(String(error)));

  const post = (text: string): Locator => page.getByRole('article').filter({ hasText: text });
  return {
    page,
    profile: page.context(),
    complaints,
    expect: (pattern) => void expected.push(pattern),
    visit: async (path = '/') => void (await page.goto(url + path)),
    post,
    async write(text) {
      await page.getByRole('button', { name: 'New post' }).click();
      await send(page, text);
    },
    async reply(to, text) {
      await post(to).getByRole('button', { name: 'Reply' }).click();
      await send(page, text);
    },
    sees: (text, words) => post(text).getByText(words).first().waitFor(),
    async [Symbol.asyncDispose]() {
      await page.close();
    },
  };
}

async function send(page: Page, text: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Post text' });
  await box.fill(text);
  await page.getByRole('button', { name: 'Post', exact: true }).click();
  await box.waitFor({ state: 'detached' });
  // Shown at once; from here on it is on the disk.
  await page.getByText('Saving', { exact: true }).waitFor({ state: 'detached' });
}
