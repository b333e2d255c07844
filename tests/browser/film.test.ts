import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { untilNeighbour } from '#tests/support/ask-neighbour.ts';
import { filmOf } from '#tests/support/film-tx.ts';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { startTestRelay, type TestRelay } from '#tests/support/neighbours.ts';
import { arrive, seat, type Person } from '#tests/support/person.ts';
import { recordFilm } from '#tests/support/record-film.ts';

// A film of 20 MB, from one browser to another, with the relay and every server gone.

const BY_ADDRESS = ['--disable-features=WebRtcHideLocalIpsWithMdns'];
/** As large as the viewer plays. */
const FILM_BYTES = 20_000_000;
const PATIENCE = { timeout: 60_000 };

let relay: TestRelay;
let nabo: Nabo;
let alder: Person;
let birch: Person;

beforeEach(async () => {
  relay = await startTestRelay();
  nabo = await startNabo({ relays: [relay.address] });
  [alder, birch] = await Promise.all([arrive(nabo.url, BY_ADDRESS), arrive(nabo.url, BY_ADDRESS)]);
  for (const person of [alder, birch]) {
    await person.visit();
    await person.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  }
});

afterEach(async () => {
  await Promise.all([alder, birch].map((person) => person?.[Symbol.asyncDispose]()));
  await nabo?.[Symbol.asyncDispose]();
  await relay?.[Symbol.asyncDispose]();
});

test('a film starts and is sought in while it comes from a neighbour, is checked whole, and stays', async () => {
  const film = await recordFilm(alder.page, FILM_BYTES);
  expect(film.length).toBeGreaterThan(19_000_000);
  const { txid, raw } = filmOf(film);
  // As the viewer keeps what somebody asked a service for.
  await connectDirectly(alder);
  await keep(alder.page, txid, raw);
  await alder.visit('/neighbours');
  await connectDirectly(birch);
  await Promise.all([lineOf(alder).waitFor(), lineOf(birch).waitFor()]);

  for (const person of [alder, birch]) person.expect(/net::ERR_|Failed to fetch|WebSocket connection to/);
  await relay.kill();
  await nabo.killServers();
  for (const { page } of [alder, birch])
    await untilNeighbour(page, ({ relays }) => relays.every(({ connected }) => !connected));

  // A tab without lines of its own: the other one asks.
  const tab = seat(await birch.profile.newPage(), nabo.url);
  tab.expect(/net::ERR_|Failed to fetch|WebSocket connection to/);
  await tab.visit(`/i#${txid}`);
  const bring = tab.page.getByRole('button', { name: /^Bring it, / });
  await bring.waitFor(PATIENCE);
  const { starts, seeks, plays } = await watch(tab.page);
  console.info(
    `first picture after ${starts} ms, plays after ${plays} ms, sought in ${seeks.map(({ ms, held }) => `${ms} ms (${Math.round(held / 1_000)} KB here)`).join(', ')}`,
  );
  for (const { held } of seeks.slice(0, 2)) expect(held).toBeLessThan(raw.length);
  const begun = performance.now();
  await tab.page.getByText('All of it is here, and it is what the transaction holds.').waitFor(PATIENCE);
  console.info(`${raw.length} bytes were here and checked ${Math.round(performance.now() - begun)} ms later`);
  expect(starts).toBeLessThan(2_000);
  // Half a second is the aim (docs/neighbours.md says what was reached). A machine that has others to serve is late at times;
  // whoever read on to where somebody wants to be, and did not jump there, would be far later each time.
  const [, , median = Infinity] = seeks.map(({ ms }) => ms).toSorted((one, two) => one - two);
  expect(median).toBeLessThan(1_500);

  // Then it has what a smaller one has, and its very bytes can be saved.
  await tab.page.getByText('Script, operation by operation').waitFor(PATIENCE);
  const [download] = await Promise.all([
    tab.page.waitForEvent('download'),
    tab.page.getByRole('button', { name: 'Save transaction' }).click(),
  ]);
  expect(Buffer.compare(await readFile(await download.path()), raw)).toBe(0);

  // It stays, and plays with nobody there.
  await alder[Symbol.asyncDispose]();
  await tab.page.reload();
  const video = tab.page.getByLabel('Film without a description');
  await expect
    .poll(() => video.evaluate((each: HTMLVideoElement) => each.readyState), PATIENCE)
    .toBeGreaterThan(1);
  expect(await video.evaluate((each: HTMLVideoElement) => [each.paused, each.videoWidth])).toEqual([
    true,
    480,
  ]);
  expect(tab.complaints).toEqual([]);
});

/** When a film shows its first picture, plays, and is where somebody wants it, counted from a press; milliseconds. */
const watch = (page: Page) =>
  page.evaluate(async () => {
    const event = (of: EventTarget, name: string): Promise<unknown> =>
      new Promise((resolve) => of.addEventListener(name, resolve, { once: true }));
    const find = async <T extends Element>(selector: string): Promise<T> => {
      for (;;) {
        const found = document.querySelector<T>(selector);
        if (found !== null) return found;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    };
    const begun = performance.now();
    const since = (from: number): number => Math.round(performance.now() - from);
    [...document.querySelectorAll('button')]
      .find(({ textContent }) => textContent.startsWith('Bring it'))
      ?.click();
    const video = await find<HTMLVideoElement>('video');
    const isPaused = video.paused && !video.autoplay;
    if (video.readyState < 2) await event(video, 'loadeddata');
    const starts = since(begun);
    if (!isPaused) throw new Error('it plays by itself');
    video.muted = true;
    const playing = event(video, 'playing');
    await video.play();
    await playing;
    const plays = since(begun);
    const seeks: { ms: number; held: number }[] = [];
    for (const share of [0.75, 0.4, 0.9, 0.6, 0.2]) {
      const held = document.querySelector('progress')?.value ?? Infinity;
      const from = performance.now();
      const sought = event(video, 'seeked');
      video.currentTime = video.duration * share;
      await sought;
      seeks.push({ ms: since(from), held });
    }
    video.pause();
    return { starts, plays, seeks };
  });

const lineOf = ({ page }: Person) =>
  page.getByRole('region', { name: 'Who is in' }).getByText(/^directly, here/);

async function connectDirectly(person: Person): Promise<void> {
  const { page } = person;
  await person.visit('/neighbours');
  await page.getByRole('switch', { name: 'Connect directly' }).click();
  await page.locator('[role=switch][aria-labelledby=direct][aria-checked=true]').waitFor();
  await page.getByRole('switch', { name: 'Share pictures, too' }).click();
  await page.locator('[role=switch][aria-labelledby=media][aria-checked=true]').waitFor();
}

/** Lays a transaction where this profile keeps what it opened. */
const keep = (page: Page, txid: string, raw: Uint8Array): Promise<void> =>
  page.evaluate(
    async ({ name, data }) => {
      const file = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const opened = indexedDB.open('nabo-content-devnet');
      await new Promise((resolve, reject) => {
        opened.addEventListener('success', resolve);
        opened.addEventListener('error', reject);
      });
      const writing = opened.result.transaction(['kept', 'sizes'], 'readwrite');
      const at = Date.now();
      writing.objectStore('kept').put({ txid: name, chain: 'bsv', file, commits: [], from: 'a service', at });
      writing.objectStore('sizes').put({ txid: name, at, bytes: file.length });
      await new Promise((resolve) => writing.addEventListener('complete', resolve));
      opened.result.close();
    },
    { name: txid, data: Buffer.from(raw).toString('base64') },
  );
