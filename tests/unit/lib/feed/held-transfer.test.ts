import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { NETWORK_PARAMS, type Network } from '#lib/chain/network.ts';
import { FeedIndex } from '#lib/feed/feed-index.ts';
import { exportHeld, HeldImport, type ImportView } from '#lib/feed/held-transfer.ts';
import { Holdings } from '#lib/feed/holdings.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import { encodePost } from '#lib/protocols/index.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import type { HeldTx } from '#lib/store/held-tx.ts';
import type { KeptRow } from '#lib/store/kept-store.ts';
import { TestChain, write, writer } from '#tests/support/written.ts';

const NEVER = new AbortController().signal;
const mira = writer('mira');
const kept: readonly KeptRow[] = [
  { kind: 'follow', id: mira.key, at: 5 },
  { kind: 'bookmark', id: `${'ab'.repeat(32)}_0`, at: 9 },
];

const emptyHoldings = (): Holdings =>
  new Holdings({
    chain: new HeaderChain(NETWORK_PARAMS.devnet, { height: 0 }),
    index: new FeedIndex('bsv'),
    now: () => 1000,
  });

/** Somebody who holds posts in blocks, and one in none. */
async function holder() {
  const chain = new TestChain();
  const posts = Array.from({ length: 150 }, (_, seed) =>
    write(mira, [encodePost({ text: `Note ${seed} ${'x'.repeat(seed * 40)}`, owner: mira.owner })], {
      seed,
      sigma: false,
    }),
  );
  for (let at = 0; at < 149; at += 50) chain.mine(posts.slice(at, Math.min(149, at + 50)));
  const holdings = emptyHoldings();
  holdings.takeHeaders(0, chain.raws);
  await holdings.takeEntries(
    'stack',
    posts.map((post) => chain.sourced(post)),
    NEVER,
  );
  const entries = holdings.pending.drain().added;
  return { holdings, entries };
}
const world = await holder();

async function fileOf(entries: readonly HeldTx[] = world.entries): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let after: string | undefined; ;) {
    const source = {
      network: 'devnet',
      holdings: world.holdings,
      entries: async (from: number, end: number) => entries.slice(from, end),
      kept,
    } as const;
    const { bytes, next } = await exportHeld(source, after);
    parts.push(bytes);
    if (next === undefined) return concatBytes(parts);
    after = next;
  }
}
const file = await fileOf();

let holdings: Holdings;
let rows: KeptRow[];
let stored: number;
beforeEach(() => {
  holdings = emptyHoldings();
  rows = [];
  stored = 0;
});
const importer = (network: Network = 'devnet', failure?: string): HeldImport =>
  new HeldImport({
    network,
    holdings,
    store: async () => {
      stored += holdings.pending.drain().added.length;
      holdings.pending.settle(true);
      return failure;
    },
    keep: async (more) => void rows.push(...more),
  });
async function take(bytes: Uint8Array, size = bytes.length, into = importer()): Promise<ImportView> {
  for (let at = 0; at < bytes.length; at += size) await into.take(bytes.subarray(at, at + size), NEVER);
  return into.view(true);
}
const latest = ({ index }: Holdings) =>
  queryTimeline(index, { of: { kind: 'latest' }, limit: 100 }).posts.map(({ id, text, verdict }) => ({
    id,
    text,
    verdict,
  }));

describe('a file of everything held', () => {
  it.each([1 << 20, 4096, 777])(
    'shows elsewhere what it showed here, taken %i bytes at a time',
    async (size) => {
      expect(await take(file, size)).toEqual({ transactions: 150, news: 150, kept: 2, refused: [] });
      expect(latest(holdings)).toEqual(latest(world.holdings));
      expect(holdings.index.provenPosts).toBe(149);
      expect([stored, rows]).toEqual([150, kept]);
    },
  );

  it('comes in parts when it is long', async () => {
    const large = world.entries.map((entry) => ({
      ...entry,
      raw: concatBytes([entry.raw, new Uint8Array(40_000)]),
    }));
    const source = {
      network: 'devnet',
      holdings: world.holdings,
      entries: async (from: number, end: number) => large.slice(from, end),
      kept,
    } as const;
    const first = await exportHeld(source);
    expect(first.next).toBeDefined();
    expect(first.bytes.length).toBeLessThan(5_000_000);
    expect((await take(await fileOf(large))).transactions).toBe(150);
  });

  it('is taken twice without a change', async () => {
    await take(file);
    expect(await take(file)).toEqual({ transactions: 150, news: 0, kept: 2, refused: [] });
  });

  it('says that it is of another network, and takes nothing', async () => {
    expect((await take(file, 5000, importer('main'))).issue?.code).toBe('held-file-network');
    expect(holdings.count).toBe(0);
  });

  it('keeps what came before it is cut off, and says so', async () => {
    const view = await take(file.subarray(0, file.length / 2));
    expect(view.issue?.code).toBe('held-file-cut');
    expect(view.news).toBeGreaterThan(10);
    expect(view.news).toBe(holdings.count);
  });

  it('says when it could not be stored', async () => {
    const view = await take(file, 9000, importer('devnet', 'the disk is full'));
    expect(view.issue).toEqual({ code: 'held-file-unstored', message: 'the disk is full' });
  });

  it('leaves out what had to go', async () => {
    const some = world.entries.map((entry, at) =>
      at % 2 === 0 ? entry : { ...entry, raw: new Uint8Array(0) },
    );
    expect(await take(await fileOf(some))).toMatchObject({ transactions: 75, news: 75, refused: [] });
  });

  it('does no harm when it is broken: nothing is proven that is not, and nobody throws', async () => {
    const true_ = new Set(world.entries.map(({ txid }) => txid));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 500, max: 100_000 }),
        async (changes, size) => {
          holdings = emptyHoldings();
          const broken = Uint8Array.from(file);
          for (const [at, byte] of changes) broken[at] = byte;
          await take(broken, size);
          for (const { txid, proof } of holdings.index.all())
            if (proof.state === 'proven') expect(true_.has(txid)).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect((await take(concatBytes([file.subarray(0, 33), bytes]))).issue).toBeDefined();
        expect((await take(bytes)).issue).toBeDefined();
      }),
    );
  });
});
