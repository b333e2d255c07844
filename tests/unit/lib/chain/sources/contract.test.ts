import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { SUBSCRIPTION } from '#devnet/faces/junglebus.ts';
import { toHex } from '#lib/bytes/hex.ts';
import type { SourceEntry } from '#lib/chain/source-entry.ts';
import { connectSource } from '#lib/chain/sources/connect.ts';
import { createOrd } from '#lib/chain/sources/ord.ts';
import type { ChainSource, SourcedTx, SourceError } from '#lib/chain/sources/source.ts';
import { parseBump, rootOf } from '#lib/proof/merkle-path.ts';
import { mineTestBranch } from '#tests/support/mined-headers.ts';
import { sampleRaw, txidOfRaw } from '#tests/support/sample-tx.ts';
import { endless, serve } from '#tests/support/served.ts';
import { hasSharedFixtures, needsFixtures, SHARED_FIXTURES } from '#tests/support/shared-fixtures.ts';

// Every adapter against the devnet's face of its indexer, then against shapes that indexers were seen to answer with, then
// against answers that none should give.

const live = new AbortController().signal;
let devnet: Devnet;
const KINDS = ['1sat-stack', 'junglebus', 'whatsonchain', 'chaintracks'] as const;
const PATHS = {
  '1sat-stack': '1sat',
  junglebus: 'junglebus',
  whatsonchain: 'woc',
  chaintracks: 'arcade/chaintracks/v2',
};
const entryOf = (kind: SourceEntry['kind'], base: string): SourceEntry => ({
  name: kind,
  kind,
  url: base,
  ...(kind === 'junglebus' ? { subscription: SUBSCRIPTION } : {}),
});
const kindOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'answered',
    (error: SourceError) => error.kind ?? error.name,
  );

beforeAll(async () => {
  devnet = await startDevnet({ seed: 'story' });
  devnet.mine(30);
});
afterAll(() => devnet.close());

async function everything(
  source: ChainSource,
  limit = 7,
): Promise<{ entries: SourcedTx[]; cursors: string[] }> {
  const entries: SourcedTx[] = [];
  const cursors: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await source.changes(cursor, limit, live);
    entries.push(...page.entries);
    cursors.push(page.cursor);
    if (!page.more) return { entries, cursors };
    ({ cursor } = page);
  }
}

describe('adapters and the devnet\u2019s faces', () => {
  it.each(KINDS)('%s gives the headers of any range', async (kind) => {
    const source = connectSource(entryOf(kind, `${devnet.url}/${PATHS[kind]}`));
    const reference = connectSource(entryOf('1sat-stack', `${devnet.url}/1sat`));
    for (const [from, count] of [
      [0, 5],
      [devnet.height - 12, 2000],
      [3, 40],
      [devnet.height, 1],
      [devnet.height + 1, 10],
    ] as const) {
      const given = await source.headers(from, count, live);
      const known = await reference.headers(from, count, live);
      expect([from, given.map(toHex)]).toEqual([from, known.map(toHex)]);
    }
  });

  it.each(['1sat-stack', 'junglebus'] as const)(
    '%s gives every post once, in pages, each with its path',
    async (kind) => {
      const source = connectSource(entryOf(kind, `${devnet.url}/${PATHS[kind]}`));
      const { entries, cursors } = await everything(source);
      const reference = await everything(connectSource(entryOf('1sat-stack', `${devnet.url}/1sat`)), 500);
      expect(new Set(entries.map(({ txid }) => txid))).toEqual(
        new Set(reference.entries.map(({ txid }) => txid)),
      );
      expect(entries.length).toBe(reference.entries.length);
      for (const { txid, raw, bump } of entries) {
        expect(txidOfRaw(raw)).toBe(txid);
        const path = bump && parseBump(bump);
        expect(path?.ok === true && rootOf(path.value, txid).ok).toBe(true);
      }
      // A cursor goes on where it was, in another session.
      const later = connectSource(entryOf(kind, `${devnet.url}/${PATHS[kind]}`));
      const rest = await later.changes(cursors[0], 500, live);
      expect(rest.entries.map(({ txid }) => txid)).toEqual(
        entries.slice(entries.length - rest.entries.length).map(({ txid }) => txid),
      );
    },
  );

  it.each(KINDS)('%s names nobody\u2019s transaction in what it asks', async (kind) => {
    const asked: string[] = [];
    const source = connectSource(entryOf(kind, `${devnet.url}/${PATHS[kind]}`), (url, init) => {
      asked.push(`${url} ${typeof init.body === 'string' ? init.body : ''}`);
      return fetch(url, init);
    });
    const { entries } = await everything(source, 500);
    await source.headers(devnet.height - 5, 20, live);
    const ids = entries.map(({ txid }) => txid);
    expect(asked.filter((line) => ids.some((id) => line.includes(id)) || /[0-9a-f]{64}/.test(line))).toEqual(
      [],
    );
  });

  it.each(KINDS)('%s stops when nobody waits any more', async (kind) => {
    const source = connectSource(
      entryOf(kind, 'http://host.test'),
      serve(() => new Promise(() => undefined)),
    );
    const stop = new AbortController();
    const asking = source.headers(1, 2, stop.signal);
    stop.abort(new Error('enough'));
    await expect(asking).rejects.toThrow('enough');
  });

  it.skipIf(!hasSharedFixtures)(
    `ord lists a block\u2019s inscriptions in order${needsFixtures}`,
    async () => {
      await using archive = await startDevnet({ archiveDir: SHARED_FIXTURES });
      const ord = createOrd({ name: 'ord', url: `${archive.url}/btc/ord` });
      const ids = await ord.inscriptions(818_677, live);
      const [winner, loser] = ['4f50a547', 'e5a90751'].map((start) =>
        ids.findIndex((id) => id.startsWith(start)),
      );
      expect(winner).toBeGreaterThanOrEqual(0);
      expect(loser).toBeGreaterThan(winner ?? Infinity);
      expect(await ord.blockHash(300_025, live)).toMatch(/^0{8}[0-9a-f]{56}$/);
      expect(await ord.blockHash(9_999_999, live)).toBeUndefined();
    },
  );
});

const branch = mineTestBranch(5);
const listed = branch.map(({ hash, version, merkleRoot, time, bits, nonce }, height) => ({
  hash,
  coin: 1,
  height,
  version,
  merkleroot: merkleRoot,
  time,
  nonce,
  bits: bits.toString(16),
  synced: 1,
}));
const raw = sampleRaw(4);
const transaction = {
  id: txidOfRaw(raw),
  block_hash: branch[3]?.hash,
  block_height: 3,
  block_index: 2,
  block_time: 1_800_000_000,
  transaction: Buffer.from(raw).toString('base64'),
  addresses: ['1abc'],
  merkle_proof: '',
};
const asJson = (value: unknown): Response =>
  new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' } });
const jungleBus = (answer: (url: string) => unknown): ChainSource =>
  connectSource(
    entryOf('junglebus', 'http://jb.test'),
    serve(({ url }) => asJson(answer(url))),
  );

describe('shapes that indexers answer with', () => {
  it('JungleBus: transactions with a path, without, with one of another kind; nothing as null', async () => {
    for (const proof of ['', null, { targetType: 'hash' }, 'bm8gcGF0aA=='])
      expect(
        (await jungleBus(() => [{ ...transaction, merkle_proof: proof }]).changes(undefined, 10, live))
          .entries,
      ).toEqual([{ txid: transaction.id, raw }]);
    const nothing = jungleBus(() => null);
    // The next round reads the last blocks again, since a reorg may have changed them.
    expect(await nothing.changes('800000.7', 10, live)).toEqual({
      entries: [],
      cursor: '799994.0',
      more: false,
    });
    expect(await nothing.headers(7, 3, live)).toEqual([]);
  });

  it('JungleBus: headers with bits as text and as a number, put together again', async () => {
    const asked: string[] = [];
    for (const bits of [(text: string) => text, (text: string) => Number.parseInt(text, 16)]) {
      const source = jungleBus((url) => {
        asked.push(url);
        const [, from = '', limit = ''] = /list\/(\d+)\?limit=(\d+)/.exec(url) ?? [];
        return listed
          .slice(Number(from), Number(from) + Number(limit))
          .map((each) => ({ ...each, bits: bits(each.bits) }));
      });
      expect((await source.headers(0, 3, live)).map(toHex)).toEqual(
        branch.slice(0, 3).map(({ bytes }) => toHex(bytes)),
      );
      expect((await source.headers(2, 9, live)).map(toHex)).toEqual(
        branch.slice(2).map(({ bytes }) => toHex(bytes)),
      );
    }
    expect(asked[1]).toBe('http://jb.test/v1/block_header/list/1?limit=10');
  });

  it('WhatsOnChain: headers as bytes and in hex, lowest first and newest first', async () => {
    const tip = branch.at(-1);
    const info = {
      chain: 'main',
      blocks: 4,
      headers: 4,
      bestblockhash: tip?.hash,
      difficulty: 1.5,
      pruned: false,
    };
    const newest = branch.slice(2).map(({ bytes }) => bytes);
    const up = Buffer.concat(newest);
    const down = Buffer.concat(newest.toReversed());
    for (const body of [up, down, toHex(up), `${toHex(down)}\n`]) {
      const source = connectSource(
        entryOf('whatsonchain', 'http://woc.test'),
        serve(({ url }) => (url.endsWith('/chain/info') ? asJson(info) : new Response(body))),
      );
      expect((await source.headers(2, 10, live)).map(toHex)).toEqual(newest.map(toHex));
    }
  });

  it('WhatsOnChain: old headers in files of ten thousand', async () => {
    const header = branch[0]?.bytes ?? new Uint8Array(80);
    const asked: string[] = [];
    const source = connectSource(
      entryOf('whatsonchain', 'http://woc.test'),
      serve(({ url }) => {
        asked.push(url.slice('http://woc.test'.length));
        if (url.endsWith('/chain/info')) return asJson({ blocks: 800_500, bestblockhash: branch[0]?.hash });
        const file = new Uint8Array(80 * 10_000);
        for (let at = 0; at < file.length; at += 80) file.set(header, at);
        return new Response(file);
      }),
    );
    expect(await source.headers(10_001, 2000, live)).toHaveLength(2000);
    expect(await source.headers(19_999, 2000, live)).toHaveLength(2);
    expect(await kindOf(source.headers(800_100, 2000, live))).toBe('malformed');
    expect(asked.filter((path) => path !== '/chain/info')).toEqual([
      '/block/headers/10001_20000_headers.bin',
      '/block/headers/10001_20000_headers.bin',
      '/block/headers/latest',
    ]);
  });

  it('ord: pages of ids, and a tip below what is asked', async () => {
    const ids = (from: number, count: number): string[] =>
      Array.from({ length: count }, (_, at) => `${'ab'.repeat(32)}i${from + at}`);
    const ord = createOrd({
      name: 'ord',
      url: 'http://ord.test',
      fetch: serve(({ url }) => {
        const page = Number(/\/inscriptions\/block\/767430\/(\d+)$/.exec(url)?.[1] ?? -1);
        if (page >= 0)
          return asJson({ ids: ids(page * 100, page === 2 ? 5 : 100), more: page < 2, page_index: page });
        return asJson(url.endsWith('/r/blockheight') ? 866_393 : '0'.repeat(64));
      }),
    });
    expect(await ord.inscriptions(767_430, live)).toEqual(ids(0, 205));
    expect(await ord.blockHash(866_394, live)).toBeUndefined();
    expect(await ord.blockHash(866_393, live)).toBe('0'.repeat(64));
  });
});

describe('answers that nobody should give', () => {
  const headersOf = (
    kind: SourceEntry['kind'],
    answer: () => Response | Promise<Response>,
  ): Promise<string> =>
    kindOf(connectSource(entryOf(kind, 'http://host.test'), serve(answer)).headers(1, 50, live));

  it.each(KINDS)(
    '%s: a page of HTML, an endless answer, a refusal and a dead line are named as such',
    async (kind) => {
      const packed = kind === '1sat-stack' || kind === 'chaintracks';
      const page = '<!doctype html><title>Too many requests</title>'.padEnd(81, ' ');
      expect(await headersOf(kind, () => new Response(page))).toBe('malformed');
      expect(await headersOf(kind, () => new Response(endless(new Uint8Array(10_000).fill(0x5b)).body))).toBe(
        'too-large',
      );
      expect(await headersOf(kind, () => new Response('', { status: 429 }))).toBe('status');
      expect(await headersOf(kind, () => Promise.reject(new TypeError('Failed to fetch')))).toBe(
        'unreachable',
      );
      if (packed) return;
      const bomb = `[${'[],'.repeat(700_000)}0]`;
      expect(await headersOf(kind, () => new Response(bomb))).toMatch(/^(?:malformed|too-large)$/);
      expect(await headersOf(kind, () => new Response('[{"hash":'))).toBe('malformed');
    },
  );

  it('JungleBus: lists that lead nowhere, or hold what is no transaction', async () => {
    const changes = (answer: unknown, cursor?: string): Promise<string> =>
      kindOf(jungleBus(() => answer).changes(cursor, 10, live));
    expect(await changes([{ ...transaction, transaction: '%%%' }])).toBe('malformed');
    expect(await changes([{ ...transaction, id: 'abc' }])).toBe('malformed');
    expect(await changes([{ ...transaction, block_height: -1 }])).toBe('malformed');
    expect(await changes([transaction], '800000.1')).toBe('malformed');
    expect(await changes({ error: 'no such subscription' })).toBe('malformed');
    const stuck = await jungleBus(() => [transaction]).changes('3.2', 10, live);
    expect([stuck.more, stuck.cursor]).toEqual([false, '3.2']);
  });

  it('JungleBus: headers that are not what they are called are not put together', async () => {
    const lie = listed.map((each, at) => (at === 3 ? { ...each, time: 1 } : each));
    expect(await jungleBus(() => lie.slice(0, 5)).headers(0, 5, live)).toHaveLength(3);
    expect(await kindOf(jungleBus(() => listed.slice(2)).headers(1, 5, live))).toBe('malformed');
  });

  it('WhatsOnChain: newest headers that do not end where it says are a lie, unless its chain has just gone on', async () => {
    for (const goesOn of [false, true]) {
      let asked = 0;
      const source = connectSource(
        entryOf('whatsonchain', 'http://woc.test'),
        serve(({ url }) => {
          if (!url.endsWith('/chain/info'))
            return new Response(Buffer.concat(branch.map(({ bytes }) => bytes)));
          asked += 1;
          return asJson({ blocks: 4, bestblockhash: branch[goesOn ? asked : 0]?.hash });
        }),
      );
      const given = source.headers(0, 10, live).then(
        (headers) => headers.length,
        (error: SourceError) => error.kind,
      );
      expect(await given).toBe(goesOn ? 0 : 'malformed');
    }
  });

  it('ord: ids that are none, and pages without end', async () => {
    const ord = (answer: (page: number) => unknown) =>
      createOrd({
        name: 'ord',
        url: 'http://ord.test',
        fetch: serve(({ url }) => asJson(answer(Number(url.slice(url.lastIndexOf('/') + 1))))),
      });
    const id = `${'ab'.repeat(32)}i0`;
    expect(
      await kindOf(
        ord((page) => ({ ids: ['<script>'], more: false, page_index: page })).inscriptions(1, live),
      ),
    ).toBe('malformed');
    expect(
      await kindOf(ord((page) => ({ ids: [id], more: true, page_index: page })).inscriptions(1, live)),
    ).toBe('malformed');
    expect(await kindOf(ord(() => ({ ids: [id], more: true, page_index: 0 })).inscriptions(1, live))).toBe(
      'malformed',
    );
  });
});
