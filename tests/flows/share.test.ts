import 'fake-indexeddb/auto';
import { MemoryBlockstore } from 'blockstore-core';
import { MemoryDatastore } from 'datastore-core';
import { describe, expect, it, vi } from 'vitest';
import { startDevnet } from '#devnet/devnet.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import { parseBump, rootOf } from '#lib/proof/merkle-path.ts';
import { cidOf } from '#lib/p2p/cid.ts';
import { configOf, newProfile, openTab } from '#tests/support/feed-tab.ts';
import { startWriter } from '#tests/support/writer.ts';
import { joinNeighbours, startTestRelay, type TestNeighbour } from '#tests/support/neighbours.ts';
import { joinAsStranger } from '#tests/support/stranger.ts';
import { ownRecord } from '#tests/support/own-record.ts';

// The share way, whole: lib/store -> lib/p2p (shelf, share) => neighbour => lib/p2p (receive) -> lib/store.

const PATIENCE = { timeout: 20_000, interval: 50 };

const isReachable = ({ neighbour }: TestNeighbour): Promise<void> =>
  vi.waitFor(() => expect(neighbour.addresses()).not.toEqual([]), PATIENCE);

const shelfOf = async ({ neighbour }: TestNeighbour): Promise<number> =>
  (await neighbour.view()).shelf.transactions;

describe('the share way', () => {
  it('brings what one device holds to another that never asked a source, with its proof', async () => {
    await using devnet = await startDevnet({ seed: 'story' });
    await using relay = await startTestRelay();
    const profile = newProfile();
    using tab = await openTab(profile, configOf('devnet', { devnet: `${devnet.url}/1sat` }));
    await tab.until(() => expect(tab.feed.status().sources[0]?.state).toBe('agrees'));
    await using a = await joinNeighbours(profile, [relay.address]);
    const held = await shelfOf(a);
    expect(held).toBeGreaterThan(10);
    await isReachable(a);

    // Everything but the neighbour is gone.
    await devnet.close();
    const other = newProfile();
    using feed = await openTab(other, configOf('devnet', {}));
    await using c = await joinNeighbours(other, [relay.address]);
    await vi.waitFor(async () => expect(await shelfOf(c)).toBe(held), PATIENCE);

    // Somebody's proof is asked for again while the feed has not taken the first: the last word counts.
    const inbox = await c.store.inbox(0, 1000);
    const received = [...new Map(inbox.map((each) => [each.txid, each])).values()];
    expect(received).toHaveLength(held);
    for (const { txid, peer, bump } of received) {
      expect(peer).toBe(a.neighbour.id);
      const path = parseBump(bump ?? new Uint8Array(0));
      if (!path.ok) throw new Error(`${txid} came without a path`);
      const led = rootOf(path.value, txid);
      // To the very block that the feed of the other device checked.
      expect(led.ok && led.value.root).toBe(tab.feed.chain.at(path.value.height)?.merkleRoot);
    }
    const headers = await c.store.headers();
    expect(headers?.packed.length).toBe(tab.feed.chain.nextHeight * 80);

    const [[seenByA], [seenByC]] = [(await a.neighbour.view()).peers, (await c.neighbour.view()).peers];
    expect(seenByA).toMatchObject({ id: c.neighbour.id, via: 'relay', blocksIn: 0 });
    expect(seenByC).toMatchObject({ id: a.neighbour.id, via: 'relay', blocksIn: held, blocksOut: 0 });
    // A block that is asked for again before it arrived goes out twice, and comes in once.
    expect(seenByA?.blocksOut).toBeGreaterThanOrEqual(held);
    expect(seenByA?.bytesOut).toBeGreaterThanOrEqual(seenByC?.bytesIn ?? Infinity);
    expect(seenByC?.bytesIn).toBeGreaterThan(received.reduce((sum, { raw }) => sum + raw.length, 0));
    expect((await c.neighbour.view()).refused).toBe(0);

    const query = { of: { kind: 'latest' }, limit: 100 } as const;
    // A picture is not text: it stays where it was opened.
    const theirs = queryTimeline(tab.feed.index, query).posts.filter(({ media }) => media === undefined);
    await vi.waitFor(
      () => expect(queryTimeline(feed.feed.index, query).posts).toHaveLength(theirs.length),
      PATIENCE,
    );
    await vi.waitFor(() => expect(feed.feed.status().proven).toBe(theirs.length), PATIENCE);
    const posts = queryTimeline(feed.feed.index, query).posts;
    expect(posts.map(({ id, text, verdict }) => ({ id, text, verdict }))).toEqual(
      theirs.map(({ id, text, verdict }) => ({ id, text, verdict })),
    );
    for (const { from, delivery, bytes } of posts) {
      expect(from).toBe('a neighbour');
      expect(delivery).toMatchObject({ kind: 'neighbour', name: a.neighbour.id, bytes });
    }
    for (const { from, delivery } of theirs) {
      expect([from, delivery?.kind, delivery?.name]).toEqual(['devnet', 'source', 'devnet']);
    }
    // A neighbour is no source: nothing is said to be absent by its word.
    expect(feed.feed.asOf().sources).toEqual([]);
  });

  it('refuses a tampered twin, says so, and takes the true one from somebody honest', async () => {
    await using relay = await startTestRelay();
    const { txid, raw } = ownRecord('the true words');
    const twin = ownRecord('other words altogether').raw;
    await using c = await joinNeighbours(newProfile(), [relay.address]);
    await isReachable(c);
    await using liar = await joinAsStranger(relay.address);
    await liar.give(txid, twin);
    await liar.announce([txid]);
    await vi.waitFor(async () => expect((await c.neighbour.view()).refused).toBeGreaterThan(0), PATIENCE);
    expect(await shelfOf(c)).toBe(0);
    expect(await c.blocks.has(cidOf(txid))).toBe(false);

    await using b = await joinNeighbours(newProfile(), [relay.address]);
    await isReachable(b);
    await b.neighbour.hold(txid, raw);
    await vi.waitFor(async () => expect(await shelfOf(c)).toBe(1), PATIENCE);
    expect((await c.store.inbox(0, 10)).map(({ peer }) => peer)).toEqual([b.neighbour.id]);
  });

  it('brings the path of a post that was in no block when it came', async () => {
    await using devnet = await startDevnet({ seed: 'none' });
    await using relay = await startTestRelay();
    const profile = newProfile();
    using tab = await openTab(profile, configOf('devnet', { devnet: `${devnet.url}/1sat` }));
    const shown = (of: typeof tab) =>
      queryTimeline(of.feed.index, { of: { kind: 'latest' }, limit: 10 }).posts.map(({ text, verdict }) => ({
        text,
        verdict: verdict.state,
      }));
    await using writer = await startWriter({ devnetUrl: devnet.url });
    await writer.outbox.publish({ kind: 'post', text: 'Written, and in no block yet.' });
    await tab.until(() => expect(shown(tab)).toHaveLength(1));
    await using a = await joinNeighbours(profile, [relay.address]);
    await isReachable(a);

    const other = newProfile();
    using feed = await openTab(other, configOf('devnet', {}));
    await using _c = await joinNeighbours(other, [relay.address], { revisitMs: 200 });
    await vi.waitFor(() => expect(shown(feed)).toHaveLength(1), PATIENCE);
    expect(shown(feed)).not.toMatchObject([{ verdict: 'proven' }]);

    devnet.mine();
    await vi.waitFor(() => expect(shown(tab)).toMatchObject([{ verdict: 'proven' }]), PATIENCE);
    await vi.waitFor(() => expect(shown(feed)).toEqual(shown(tab)), PATIENCE);
  });

  it('comes back to a relay that was started anew in less than ten seconds, under the same name', async () => {
    await using relay = await startTestRelay();
    await using a = await joinNeighbours(newProfile(), [relay.address]);
    await isReachable(a);
    const [before] = a.neighbour.addresses();
    await relay.kill();
    const isOn = async (): Promise<boolean> => (await a.neighbour.view()).state === 'on';
    await vi.waitFor(async () => expect(await isOn()).toBe(false), PATIENCE);
    await relay.restart();
    const begun = performance.now();
    await vi.waitFor(async () => expect(await isOn()).toBe(true), PATIENCE);
    await vi.waitFor(() => expect(a.neighbour.addresses()).toEqual([before]), PATIENCE);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('keeps its name and its shelf when it is stopped, and serves nothing meanwhile', async () => {
    await using relay = await startTestRelay();
    const { txid, raw } = ownRecord('kept');
    const profile = newProfile();
    const kept = { blocks: new MemoryBlockstore(), datastore: new MemoryDatastore() };
    const first = await joinNeighbours(profile, [relay.address], kept);
    const name = first.neighbour.id;
    await isReachable(first);
    await first.neighbour.hold(txid, raw);
    await first[Symbol.asyncDispose]();

    await using c = await joinNeighbours(newProfile(), [relay.address]);
    await isReachable(c);
    // The relay may speak of it until it noticed that the connection ended.
    await vi.waitFor(async () => expect((await c.neighbour.view()).peers).toEqual([]), PATIENCE);
    expect(await shelfOf(c)).toBe(0);

    await using again = await joinNeighbours(profile, [relay.address], kept);
    expect(again.neighbour.id).toBe(name);
    await vi.waitFor(async () => expect(await shelfOf(c)).toBe(1), PATIENCE);
  });
});
