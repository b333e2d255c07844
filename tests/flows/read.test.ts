import 'fake-indexeddb/auto';
import { fileURLToPath } from 'node:url';
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it, vi } from 'vitest';
import { GENESIS_HASH } from '#devnet/genesis.ts';
import { startDevnet } from '#devnet/devnet.ts';
import { CAST, STORY } from '#devnet/seeds/story.ts';
import { keyFrom } from '#devnet/keys.ts';
import { payTo, signTx, type Coin } from '#devnet/spend.ts';
import { createCaller } from '#lib/bridge/call.ts';
import { feedContract } from '#lib/bridge/feed-messages.ts';
import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { txidOf } from '#lib/chain/tx.ts';
import { transactionsOf } from '#lib/client/district-transactions.ts';
import { loadDistrictBlock } from '#lib/feed/district-block.ts';
import type { PostView } from '#lib/feed/post-view.ts';
import { queryDistrict, queryHandle, queryProfile } from '#lib/feed/queries.ts';
import { queryThread } from '#lib/feed/thread.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import type { Feed } from '#lib/feed/feed.ts';
import { encodeHandleClaim } from '#lib/protocols/index.ts';
import { fundedPerson, output, spend } from '#tests/unit/devnet/person.ts';
import { configOf, newProfile, openTab } from '#tests/support/feed-tab.ts';
import { hasSharedFixtures, needsFixtures } from '#tests/support/shared-fixtures.ts';

// The read way, whole: source -> lib/chain -> lib/envelopes -> lib/protocols -> lib/proof -> lib/ledger -> lib/store -> lib/feed.

const acts = STORY.flatMap((scene) => scene.acts);
const told = acts.flatMap((act) => ('says' in act ? [act] : []));

function allPosts(feed: Feed): PostView[] {
  const posts: PostView[] = [];
  for (let after: string | undefined; ;) {
    const page = queryTimeline(feed.index, {
      of: { kind: 'latest' },
      limit: 20,
      ...(after === undefined ? {} : { after }),
    });
    posts.push(...page.posts);
    if (page.next === undefined) return posts;
    after = page.next;
  }
}
const states = (feed: Feed): string[] => [...new Set(allPosts(feed).map(({ verdict }) => verdict.state))];
const keyOf = (name: string): string => toHex(keyFrom(`neighbour ${name}`).hash160);

describe('the read way', () => {
  it('shows the story of a new devnet, each post proven', async () => {
    await using devnet = await startDevnet({ seed: 'story' });
    using tab = await openTab(
      newProfile(),
      configOf('devnet', { devnet: `${devnet.url}/1sat` }, [`${devnet.url}/esplora`]),
    );
    const { feed } = tab;
    await tab.until(() => expect(allPosts(feed)).toHaveLength(told.length));
    await tab.until(() => expect(feed.status().sources[0]?.state).toBe('agrees'));

    const posts = allPosts(feed);
    expect(posts.map(({ text }) => text)).toEqual(told.map(({ says }) => says).reverse());
    expect(states(feed)).toEqual(['proven']);
    expect(feed.status()).toMatchObject({
      headerHeight: devnet.height,
      posts: told.length,
      proven: told.length,
      refused: 0,
    });
    expect(feed.chain.at(0)?.hash).toBe(GENESIS_HASH);

    // Authors by SIGMA, and their handles by first claim.
    for (const [at, post] of posts.entries()) {
      const act = told[told.length - 1 - at];
      if (act === undefined) throw new Error('as many posts as acts');
      expect(post.author).toMatchObject({ signature: 'sigma', key: keyOf(act.who) });
      const handle = 'handle' in act ? act.handle : undefined;
      if (handle !== undefined) {
        expect([post.author.handle, post.author.standing]).toEqual([
          handle,
          handle === act.who ? 'verified' : 'not-verified',
        ]);
      }
    }

    // Threads, reactions, pictures, people, land.
    const hello = posts.find(({ text }) => text.startsWith('The harbour has a notice board again'));
    if (hello === undefined) throw new Error('the story begins with hello');
    const answers = told.filter((act) => 'answers' in act && act.answers === 'hello');
    expect(hello.counts.replies).toBe(answers.length);
    expect(hello.counts.likes).toBe(acts.filter((act) => 'likes' in act && act.likes === 'hello').length);
    const thread = queryThread(feed.index, hello.txid);
    expect(thread?.post.id).toBe(hello.id);
    expect(thread?.replies.filter(({ replyTo }) => replyTo?.id === hello.id).map(({ text }) => text)).toEqual(
      answers.map(({ says }) => says),
    );
    const [shown] = told.flatMap((act) => ('shows' in act ? [act] : []));
    const picture = posts.find(({ media }) => media !== undefined);
    expect(picture?.text).toBe(shown?.says);
    expect(picture?.media && (await feed.picture(picture.media.id))).toEqual(
      Uint8Array.from(shown?.shows ?? []),
    );
    const settled = acts.flatMap((act) => ('settles' in act ? [act] : []))[0];
    expect(settled && queryDistrict(feed.index, settled.settles, feed.asOf()).first?.holder).toBe(
      keyOf(settled?.who ?? ''),
    );
    expect(queryHandle(feed.index, 'mira', feed.asOf())).toMatchObject({
      asOfHeight: devnet.height,
      sources: ['devnet'],
      first: { holder: keyOf('mira'), verdict: { state: 'proven' } },
    });
    expect(queryProfile(feed.index, 'mira.bitter')).toMatchObject({
      key: keyOf('mira'),
      handles: [{ name: 'mira' }],
    });
    expect(CAST).toContain('mira');
    const height = posts[0]?.verdict.state === 'proven' ? posts[0].verdict.place.height : 0;
    const { block } = await loadDistrictBlock(
      height,
      { sources: tab.blocks },
      feed.chain,
      new AbortController().signal,
    );
    expect(block).toMatchObject({ rootChecked: true, place: { height } });
    const ids = block === undefined ? [] : transactionsOf(block.columns).map(({ txid }) => txid);
    expect(ids).toContain(posts[0]?.txid);
  });

  it('follows a reorg and the way back, and starts from storage', async () => {
    await using devnet = await startDevnet({ seed: 'story' });
    const profile = newProfile();
    const config = configOf('devnet', { devnet: `${devnet.url}/1sat` });
    {
      using tab = await openTab(profile, config);
      const { feed } = tab;
      await tab.until(() =>
        expect([allPosts(feed).length, ...states(feed)]).toEqual([told.length, 'proven']),
      );
      const before = feed.status().headerHeight;
      devnet.reorg(3);
      // What the lost blocks held is in none now; the blocks that replaced them are empty.
      await tab.until(() => expect(feed.status().headerHeight).toBe(before + 1));
      const orphaned = allPosts(feed).filter(({ verdict }) => verdict.state === 'orphaned');
      expect(orphaned.length).toBeGreaterThan(0);
      expect(feed.status().proven).toBe(told.length - orphaned.length);
      // They are mined again, elsewhere.
      devnet.mine(1);
      await tab.until(() => expect(states(feed)).toEqual(['proven']));
      const again = allPosts(feed).find(({ id }) => id === orphaned[0]?.id);
      expect(again?.verdict).toMatchObject({ state: 'proven', place: { height: before + 2 } });
      expect(feed.status().refused).toBe(0);
    }
    using later = await openTab(profile, configOf('devnet', { devnet: 'http://127.0.0.1:9/1sat' }));
    expect([allPosts(later.feed).length, ...states(later.feed)]).toEqual([told.length, 'proven']);
    await later.until(() => expect(later.feed.status().sources[0]?.state).toBe('unreachable'));
    expect(later.feed.status().headerHeight).toBe(devnet.height);
  });

  it('follows a handle to whoever it is handed on to, and back when the block is', async () => {
    await using devnet = await startDevnet();
    const [mira, ines] = [fundedPerson(devnet), fundedPerson(devnet)];
    const { script } = encodeHandleClaim('mira', mira.key.hash160);
    const claim = spend(mira.coin, [output(1, script), payTo(mira.key, mira.coin.sats - 1000)]);
    const txid = txidOf(claim);
    const handed: Coin = { txid, vout: 0, sats: 1, key: mira.key, script };
    const purse: Coin = { txid, vout: 1, sats: mira.coin.sats - 1000, key: mira.key };
    const inputs = [handed, purse].map(({ vout }) => ({
      prevTxid: txid,
      prevVout: vout,
      script: new Uint8Array(0),
      sequence: 0xffff_ffff,
    }));
    const outputs = [payTo(ines.key, 1), payTo(mira.key, purse.sats - 500)];
    for (const tx of [claim, signTx({ version: 1, inputs, outputs, lockTime: 0 }, [handed, purse])]) {
      expect(devnet.accept(tx).ok).toBe(true);
    }
    const profile = newProfile();
    const config = configOf('devnet', { devnet: `${devnet.url}/1sat` });
    using tab = await openTab(profile, config);
    const holder = (): string | undefined =>
      queryHandle(tab.feed.index, 'mira', tab.feed.asOf()).first?.holder;
    const [from, to] = [mira.key, ines.key].map(({ hash160 }) => toHex(hash160));
    // Nothing in no block moves anything.
    await tab.until(() => expect(holder()).toBe(from));
    devnet.mine();
    await tab.until(() => expect(holder()).toBe(to));
    expect(queryProfile(tab.feed.index, to ?? '')?.handles).toMatchObject([{ name: 'mira', holder: to }]);
    expect(queryProfile(tab.feed.index, from ?? '')?.handles).toEqual([]);
    devnet.reorg(1);
    await tab.until(() => expect(holder()).toBe(from));
    devnet.mine();
    await tab.until(() => expect(holder()).toBe(to));
    // Storage holds the way, too.
    using later = await openTab(profile, configOf('devnet', { devnet: 'http://127.0.0.1:9/1sat' }));
    expect(queryProfile(later.feed.index, 'mira.bitter')?.key).toBe(to);
  });

  it('begins anew when the devnet does', async () => {
    const profile = newProfile();
    await using first = await startDevnet({ seed: 'story' });
    {
      using tab = await openTab(profile, configOf('devnet', { devnet: `${first.url}/1sat` }));
      await tab.until(() => expect(allPosts(tab.feed)).toHaveLength(told.length));
      first.mine(20);
      await tab.until(() => expect(tab.feed.status().headerHeight).toBe(first.height));
    }
    await using second = await startDevnet();
    using tab = await openTab(profile, configOf('devnet', { devnet: `${second.url}/1sat` }));
    await tab.until(() =>
      expect(tab.feed.status()).toMatchObject({ headerHeight: second.height, posts: 0, refused: 0 }),
    );
  });

  it('lets one tab read the sources and the others follow', async () => {
    await using devnet = await startDevnet({ seed: 'story' });
    const profile = newProfile();
    const config = configOf('devnet', { devnet: `${devnet.url}/1sat` });
    using writer = await openTab(profile, config);
    await writer.until(() => expect(allPosts(writer.feed)).toHaveLength(told.length));
    const noNetwork = () => Promise.reject(new Error('a tab that follows asks no source'));
    {
      using follower = await openTab(profile, config, noNetwork);
      // The writer shows what it has just taken before it is stored, and only then may others read it.
      await follower.until(() => expect(allPosts(follower.feed)).toEqual(allPosts(writer.feed)));
      devnet.reorg(2);
      devnet.mine(2);
      await follower.until(() =>
        expect(follower.feed.status()).toMatchObject({ headerHeight: devnet.height, proven: told.length }),
      );
      await follower.until(() => expect(follower.feed.status().sources[0]?.state).toBe('agrees'));
      follower.feed.nudge();
    }
    using heir = await openTab(profile, config);
    writer.feed.close();
    devnet.mine(1);
    await heir.until(() => expect(heir.feed.status().headerHeight).toBe(devnet.height));
  });

  it(`holds the real thread of 38c914d2 without calling it proven${needsFixtures}`, async ({ skip }) => {
    if (!hasSharedFixtures) skip();
    const archiveDir = fileURLToPath(new URL('../../../shared/fixtures', import.meta.url));
    await using devnet = await startDevnet({ archiveDir });
    using tab = await openTab(
      newProfile(),
      configOf('main', { archive: `${devnet.url}/main/1sat` }, [`${devnet.url}/main/esplora`]),
    );
    const { feed } = tab;
    await tab.until(() => expect(feed.status().sources[0]?.state).toBe('agrees'));
    const [post, reply] = ['38c914d2', '8ca367aa'].map((start) =>
      allPosts(feed).find(({ txid }) => txid.startsWith(start)),
    );
    const thread = queryThread(feed.index, post?.txid ?? '');
    expect(thread?.replies.map(({ txid }) => txid)).toContain(reply?.txid);
    expect(reply?.replyTo?.txid).toBe(post?.txid);
    // e89cd18d is a like whose AIP signature is right.
    expect(post?.counts).toEqual({ replies: 1, reposts: 0, likes: 1 });
    expect(queryThread(feed.index, reply?.txid ?? '')?.ancestors.map(({ txid }) => txid)).toEqual([
      post?.txid,
    ]);
    expect(states(feed).filter((state) => state !== 'held' && state !== 'signed')).toEqual([]);
    expect(feed.status()).toMatchObject({ proven: 0, refused: 0 });
    const { block } = await loadDistrictBlock(
      300_025,
      { sources: tab.blocks },
      feed.chain,
      new AbortController().signal,
    );
    expect(block).toMatchObject({ rootChecked: false, place: { height: 300_025 } });
  });

  it('answers a page over its port', async () => {
    await using devnet = await startDevnet({ seed: 'story' });
    const { port1, port2 } = new MessageChannel();
    vi.stubGlobal('self', Object.assign(port2, { location: { origin: devnet.url } }));
    vi.stubGlobal('indexedDB', new IDBFactory());
    port1.start();
    port2.start();
    // The worker is compiled with other types than this test, so it is imported without them.
    const worker = '../../lib/feed/worker.ts';
    await import(worker);
    const caller = createCaller(port1, feedContract);
    const heard: string[] = [];
    caller.listen(({ type }) => heard.push(type));
    const early = caller.call('status', {});
    const config = configOf('devnet', { devnet: `${devnet.url}/1sat` }, [`${devnet.url}/esplora`]);
    expect(await caller.call('configure', { config })).toBe(true);
    expect(await caller.call('configure', { config })).toBe(true);
    expect(await early).toMatchObject({ sources: [{ name: 'devnet' }] });
    await vi.waitFor(
      async () =>
        expect(await caller.call('status', {})).toMatchObject({
          proven: told.length,
          sources: [{ state: 'agrees' }],
        }),
      15_000,
    );
    expect(heard).toContain('changed');

    const { posts } = await caller.call('timeline', { of: { kind: 'latest' }, limit: 100 });
    expect(posts).toHaveLength(told.length);
    const shown = posts.find(({ media }) => media !== undefined);
    const id = shown?.media?.id ?? toOutpoint(asTxid('00'.repeat(32)), 0);
    expect((await caller.call('media', { id }))?.length).toBe(shown?.media?.bytes);
    const [newest] = posts;
    if (newest === undefined) throw new Error('posts');
    expect(await caller.call('thread', { id: newest.id })).toMatchObject({ post: { id: newest.id } });
    expect(await caller.call('thread', { id: 'nothing' })).toBeUndefined();
    expect(await caller.call('verdict', { txid: newest.txid })).toMatchObject({ state: 'proven' });
    expect(await caller.call('profile', { who: 'mira.bitter' })).toMatchObject({ key: keyOf('mira') });
    expect(await caller.call('handle', { name: 'mira' })).toMatchObject({ first: { holder: keyOf('mira') } });
    expect(await caller.call('district', { height: 1 })).toMatchObject({ sources: ['devnet'] });
    expect(await caller.call('block', { height: 3 })).toMatchObject({ block: { rootChecked: true } });
    expect(await caller.call('block', { height: 9999 })).toMatchObject({ issue: { code: 'block-missing' } });
    expect(await caller.call('nudge', {})).toBe(true);
    caller.close();
    port1.close();
    vi.unstubAllGlobals();
  });

  it('says that nothing is here, rather than failing, for ids that are not held', async () => {
    await using devnet = await startDevnet();
    using tab = await openTab(newProfile(), configOf('devnet', { devnet: `${devnet.url}/1sat` }));
    const nowhere = asTxid('ab'.repeat(32));
    expect(queryThread(tab.feed.index, nowhere)).toBeUndefined();
    expect(queryThread(tab.feed.index, 'nonsense')).toBeUndefined();
    expect(tab.feed.verdict(nowhere)).toBeUndefined();
    expect(await tab.feed.picture(toOutpoint(nowhere, 0))).toBeUndefined();
    expect(queryProfile(tab.feed.index, 'nobody.bitter')).toBeUndefined();
  });
});
