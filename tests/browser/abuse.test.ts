import 'fake-indexeddb/auto';
import type { Stream } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { asSats, asTxid, type Txid } from '#lib/bytes/brand.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { fromDisplayHex, fromHex, toHex } from '#lib/bytes/hex.ts';
import { encodeTx, parseTx, txidOf } from '#lib/chain/tx.ts';
import { cidOf } from '#lib/p2p/cid.ts';
import { MAX_BITSWAP_BYTES, MAX_REFUSALS, MAX_TX_BYTES } from '#lib/p2p/limits.ts';
import { BITSWAP } from '#lib/p2p/protocols.ts';
import { encodeInscription } from '#lib/protocols/file.ts';
import { encodePost } from '#lib/protocols/index.ts';
import { askNeighbour, untilNeighbour } from '#tests/support/ask-neighbour.ts';
import {
  bitswapMessage,
  IDENTITY_PREFIX,
  TRANSACTION_PREFIX,
  wantMessage,
} from '#tests/support/bitswap-wire.ts';
import { DevTools } from '#tests/support/devtools.ts';
import { newProfile } from '#tests/support/feed-tab.ts';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { joinNeighbours, startTestRelay, type TestRelay } from '#tests/support/neighbours.ts';
import { ownRecord } from '#tests/support/own-record.ts';
import { arriveMortal, type Mortal } from '#tests/support/person.ts';
import { pngHeader } from '#tests/support/pictures.ts';
import { joinAsStranger, type Stranger } from '#tests/support/stranger.ts';
import { noteTasks } from '#tests/support/task-times.ts';

// A browser among neighbours who keep no rule. They are nodes of this process that speak the real protocols; every test
// begins with what the one before has left on the shelf.

const PATIENCE = { timeout: 45_000, interval: 50 };
const TIMEOUT = 120_000;
/** Longer tasks are felt. */
const MOST_MS = 50;
/** What a worker may hold more after a flood than before it. */
const MOST_BYTES = 16 * 1024 * 1024;

let relay: TestRelay;
let nabo: Nabo;
let victim: Mortal;
/** The victim's PeerId. */
let id: string;

beforeAll(async () => {
  relay = await startTestRelay();
  nabo = await startNabo({ relays: [relay.address] });
  victim = await arriveMortal(nabo.url);
  await victim.visit();
  ({ self: id = '' } = await untilNeighbour(
    victim.page,
    ({ state, self }) => state === 'on' && self !== undefined,
  ));
}, TIMEOUT);

afterAll(async () => {
  await victim?.[Symbol.asyncDispose]();
  await nabo?.[Symbol.asyncDispose]();
  await relay?.[Symbol.asyncDispose]();
});

test(
  'floods of wants and announcements cost the page no long task, and no memory',
  { timeout: TIMEOUT },
  async () => {
    using devtools = await DevTools.connect(victim.browser.devtools);
    await using flooder = await joinAsStranger(relay.address);
    await using honest = await joinNeighbours(newProfile(), [relay.address]);
    await reach(flooder);
    const before = await devtools.workerHeap();
    const end = await noteTasks(victim.page);
    const stream = await openBitswap(flooder);
    for (let message = 0; message < 20; message += 1) {
      if (stream.status !== 'open') break;
      const cids = Array.from({ length: 4_000 }, (_none, at) => cidOf(madeUp(message * 4_000 + at)).bytes);
      if (!stream.send(wantMessage(cids)))
        await stream.onDrain({ signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    }
    for (let round = 0; round < 200; round += 1)
      await flooder.announce(Array.from({ length: 16 }, (_none, at) => madeUp(100_000 + round * 16 + at)));
    const words = 'Said in the middle of a flood.';
    const { txid, raw } = ownRecord(words);
    await honest.neighbour.hold(txid, raw);
    await victim.post(words).waitFor();
    const tasks = await end();
    const after = await devtools.workerHeap();
    // A trace that saw nothing must fail.
    expect(tasks.length).toBeGreaterThan(10);
    expect(Math.max(...tasks)).toBeLessThan(MOST_MS);
    expect(after - before).toBeLessThan(MOST_BYTES);
    expect((await askNeighbour(victim.page)).shelf.transactions).toBe(1);
    expect(victim.complaints).toEqual([]);
  },
);

test(
  'nothing of what liars send is kept, they are dropped, and the post comes from somebody honest',
  { timeout: TIMEOUT },
  async () => {
    const { shelf } = await askNeighbour(victim.page);
    const words = 'Wanted by all, and given by one.';
    const { txid, raw } = ownRecord(words);
    await using honest = await joinNeighbours(newProfile(), [relay.address]);
    {
      // What nobody asked for, what is too long, and the digest that is wanted under another kind of hash.
      await using pusher = await joinAsStranger(relay.address);
      await reach(pusher);
      const posts = Array.from({ length: MAX_REFUSALS + 1 }, (_none, at) =>
        ownRecord(`nobody wants number ${at}`),
      );
      const stream = await openBitswap(pusher);
      stream.send(bitswapMessage(posts.map((post) => ({ prefix: TRANSACTION_PREFIX, data: post.raw }))));
      await isHungUpOn(pusher);
    }
    {
      await using talker = await joinAsStranger(relay.address);
      await reach(talker);
      const stream = await openBitswap(talker);
      const data = new Uint8Array(MAX_BITSWAP_BYTES + MAX_TX_BYTES);
      stream.send(bitswapMessage([{ prefix: TRANSACTION_PREFIX, data }]));
      await vi.waitFor(() => expect(stream.status).not.toBe('open'), PATIENCE);
    }
    await using forger = await joinAsStranger(relay.address);
    await using confuser = await joinAsStranger(relay.address);
    await Promise.all([reach(forger), reach(confuser)]);
    const twin = fromHex(
      toHex(raw).replaceAll(toHex(encodeUtf8(words)), toHex(encodeUtf8('Gotten'.padEnd(words.length, '!')))),
    );
    expect(twin).not.toEqual(raw);
    await forger.give(txid, twin ?? new Uint8Array(0));
    const digest = fromDisplayHex(txid) ?? new Uint8Array(0);
    const confusing = bitswapMessage([{ prefix: IDENTITY_PREFIX, data: digest }]);
    const stream = await openBitswap(confuser);
    const confuse = setInterval(() => {
      if (stream.status === 'open') stream.send(confusing);
    }, 5);
    try {
      await Promise.all([forger.announce([txid]), confuser.announce([txid])]);
      await honest.neighbour.hold(txid, raw);
      await victim.post(words).waitFor();
    } finally {
      clearInterval(confuse);
    }
    await isHungUpOn(confuser);
    const view = await askNeighbour(victim.page);
    expect(view.recent.find((each) => each.txid === txid)).toMatchObject({
      direction: 'in',
      peer: honest.neighbour.id,
    });
    expect(view.refused).toBeGreaterThan(MAX_REFUSALS);
    expect(view.shelf.transactions).toBe(shelf.transactions + 1);
    expect(victim.complaints).toEqual([]);
  },
);

test(
  'a valid post with a picture hidden behind it is not put on the text shelf',
  { timeout: TIMEOUT },
  async () => {
    const { shelf, refused } = await askNeighbour(victim.page);
    const hidden = withHiddenPicture('Nothing to see in output one.');
    await using smuggler = await joinAsStranger(relay.address);
    await reach(smuggler);
    await smuggler.give(hidden.txid, hidden.raw);
    await smuggler.announce([hidden.txid]);
    await untilNeighbour(victim.page, (view) => view.refused > refused);
    // Who hides nothing is heard all the same, and later.
    const { txid, raw } = ownRecord('In plain sight.');
    await using honest = await joinNeighbours(newProfile(), [relay.address]);
    await honest.neighbour.hold(txid, raw);
    await victim.post('In plain sight.').waitFor();
    expect((await askNeighbour(victim.page)).shelf.transactions).toBe(shelf.transactions + 1);
    expect((await keptNames()).flat()).not.toContain(hidden.txid);
    expect(victim.complaints).toEqual([]);
  },
);

/** The names of all blocks and of all rows of the shelf, as the page reads the database itself. */
async function keptNames(): Promise<readonly [blocks: readonly string[], rows: readonly string[]]> {
  return victim.page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error as Error));
      });
    const database = await settled(indexedDB.open('nabo-shelf-devnet'));
    const reading = database.transaction(['blocks', 'shelf']);
    const [blocks, rows] = await Promise.all([
      settled(reading.objectStore('blocks').getAllKeys()),
      settled(reading.objectStore('shelf').getAll()) as Promise<{ readonly txid: string }[]>,
    ]);
    database.close();
    return [blocks.map(String), rows.map(({ txid }) => txid)] as const;
  });
}

const reach = async (stranger: Stranger): Promise<void> => {
  await vi.waitFor(() => stranger.reach(id), PATIENCE);
};

const openBitswap = ({ node }: Stranger): Promise<Stream> =>
  node.libp2p.dialProtocol(peerIdFromString(id), BITSWAP, { runOnLimitedConnection: true });

const isHungUpOn = ({ node }: Stranger): Promise<void> =>
  vi.waitFor(() => {
    const lines = node.libp2p.getConnections(peerIdFromString(id));
    expect(lines.filter(({ status }) => status === 'open')).toEqual([]);
  }, PATIENCE);

const madeUp = (at: number): Txid => asTxid(at.toString(16).padStart(64, 'e'));

/** A post, and an inscribed picture at the next output. */
function withHiddenPicture(text: string): { readonly txid: Txid; readonly raw: Uint8Array } {
  const owner = new Uint8Array(20).fill(5);
  const post = encodePost({ text, owner });
  const picture = encodeInscription({ contentType: 'image/png', body: pngHeader(1, 1), owner });
  const raw = encodeTx({
    version: 1,
    inputs: [{ prevTxid: madeUp(7), prevVout: 0, script: new Uint8Array(0), sequence: 0xffff_ffff }],
    outputs: [post, picture].map(({ sats, script }) => ({ sats: asSats(sats), script })),
    lockTime: 0,
  });
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(tx.issue.message);
  return { raw, txid: txidOf(tx.value) };
}
