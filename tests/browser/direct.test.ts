import { afterEach, beforeEach, expect, test } from 'vitest';
import { askNeighbour, untilNeighbour } from '#tests/support/ask-neighbour.ts';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { startTestRelay, type TestRelay } from '#tests/support/neighbours.ts';
import { arrive, seat, type Person } from '#tests/support/person.ts';

// Lines from browser to browser, with real browsers at both ends. One test, because its end leaves no server for another.

/** No name of another browser is looked up here: they tell each other their addresses as they are. */
const BY_ADDRESS = ['--disable-features=WebRtcHideLocalIpsWithMdns'];
const LOCK = 'nabo-direct:devnet';

let relay: TestRelay;
let nabo: Nabo;
let alder: Person;
let birch: Person;

beforeEach(async () => {
  relay = await startTestRelay();
  nabo = await startNabo({ relays: [relay.address] });
  [alder, birch] = await Promise.all([arrive(nabo.url, BY_ADDRESS), arrive(nabo.url, BY_ADDRESS)]);
  await Promise.all([comeBy(alder), comeBy(birch)]);
  // Both have coins from now on.
  await Promise.all([writeFirst(alder, 'Alder, in the light.'), writeFirst(birch, 'Birch, in the light.')]);
});

afterEach(async () => {
  await Promise.all([alder, birch].map((person) => person?.[Symbol.asyncDispose]()));
  await nabo?.[Symbol.asyncDispose]();
  await relay?.[Symbol.asyncDispose]();
});

test('lines outlive the tab that has them, then the relay and every server, and are made anew by codes', async () => {
  await Promise.all([connectDirectly(alder), connectDirectly(birch)]);
  await Promise.all([lineOf(alder).waitFor(), lineOf(birch).waitFor()]);
  // A second tab of a profile shows the line and has none; it takes over when the first is closed.
  await noteTurns(alder);
  const second = seat(await alder.profile.newPage(), nabo.url);
  await second.visit('/neighbours');
  await lineOf(second).waitFor();
  expect(await turnOf(second)).toBeUndefined();
  const [first, tabs] = [alder, alder.profile];
  expect(first.complaints).toEqual([]);
  await first.page.close();
  alder = { ...second, profile: tabs, [Symbol.asyncDispose]: first[Symbol.asyncDispose] };
  await second.page.waitForFunction(() => (globalThis as { turn?: Turn }).turn?.lineAt !== undefined);
  const { lineAt = Infinity, lockAt = 0 } = (await turnOf(second)) ?? {};
  console.info(`a line again ${Math.round(lineAt - lockAt)} ms after the lock was free`);
  // Half a second on a machine at rest; this one has others to serve. A call that hangs takes ten.
  expect(lineAt - lockAt).toBeLessThan(6_000);
  await Promise.all([lineOf(alder).waitFor(), lineOf(birch).waitFor()]);
  expect([...alder.complaints, ...birch.complaints]).toEqual([]);

  for (const person of [alder, birch]) {
    person.expect(/net::ERR_|Failed to fetch|WebSocket connection to/);
    // A broadcaster that does not know a transaction yet says so with this status.
    person.expect(/404 \(Not Found\) .*\/arcade\/tx\//);
    await person.page.getByRole('link', { name: 'Feed' }).first().click();
  }
  await relay.kill();
  await nabo.killServers();
  for (const { page } of [alder, birch])
    await untilNeighbour(page, ({ relays }) => relays.every(({ connected }) => !connected));
  const answered = (): number => nabo.taps.host.answered() + nabo.taps.devnet.answered();
  const before = answered();
  await alder.write('Said in the dark.');
  await birch.sees('Said in the dark.', 'signed, not in a block yet');
  await birch.sees('Said in the dark.', /From a neighbour/);
  await birch.write('Heard in the dark.');
  await alder.sees('Heard in the dark.', /From a neighbour/);

  // Nobody announced more than its name and root: whoever opens it asks who has it, part by part.
  await writePicture(alder, 'Drawn in the dark.', 'Grey noise');
  const txid = await outboxTxid(alder, 'Drawn in the dark.');
  // Without a relay no line is found anew: whoever opens it does so in the page that has one.
  await birch.page.getByRole('link', { name: 'Search' }).first().click();
  const box = birch.page.getByRole('searchbox', { name: 'Search this device' });
  await box.fill(`${txid}_0`);
  await box.press('Enter');
  await birch.page.getByRole('link', { name: 'Open this transaction' }).click();
  const picture = birch.post('Drawn in the dark.').getByRole('img', { name: 'Grey noise' });
  await picture.waitFor();
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
  const { recent } = await askNeighbour(birch.page);
  const [came] = recent.filter((line) => line.direction === 'in' && line.txid === txid);
  console.info(`${came?.bytes} bytes with a picture came in ${came?.ms} ms`);
  expect(came?.bytes).toBeGreaterThan(200_000);

  // A page that is loaded anew in the dark has no line and no relay to find one by, says so, and meets who is next to it.
  await alder.visit('/neighbours');
  await alder.page.getByText(/^No relay answers, so nobody is found/).waitFor();
  await birch.page.getByRole('link', { name: 'Neighbours' }).first().click();
  const begun = performance.now();
  await alder.page.getByRole('button', { name: 'Show a code' }).click();
  await birch.page.getByRole('button', { name: 'Read a code' }).click();
  await useCode(birch, await ownCode(alder));
  await useCode(alder, await ownCode(birch));
  for (const { page } of [alder, birch]) await page.getByText('You have met.').waitFor();
  console.info(`two met by their codes in ${Math.round(performance.now() - begun)} ms`);
  for (const { page } of [alder, birch]) await page.getByRole('link', { name: 'Feed' }).first().click();
  await alder.write('Met in the dark.');
  await birch.sees('Met in the dark.', /From a neighbour/);
  expect(answered()).toBe(before);
  expect([...alder.complaints, ...birch.complaints]).toEqual([]);
});

/** The code that a page shows, as letters: what a camera reads is tested without a browser. */
async function ownCode({ page }: Person): Promise<string> {
  const box = page.getByRole('textbox', { name: 'My code, as letters' });
  await expect.poll(() => box.inputValue()).toMatch(/^nabo-/);
  return box.inputValue();
}

async function useCode({ page }: Person, code: string): Promise<void> {
  await page.getByRole('textbox', { name: 'The code that they show' }).fill(code);
  await page.getByRole('button', { name: 'Use this code' }).click();
}

/** When a page's turn came, and when it had a line; milliseconds since 1970. */
type Turn = { readonly lockAt: number; readonly lineAt?: number };

const lineOf = ({ page }: Person) =>
  page
    .getByRole('region', { name: 'Who is in' })
    .getByText(/^directly, here/)
    .first();

async function comeBy(person: Person): Promise<void> {
  await person.visit();
  await person.page.evaluate(async () => void (await navigator.serviceWorker.ready));
}

async function writeFirst(person: Person, text: string): Promise<void> {
  await person.write(text);
  await person.sees(text, 'Seen');
}

/** By the switch, which is off until somebody wants it; until then nothing of it is loaded. */
async function connectDirectly(person: Person): Promise<void> {
  const { page } = person;
  await person.visit('/neighbours');
  const direct = page.getByRole('switch', { name: 'Connect directly' });
  expect(await direct.getAttribute('aria-checked')).toBe('false');
  const loaded = (): Promise<string[]> =>
    page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  expect((await loaded()).filter((name) => name.endsWith('/direct.js'))).toEqual([]);
  await direct.click();
  await page.locator('[role=switch][aria-labelledby=direct][aria-checked=true]').waitFor();
  await page.getByRole('switch', { name: 'Share pictures, too' }).click();
  await page.locator('[role=switch][aria-labelledby=media][aria-checked=true]').waitFor();
}

/** The transaction that these words are in, once it is signed. Its own card leads to it only when others have shown it. */
async function outboxTxid({ page }: Person, text: string): Promise<string> {
  const find = (words: string) =>
    page.evaluate(async (wanted) => {
      const names = (await indexedDB.databases()).map(({ name = '' }) => name);
      const opened = indexedDB.open(names.find((name) => name.startsWith('nabo-core')) ?? '');
      await new Promise((resolve) => opened.addEventListener('success', resolve));
      const rows = opened.result.transaction('outbox').objectStore('outbox').getAll();
      await new Promise((resolve) => rows.addEventListener('success', resolve));
      opened.result.close();
      const own = (rows.result as { intent: { text?: string }; tx?: { txid: string } }[]).filter(
        ({ intent }) => intent.text === wanted,
      );
      return own[0]?.tx?.txid ?? '';
    }, words);
  await expect.poll(() => find(text), { timeout: 30_000 }).not.toBe('');
  return find(text);
}

/** Something that no encoder makes small, as large as a post may carry. */
async function writePicture({ page }: Person, text: string, alt: string): Promise<void> {
  await page.getByRole('button', { name: 'New post' }).click();
  const box = page.getByRole('textbox', { name: 'Post text' });
  await box.fill(text);
  await page.getByLabel('Add a picture').evaluate(async (input: HTMLInputElement) => {
    const [width, height] = [800, 640];
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    const pixels = context.createImageData(width, height);
    let state = 1;
    for (let at = 0; at < pixels.data.length; at += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      pixels.data[at] = at % 4 === 3 ? 255 : state >>> 24;
    }
    context.putImageData(pixels, 0, 0);
    const files = new DataTransfer();
    files.items.add(new File([await canvas.convertToBlob()], 'noise.png', { type: 'image/png' }));
    input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await page.getByText('without place and camera').waitFor();
  await page.getByLabel('What is on it').fill(alt);
  await page.getByRole('button', { name: 'Post', exact: true }).click();
  await box.waitFor({ state: 'detached' });
  await page.getByText('Saving', { exact: true }).waitFor({ state: 'detached' });
}

/** Has the pages that are opened from now on note their turns. */
const noteTurns = ({ profile }: Person): Promise<unknown> =>
  profile.addInitScript((name) => {
    const noted = globalThis as { turn?: { lockAt: number; lineAt?: number } };
    const request: typeof navigator.locks.request = navigator.locks.request.bind(navigator.locks);
    navigator.locks.request = (async (
      wanted: string,
      options: LockOptions,
      work: LockGrantedCallback<unknown>,
    ) => {
      if (wanted !== name)
        return typeof options === 'function' ? request(wanted, options) : request(wanted, options, work);
      return request(wanted, options, (lock) => {
        noted.turn = { lockAt: performance.timeOrigin + performance.now() };
        return work(lock);
      });
    }) as typeof request;
    new BroadcastChannel(name).addEventListener('message', ({ data }) => {
      const [peer] = data.type === 'view' ? data.peers : [];
      if (noted.turn !== undefined && peer !== undefined) noted.turn.lineAt ??= peer.since;
    });
  }, LOCK);

const turnOf = ({ page }: Person): Promise<Turn | undefined> =>
  page.evaluate(() => (globalThis as { turn?: Turn }).turn);
