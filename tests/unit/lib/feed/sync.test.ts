import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { asBlockHash } from '#lib/bytes/brand.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { SourceError, type ChainSource, type SourcedTx } from '#lib/chain/sources/source.ts';
import { FeedIndex } from '#lib/feed/feed-index.ts';
import { Holdings } from '#lib/feed/holdings.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import { Sync } from '#lib/feed/sync.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import { encodePost } from '#lib/protocols/index.ts';
import type { IndexChange } from '#lib/store/index-store.ts';
import { mineTestBranch } from '#tests/support/mined-headers.ts';
import { ScriptedSource } from '#tests/support/scripted-source.ts';
import { TestChain, write, writer, type Written } from '#tests/support/written.ts';

const mira = writer('mira');
const posts = Array.from({ length: 12 }, (_, seed) =>
  write(mira, [encodePost({ text: `post ${seed}`, owner: mira.owner })], { seed }),
);
const PAUSES = { round: 50, first: 5, longest: 20, least: 1 };

/** Four posts a block on top of four empty ones. */
function village(written: readonly Written[] = posts): TestChain {
  const chain = new TestChain();
  for (let height = 1; height < 4; height += 1) chain.mine([]);
  for (let at = 0; at < written.length; at += 4) chain.mine(written.slice(at, at + 4));
  return chain;
}
function source(name: string, chain: TestChain, mischief = {}, written = posts): ScriptedSource {
  const made = new ScriptedSource(name, chain, mischief);
  made.list(...written);
  return made;
}

const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

function follow(
  sources: readonly ChainSource[],
  {
    commit = (): Promise<unknown> => Promise.resolve(),
    cursors = new Map<string, string>(),
    maxUnproven = 100,
    holdings = newHoldings(maxUnproven),
    onSlow = (_until: AbortSignal): void => undefined,
  } = {},
) {
  const written: IndexChange[] = [];
  const stop = new AbortController();
  stops.push(stop);
  let others = 0;
  const sync = new Sync({
    sources: sources.map((each) => ({ source: each, key: each.name })),
    holdings,
    cursors,
    commit: async (change) => {
      await commit();
      written.push(change);
    },
    onChanged: () => undefined,
    onStatus: () => undefined,
    onOtherChain: () => (others += 1),
    onSlow,
    pauses: PAUSES,
  });
  const done = sync.run(stop.signal);
  const texts = (): string[] =>
    queryTimeline(holdings.index, { of: { kind: 'latest' }, limit: 100 })
      .posts.map(({ text }) => text)
      .sort();
  const stateOf = (name: string): string | undefined =>
    sync.status().sources.find((each) => each.name === name)?.state;
  return {
    sync,
    holdings,
    written,
    stop,
    done,
    texts,
    stateOf,
    otherChains: () => others,
    proven: () => holdings.index.provenPosts,
  };
}
function newHoldings(maxUnproven = 100): Holdings {
  return new Holdings({
    chain: new HeaderChain(NETWORK_PARAMS.devnet, { height: 0 }),
    index: new FeedIndex('bsv'),
    now: () => 7,
    maxUnproven,
  });
}
const all = posts.map((_, seed) => `post ${seed}`).sort();
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 5000, interval: 5 });

describe('Sync', () => {
  it('says that a source takes its time, until it has answered', async () => {
    const chain = village();
    const slow = source('slow', chain);
    const answer = Promise.withResolvers<undefined>();
    const headers = slow.headers.bind(slow);
    slow.headers = async (...asked) => {
      await answer.promise;
      return headers(...asked);
    };
    const told: AbortSignal[] = [];
    const { texts } = follow([slow], { onSlow: (until) => void told.push(until) });
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(told[0]?.aborted).toBe(false);
    answer.resolve(undefined);
    await vi.waitFor(() => expect(texts()).toHaveLength(posts.length));
    expect(told[0]?.aborted).toBe(true);
  });

  it('proves, orders and stores what an honest source gives, and asks only for ranges', async () => {
    const honest = source('honest', village());
    const { written, stateOf, proven, texts, holdings, sync } = follow([honest]);
    await until(() => expect([proven(), stateOf('honest')]).toEqual([12, 'agrees']));
    expect(texts()).toEqual(all);
    expect(written.flatMap(({ added = [] }) => added.map(({ arrival }) => arrival))).toEqual(
      posts.map((_, at) => at),
    );
    expect(written.at(-1)?.cursors).toEqual([{ source: 'honest', cursor: '12' }]);
    expect(written.reduce((sum, { headers }) => sum + (headers?.packed.length ?? 0), 0)).toBe(80 * 7);
    expect(sync.status()).toMatchObject({
      refused: 0,
      sources: [{ name: 'honest', lastAnswer: expect.any(Number) as unknown }],
    });
    expect(holdings.count).toBe(12);
  });

  it('goes on from its cursor, and hears of news', async () => {
    const chain = village(posts.slice(0, 8));
    const honest = source('honest', chain, {}, posts.slice(0, 8));
    const { proven, texts } = follow([honest], { cursors: new Map([['honest', '4']]) });
    await until(() => expect(proven()).toBe(4));
    expect(honest.asked[0]?.cursor).toBe('4');
    honest.list(...posts.slice(8));
    await until(() => expect(texts()).toHaveLength(8));
    expect(proven()).toBe(4);
    chain.mine(posts.slice(8));
    honest.list(...posts.slice(8));
    await until(() => expect(proven()).toBe(8));
  });

  it('shows what one honest source of four gives, and names the three', async () => {
    const chain = village();
    const [first] = posts;
    if (first === undefined) throw new Error('posts');
    const wrongBytes = source('wrong bytes', chain, {
      twist: (entry: SourcedTx) => ({ ...entry, txid: first.txid }),
    });
    const noHeaders = source('no work', chain, {
      headers: (honest: Uint8Array[]) => honest.map((raw) => Uint8Array.from(raw).fill(1, 68)),
    });
    const down = source('down', chain, { fail: () => new SourceError('down', 'unreachable', 'no route') });
    const { proven, texts, stateOf, sync } = follow([wrongBytes, noHeaders, down, source('honest', chain)]);
    await until(() => expect(proven()).toBe(12));
    await until(() =>
      expect(['wrong bytes', 'no work', 'down', 'honest'].map(stateOf)).toEqual([
        'refused',
        'refused',
        'unreachable',
        'agrees',
      ]),
    );
    expect(texts()).toEqual(all);
    expect(sync.status().refused).toBeGreaterThanOrEqual(11);
    expect(sync.status().sources[0]?.detail).toMatch(/^11 refused, the last because: /);
    expect(sync.status().sources[2]?.detail).toBe('no route');
  });

  it('proves nothing by a path that is of another transaction, cut short, of another block or a bomb', async () => {
    const chain = village();
    const other =
      chain.sourced(posts[11] ?? posts[0] ?? { txid: '' as never, raw: new Uint8Array() }).bump ??
      new Uint8Array();
    const elsewhere = new TestChain();
    for (let height = 1; height < 5; height += 1) elsewhere.mine([], 1);
    elsewhere.mine(posts, 1);
    const twists: Record<string, (entry: SourcedTx) => SourcedTx> = {
      'of another': (entry) => ({ ...entry, bump: other }),
      'cut short': (entry) => ({ ...entry, bump: (entry.bump ?? new Uint8Array()).slice(0, -3) }),
      'of another block': (entry) => elsewhere.sourced({ txid: entry.txid, raw: Uint8Array.from(entry.raw) }),
      'a bomb': (entry) => ({ ...entry, bump: fromHex('6401fe00ffffff00') ?? new Uint8Array() }),
      deep: (entry) => ({
        ...entry,
        bump: Uint8Array.of(5, 64, ...Array.from({ length: 64 }, () => [1, 0, 1]).flat()),
      }),
    };
    for (const [what, twist] of Object.entries(twists)) {
      const { proven, stateOf, texts, stop, done } = follow([
        source('liar', chain, { twist }, posts.slice(0, 8)),
      ]);
      await until(() => expect([what, stateOf('liar')]).toEqual([what, 'refused']));
      expect([what, proven(), texts()]).toEqual([what, 0, []]);
      stop.abort();
      await done;
    }
  });

  it('never calls anything proven that is not, whatever bytes a source changes', async () => {
    const chain = village();
    const honest = posts.map((written) => chain.sourced(written));
    const holdings = newHoldings();
    holdings.takeHeaders(0, chain.raws);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(11),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (which, place, flip, inPath) => {
          const entry = honest[which];
          if (entry?.bump === undefined) throw new Error('every post is in a block');
          const changed = Uint8Array.from(inPath ? entry.bump : entry.raw);
          changed[place % changed.length] = (changed[place % changed.length] ?? 0) ^ flip;
          const given = inPath ? { ...entry, bump: changed } : { ...entry, raw: changed };
          await holdings.takeEntries('liar', [given], new AbortController().signal, 'refuse');
          for (const { proof, txid } of holdings.index.all()) {
            const truth = chain.sourced({ txid, raw: new Uint8Array() });
            expect(posts.map((written) => written.txid)).toContain(txid);
            if (proof.state === 'proven') {
              expect(chain.headers[proof.place.height]?.hash).toBe(proof.place.hash);
              expect(truth.bump).toBeDefined();
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('believes a path as soon as its header comes, from whoever brings it', async () => {
    const chain = village();
    const blind = source('blind', chain, { headers: () => [] });
    const late = new ScriptedSource('headers', chain, {
      fail: () => new SourceError('headers', 'timeout', 'slow'),
    });
    const { proven, texts, stateOf } = follow([blind, late]);
    await until(() => expect(texts()).toEqual(all));
    expect(proven()).toBe(0);
    late.mischief = {};
    await until(() => expect(proven()).toBe(12));
    expect(stateOf('blind')).toBe('agrees');
  });

  it('follows a reorg and back, and calls no source a liar for it', async () => {
    const chain = village();
    const honest = source('honest', chain);
    const { proven, holdings, sync } = follow([honest]);
    await until(() => expect(proven()).toBe(12));
    const lost = posts.slice(8);
    chain.cut(6);
    chain.mine([], 1);
    chain.mine([], 1);
    honest.list(...lost);
    await until(() => expect(proven()).toBe(8));
    expect(lost.map(({ txid }) => holdings.index.tx(txid)?.proof.state)).toEqual([
      'orphaned',
      'orphaned',
      'orphaned',
      'orphaned',
    ]);
    chain.mine(lost, 1);
    honest.list(...lost);
    await until(() => expect(proven()).toBe(12));
    expect(holdings.index.tx(lost[0]?.txid ?? posts[0]?.txid ?? ('' as never))?.proof).toMatchObject({
      place: { height: 8 },
    });
    expect(sync.status().refused).toBe(0);
  });

  it('holds what a source on a weaker branch gives, without its proof and without blame', async () => {
    const ours = village(posts.slice(0, 8));
    const theirs = village(posts.slice(0, 8));
    ours.mine([], 1);
    ours.mine([], 1);
    ours.mine([], 1);
    theirs.mine(posts.slice(8), 2);
    const { proven, texts, sync, otherChains } = follow([
      source('ours', ours, {}, posts.slice(0, 8)),
      source('theirs', theirs),
    ]);
    await until(() => expect([texts(), proven()]).toEqual([all, 8]));
    await until(() => expect(sync.status().sources[1]?.detail).toContain('less work'));
    expect(sync.status().refused).toBe(0);
    expect(otherChains()).toBeGreaterThan(0);
  });

  it('keeps asking a source that is down, and asks at once when nudged', async () => {
    let failures = 0;
    const flaky = source('flaky', village(), {
      fail: () => ((failures += 1) < 4 ? new SourceError('flaky', 'timeout', 'slow') : undefined),
    });
    const { proven, sync, stateOf } = follow([flaky]);
    await until(() => expect(proven()).toBe(12));
    await until(() => expect(stateOf('flaky')).toBe('agrees'));
    const before = flaky.asked.length;
    sync.nudge();
    await until(() => expect(flaky.asked.length).toBeGreaterThan(before));
  });

  it('asks for smaller pages when one is too large', async () => {
    const heavy = source('heavy', village(), { mostEntries: 3 });
    const { proven } = follow([heavy]);
    await until(() => expect(proven()).toBe(12));
    expect(heavy.asked.some(({ limit }) => limit <= 3)).toBe(true);
  });

  it('shows what cannot be stored, says so, and stores it later', async () => {
    let isFull = true;
    const commit = (): Promise<void> =>
      isFull ? Promise.reject(new Error('the disk is full')) : Promise.resolve();
    const honest = source('honest', village());
    const { proven, sync, written } = follow([honest], { commit });
    await until(() => expect(proven()).toBe(12));
    await until(() => expect(sync.status().sources[0]?.detail).toContain('the disk is full'));
    expect(written).toEqual([]);
    isFull = false;
    sync.nudge();
    honest.list(...posts.slice(0, 1));
    await until(() => expect(written.flatMap(({ added = [] }) => added)).toHaveLength(12));
    expect(written.some(({ headers }) => headers?.from === 0)).toBe(true);
    await until(() => expect(sync.status().sources[0]?.detail).toBeUndefined());
  });

  it('lets nobody fill the disk with what no block holds', async () => {
    const chain = new TestChain();
    const { texts, stateOf } = follow([source('flood', chain)], { maxUnproven: 5 });
    await until(() => expect(stateOf('flood')).toBe('refused'));
    expect(texts()).toHaveLength(5);
  });

  it('stops when it is told to', async () => {
    const { stop, done, proven } = follow([source('honest', village())]);
    await until(() => expect(proven()).toBe(12));
    stop.abort();
    await done;
  });
});

describe('Holdings', () => {
  it('start from what was stored, without asking anybody', async () => {
    const chain = village();
    const { proven, written } = follow([source('honest', chain)]);
    await until(() => expect(proven()).toBe(12));
    const restored = newHoldings();
    restored.restore(written.flatMap(({ added = [] }) => added));
    restored.chain.extend(0, chain.raws);
    expect(restored.index.provenPosts).toBe(12);
    expect(restored.count).toBe(12);
    // A longer branch from below takes the last block's posts out of the chain.
    const fork = mineTestBranch(3, {
      prevHash: chain.headers[5]?.hash ?? asBlockHash('00'.repeat(32)),
      time: 1_900_000_000,
    });
    restored.takeHeaders(
      6,
      fork.map(({ bytes }) => bytes),
    );
    expect(restored.index.provenPosts).toBe(8);
    expect(restored.pending.drain()).toMatchObject({ headersFrom: 6, added: [], patches: [{}, {}, {}, {}] });
  });

  it('remember a path that came before its header, across a restart', async () => {
    const chain = village(posts.slice(0, 4));
    const first = newHoldings();
    first.takeHeaders(0, chain.raws.slice(0, 4));
    const given = posts.slice(0, 4).map((written) => chain.sourced(written));
    await first.takeEntries('stack', given, new AbortController().signal);
    expect(first.index.provenPosts).toBe(0);
    const second = newHoldings();
    second.restore(first.pending.drain().added);
    second.takeHeaders(0, chain.raws);
    expect(second.index.provenPosts).toBe(4);
  });

  it('let other work run between signatures', async () => {
    let pauses = 0;
    const holdings = new Holdings({
      chain: new HeaderChain(NETWORK_PARAMS.devnet, { height: 0 }),
      index: new FeedIndex('bsv'),
      pause: () => {
        pauses += 1;
        return Promise.resolve();
      },
    });
    const chain = village();
    const given = Array.from({ length: 5 }, () => posts.map((written) => chain.sourced(written))).flat();
    await holdings.takeEntries('stack', given, new AbortController().signal);
    expect(pauses).toBeGreaterThan(0);
  });
});
