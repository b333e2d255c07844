import { connect } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { byteSize } from '#components/ui/format.ts';
import { untilNeighbour } from '#tests/support/ask-neighbour.ts';
import { openProfile } from '#tests/support/chromium.ts';
import { npmStart, type Started } from '#tests/support/npm-start.ts';
import { seat } from '#tests/support/person.ts';

/** The plug is out for one, and a busy machine takes as long for the rest. */
const MINUTES = 4 * 60_000;
const WORDS = 'The lamp at the corner is lit.';

let data: string;
let nabo: Started | undefined;

beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'nabo-plug-'));
});

afterEach(async () => {
  nabo?.kill();
  await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

it(
  'hands a post from one person on this machine to another while every server is gone',
  async () => {
    nabo = await npmStart({ data });
    const [here, nextDoor] = ['a', 'b'].map((name) => `http://${name}.localhost:${nabo?.port}`);
    await using profile = await openProfile();

    // B has the app, and hears of nothing that is written from now on.
    const before = seat(await profile.newPage(), nextDoor ?? '');
    await before.visit();
    await untilNeighbour(before.page, ({ state }) => state === 'on');
    await before.page.close();

    const ann = seat(await profile.newPage(), here ?? '');
    await ann.visit();
    await ann.write(WORDS);
    await ann.sees(WORDS, /In block \d+/);
    const id = (await ann.post(WORDS).getAttribute('data-id')) ?? '';
    const txid = id.slice(0, 64);
    const bytes = await sizeOf(nabo, txid);
    const { self = '' } = await untilNeighbour(ann.page, ({ state }) => state === 'on');

    await ann.page.getByRole('link', { name: 'Neighbours' }).first().click();
    const steps = ann.page.getByRole('region', { name: 'Be your own neighbour' });
    const newest = steps.getByRole('link', { name: /^the newest post/ });
    await vi.waitUntil(async () => (await newest.getAttribute('href'))?.endsWith(`/post#${id}`), PATIENCE);

    ann.expect(GONE);
    await steps.getByRole('button', { name: 'Pull the plug' }).click();
    await steps.getByText(/gone for 60 seconds/).waitFor();
    expect(await listening(nabo)).toEqual({ app: false, devnet: false, relay: true });

    const opened = profile.waitForEvent('page');
    await newest.click();
    const ben = seat(await opened, nextDoor ?? '');
    ben.expect(GONE);
    expect(ben.page.url()).toBe(`${nextDoor}/post#${id}`);
    await ben.post(WORDS).waitFor();
    await ben.page.getByText('Only the relay is left. Nothing much happened.').waitFor();
    // Nobody but the neighbour can have brought it: no server was there at any time between.
    expect(await listening(nabo)).toEqual({ app: false, devnet: false, relay: true });

    const { recent } = await untilNeighbour(ben.page, () => true);
    const came = recent.find((passage) => passage.direction === 'in' && passage.txid === txid);
    expect(came).toMatchObject({ peer: self, bytes });
    expect(came?.ms).toBeGreaterThan(0);
    // What the screen says is what happened.
    const took = new RegExp(`${byteSize(bytes)} hash checked, [\\d.,]+ (?:ms|sec)`);
    await ben.page.locator('figcaption').filter({ hasText: took }).waitFor();
    await ben.page.getByText('Checked on this device').click();
    await ben.page.getByText(`A neighbour …${self.slice(-4)}`).waitFor();
    const how = new RegExp(`${byteSize(bytes)} in [\\d.,]+ (?:ms|sec), through the relay`);
    await ben.page.getByText(how).waitFor();
    await ben.sees(WORDS, 'Proven');

    await ben.page.getByText('The servers are back.').waitFor({ timeout: 120_000 });
    await steps.getByText('Devnet and host are back.').waitFor();
    expect(await listening(nabo)).toEqual({ app: true, devnet: true, relay: true });
    await ben.page.reload();
    await ben.sees(WORDS, 'Proven');
    expect([...before.complaints, ...ann.complaints, ...ben.complaints]).toEqual([]);
    expect(await nabo.stop()).toBe(0);
  },
  MINUTES,
);

const PATIENCE = { timeout: 30_000, interval: 100 };
/** What a browser says of servers that are gone, and of a broadcaster that does not know a transaction yet. */
const GONE = /net::ERR_|Failed to fetch|404 \(Not Found\) .*\/arcade\/tx\//;

/** How many bytes the devnet has for a transaction. */
async function sizeOf({ devnetPort }: Started, txid: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${devnetPort}/1sat/beef/${txid}/tx`);
  expect(response.status).toBe(200);
  return (await response.arrayBuffer()).byteLength;
}

/** Who takes connections, asked of the system itself. */
async function listening({ port, devnetPort, relayPort }: Started) {
  const [app, devnet, relay] = await Promise.all([port, devnetPort, relayPort].map(takesConnections));
  return { app, devnet, relay };
}

const takesConnections = async (port: number): Promise<boolean> =>
  (await Promise.all(['127.0.0.1', '::1'].map((host) => connects(port, host)))).includes(true);

const connects = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
