import 'fake-indexeddb/auto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateKeyPair } from '@libp2p/crypto/keys';
import { expect, it, vi } from 'vitest';
import { parseDenylist, watchDenylist } from '#lib/p2p/relay/denylist.ts';
import { serveRelayHealth } from '#lib/p2p/relay/health.ts';
import { startRelay } from '#lib/p2p/relay/relay.ts';
import { newProfile } from '#tests/support/feed-tab.ts';
import { joinNeighbours, startTestRelay, type TestNeighbour } from '#tests/support/neighbours.ts';
import { ownRecord } from '#tests/support/own-record.ts';
import { joinAsStranger, newPeerId, type Stranger } from '#tests/support/stranger.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };
const TIMEOUT = 60_000;

const isConnectedTo = (neighbour: TestNeighbour, count: number): Promise<void> =>
  vi.waitFor(async () => {
    const { relays } = await neighbour.neighbour.view();
    expect(relays.filter(({ connected }) => connected)).toHaveLength(count);
  }, PATIENCE);

it('reads a denylist line by line, and says which lines are none', async () => {
  const [peer, { txid }] = [(await newPeerId()).toString(), ownRecord('denied')];
  const { names, wrong } = parseDenylist(`# these\n${peer} # somebody\n\n  ${txid}\nnobody\n${txid}ff\n`);
  expect([...names]).toEqual([peer, txid]);
  expect(wrong).toEqual([5, 6]);
});

it('keeps what it read when the file is gone', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'nabo-denylist-'));
  const { txid } = ownRecord('denied');
  const said: string[] = [];
  await writeFile(path.join(folder, 'list'), `${txid}\nrubbish\n`);
  const list = await watchDenylist(path.join(folder, 'list'), (sentence) => said.push(sentence));
  const none = await watchDenylist(path.join(folder, 'nothing'), (sentence) => said.push(sentence));
  list.stop();
  none.stop();
  await rm(folder, { recursive: true });
  expect(list.deniesTxid(txid)).toBe(true);
  expect(none.deniesTxid(txid)).toBe(false);
  expect(said).toEqual([expect.stringContaining('lines 2'), expect.stringContaining('cannot be read')]);
});

it(
  'does not carry what its denylist names, and tells how much it carries, not whose',
  async () => {
    const denied = ownRecord('denied here');
    const outcast = await newPeerId();
    const { node, counts } = await startRelay({
      privateKey: await generateKeyPair('Ed25519'),
      port: 0,
      host: '127.0.0.1',
      denylist: {
        deniesPeer: (peer) => peer === outcast.toString(),
        deniesTxid: (txid) => txid === denied.txid,
      },
    });
    const health = await serveRelayHealth(0, counts);
    const bound = health.address();
    if (typeof bound !== 'object' || bound === null) throw new Error('not listening');
    const get = async (url: string): Promise<string> =>
      (await fetch(`http://127.0.0.1:${bound.port}${url}`)).text();
    try {
      const address = node.getMultiaddrs()[0]?.toString() ?? '';
      await using speaker = await joinAsStranger(address);
      await using listener = await joinAsStranger(address);
      const after = ownRecord('carried here');
      await speaker.announce([denied.txid]);
      await speaker.announce([after.txid]);
      await vi.waitFor(
        () => expect(listener.heard.flatMap(({ announcement }) => announcement.txids)).toContain(after.txid),
        PATIENCE,
      );
      expect(listener.heard.flatMap(({ announcement }) => announcement.txids)).not.toContain(denied.txid);
      expect(JSON.parse(await get('/health'))).toMatchObject({ ok: true });
      const metrics = await get('/metrics');
      expect(metrics).toMatch(/^nabo_relay_people 2$/m);
      expect(metrics).toMatch(/announcements_total\{result="passed"\} [1-9]/);
      expect(metrics).toMatch(/announcements_total\{result="held"\} [1-9]/);
      for (const id of [speaker.id, listener.id, '127.0.0.1']) expect(metrics).not.toContain(id);
      expect((await fetch(`http://127.0.0.1:${bound.port}/`)).status).toBe(404);
    } finally {
      health.close();
      await node.stop();
    }
  },
  TIMEOUT,
);

it(
  'may die: with another relay left, posts go on by that one',
  async () => {
    await using one = await startTestRelay();
    await using two = await startTestRelay();
    await using ann = await joinNeighbours(newProfile(), [one.address, two.address]);
    await using ben = await joinNeighbours(newProfile(), [one.address, two.address]);
    await Promise.all([isConnectedTo(ann, 2), isConnectedTo(ben, 2)]);
    const before = ownRecord('by either relay');
    await ann.neighbour.hold(before.txid, before.raw);
    await vi.waitFor(async () => expect(await ben.store.count()).toBe(1), PATIENCE);
    await one.kill();
    await Promise.all([isConnectedTo(ann, 1), isConnectedTo(ben, 1)]);
    const after = ownRecord('by the one that is left');
    await ben.neighbour.hold(after.txid, after.raw);
    await vi.waitFor(async () => expect(await ann.store.count()).toBe(2), PATIENCE);
  },
  TIMEOUT,
);

it(
  'keeps nothing but its key, and logs nothing but its own address',
  async () => {
    const data = await mkdtemp(path.join(tmpdir(), 'nabo-relay-'));
    const relay = spawn(process.execPath, ['lib/p2p/relay/main.ts'], {
      env: { ...process.env, RELAY_PORT: '0', RELAY_DATA: data, RELAY_HEALTH_PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = once(relay, 'exit');
    let said = '';
    for (const output of [relay.stdout, relay.stderr])
      output.on('data', (chunk: Uint8Array) => (said += new TextDecoder().decode(chunk)));
    try {
      const { url = '', health = '' } = await vi.waitFor(
        () => JSON.parse(said) as { readonly url?: string; readonly health?: string },
        PATIENCE,
      );
      await using speaker = await joinAsStranger(url);
      await using listener = await joinAsStranger(url);
      const { txid } = ownRecord('passed on, and kept by nobody');
      await speaker.announce([txid]);
      await vi.waitFor(
        () => expect(listener.heard.flatMap(({ announcement }) => announcement.txids)).toContain(txid),
        PATIENCE,
      );
      await speaker.reach(listener.id);
      await listener.hangUp(speaker.id);
      expect((await fetch(`${health}/health`)).status).toBe(200);
    } finally {
      relay.kill('SIGTERM');
      await exited;
    }
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(await readdir(data)).toEqual(['key']);
    await rm(data, { recursive: true });
  },
  TIMEOUT,
);

it(
  'passes on what one says to all, also where they are many and seem to come from one place',
  async () => {
    await using relay = await startTestRelay();
    await using people = new AsyncDisposableStack();
    // Gossip by its own rules leaves out whoever is more than twelve, and is deaf to more than a dozen from one address.
    const all: Stranger[] = [];
    while (all.length < 18) all.push(people.use(await joinAsStranger(relay.address)));
    for (const speaker of [all[0], all[17]]) {
      const { txid } = ownRecord(`heard by all but ${speaker?.id}`);
      const deaf = (): number =>
        all.filter(
          ({ id, heard }) =>
            id !== speaker?.id && !heard.some(({ announcement }) => announcement.txids.includes(txid)),
        ).length;
      // Said again, as people do for those who came a moment later: the relay may not have noticed the last of them.
      await vi.waitFor(
        async () => {
          await speaker?.announce([txid]);
          await vi.waitFor(() => expect(deaf()).toBe(0), { timeout: 1_000, interval: 20 });
        },
        { timeout: 20_000, interval: 1_000 },
      );
    }
  },
  TIMEOUT,
);
