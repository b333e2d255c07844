import 'fake-indexeddb/auto';
import { multiaddr } from '@multiformats/multiaddr';
import { expect, it, vi } from 'vitest';
import { toHex } from '#lib/bytes/hex.ts';
import { fromDisplayHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { openMedia } from '#lib/p2p/media.ts';
import { MEDIA } from '#lib/p2p/protocols.ts';
import { newProfile } from '#tests/support/feed-tab.ts';
import { largeTx } from '#tests/support/large-tx.ts';
import { joinNeighbours, startTestRelay } from '#tests/support/neighbours.ts';
import { ownRecord } from '#tests/support/own-record.ts';
import { joinAsStranger } from '#tests/support/stranger.ts';

// Three devices that are all connected: who has a picture, who opens it, and somebody who listens.

const PATIENCE = { timeout: 20_000, interval: 20 };
const { txid, raw } = largeTx(400_000);

/** The name as JSON and as a want would carry it. */
const names = [toHex(encodeUtf8(txid)), toHex(fromDisplayHex(txid) ?? encodeUtf8('-'))];

it('a picture is opened from its holder, and a third one that is connected hears no word of it', async () => {
  await using relay = await startTestRelay();
  const shelf = { read: async () => raw, newest: async () => [txid], isShared: async () => true };
  const nothing = { read: async () => undefined, newest: async () => [], isShared: async () => false };
  await using spy = await joinAsStranger(relay.address);
  const asked: string[] = [];
  await spy.node.libp2p.handle(
    MEDIA,
    (stream) => {
      asked.push(stream.protocol);
      stream.abort(new Error('nothing here'));
    },
    { runOnLimitedConnection: true },
  );
  await using reader = await joinNeighbours(newProfile(), [relay.address], { media: openMedia(nothing, 20) });
  await vi.waitFor(() => expect(reader.neighbour.addresses()).not.toEqual([]), PATIENCE);
  const [address = ''] = reader.neighbour.addresses();
  await spy.node.libp2p.dial(multiaddr(address));
  // It hears what everybody may hear.
  const loud = ownRecord('a want that everybody hears');
  await spy.announce([loud.txid]);
  await vi.waitFor(
    () => expect(spy.sent()).toContain(toHex(fromDisplayHex(loud.txid) ?? new Uint8Array(0))),
    PATIENCE,
  );

  // Opened before anybody was known to have it: taken as soon as somebody says so.
  const found = reader.neighbour.fetchPost(txid, AbortSignal.timeout(10_000));
  await using holder = await joinNeighbours(newProfile(), [relay.address], { media: openMedia(shelf, 20) });
  await vi.waitFor(async () => {
    const [last] = (await reader.store.inbox(0, 10)).slice(-1);
    expect(last).toMatchObject({ txid, peer: holder.neighbour.id });
    expect(last?.raw).toEqual(raw);
  }, PATIENCE);
  await found;
  const again = await reader.neighbour.fetchPost(txid, AbortSignal.timeout(10_000));
  expect(again).toMatchObject({ txid, peer: holder.neighbour.id, bytes: raw.length });
  expect((await reader.neighbour.view()).recent[0]).toMatchObject({
    txid,
    direction: 'in',
    bytes: raw.length,
  });

  expect((await reader.neighbour.view()).peers.map(({ id }) => id)).toContain(spy.id);
  expect(asked).toEqual([]);
  for (const name of names) expect(spy.sent()).not.toContain(name);
  const announcedByReader = spy.heard.filter(({ from }) => from === reader.neighbour.id);
  expect(JSON.stringify(announcedByReader)).not.toContain(txid);
}, 60_000);
