import { expect, test } from 'vitest';
import { untilNeighbour } from '#tests/support/ask-neighbour.ts';
import { startNabo } from '#tests/support/nabo.ts';
import { startTestRelay } from '#tests/support/neighbours.ts';
import { arrive, seat, type Person } from '#tests/support/person.ts';

// Lines from browser to browser, with real browsers at both ends.

/** No name of another browser is looked up here: they tell each other their addresses as they are. */
const BY_ADDRESS = ['--disable-features=WebRtcHideLocalIpsWithMdns'];

test('two tabs write to each other with relay and every server killed', async () => {
  await using relay = await startTestRelay();
  await using nabo = await startNabo({ relays: [relay.address] });
  await using alder = await arrive(nabo.url, BY_ADDRESS);
  await using birch = await arrive(nabo.url, BY_ADDRESS);
  await Promise.all([comeBy(alder), comeBy(birch)]);
  // Both have coins from now on.
  await Promise.all([writeFirst(alder, 'Alder, in the light.'), writeFirst(birch, 'Birch, in the light.')]);
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

test('a tab with lines is closed, and another of the profile takes over', async () => {
  await using relay = await startTestRelay();
  await using nabo = await startNabo({ relays: [relay.address] });
  await using alder = await arrive(nabo.url, BY_ADDRESS);
  await using birch = await arrive(nabo.url, BY_ADDRESS);
  await Promise.all([comeBy(alder), comeBy(birch)]);
  await Promise.all([connectDirectly(alder), connectDirectly(birch)]);
  await Promise.all([lineOf(alder).waitFor(), lineOf(birch).waitFor()]);

  // A second tab of a profile shows the line and has none; it takes over when the first is closed.
  const second = seat(await alder.profile.newPage(), nabo.url);
  await second.visit('/neighbours');
  await lineOf(second).waitFor();
  expect(await waitsForItsTurn(second)).toBe(true);
  await watchTurn(second);
  const closed = await second.page.evaluate(() => performance.timeOrigin + performance.now());
  await alder.page.close();
  const { at, peers } = await turnOf(second);
  // Some 400 ms on a machine at rest; this one has others to serve.
  expect(at - closed).toBeLessThan(8_000);
  console.info(`took over after ${Math.round(at - closed)} ms`);
  expect(peers).toBe(0);
  // Whoever was at the other end finds the one that is there now.
  await second.page.waitForFunction(() => (globalThis as { turn?: { peers: number } }).turn?.peers === 1);
  await lineOf(birch).waitFor();
  expect([...alder.complaints, ...birch.complaints, ...second.complaints]).toEqual([]);
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

const waitsForItsTurn = ({ page }: Person): Promise<boolean> =>
  page.evaluate(async () => {
    const { pending = [] } = await navigator.locks.query();
    return pending.some(({ name }) => name === 'nabo-direct:devnet');
  });

/** Notes what a page says once its node has been found a place at the relay. */
const watchTurn = ({ page }: Person): Promise<void> =>
  page.evaluate(() => {
    new BroadcastChannel('nabo-direct:devnet').addEventListener('message', ({ data }) => {
      if (data.type !== 'view' || data.isFound !== true) return;
      const noted = globalThis as { turn?: { at: number; peers: number } };
      const at = noted.turn?.at ?? performance.timeOrigin + performance.now();
      noted.turn = { at, peers: data.peers.length };
    });
  });

const turnOf = async ({ page }: Person): Promise<{ at: number; peers: number }> => {
  const turn = await page.waitForFunction(
    () => (globalThis as { turn?: { at: number; peers: number } }).turn,
  );
  const value = await turn.jsonValue();
  if (value === undefined) throw new Error('unreachable: it was waited for');
  return value;
};
