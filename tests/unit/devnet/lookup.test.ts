import { Beef } from '@bsv/sdk/transaction/Beef';
import type { ChainTracker } from '@bsv/sdk';
import Transaction from '@bsv/sdk/transaction/Transaction';
import { HTTPSOverlayLookupFacilitator } from '@bsv/sdk/overlay-tools/LookupResolver';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asTxid, outpointTxid, type Txid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { parseHeader } from '#lib/chain/header.ts';
import { txidOf } from '#lib/chain/tx.ts';
import { parseBeef } from '#lib/chain/beef.ts';
import { encodePost } from '#lib/protocols/index.ts';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { getBytes, getJson, postJson } from './http.ts';
import { fundedPerson, newPerson, output, spend } from './person.ts';
import { openSse } from './sse.ts';

let devnet: Devnet;

beforeEach(async () => {
  devnet = await startDevnet();
});

afterEach(() => devnet.close());

type Entry = { readonly txid: Txid; readonly vout: number; readonly cursor: string };
type Answer = { readonly entries: readonly Entry[]; readonly beef: Uint8Array; readonly remaining: number };

/** Asks the feed's lookup service for its aggregated form. */
async function lookup(since?: string, limit = 500): Promise<Answer> {
  const query = { limit, ...(since === undefined ? {} : { since }) };
  const response = await postJson(
    `${devnet.url}/1sat/overlay/lookup`,
    { service: 'ls_nabo', query },
    { 'X-Aggregation': 'yes' },
  );
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  const reader = new ByteReader(new Uint8Array(await response.arrayBuffer()));
  const entries = Array.from({ length: reader.count(34) }, () => ({
    txid: asTxid(toHex(reader.take(32))),
    vout: reader.compactSize(),
    cursor: decodeUtf8(reader.takeSized()) ?? '',
  }));
  return {
    entries,
    beef: reader.take(reader.remaining),
    remaining: Number(response.headers.get('x-remaining')),
  };
}

const txidsOf = ({ entries }: Answer): string[] => entries.map(({ txid }) => txid);

/** Publishes a post of a fresh person, who is paid from the mempool. */
function publish(text: string): Txid {
  const { key, coin } = newPerson(devnet);
  const { sats, script } = encodePost({ text, owner: key.hash160 });
  const accepted = devnet.accept(spend(coin, [output(sats, script)]));
  if (!accepted.ok) throw new Error(accepted.issue.detail);
  return accepted.value.txid;
}

/** The SDK's view of our header service. */
const tracker: ChainTracker = {
  async isValidRootForHeight(root, height) {
    const bytes = await getBytes(`${devnet.url}/1sat/chaintracks/headers?height=${height}&count=1`);
    const header = parseHeader(bytes);
    return header.ok && header.value.merkleRoot === root;
  },
  async currentHeight() {
    const { height } = (await getJson(`${devnet.url}/1sat/chaintracks/height`)) as { height: number };
    return height;
  },
};

describe('the lookup service of the feed', () => {
  it('answers as the SDK reads it, with transactions that the SDK verifies', async () => {
    const mined = [publish('one'), publish('two'), publish('three')];
    devnet.mine();
    const waiting = publish('four');
    const facilitator = new HTTPSOverlayLookupFacilitator(fetch, true);
    const answer = await facilitator.lookup(`${devnet.url}/1sat/overlay`, { service: 'ls_nabo', query: {} });
    const transactions = answer.outputs.map(({ beef }) => Transaction.fromBEEF(beef));
    expect(transactions.map((tx) => tx.id('hex'))).toEqual([...mined, waiting]);
    for (const tx of transactions) expect(await tx.verify(tracker)).toBe(true);
    expect(transactions.map(({ merklePath }) => merklePath !== undefined)).toEqual([true, true, true, false]);
  });

  it('answers JSON where nobody asks for aggregation', async () => {
    const txid = publish('plain');
    const response = await postJson(`${devnet.url}/1sat/overlay/lookup`, { service: 'ls_nabo', query: {} });
    const { outputs } = (await response.json()) as { outputs: { beef: number[]; outputIndex: number }[] };
    expect(outputs).toHaveLength(1);
    expect(Transaction.fromBEEF(outputs[0]?.beef ?? [], txid).id('hex')).toBe(txid);
  });

  it('gives one BEEF whose every path the SDK verifies', async () => {
    for (let block = 0; block < 3; block += 1) {
      for (let at = 0; at < 4; at += 1) publish(`${block}.${at}`);
      devnet.mine();
    }
    const { beef } = await lookup();
    expect(await Beef.fromBinary([...beef]).verify(tracker)).toBe(true);
  });

  it('holds nothing but the feed', async () => {
    fundedPerson(devnet);
    expect(await lookup()).toMatchObject({ entries: [], remaining: 0 });
    const txid = publish('a post');
    expect(txidsOf(await lookup())).toEqual([txid]);
  });

  it('gives each transaction once, at its newest change, oldest change first', async () => {
    const [first, second] = [publish('first'), publish('second')];
    const start = await lookup();
    expect(txidsOf(start)).toEqual([first, second]);
    devnet.mine();
    const third = publish('third');
    expect(txidsOf(await lookup())).toEqual([first, second, third]);
    const changes = await lookup(start.entries.at(-1)?.cursor);
    expect(txidsOf(changes)).toEqual([first, second, third]);
    expect(await lookup(changes.entries.at(-1)?.cursor)).toMatchObject({ entries: [], remaining: 0 });
  });

  it('pages by cursor, and begins anew for a cursor that is not its own', async () => {
    const txids = ['a', 'b', 'c', 'd', 'e'].map(publish);
    const page = await lookup(undefined, 2);
    expect(txidsOf(page)).toEqual(txids.slice(0, 2));
    expect(page.remaining).toBe(3);
    const rest = await lookup(page.entries.at(-1)?.cursor);
    expect(txidsOf(rest)).toEqual(txids.slice(2));
    expect(txidsOf(await lookup('another-devnet.7'))).toEqual(txids);
  });

  it('says that a reorg unmined a transaction by giving it without a path', async () => {
    const txid = publish('will move');
    devnet.mine();
    const before = await lookup();
    devnet.reorg(1);
    const after = await lookup(before.entries.at(-1)?.cursor);
    expect(txidsOf(after)).toEqual([txid]);
    const parsed = parseBeef(after.beef, { maxBytes: 1e6, maxBumps: 100, maxTransactions: 100 });
    expect(parsed.ok && parsed.value.txs.find((tx) => tx.txid === txid)).not.toHaveProperty('bumpIndex');
    devnet.mine();
    const again = await lookup(after.entries.at(-1)?.cursor);
    expect(await Beef.fromBinary([...again.beef]).verify(tracker)).toBe(true);
  });

  it('brings at most 25 unmined ancestors with a transaction', async () => {
    const { key, coin } = newPerson(devnet);
    let last = coin;
    for (let depth = 0; depth < 30; depth += 1) {
      const tx = spend(last);
      devnet.accept(tx);
      last = { ...last, txid: txidOf(tx), sats: last.sats - 500 };
    }
    const { sats, script } = encodePost({ text: 'deep', owner: key.hash160 });
    devnet.accept(spend(last, [output(sats, script)]));
    const { beef } = await lookup();
    const parsed = parseBeef(beef, { maxBytes: 1e6, maxBumps: 100, maxTransactions: 100 });
    expect(parsed.ok && parsed.value.txs).toHaveLength(26);
  });

  it.each([
    ['no body', ''],
    ['another service', '{"service":"ls_other","query":{}}'],
    ['a limit above 500', '{"service":"ls_nabo","query":{"limit":501}}'],
  ])('refuses %s', async (_, body) => {
    const response = await fetch(`${devnet.url}/1sat/overlay/lookup`, { method: 'POST', body });
    expect(response.status).toBe(400);
  });
});

describe('news of the feed', () => {
  it('come by event, name no transaction, and come after the change can be read', async () => {
    await using events = await openSse(`${devnet.url}/1sat/sse/ls_nabo`);
    const before = await events.next();
    const txid = publish('news');
    const { event, data } = await events.next();
    expect(event).toBe('ls_nabo');
    expect(data).not.toBe(before.data);
    expect(data).not.toContain(txid);
    const { cursor } = JSON.parse(data) as { cursor: string };
    expect((await lookup()).entries.at(-1)).toMatchObject({ txid, cursor });
  });

  it('are not told about other topics', async () => {
    expect((await fetch(`${devnet.url}/1sat/sse/tm_other`)).status).toBe(404);
  });
});

describe('posts on command', () => {
  it('are signed, and in the feed', async () => {
    const response = await postJson(`${devnet.url}/dev/generate`, { posts: 12, authors: 3 });
    const { posts } = (await response.json()) as {
      posts: { id: Parameters<typeof outpointTxid>[0]; author: string }[];
    };
    expect(new Set(posts.map(({ author }) => author))).toHaveLength(3);
    devnet.mine();
    const answer = await lookup();
    expect(txidsOf(answer)).toEqual(posts.map(({ id }) => outpointTxid(id)));
    expect(await Beef.fromBinary([...answer.beef]).verify(tracker)).toBe(true);
  });
});
