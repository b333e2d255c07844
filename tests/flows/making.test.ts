import 'fake-indexeddb/auto';
import { expect, it, vi } from 'vitest';
import { startDevnet } from '#devnet/devnet.ts';
import { outpointTxid, toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { picturesOn } from '#lib/feed/plot-pictures.ts';
import { MediaDesk } from '#lib/media/media-desk.ts';
import type { Following, Intent } from '#lib/publish/publication.ts';
import { configOf, newProfile, openTab } from '#tests/support/feed-tab.ts';
import { startWriter } from '#tests/support/writer.ts';

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(encodeUtf8(text));
const page = (text: string) => ({ contentType: 'text/html;charset=utf-8', body: bytes(text) });

it('what is inscribed is seen, mined and held, and is no post', async () => {
  await using devnet = await startDevnet();
  await using writer = await startWriter({ devnetUrl: devnet.url });
  const { id } = await writer.outbox.publish({
    kind: 'inscribe',
    ...page('<p>Bread at six.'),
    name: 'Bread',
  });
  const { tx } = await writer.until(id, ({ state }) => expect(state).toBe('seen'));
  devnet.mine();
  using tab = await openTab(newProfile(), configOf('devnet', { devnet: `${devnet.url}/1sat` }));
  await tab.until(() => expect(tx && tab.feed.verdict(tx.txid)?.state).toBe('proven'));
  await writer.hear(tab.feed);
  await writer.until(id, ({ state }) => expect(state).toBe('in-block'));
});

it('a site comes whole, file by file, through a network that goes away in the middle, and each file once', async () => {
  await using devnet = await startDevnet();
  await using writer = await startWriter({ devnetUrl: devnet.url });
  const names = ['about.html', 'style.css', 'app.js', 'data.json'];
  const then: readonly Following[] = [
    { kind: 'next-file', ...page('<a href="index.html">Back</a>') },
    { kind: 'next-file', contentType: 'text/css', body: bytes('p{color:red}') },
    // As large as a file may be.
    { kind: 'next-file', contentType: 'text/javascript', body: new Uint8Array(399_000).fill(0x61) },
    { kind: 'next-file', contentType: 'application/json', body: bytes('{"bread":6}') },
    {
      kind: 'site',
      name: 'Bread',
      files: [{ path: 'index.html', part: 0 }, ...names.map((path, at) => ({ path, part: at + 1 }))],
    },
  ];
  writer.wires.host = false;
  const { id } = await writer.outbox.publish(
    { kind: 'inscribe', ...page('<link rel=stylesheet href=style.css><p>Bread') },
    then,
  );
  await writer.until(id, ({ waiting }) => expect(waiting).toBeDefined());
  writer.wires.host = true;
  writer.outbox.wake();
  await writer.until('p2', ({ state }) => expect(['sent', 'seen']).toContain(state));
  // Gone once more, with some of it on its way.
  writer.wires.host = false;
  await writer.until('p6', ({ state }) => expect(['draft', 'queued', 'sent', 'seen']).toContain(state));
  writer.wires.host = true;
  writer.outbox.wake();
  const ids = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
  const rows = await Promise.all(
    ids.map((each) => writer.until(each, ({ state }) => expect(state).toBe('seen'))),
  );
  devnet.mine();

  // Each spends what came of the one before it, so that none was made twice.
  const txids = rows.map(({ tx }) => tx?.txid);
  expect(new Set(txids).size).toBe(rows.length);
  for (const [at, { tx, earlier }] of rows.entries()) {
    expect(earlier).toBeUndefined();
    if (at > 0) expect(tx?.inputs.map(outpointTxid)).toContain(txids[at - 1]);
  }
  const directory = rows.at(-1)?.tx;
  if (directory === undefined) throw new Error('it was sent');
  const desk = new MediaDesk({ network: 'devnet', lookups: [], now: () => 0 });
  const held = rows.flatMap(({ tx }) => (tx === undefined ? [] : [Uint8Array.from(tx.raw)]));
  const opened = await desk.open({ txid: directory.txid }, Uint8Array.from(directory.raw));
  expect(opened?.view.content?.files).toContainEqual({
    path: 'style.css',
    id: toOutpoint(rows[2]?.tx?.txid ?? directory.txid, 0),
  });
  expect(await desk.compose({ txid: directory.txid, chain: 'bsv', index: 0 }, held)).toMatchObject({
    path: 'index.html',
    missing: [],
  });
});

it('a picture on a parcel of one’s own is shown on its district', async () => {
  await using devnet = await startDevnet();
  await using writer = await startWriter({ devnetUrl: devnet.url });
  using tab = await openTab(newProfile(), configOf('devnet', { devnet: `${devnet.url}/1sat` }));
  devnet.mine();
  /** The outputs of an intent's transaction, once that is in a block. */
  const mined = async (intent: Intent): Promise<readonly { at: Outpoint; script: Uint8Array }[]> => {
    const { id } = await writer.outbox.publish(intent);
    const { tx } = await writer.until(id, ({ state }) => expect(state).toBe('seen'));
    devnet.mine();
    const parsed = parseTx(tx?.raw ?? new Uint8Array(0));
    if (tx === undefined || !parsed.ok) throw new Error('it was sent');
    await tab.until(() => expect(tab.feed.verdict(tx.txid)?.state).toBe('proven'));
    await writer.hear(tab.feed);
    return parsed.value.outputs.map(({ script }, vout) => ({ at: toOutpoint(tx.txid, vout), script }));
  };
  const [district] = await mined({ kind: 'claim-district', height: 1 });
  if (district === undefined) throw new Error('a claim has an output');
  const place = { index: 0, height: 1 };
  const cut = await mined({ kind: 'cut-parcel', ...place, from: district.at, script: district.script });
  const parcel = cut[1];
  if (parcel === undefined) throw new Error('a parcel lies in output 1');
  const body = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1);
  const picture = { contentType: 'image/png', body, parent: parcel.at, what: '0.1.bitmap' };
  const adorned = await mined({ kind: 'adorn', ...picture, from: parcel.at, script: parcel.script });
  const pictures = (): ReturnType<typeof picturesOn> =>
    picturesOn(tab.feed.index.ledger, 1, (id) => tab.feed.rawOf(id));
  await vi.waitFor(async () => expect(await pictures()).toEqual([{ index: 0, id: adorned[1]?.at }]), {
    timeout: 20_000,
  });
});
