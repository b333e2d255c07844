import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { startDevnet } from '#devnet/devnet.ts';
import { asTxid, toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import type { Words } from '#lib/publish/publication.ts';
import { queryProfile } from '#lib/feed/queries.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import { configOf, newProfile, openTab } from '#tests/support/feed-tab.ts';
import { startWriter } from '#tests/support/writer.ts';

const PICTURE = {
  // A PNG of one white pixel.
  body: Uint8Array.from(
    atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=='),
    (letter) => letter.charCodeAt(0),
  ),
  contentType: 'image/png',
  alt: 'One white point',
} as const;

it('a picture arrives with the words, as it was written, under a name and without one', async () => {
  await using devnet = await startDevnet();
  await using writer = await startWriter({ devnetUrl: devnet.url });
  const plain = await writer.outbox.publish({ kind: 'post', text: 'From my window.', picture: PICTURE });
  const named = await writer.outbox.publish({
    kind: 'post',
    text: 'From hers.',
    handle: 'mira',
    picture: PICTURE,
  });
  await writer.until(plain.id, ({ state }) => expect(state).toBe('seen'));
  const { tx } = await writer.until(named.id, ({ state }) => expect(state).toBe('seen'));
  devnet.mine();

  using tab = await openTab(newProfile(), configOf('devnet', { devnet: `${devnet.url}/1sat` }));
  const latest = () => queryTimeline(tab.feed.index, { of: { kind: 'latest' }, limit: 10 }).posts;
  await tab.until(() => expect(latest()).toHaveLength(2));
  const posts = latest();
  expect(posts.map(({ text, media }) => [text, media?.contentType, media?.alt, media?.bytes])).toEqual(
    expect.arrayContaining([
      ['From my window.', 'image/png', 'One white point', PICTURE.body.length],
      ['From hers.', 'image/png', 'One white point', PICTURE.body.length],
    ]),
  );
  if (tx === undefined) throw new Error('it was sent');
  expect(await tab.feed.picture(toOutpoint(tx.txid, 0))).toEqual(PICTURE.body);
});

it('what somebody says of themselves arrives beside their posts', async () => {
  await using devnet = await startDevnet();
  await using writer = await startWriter({ devnetUrl: devnet.url });
  const image = 'data:image/png;base64,AAAA';
  const page = toOutpoint(asTxid('ab'.repeat(32)), 1);
  const alias = { name: 'Fen', description: 'Lamps and bread.', image, page } as const;
  const said = await writer.outbox.publish({ kind: 'profile', ...alias });
  const words = await writer.outbox.publish({ kind: 'post', text: 'A plain post.' });
  for (const { id } of [said, words]) await writer.until(id, ({ state }) => expect(state).toBe('seen'));
  devnet.mine();

  using tab = await openTab(newProfile(), configOf('devnet', { devnet: `${devnet.url}/1sat` }));
  const latest = () => queryTimeline(tab.feed.index, { of: { kind: 'latest' }, limit: 10 }).posts;
  await tab.until(() => expect(latest()[0]?.author.name).toBe('Fen'));
  const { key } = await writer.signer.ensureAccount();
  expect(queryProfile(tab.feed.index, key)?.alias).toEqual(alias);
});

it('a post that was written anew is shown as a new version, under a name and without one', async () => {
  await using devnet = await startDevnet();
  await using writer = await startWriter({ devnetUrl: devnet.url });
  const publish = async (words: Words): Promise<Outpoint> => {
    const { id } = await writer.outbox.publish({ kind: 'post', ...words });
    const { tx } = await writer.until(id, ({ state }) => expect(state).toBe('seen'));
    if (tx === undefined) throw new Error('it was sent');
    return toOutpoint(tx.txid, 0);
  };
  const first = await publish({ text: 'The lamp is litt.' });
  devnet.mine();
  const second = await publish({ text: 'The lamp is lit.', replaces: first });
  devnet.mine();
  const third = await publish({ text: 'The lamp is lit again.', handle: 'mira', replaces: second });
  devnet.mine();

  using tab = await openTab(newProfile(), configOf('devnet', { devnet: `${devnet.url}/1sat` }));
  const latest = () => queryTimeline(tab.feed.index, { of: { kind: 'latest' }, limit: 10 }).posts;
  await tab.until(() =>
    expect(latest().map(({ id, versions }) => [id, versions])).toEqual([
      [third, { earlier: second }],
      [second, { earlier: first, newest: third }],
      [first, { newest: third }],
    ]),
  );
  expect(latest().map(({ text }) => text)).toEqual([
    'The lamp is lit again.',
    'The lamp is lit.',
    'The lamp is litt.',
  ]);
});
