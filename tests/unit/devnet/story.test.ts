import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { parseHeader } from '#lib/chain/header.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { parseBeef } from '#lib/chain/beef.ts';
import {
  decodeRecord,
  readAuthor,
  type Authorship,
  type ProtocolRecord,
  type RecordKind,
} from '#lib/protocols/index.ts';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { keyFrom } from '#devnet/keys.ts';
import { CAST } from '#devnet/seeds/story.ts';
import { getBytes, getJson, postJson } from './http.ts';

type Told = {
  readonly txid: Txid;
  readonly record: ProtocolRecord;
  readonly author: Authorship;
  readonly owner?: string;
};

/** Every record of a devnet's feed, in chain order, read as the app reads it. */
async function readFeed(devnet: Devnet): Promise<Told[]> {
  const question = { service: 'ls_nabo', query: { limit: 500 } };
  const response = await postJson(`${devnet.url}/1sat/overlay/lookup`, question, { 'X-Aggregation': 'yes' });
  const reader = new ByteReader(new Uint8Array(await response.arrayBuffer()));
  const order = Array.from({ length: reader.count(34) }, () => {
    const txid = asTxid(toHex(reader.take(32)));
    reader.compactSize();
    reader.takeSized();
    return txid;
  });
  const beef = parseBeef(reader.take(reader.remaining), {
    maxBytes: 1e8,
    maxBumps: 1e3,
    maxTransactions: 1e3,
  });
  if (!beef.ok) throw new Error(beef.issue.message);
  const raws = new Map(beef.value.txs.map(({ txid, raw, bumpIndex }) => [txid, { raw, bumpIndex }]));
  return order.flatMap((txid) => {
    const held = raws.get(txid);
    const tx = parseTx(held?.raw ?? new Uint8Array(0));
    if (!tx.ok || held === undefined) throw new Error(`no bytes of ${txid}`);
    expect(held.bumpIndex).toBeDefined();
    return readInscriptions(held.raw, 'bsv').map((inscription) => ({
      txid,
      record: decodeRecord(inscription),
      author: readAuthor(inscription, tx.value),
      ...(inscription.owner === undefined ? {} : { owner: inscription.owner }),
    }));
  });
}

let devnet: Devnet;
let feed: Told[];
let bootMilliseconds: number;

beforeAll(async () => {
  const begun = performance.now();
  devnet = await startDevnet({ seed: 'story' });
  bootMilliseconds = performance.now() - begun;
  feed = await readFeed(devnet);
});

afterAll(() => devnet.close());

const ofKind = <Kind extends RecordKind>(kind: Kind) =>
  feed.flatMap((told) =>
    told.record.kind === kind
      ? [{ ...told, record: told.record as Extract<ProtocolRecord, { kind: Kind }> }]
      : [],
  );
const keyOf = (name: string): string => toHex(keyFrom(`neighbour ${name}`).hash160);

describe('the story that a new devnet begins with', () => {
  it('is told in about a second, which a busy machine may stretch', () => {
    expect(bootMilliseconds).toBeLessThan(10_000);
  });

  it('has people who hold their handles', () => {
    const handles = ofKind('handle').map(({ record, owner }) => [record.name, owner]);
    expect(handles.length).toBeGreaterThanOrEqual(8);
    for (const [name, owner] of handles) expect(owner).toBe(keyOf(name ?? ''));
    expect(CAST).toHaveLength(10);
  });

  it('has some forty posts and replies, every one signed', () => {
    const words = [...ofKind('post'), ...ofKind('reply')];
    expect(words.length).toBeGreaterThanOrEqual(40);
    for (const { author, record } of words) {
      expect(author.signature).toBe('sigma');
      expect(record.app).toBe('nabo');
      expect(record.issues).toEqual([]);
      expect(record.text).not.toContain('!');
    }
  });

  it('has a thread with replies to replies', () => {
    const parents = new Map(
      ofKind('reply').flatMap(({ txid, record: { target } }) =>
        'txid' in target ? [[txid, target.txid] as const] : [],
      ),
    );
    const depthOf = (txid: Txid): number => {
      const parent = parents.get(txid);
      return parent === undefined ? 0 : 1 + depthOf(parent);
    };
    expect(Math.max(...[...parents.keys()].map(depthOf))).toBeGreaterThanOrEqual(3);
  });

  it('has likes and reposts of posts that are there', () => {
    const txids = new Set(feed.map(({ txid }) => txid));
    const [likes, reposts] = [ofKind('like'), ofKind('repost')];
    expect(likes.length).toBeGreaterThan(20);
    expect(reposts.length).toBeGreaterThanOrEqual(3);
    for (const { record, author } of [...likes, ...reposts]) {
      expect(txids).toContain(record.target.txid);
      expect(author.signature).toBe('input');
    }
  });

  it('has a picture and a page', () => {
    const picture = ofKind('post').find(({ record }) => record.media !== undefined);
    expect(picture?.record.media?.contentType).toBe('image/png');
    expect(picture?.record.media?.body.length).toBeLessThan(16_000);
    expect(ofKind('page').map(({ record }) => record.contentType)).toEqual(['text/html']);
  });

  it('has districts below its height, and a rival who came too late', () => {
    const claims = ofKind('district').map(({ record, owner }) => [record.height, owner]);
    expect(claims.filter(([height]) => height === 77)).toEqual([
      [77, keyOf('juno')],
      [77, keyOf('samir')],
    ]);
    expect(claims.length).toBeGreaterThanOrEqual(4);
    for (const [height] of claims) expect(height).toBeLessThan(devnet.height);
  });

  it('has somebody who writes under another’s handle', () => {
    const asMira = ofKind('post').filter(({ record }) => record.handle === 'mira');
    const strangers = asMira.filter(({ author }) => !('key' in author) || author.key !== keyOf('mira'));
    expect(strangers).toHaveLength(1);
    expect(strangers[0]?.author).toEqual({ signature: 'sigma', key: keyOf('gull') });
  });

  it('happened over days, up to a short while ago', async () => {
    const headers = await getBytes(`${devnet.url}/1sat/chaintracks/headers?height=103&count=500`);
    const times = Array.from({ length: headers.length / 80 }, (_, at) => {
      const header = parseHeader(headers.slice(at * 80, at * 80 + 80));
      return header.ok ? header.value.time : 0;
    });
    const now = Date.now() / 1000;
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(2 * 86_400);
    expect(times.at(-1)).toBeLessThan(now);
    expect(times.at(-1)).toBeGreaterThan(now - 3_600);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('has the same transactions on every devnet', async () => {
    await using other = await startDevnet({ seed: 'story' });
    expect((await readFeed(other)).map(({ txid }) => txid)).toEqual(feed.map(({ txid }) => txid));
    expect(await getJson(`${other.url}/dev/status`)).toMatchObject({ mempool: { count: 0 } });
  });
});
