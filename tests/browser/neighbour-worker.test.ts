import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askNeighbour, untilNeighbour } from '#tests/support/ask-neighbour.ts';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { startTestRelay, type TestRelay } from '#tests/support/neighbours.ts';
import { arrive, type Person } from '#tests/support/person.ts';

let relay: TestRelay;
let nabo: Nabo;

beforeAll(async () => {
  relay = await startTestRelay();
  nabo = await startNabo({ relays: [relay.address] });
});

afterAll(async () => {
  await nabo[Symbol.asyncDispose]();
  await relay[Symbol.asyncDispose]();
});

it('brings a post from one service worker to another, with every server gone', async () => {
  await using ben = await comeBy();
  await untilNeighbour(ben.page, ({ state }) => state === 'on');
  // He has the app, and nothing else: what comes later can only come from somebody's browser.
  await ben.page.goto('about:blank');
  await endWorkers(ben);

  await using ann = await comeBy();
  await ann.write('Left on the doorstep.');
  await ann.sees('Left on the doorstep.', 'Seen');
  await nabo.mine();
  await ann.sees('Left on the doorstep.', /In block \d+/);
  const { self } = await untilNeighbour(
    ann.page,
    ({ state, shelf }) => state === 'on' && shelf.transactions === 1,
  );
  for (const person of [ann, ben]) person.expect(/net::ERR_|Failed to fetch/);
  ann.expect(/404 \(Not Found\) .*\/arcade\/tx\//);
  await nabo.killServers();

  await ben.visit();
  await ben.sees('Left on the doorstep.', /in block \d+, proof checked/);
  const { recent, peers } = await askNeighbour(ben.page);
  expect(recent).toMatchObject([{ direction: 'in', peer: self }]);
  expect(peers).toMatchObject([{ id: self, via: 'relay', blocksIn: 1 }]);
  const there = await askNeighbour(ann.page);
  expect(there.recent).toMatchObject([{ direction: 'out', bytes: recent[0]?.bytes }]);
  expect([...ann.complaints, ...ben.complaints]).toEqual([]);
  await nabo.startServers();
});

it('is the same neighbour after the browser ended the worker', async () => {
  await using ann = await comeBy();
  const before = await untilNeighbour(ann.page, ({ state }) => state === 'on');
  await endWorkers(ann);
  expect((await askNeighbour(ann.page)).state).toBe('starting');
  await ann.page.reload();
  const after = await untilNeighbour(ann.page, ({ state }) => state === 'on');
  expect(after.self).toBe(before.self);
});

it('keeps to itself from the switch on, also after the browser ended the worker', async () => {
  await using ann = await comeBy();
  await untilNeighbour(ann.page, ({ state }) => state === 'on');
  await ann.visit('/neighbours');
  const share = ann.page.getByRole('switch', { name: 'Share what I hold' });
  await share.click();
  await ann.page.getByText('You keep to yourself.').waitFor();
  expect(await askNeighbour(ann.page)).toMatchObject({ sharing: false, state: 'off', relays: [] });

  await endWorkers(ann);
  await ann.page.reload();
  await ann.page.getByText('You keep to yourself.').waitFor();
  const off = await askNeighbour(ann.page, { type: 'SET_SHARING', on: false });
  expect(off).toMatchObject({ sharing: false, state: 'off' });
  await share.click();
  await untilNeighbour(ann.page, ({ state, sharing }) => sharing && state === 'on');
  expect(ann.complaints).toEqual([]);
});

it('says once that it shares, moves nothing by it, and keeps to itself from the answer on', async () => {
  await using ann = await comeBy();
  await ann.write('Something to pass on.');
  const post = ann.post('Something to pass on.');
  await post.waitFor();
  const said = ann.page.getByRole('region', { name: 'Sharing' });
  await said.waitFor();
  const top = await post.evaluate((element) => element.getBoundingClientRect().top);
  await said.getByRole('button', { name: 'Only read' }).click();
  await said.waitFor({ state: 'detached' });
  expect(await post.evaluate((element) => element.getBoundingClientRect().top)).toBe(top);
  expect(await askNeighbour(ann.page)).toMatchObject({ sharing: false, state: 'off' });
  await askNeighbour(ann.page, { type: 'SET_SHARING', on: true });
  await ann.page.reload();
  await untilNeighbour(ann.page, ({ state }) => state === 'on');
  await post.waitFor();
  expect(await said.count()).toBe(0);
  expect(ann.complaints).toEqual([]);
});

it('says plainly that a host without relays has no neighbours', async () => {
  await using alone = await startNabo();
  await using ann = await arrive(alone.url);
  await ann.visit('/neighbours');
  await ann.page.getByText('Nobody can knock here.').waitFor();
  expect(ann.complaints).toEqual([]);
});

it.each([
  ['/sw.js', 25_000],
  ['/sw-helia.js', 250_000],
])('keeps %s below %d bytes, compressed', async (path, most) => {
  const script = await (await fetch(nabo.url + path)).bytes();
  expect(gzipSync(script, { level: 9 }).length).toBeLessThan(most);
});

/** Somebody with a new browser who opens the app, until the next visit needs no host. */
async function comeBy(): Promise<Person> {
  const person = await arrive(nabo.url);
  await person.visit();
  await person.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  return person;
}

/** Ends the browser's workers, as the browser does by itself when nothing is asked of them. */
async function endWorkers({ page, profile }: Person): Promise<void> {
  const session = await profile.newCDPSession(page);
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  await session.detach();
}
