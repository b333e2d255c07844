import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, it, vi } from 'vitest';
import type { PeerId } from '@libp2p/interface';
import type { Txid } from '#lib/bytes/brand.ts';
import { FeedReader } from '#lib/p2p/feed-reader.ts';
import type { Exchange } from '#lib/p2p/exchange.ts';
import { Prover } from '#lib/p2p/prove.ts';
import { Receiver } from '#lib/p2p/receive.ts';
import { answerReconcile } from '#lib/p2p/reconcile.ts';
import { MAX_TAKEN_AGAIN, TAKE_AGAIN_MS } from '#lib/p2p/limits.ts';
import { HolderRouter } from '#lib/p2p/router.ts';
import { Shelf } from '#lib/p2p/shelf.ts';
import { TxidTree } from '#lib/p2p/txid-tree.ts';
import { ShelfStore } from '#lib/store/shelf-store.ts';
import { ownRecord } from '#tests/support/own-record.ts';
import { newPeerId } from '#tests/support/stranger.ts';

globalThis.IDBKeyRange = IDBKeyRange;

/** A device, and a neighbour that says nothing of what is recent but compares sums. */
async function devices(options: { readonly budgetBytes?: number } = {}) {
  const factory = new IDBFactory();
  const store = await ShelfStore.open('devnet', { factory });
  const shelf = new Shelf({
    store,
    blocks: {
      get: (txid) => store.block(txid),
      put: (txid, raw) => store.putBlock(txid, raw),
      delete: (txid) => store.deleteBlock(txid),
    },
    ...options,
  });
  const feed = await FeedReader.open('devnet', store, shelf, { factory });
  const theirs = new Map<Txid, Uint8Array>();
  const tree = new TxidTree();
  const exchange = {
    recent: async () => ({ v: 1, txids: [] }),
    proofs: async () => [],
    reconcile: async (_peer: PeerId, question) => answerReconcile(tree, question),
  } as Partial<Exchange> as Exchange;
  const peer = await newPeerId();
  const asked: Txid[] = [];
  const silent = new Set<Txid>();
  const refused: string[] = [];
  const onRefused = (who: PeerId): void => void refused.push(who.toString());
  const receiver = new Receiver({
    network: 'devnet',
    store,
    shelf,
    feed,
    holders: new HolderRouter({
      dial: async () => {
        throw new Error('not called here');
      },
      getConnections: () => [],
    }),
    exchange,
    prover: new Prover({ store, feed, exchange, onRefused }),
    fetchBlock: async (txid) => {
      asked.push(txid);
      // The first who is asked takes the call and says nothing.
      if (silent.delete(txid)) return new Promise(() => undefined);
      const raw = theirs.get(txid);
      if (raw === undefined) throw new Error('not here');
      return { raw, peer };
    },
    onRefused,
    onReceived: () => undefined,
    onProven: () => undefined,
    onHeld: () => undefined,
  });
  const give = ({ txid, raw }: ReturnType<typeof ownRecord>): void => {
    theirs.set(txid, raw);
    tree.add(txid);
  };
  const visit = async (): Promise<readonly Txid[]> => {
    asked.length = 0;
    await receiver.read({ peer, addresses: [] }, 'news');
    return asked.toSorted();
  };
  const heardOf = async (txid: Txid): Promise<void> =>
    receiver.take([txid], { peer: await newPeerId(), addresses: [] });
  return { store, shelf, give, visit, refused, silent, asked, heardOf };
}

it('takes what a neighbour holds besides what is recent, and asks for nothing else', async () => {
  const { store, shelf, give, visit, refused } = await devices();
  const [ours, both, theirs, other] = ['ours', 'both', 'theirs', 'other'].map((words) => ownRecord(words));
  if (ours === undefined || both === undefined || theirs === undefined || other === undefined) return;
  for (const { txid, raw } of [ours, both]) await shelf.hold(txid, raw);
  for (const each of [both, theirs, other]) give(each);
  expect(await visit()).toEqual([theirs.txid, other.txid].toSorted());
  expect((await store.inbox(0, 10)).map(({ txid }) => txid).toSorted()).toEqual(
    [theirs.txid, other.txid].toSorted(),
  );
  expect(await visit()).toEqual([]);
  expect(refused).toEqual([]);
});

it('does not ask again and again for what it does not keep', async () => {
  const { store, shelf, give, visit, refused } = await devices();
  const hidden = ownRecord('somebody here does not want it');
  await shelf.hold(hidden.txid, hidden.raw);
  await shelf.tree();
  await store.withhold(hidden.txid, true);
  give(hidden);
  expect(await visit()).toEqual([hidden.txid]);
  expect(await visit()).toEqual([]);
  expect(refused).toEqual([]);
});

it('asks again when somebody else holds it, though the first is still asked, and a crowd not as often', async () => {
  const { store, give, silent, asked, heardOf } = await devices();
  const [late, plenty] = [ownRecord('the first is dead'), ownRecord('all of them are dead')];
  give(late);
  silent.add(late.txid);
  void heardOf(late.txid);
  await vi.waitFor(() => expect(asked).toEqual([late.txid]));
  await heardOf(late.txid);
  expect(await store.inbox(0, 10)).toMatchObject([{ txid: late.txid }]);
  asked.length = 0;
  for (let at = 0; at < 10; at += 1) {
    silent.add(plenty.txid);
    void heardOf(plenty.txid);
    await vi.waitFor(() => expect(asked.length).toBeGreaterThanOrEqual(Math.min(at + 1, 3)));
  }
  expect(asked).toHaveLength(3);
});

it('leaves older things alone when today has brought enough', async () => {
  const [held, offered] = [ownRecord('held'), ownRecord('offered')];
  const { shelf, give, visit } = await devices({ budgetBytes: held.raw.length });
  await shelf.hold(held.txid, held.raw);
  give(offered);
  expect(await visit()).toEqual([]);
});

it('reads pages of its shelf across what was taken off it', async () => {
  const { store, shelf } = await devices();
  const posts = Array.from({ length: 5 }, (_none, at) => ownRecord(`post ${at}`));
  for (const { txid, raw } of posts) await shelf.hold(txid, raw);
  const [first, second, third, fourth, fifth] = posts.map(({ txid }) => txid);
  if (second !== undefined) await store.withhold(second, true);
  if (third !== undefined) await store.withhold(third, true);
  expect((await store.newest(2)).map(({ txid }) => txid)).toEqual([fifth, fourth]);
  expect((await store.newest(2, 3)).map(({ txid }) => txid)).toEqual([first]);
  expect((await shelf.tree()).count).toBe(3);
});

it('asks again for what nobody gave, as often as it is worth it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const { store, give, asked, heardOf } = await devices();
    const [late, invented] = [ownRecord('all had no room'), ownRecord('nobody has it')];
    await heardOf(late.txid);
    await heardOf(invented.txid);
    expect(await store.inbox(0, 10)).toEqual([]);
    give(late);
    await vi.advanceTimersByTimeAsync(TAKE_AGAIN_MS);
    await vi.waitFor(async () => expect(await store.inbox(0, 10)).toMatchObject([{ txid: late.txid }]));
    const times = (txid: Txid): number => asked.filter((each) => each === txid).length;
    const [atFirst] = [times(late.txid) - 1];
    for (let at = 0; at < 3 * MAX_TAKEN_AGAIN; at += 1) {
      await vi.advanceTimersByTimeAsync(MAX_TAKEN_AGAIN * TAKE_AGAIN_MS);
      await store.meta();
    }
    await vi.waitFor(() => expect(times(invented.txid)).toBe(atFirst * (1 + MAX_TAKEN_AGAIN)));
    expect(times(late.txid)).toBe(atFirst + 1);
  } finally {
    vi.useRealTimers();
  }
});
