import 'fake-indexeddb/auto';
import { expect, it, vi } from 'vitest';
import { startDevnet } from '#devnet/devnet.ts';
import { endDevice } from '#lib/client/end-device.ts';
import { queryProfile } from '#lib/feed/queries.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { POST_COIN_SATS } from '#lib/wallet/coins.ts';
import { wordsOf } from '#lib/wallet/words.ts';
import { configOf, newProfile, openTab } from '#tests/support/feed-tab.ts';
import { startWriter, type Writer } from '#tests/support/writer.ts';

// Devices of one person that know nothing of one another while they write: each has a branch of coins of its own, so they
// never spend the same, whatever all write at once. One has the words, one was linked by it, one was given the words.

/** Posts of each of the two devices that are linked. */
const POSTS = 100;
/** Posts of the one that the words were brought to. */
const FEW_POSTS = 10;

/** Links a device as the account screen does, and answers the fragment of its link. */
async function linkTo(writer: Writer, number: number): Promise<string> {
  const device = await writer.devices.fresh(number);
  const made = await writer.outbox.publish({
    kind: 'link-device',
    ...device,
    coins: 4,
    each: POST_COIN_SATS,
  });
  await writer.until(made.id, ({ tx }) => expect(tx).toBeDefined());
  const link = await writer.devices.link(made.id);
  expect(link).toMatch(/^device=[\w-]{247}$/);
  return link ?? '';
}

it('two linked devices write two hundred posts at once, and never want the same coin', async () => {
  await using devnet = await startDevnet();
  await using first = await startWriter({ devnetUrl: devnet.url });
  const own = await first.signer.ensureAccount();
  const words = await first.signer.keyring.withSecret(async (secret) => wordsOf(secret));
  await using linked = await startWriter({ devnetUrl: devnet.url, link: await linkTo(first, 7) });
  await using restored = await startWriter({ devnetUrl: devnet.url, key: { words, device: 1 } });

  const [account, other] = [await linked.store.account(), await restored.store.account()];
  // One holder of names and plots, a posting key for each that was linked, and three places where coins lie.
  expect(account).toMatchObject({ holder: own.holder, device: 7, linked: true });
  expect(account?.key).not.toBe(own.key);
  expect(other).toMatchObject({ key: own.key, holder: own.holder, device: 1 });
  expect(new Set([own.address, account?.address, other?.address]).size).toBe(3);
  expect(await linked.store.balance()).toBe(4 * POST_COIN_SATS);
  // No way leads from it to the words or to what the holder has.
  await expect(linked.signer.keyring.withSecret(async () => 0)).rejects.toMatchObject({ kind: 'linked' });

  const devices = [first, linked, restored];
  const ids = await Promise.all(
    devices.map(async (device, at) => {
      const made: string[] = [];
      for (let post = 0; post < (device === restored ? FEW_POSTS : POSTS); post += 1) {
        const { id } = await device.outbox.publish({ kind: 'post', text: `Device ${at}, post ${post}` });
        made.push(id);
      }
      return made;
    }),
  );
  const spent = new Set<string>();
  const txids = new Set<string>();
  for (const [at, device] of devices.entries()) {
    for (const id of ids[at] ?? []) {
      const { tx, contested, earlier } = await device.until(id, ({ state }) => expect(state).toBe('seen'));
      expect(contested).toBeUndefined();
      expect(earlier).toBeUndefined();
      for (const input of tx?.inputs ?? []) {
        expect(spent.has(input)).toBe(false);
        spent.add(input);
      }
      if (tx !== undefined) txids.add(tx.txid);
    }
  }
  expect(txids.size).toBe(2 * POSTS + FEW_POSTS);
}, 180_000);

it('readers see a linked device as the same person, until it is ended', async () => {
  await using devnet = await startDevnet();
  await using desk = await startWriter({ devnetUrl: devnet.url });
  using tab = await openTab(newProfile(), configOf('devnet', { devnet: `${devnet.url}/1sat` }));
  const { key, holder = '' } = await desk.signer.ensureAccount();

  /** Publishes, mines, and waits until the reader has it in its block. */
  const said = async (writer: Writer, intent: Intent): Promise<void> => {
    const { id } = await writer.outbox.publish(intent);
    await writer.until(id, ({ state }) => expect(['sent', 'seen']).toContain(state));
    devnet.mine();
    await settled(writer, id);
  };
  const settled = (writer: Writer, id: string): Promise<void> =>
    vi.waitFor(
      async () => {
        await writer.hear(tab.feed);
        expect((await writer.store.publication(id))?.state).toBe('in-block');
      },
      { timeout: 20_000, interval: 50 },
    );
  const page = () => {
    const { posts } = queryTimeline(tab.feed.index, { of: { kind: 'author', key }, limit: 10 });
    return posts.map(({ text, author }) => [text, author.handle, author.standing]);
  };

  await said(desk, { kind: 'claim-handle', name: 'fern' });
  await said(desk, { kind: 'post', text: 'At the desk.', handle: 'fern' });
  await using phone = await startWriter({ devnetUrl: devnet.url, link: await linkTo(desk, 7) });
  const linking = (await desk.store.publications()).find(({ intent }) => intent.kind === 'link-device');
  await desk.until(linking?.id ?? '', ({ state }) => expect(['sent', 'seen']).toContain(state));
  await said(phone, { kind: 'post', text: 'On the tram.', handle: 'fern' });
  await settled(desk, linking?.id ?? '');
  const both = [
    ['On the tram.', 'fern', 'verified'],
    ['At the desk.', 'fern', 'verified'],
  ];
  expect(page()).toEqual(both);
  const phoneKey = (await phone.store.account())?.key ?? '';
  for (const who of ['fern.bitter', key, phoneKey, holder])
    expect(queryProfile(tab.feed.index, who)).toMatchObject({ key, posts: 2, handles: [{ name: 'fern' }] });

  await said(desk, { kind: 'end-device', number: 7 });
  expect(tab.feed.index.ledger.devicesOf(holder)).toEqual([{ number: 7 }]);
  await said(phone, { kind: 'post', text: 'By whoever found it.', handle: 'fern' });
  expect(page()).toEqual(both);
  const [stranger] = queryTimeline(tab.feed.index, { of: { kind: 'latest' }, limit: 1 }).posts;
  expect(stranger).toMatchObject({ text: 'By whoever found it.', author: { standing: 'not-verified' } });
}, 120_000);

it('an ending whose coins were spent elsewhere fails plainly, and goes through when it is asked for again', async () => {
  await using devnet = await startDevnet();
  await using desk = await startWriter({ devnetUrl: devnet.url });
  await desk.signer.ensureAccount();
  await linkTo(desk, 7);
  const [linking] = await desk.store.publications();
  await desk.until(linking?.id ?? '', ({ state }) => expect(state).toBe('seen'));
  // The same key as the same device: it spends the two coins that the desk would take next.
  const words = await desk.signer.keyring.withSecret(async (secret) => wordsOf(secret));
  await using double = await startWriter({ devnetUrl: devnet.url, key: { words, device: 0 } });
  const shared = (await desk.store.freeCoins())
    .toSorted((a, b) => a.depth - b.depth || a.sats - b.sats)
    .slice(0, 2);
  await double.store.addCoins(shared.map(({ from: _made, ...coin }) => coin));
  const spent = await Promise.all(
    shared.map((_, at) => double.outbox.publish({ kind: 'post', text: `Spent elsewhere ${at}` })),
  );
  for (const { id } of spent) await double.until(id, ({ state }) => expect(state).toBe('seen'));

  const parts = { store: desk.store, outbox: desk.outbox, satsPerKilobyte: 100 };
  await endDevice(7, parts);
  const endings = async () =>
    (await desk.store.publications()).filter(({ intent }) => intent.kind === 'end-device');
  const [first] = await endings();
  const { failure, tx } = await desk.until(first?.id ?? '', ({ state }) => expect(state).toBe('failed'));
  expect(failure?.code).toBe('conflict');

  // One after the other is found to be spent, and none is tried twice.
  const tried = new Set(tx?.inputs);
  for (;;) {
    await endDevice(7, parts);
    const [only, ...others] = await endings();
    expect(others).toEqual([]);
    // While it is on its way, nothing is said again.
    await endDevice(7, parts);
    expect(await endings()).toHaveLength(1);
    const settled = await desk.until(only?.id ?? '', ({ state }) =>
      expect(['seen', 'failed']).toContain(state),
    );
    expect(settled.tx?.inputs.some((input) => tried.has(input))).toBe(false);
    for (const input of settled.tx?.inputs ?? []) tried.add(input);
    if (settled.state === 'seen') break;
  }
}, 60_000);
