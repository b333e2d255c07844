import { expect, it, vi } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { parseCid } from '#lib/bytes/unixfs.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { FeedIndex } from '#lib/feed/feed-index.ts';
import { Holdings } from '#lib/feed/holdings.ts';
import { SnapshotReader } from '#lib/feed/snapshot-reader.ts';
import { Sync } from '#lib/feed/sync.ts';
import type { Checkpoint } from '#lib/proof/checkpoints.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import { encodePost } from '#lib/protocols/index.ts';
import { encodeFrame, heldFileStart, type HeldFrame } from '#lib/store/held-file.ts';
import { ScriptedSource } from '#tests/support/scripted-source.ts';
import { shelfOf } from '#tests/support/snapshot-shelf.ts';
import { TestChain, write, writer, type Written } from '#tests/support/written.ts';
import { makeSnapshot } from '#tools/make-snapshot.ts';

const mira = writer('mira');
const post = (seed: number) =>
  write(mira, [encodePost({ owner: mira.owner, text: `${seed} ${'x'.repeat(3000)}` })], {
    seed,
    sigma: false,
  });
const below = Array.from({ length: 60 }, (_, seed) => post(seed));
const [old, fresh, later] = [post(100), post(101), post(102)];

/** Blocks to 4,100, with posts at 2,500, 2,501, 4,050 and 4,090. */
const chain = new TestChain();
while (chain.height < 4100) {
  const next = chain.height + 1;
  chain.mine(
    next === 2500 ? below : next === 2501 ? [old] : next === 4050 ? [fresh] : next === 4090 ? [later] : [],
  );
}
const pin = (height: number): Checkpoint => {
  const header = chain.headers[height];
  if (header === undefined) throw new Error(`no block ${height}`);
  return { height, hash: header.hash };
};
const all = [...below, old, fresh, later];
const { signal } = new AbortController();

const made = (from: number, to: number) =>
  makeSnapshot(
    {
      network: 'devnet',
      headers: (at, count) => Promise.resolve(chain.raws.slice(at, at + count)),
      entries: all.map((each) => chain.sourced(each)),
    },
    from,
    to,
  );

/** Somebody who knows three blocks, and follows the chain from the last of them. */
function newcomer(shelf: ReturnType<typeof shelfOf>['shelf'], done?: string) {
  const checkpoints = [pin(0), pin(2016), pin(4032)];
  const holdings = new Holdings({
    chain: new HeaderChain(NETWORK_PARAMS.devnet, pin(4032), { checkpoints }),
    index: new FeedIndex('bsv'),
  });
  const stored: string[] = [];
  const reader = new SnapshotReader({
    shelf,
    network: 'devnet',
    holdings,
    done,
    store: async (text) => void (text === undefined || stored.push(text)),
  });
  const stateOf = ({ txid }: Written) => holdings.index.tx(txid)?.proof.state;
  return { holdings, reader, stored, stateOf, read: () => reader.read(signal, () => 1) };
}

it('gives a newcomer posts above and below its row of headers, each proven', async () => {
  const { bytes, transactions, leftOut } = await made(2400, 4060);
  expect([transactions, leftOut]).toEqual([62, []]);
  const host = shelfOf(bytes, { from: 2400, to: 4060, transactions });
  expect(parseCid(host.cid)?.kind).toBe('node');
  const { reader, stored, stateOf, read, holdings } = newcomer(host.shelf);
  expect(await read()).toBe(true);
  expect(new Set([...below, old, fresh].map(stateOf))).toEqual(new Set(['proven']));
  expect(stateOf(later)).toBeUndefined();
  expect(reader.record.status()).toEqual({ name: 'snapshots', state: 'agrees', lastAnswer: 1, height: 4060 });
  expect([reader.isOffered, stored]).toEqual([true, [host.cid]]);
  expect(holdings.heldBetween(2500, 2500)).toBe(60);
  // What was read is not asked for again, neither now nor after a start.
  const asked = host.asked.length;
  await read();
  await newcomer(host.shelf, host.cid).read();
  expect(host.asked.slice(asked)).toEqual(['list.json', 'list.json']);
});

it('is the same file whoever makes it, of whatever order', async () => {
  const turned = await makeSnapshot(
    {
      network: 'devnet',
      headers: (at, count) => Promise.resolve(chain.raws.slice(at, at + Math.min(count, 700))),
      entries: [...all, ...all].toReversed().map((each) => chain.sourced(each)),
    },
    2400,
    3000,
  );
  expect(turned.bytes).toEqual((await made(2400, 3000)).bytes);
});

it('does not fetch what is held', async () => {
  const { bytes } = await made(2400, 4060);
  const host = shelfOf(bytes, { from: 4040, to: 4060, transactions: 1 });
  const { holdings, read } = newcomer(host.shelf);
  holdings.takeHeaders(4032, chain.raws.slice(4032));
  await holdings.takeEntries('stack', [chain.sourced(fresh)], signal);
  await read();
  expect(host.asked).toEqual(['list.json']);
});

/** A file under its own true name that says these things. */
const fileOf = (...frames: readonly HeldFrame[]): Uint8Array =>
  concatBytes([
    heldFileStart('devnet'),
    encodeFrame({ kind: 'headers', from: 4032, packed: concatBytes(chain.raws.slice(4032)) }),
    ...frames.map(encodeFrame),
    encodeFrame({
      kind: 'end',
      transactions: frames.filter(({ kind }) => kind === 'transaction').length,
      kept: frames.filter(({ kind }) => kind === 'kept').length,
    }),
  ]);
const txOf = (written: Written): Extract<HeldFrame, { kind: 'transaction' }> => {
  const { raw, bump } = chain.sourced(written);
  return { kind: 'transaction', raw, ...(bump !== undefined && { bump }) };
};

it('keeps nothing of what is false in a forged one, and counts it', async () => {
  const words = later.raw.slice();
  const at = words.indexOf('x'.charCodeAt(0), 200);
  words[at] = 'y'.charCodeAt(0);
  const { bump: none, ...bare } = txOf(later);
  const { bump = none } = txOf(fresh);
  const host = shelfOf(
    fileOf(
      { ...txOf(later), raw: words },
      { ...txOf(later), ...(bump && { bump }) },
      bare,
      // Of a height whose header nobody has.
      { ...txOf(later), bump: Uint8Array.of(0xfe, 0, 0, 9, 0, ...(none?.slice(3) ?? [])) },
      txOf(fresh),
    ),
  );
  const { reader, holdings, stateOf, read } = newcomer(host.shelf);
  await read();
  expect([stateOf(fresh), stateOf(later), holdings.count]).toEqual(['proven', undefined, 1]);
  expect(reader.record.refused).toBe(4);
  expect(reader.record.status().state).toBe('refused');
});

it.each([
  ['other bytes than its name', (block: Uint8Array) => block.with(50_000, block[50_000] === 1 ? 2 : 1)],
  ['too few', (block: Uint8Array) => block.slice(0, -1)],
])('refuses %s, keeps nothing of them, and does not ask again', async (_, change) => {
  const { bytes } = await made(2400, 4060);
  const host = shelfOf(bytes);
  const [first] = [...host.blocks.keys()];
  if (first === undefined) throw new Error('no block');
  host.blocks.set(first, change(host.blocks.get(first) ?? new Uint8Array(0)));
  const { reader, holdings, stored, read } = newcomer(host.shelf);
  expect(await read()).toBe(true);
  expect([holdings.count, reader.record.refused, stored]).toEqual([0, 1, []]);
  const asked = host.asked.length;
  await read();
  expect(host.asked.slice(asked)).toEqual(['list.json']);
});

it.each<readonly [string, readonly HeldFrame[]]>([
  ['says what somebody keeps', [{ kind: 'kept', row: { kind: 'mute', id: mira.key, at: 1 } }]],
  ['is of another chain', [{ kind: 'about', network: 'main' }]],
  ['has headers that are not in a row', [{ kind: 'headers', from: 4032, packed: new Uint8Array(80) }]],
])('reads no further in one that %s', async (_, frames) => {
  const host = shelfOf(fileOf(...frames, txOf(fresh)));
  const { reader, holdings, stored, read } = newcomer(host.shelf);
  expect(await read()).toBe(true);
  expect([holdings.count, reader.record.refused, stored]).toEqual([0, 1, []]);
});

it('tries again what did not come', async () => {
  const host = shelfOf((await made(2400, 4060)).bytes);
  const last = [...host.blocks].filter(([name]) => parseCid(name)?.kind === 'leaf').at(-1);
  if (last === undefined) throw new Error('no leaf');
  host.blocks.delete(last[0]);
  const { reader, stored, stateOf, read } = newcomer(host.shelf);
  expect(await read()).toBe(false);
  expect([reader.record.status().state, reader.record.refused]).toEqual(['unreachable', 0]);
  host.blocks.set(...last);
  expect(await read()).toBe(true);
  expect([stateOf(fresh), stored]).toEqual(['proven', [host.cid]]);
});

it('is of no use to another network, and asks for none of it', async () => {
  const host = shelfOf((await made(2400, 4060)).bytes, {}, 'main');
  const { reader, read } = newcomer(host.shelf);
  expect([await read(), reader.isOffered, host.asked]).toEqual([true, false, ['list.json']]);
});

it('waits until every source has had a first round, and stores what it brought', async () => {
  const host = shelfOf((await made(2400, 4060)).bytes);
  const { holdings } = newcomer(host.shelf);
  const slow = new ScriptedSource('stack', chain);
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const stored: (readonly [string, string])[] = [];
  const abort = new AbortController();
  const sync = new Sync({
    sources: [
      {
        key: 'stack',
        source: {
          name: 'stack',
          headers: async (from, count, until) => {
            asked.resolve();
            await answered.promise;
            return slow.headers(from, count, until);
          },
          changes: (cursor, limit, until) => slow.changes(cursor, limit, until),
          watch: () => undefined,
        },
      },
    ],
    snapshots: { shelf: host.shelf, network: 'devnet' },
    holdings,
    cursors: new Map(),
    commit: async ({ cursors = [] }) =>
      void stored.push(...cursors.map(({ source, cursor }) => [source, cursor] as const)),
    onChanged: () => undefined,
    onStatus: () => undefined,
  });
  const running = sync.run(abort.signal);
  await asked.promise;
  expect([host.asked, sync.status().sources.map(({ name }) => name)]).toEqual([[], ['stack']]);
  answered.resolve();
  await vi.waitFor(() => expect(stored).toContainEqual(['snapshots', host.cid]));
  expect(holdings.index.provenPosts).toBe(62);
  expect(sync.status().sources.map(({ name }) => name)).toEqual(['stack', 'snapshots']);
  abort.abort();
  await running;
});
