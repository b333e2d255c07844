import 'fake-indexeddb/auto';
import { describe, expect, test, vi } from 'vitest';
import { neighbourAnswerSchema } from '#lib/bridge/neighbour-messages.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { fromDisplayHex, fromHex, toHex } from '#lib/bytes/hex.ts';
import { isOutpoint, type Txid } from '#lib/bytes/brand.ts';
import { nameOf } from '#lib/p2p/cid.ts';
import { DIAL_MS } from '#lib/p2p/limits.ts';
import type { NeighboursView } from '#lib/p2p/neighbours-view.ts';
import { askNeighbour, untilNeighbour } from '#tests/support/ask-neighbour.ts';
import { startBrowser } from '#tests/support/browser-process.ts';
import { DevTools, type DrivenPage } from '#tests/support/devtools.ts';
import { newProfile } from '#tests/support/feed-tab.ts';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { joinNeighbours, startTestRelay } from '#tests/support/neighbours.ts';
import { ownRecord } from '#tests/support/own-record.ts';
import { arrive, arriveMortal, type Person } from '#tests/support/person.ts';
import { joinAsStranger, startSilentRelay } from '#tests/support/stranger.ts';

// Neighbours in real browsers.

const PATIENCE = { timeout: 60_000, interval: 50 };
const WORDS = 'The kettle is on, whoever comes.';

// Most of it is waiting: it goes beside the others.
test.concurrent('a stopped worker serves again under its name', { timeout: 240_000 }, async () => {
  await using relay = await startTestRelay();
  await using nabo = await startNabo({ relays: [relay.address], seed: 'story' });
  await using browser = await startBrowser();
  using devtools = await DevTools.connect(browser.devtools);
  const page = await devtools.openPage(nabo.url);
  const before = await untilDriven(page, ({ state, shelf }) => state === 'on' && shelf.transactions > 0);

  // A page that is hidden or closed asks for a minute more. This one keeps quiet, as one that crashed would: the worker
  // has what was asked for last, up to twenty seconds, and then Chromium's thirty. Nobody is attached to it.
  await page.evaluate(
    `addEventListener('visibilitychange', (event) => event.stopImmediatePropagation(), { capture: true })`,
  );
  const begun = performance.now();
  await page.close();
  await vi.waitFor(() => expect(devtools.runningWorkers()).toEqual([]), PATIENCE);
  expect(performance.now() - begun).toBeGreaterThan(25_000);

  await using birch = await joinNeighbours(newProfile(), [relay.address]);
  await vi.waitFor(() => expect(birch.neighbour.addresses()).not.toEqual([]), PATIENCE);
  expect(await birch.neighbour.view()).toMatchObject({ peers: [], recent: [] });
  const again = await devtools.openPage(nabo.url);
  const after = await untilDriven(again, ({ state }) => state === 'on');
  expect(after.self).toBe(before.self);
  await vi.waitFor(async () => {
    const { recent } = await birch.neighbour.view();
    expect(recent[0]).toMatchObject({ direction: 'in', peer: before.self });
  }, PATIENCE);
});

describe.concurrent('neighbours', () => {
  test('a post outlives its author and every server', { concurrent: false }, async () => {
    await using relay = await startTestRelay();
    await using nabo = await startNabo({ relays: [relay.address] });
    await nabo.mine();
    await using clover = await comeBy(nabo);
    // Which blocks there are is known from now on; what is in them is not.
    await clover.visit('/map');
    await clover.page.getByRole('application', { name: /^Map of [\d,]+ districts/ }).waitFor();
    const { self: cloverId, shelf: empty } = await untilNeighbour(clover.page, ({ state }) => state === 'on');
    expect(empty.transactions).toBe(0);
    await leave(clover);

    await using alder = await arriveMortal(nabo.url);
    await alder.visit();
    await alder.write(WORDS);
    await alder.sees(WORDS, 'Seen');
    await nabo.mine();
    await alder.sees(WORDS, /In block \d+/);
    await using birch = await comeBy(nabo);
    await birch.sees(WORDS, /proof checked/);
    const { self: birchId } = await untilNeighbour(
      birch.page,
      ({ state, shelf }) => state === 'on' && shelf.transactions === 1,
    );
    const id = (await birch.post(WORDS).getAttribute('data-id')) ?? '';
    if (!isOutpoint(id)) throw new Error(`not an outpoint: ${id}`);
    const txid = id.slice(0, 64) as Txid;
    const raw = await (await fetch(`${nabo.devnetUrl}/esplora/tx/${txid}/raw`)).bytes();
    expect(nameOf(raw)).toBe(txid);
    await birch.visit('/district#1');
    await birch.page.getByText('The land is real').first().waitFor();
    await leave(birch);

    for (const person of [clover, birch]) person.expect(/net::ERR_|Failed to fetch/);
    await alder.browser.kill();
    await nabo.killServers();
    const answered = (): number => nabo.taps.host.answered() + nabo.taps.devnet.answered();
    const before = answered();

    // Somebody offers other words under that name. They are a post too, and hash to something else.
    await using liar = await joinAsStranger(relay.address);
    await liar.give(txid, tampered(raw, WORDS, 'The kettle is on, bring coins...'));
    // The last word of the page that was left may have woken its worker again. One that starts anew greets everybody.
    await leave(clover);
    await clover.visit();
    await vi.waitFor(() => expect(liar.heard.map(({ from }) => from)).toContain(cloverId), PATIENCE);
    await liar.announce([txid]);
    const lied = await untilNeighbour(clover.page, ({ refused }) => refused > 0);
    expect(lied).toMatchObject({ recent: [], shelf: { transactions: 0 } });
    await clover.visit('/neighbours');
    await clover.page.getByText('Bytes that were not what they claimed').waitFor();

    await birch.visit();
    await clover.visit();
    await clover.sees(WORDS, /proof checked/);
    expect(await clover.page.getByText('bring coins').count()).toBe(0);
    const came = await askNeighbour(clover.page);
    expect(came.recent).toMatchObject([{ direction: 'in', txid, peer: birchId, bytes: raw.length }]);
    const gone = await untilNeighbour(birch.page, ({ recent }) => recent.length > 0);
    expect(gone.self).toBe(birchId);
    expect(gone.recent).toMatchObject([{ direction: 'out', txid, peer: cloverId, bytes: raw.length }]);
    const line = gone.peers.find((peer) => peer.id === cloverId);
    expect(line).toMatchObject({ via: 'relay', blocksOut: 1 });
    expect(line?.bytesOut).toBeGreaterThan(raw.length);

    await clover.page.locator(`article[data-id="${id}"] [data-opens]`).click();
    const checked = clover.page.getByRole('region', { name: 'Checked on this device' });
    await checked.getByText('Proven', { exact: true }).waitFor();
    await checked.getByText(`is the hash of these ${raw.length} bytes.`).waitFor();
    await checked.getByText(/by a path of hashes to the header/).waitFor();
    await checked.getByText('A neighbour').waitFor();
    await checked.getByText('No server was asked.').waitFor();
    // Of two who said that they hold it one lied, and may be near still.
    await clover.page.getByRole('link', { name: /^Held by [12] neighbours?$/ }).waitFor();

    // So does land: the block is the one that the chain has at that height, whoever gives it.
    await clover.visit('/district#1');
    await clover.page.getByText('The land is real').first().waitFor();
    await clover.page.getByRole('img', { name: /^Plan of 1 parcel/ }).waitFor();
    // Not one byte of an answer has come from a server since.
    expect(answered()).toBe(before);
    expect([...clover.complaints, ...birch.complaints]).toEqual([]);
  });

  test('a relay that came back has its neighbours back in ten seconds', { concurrent: false }, async () => {
    await using relay = await startTestRelay();
    await using nabo = await startNabo({ relays: [relay.address], seed: 'story' });
    await using alder = await comeBy(nabo);
    const isIn = ({ relays }: NeighboursView): boolean => relays.every(({ connected }) => connected);
    await untilNeighbour(
      alder.page,
      (view) => view.state === 'on' && isIn(view) && view.shelf.transactions > 0,
    );
    alder.expect(/WebSocket connection to .* failed/);
    await relay.kill();
    await untilNeighbour(alder.page, (view) => !isIn(view));
    await relay.restart();
    const begun = performance.now();
    await untilNeighbour(alder.page, isIn);
    expect(performance.now() - begun).toBeLessThan(10_000);
    // And is found there: its place at the relay is taken anew, too.
    await using birch = await joinNeighbours(newProfile(), [relay.address]);
    await vi.waitFor(async () => expect((await birch.neighbour.view()).recent).not.toEqual([]), PATIENCE);
    expect(alder.complaints).toEqual([]);
  });

  test('a dead holder that is named first does not hold up the living', { concurrent: false }, async () => {
    await using relay = await startTestRelay();
    await using silent = await startSilentRelay();
    await using nabo = await startNabo({ relays: [relay.address, silent.address] });
    await using clover = await comeBy(nabo);
    const { self = '' } = await untilNeighbour(clover.page, ({ state }) => state === 'on');
    const { txid, raw } = ownRecord('held by the living');
    const digest = toHex(fromDisplayHex(txid) ?? encodeUtf8('-'));
    await using living = await joinAsStranger(relay.address);
    await living.announce([txid]);
    // It was asked, and had nothing yet.
    await vi.waitFor(() => expect(living.sent()).toContain(digest), PATIENCE);
    await living.give(txid, raw);
    await living.hangUp(self);
    await untilNeighbour(clover.page, ({ peers }) => peers.length === 0);

    await using ghost = await joinAsStranger(relay.address);
    const begun = performance.now();
    await ghost.announce([txid], [`${silent.address}/p2p-circuit/p2p/${ghost.id}`]);
    // It is on the shelf a moment before it is told.
    const view = await untilNeighbour(
      clover.page,
      ({ shelf, recent }) => shelf.transactions === 1 && recent.length > 0,
    );
    // The one that is named first takes the call, says nothing, and is given up after DIAL_MS.
    expect(performance.now() - begun).toBeLessThan(DIAL_MS);
    expect(silent.calls()).toBeGreaterThan(0);
    expect(view.recent).toMatchObject([{ direction: 'in', txid, peer: living.id }]);
  });

  test('with sharing off nothing is served and nothing announced', { concurrent: false }, async () => {
    await using relay = await startTestRelay();
    await using nabo = await startNabo({ relays: [relay.address] });
    await using spy = await joinAsStranger(relay.address);
    await using birch = await joinNeighbours(newProfile(), [relay.address]);
    await using alder = await comeBy(nabo);
    await alder.write(WORDS);
    await alder.sees(WORDS, 'Seen');
    const { self = '', shelf } = await untilNeighbour(
      alder.page,
      ({ state, shelf: held }) => state === 'on' && held.transactions > 0,
    );
    expect(shelf.transactions).toBe(1);
    const said = (): number => spy.heard.filter(({ from }) => from === self).length;
    await vi.waitFor(() => expect(said()).toBeGreaterThan(0), PATIENCE);
    await spy.reach(self);
    expect(await spy.holdingsOf(self)).toHaveLength(1);

    await alder.visit('/neighbours');
    const share = alder.page.getByRole('switch', { name: 'Share what I hold' });
    await share.click();
    await alder.page.getByText('You keep to yourself.').waitFor();
    const before = said();
    await expect(spy.reach(self)).rejects.toThrow();
    await expect(spy.holdingsOf(self)).rejects.toThrow();

    // What is read and written from now on is nobody's business, also after the worker was ended.
    await alder.visit();
    await alder.write('Said behind a closed door.');
    await alder.sees('Said behind a closed door.', 'Seen');
    await leave(alder);
    await alder.visit();
    await alder.post('Said behind a closed door.').waitFor();
    const { sharing, state } = await askNeighbour(alder.page);
    expect([sharing, state]).toEqual([false, 'off']);
    // Whatever was said before comes by the same way as what somebody else says now.
    for (const words of ['one', 'two', 'three', 'four']) {
      const record = ownRecord(words);
      await birch.neighbour.hold(record.txid, record.raw);
      await vi.waitFor(
        () => expect(spy.heard.flatMap(({ announcement }) => announcement.txids)).toContain(record.txid),
        PATIENCE,
      );
    }
    expect(said()).toBe(before);
    await expect(spy.reach(self)).rejects.toThrow();
    expect((await birch.neighbour.view()).peers.map(({ id }) => id)).not.toContain(self);

    await askNeighbour(alder.page, { type: 'SET_SHARING', on: true });
    await vi.waitFor(() => expect(said()).toBeGreaterThan(before), PATIENCE);
    expect(alder.complaints).toEqual([]);
  });
});

/** Somebody with a new browser who opens the app, until the next visit needs no host. */
async function comeBy(nabo: Nabo): Promise<Person> {
  const person = await arrive(nabo.url);
  await person.visit();
  await person.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  return person;
}

/** Asks a page's service worker until the answer is as it should be. */
async function untilDriven(
  page: DrivenPage,
  holds: (view: NeighboursView) => boolean,
): Promise<NeighboursView> {
  return vi.waitFor(async () => {
    const view = await showNeighbours(page);
    if (!holds(view)) throw new Error(`still so: ${JSON.stringify(view)}`);
    return view;
  }, PATIENCE);
}

async function showNeighbours(page: DrivenPage): Promise<NeighboursView> {
  // A worker that is just ending hears nothing any more: whoever waits asks again.
  const said = await page.evaluate(`new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('no answer')), 3_000);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ type: 'SHOW_NEIGHBOURS' }, [port2]));
  })`);
  const answer = neighbourAnswerSchema.parse(said);
  if (answer.type !== 'VIEW') throw new Error(JSON.stringify(answer));
  return answer.view;
}

/** Closes the app, and ends its worker at once, as Chromium does some time later. */
async function leave({ page, profile }: Person): Promise<void> {
  await page.goto('about:blank');
  const session = await profile.newCDPSession(page);
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  await session.detach();
}

/** The same transaction with other words of the same length. */
function tampered(raw: Uint8Array, words: string, others: string): Uint8Array {
  const hex = toHex(raw);
  const twin = hex.replaceAll(toHex(encodeUtf8(words)), toHex(encodeUtf8(others)));
  if (twin === hex || twin.length !== hex.length) throw new Error('nothing was tampered with');
  return fromHex(twin) ?? raw;
}
