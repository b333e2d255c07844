import { afterEach, beforeEach, expect, test } from 'vitest';
import { untilNeighbour } from '#tests/support/ask-neighbour.ts';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { startTestRelay, type TestRelay } from '#tests/support/neighbours.ts';
import { arrive, type Person } from '#tests/support/person.ts';

// Lines from browser to browser, with real browsers at both ends. One test, because its end leaves no server for another.

/** No name of another browser is looked up here: they tell each other their addresses as they are. */
const BY_ADDRESS = ['--disable-features=WebRtcHideLocalIpsWithMdns'];

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

test('two tabs write to each other with relay and every server killed', async () => {
  await Promise.all([connectDirectly(alder), connectDirectly(birch)]);
  await Promise.all([lineOf(alder).waitFor(), lineOf(birch).waitFor()]);

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
  expect(answered()).toBe(before);
  expect([...alder.complaints, ...birch.complaints]).toEqual([]);
});

const lineOf = ({ page }: Person) =>
  page.getByRole('region', { name: 'Who is in' }).getByText(/^directly, here/);

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
}
