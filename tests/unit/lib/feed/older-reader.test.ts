import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { FeedIndex } from '#lib/feed/feed-index.ts';
import { Holdings } from '#lib/feed/holdings.ts';
import { OlderReader } from '#lib/feed/older-reader.ts';
import { SourceRecord } from '#lib/feed/source-status.ts';
import { Sync } from '#lib/feed/sync.ts';
import type { Checkpoint } from '#lib/proof/checkpoints.ts';
import { splitHeaders } from '#lib/chain/header.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import { encodePost } from '#lib/protocols/index.ts';
import { IndexStore } from '#lib/store/index-store.ts';
import { ScriptedSource } from '#tests/support/scripted-source.ts';
import { TestChain, write, writer } from '#tests/support/written.ts';

const mira = writer('mira');
const post = (seed: number) => write(mira, [encodePost({ owner: mira.owner, text: `${seed}` })], { seed });
const [old, older, fresh] = [post(1), post(2), post(3)];

/** Blocks to 5,400, with posts at 700, 2,500 and 5,300. */
const chain = new TestChain();
while (chain.height < 5400) {
  const next = chain.height + 1;
  chain.mine(next === 700 ? [old] : next === 2500 ? [older] : next === 5300 ? [fresh] : []);
}
const pin = (height: number): Checkpoint => {
  const header = chain.headers[height];
  if (header === undefined) throw new Error(`no block ${height}`);
  return { height, hash: header.hash };
};
const checkpoints = [pin(0), pin(500), pin(3000), pin(5100)];
const newChain = (): HeaderChain => new HeaderChain(NETWORK_PARAMS.devnet, pin(3000), { checkpoints });
const { signal } = new AbortController();

async function scene(source: ScriptedSource) {
  const holdings = new Holdings({ chain: newChain(), index: new FeedIndex('bsv') });
  holdings.takeHeaders(3000, chain.raws.slice(3000));
  const record = new SourceRecord(source.name);
  await holdings.takeEntries(
    'stack',
    [old, older, fresh].map((each) => chain.sourced(each)),
    signal,
  );
  let stored = 0;
  const reader = new OlderReader({ holdings, store: async () => void (stored += 1) });
  const stateOf = ({ txid }: typeof old) => holdings.index.tx(txid)?.proof.state;
  return { holdings, record, reader, stateOf, stored: () => stored };
}

/** Whoever wants to know of headers alone. */
const NOBODY = { onChunk: () => undefined, onTail: () => undefined, onMoves: () => undefined };

describe('old headers', () => {
  it('are read between known blocks, as few as old proofs need', async () => {
    const source = new ScriptedSource('stack', chain);
    const { holdings, record, reader, stateOf, stored } = await scene(source);
    expect([old, older, fresh].map(stateOf)).toEqual(['none', 'none', 'proven']);
    await reader.read(source, record, signal);
    expect([old, older].map(stateOf)).toEqual(['proven', 'proven']);
    expect(stored()).toBe(1);
    // What passed by is gone, but for one in 2,016: the next time a span is short.
    expect(holdings.chain.at(701)).toBeUndefined();
    expect(holdings.chain.at(2016)?.hash).toBe(chain.headers[2016]?.hash);
    holdings.want(2100);
    expect(holdings.lackingSegment()?.left).toBe(2500 - 2016 + 500);
    await reader.read(source, record, signal);
    expect(holdings.chain.at(2100)?.hash).toBe(chain.headers[2100]?.hash);
    expect(holdings.lackingSegment()).toBeUndefined();
  });

  it('of a liar prove nothing, and those of the next source do', async () => {
    const elsewhere = new TestChain();
    while (elsewhere.height < 3000) elsewhere.mine([], 1);
    const liar = new ScriptedSource('liar', elsewhere);
    const { record, reader, stateOf } = await scene(liar);
    await reader.read(liar, record, signal);
    expect([old, older].map(stateOf)).toEqual(['none', 'none']);
    expect(record.status()).toMatchObject({ name: 'liar', detail: expect.stringContaining('1 refused') });
    const short = new ScriptedSource('short', chain, { headers: (given) => given.slice(0, 0) });
    await reader.read(short, record, signal);
    expect(stateOf(old)).toBe('none');
    const honest = new ScriptedSource('honest', chain);
    await reader.read(honest, record, signal);
    expect([old, older].map(stateOf)).toEqual(['proven', 'proven']);
  });

  it('come from the next source in the same turn, where one lies or does not answer', async () => {
    const elsewhere = new TestChain();
    while (elsewhere.height < 3000) elsewhere.mine([], 1);
    const liar = new ScriptedSource('liar', elsewhere);
    let aborted = 0;
    const silent = new ScriptedSource('silent', chain);
    silent.headers = (_from, _count, until) =>
      new Promise((_resolve, reject) =>
        until.addEventListener('abort', () => reject(new Error(`aborted ${(aborted += 1)}`))),
      );
    const honest = new ScriptedSource('honest', chain);
    const sources = [liar, silent, honest].map((source) => ({
      source,
      record: new SourceRecord(source.name),
    }));
    const { holdings, stateOf } = await scene(honest);
    const reader = new OlderReader({ holdings, sources, store: async () => undefined });
    const [first] = sources;
    await reader.read(liar, first?.record ?? new SourceRecord('nobody'), signal);
    expect([old, older].map(stateOf)).toEqual(['proven', 'proven']);
    expect(aborted).toBeGreaterThan(0);
    // A lie is held against whoever told it.
    expect(sources.map(({ record }) => record.refused > 0)).toEqual([true, false, false]);
  });

  it('are there again after a restart, with the row that they lie below', async () => {
    const source = new ScriptedSource('stack', chain);
    const { holdings, record, reader } = await scene(source);
    await reader.read(source, record, signal);
    const { headersFrom, singles } = holdings.pending.drain();
    expect([headersFrom, singles]).toEqual([3000, [700, 2016, 2500]]);
    const store = await IndexStore.open('devnet', { factory: new IDBFactory() });
    const header = (height: number): Uint8Array => holdings.chain.headerAt(height) ?? new Uint8Array(0);
    await store.commit({
      headers: { lowest: 3000, from: 3000, packed: holdings.chain.bytesFrom(3000) },
      singles: singles.map((height) => [height, header(height)] as const),
    });
    const { headers } = await store.load(NOBODY);
    const again = newChain();
    expect(again.restore(headers.singles, headers.from, splitHeaders(headers.packed))).toBe(true);
    expect(again.at(700)?.hash).toBe(chain.headers[700]?.hash);
    expect(again.tip?.height).toBe(5400);
  });

  it('are dropped far below the tip, in memory and in the database, all but those that proofs rest on', async () => {
    const long = new TestChain();
    while (long.height < 8200) long.mine(long.height === 699 ? [old] : []);
    const first = long.headers[0];
    const genesis = [{ height: 0, hash: first?.hash ?? pin(0).hash }] as const;
    const holdings = new Holdings({
      chain: new HeaderChain(NETWORK_PARAMS.devnet, genesis[0], { checkpoints: genesis }),
      index: new FeedIndex('bsv'),
    });
    const store = await IndexStore.open('devnet', { factory: new IDBFactory() });
    const source = new ScriptedSource('stack', long);
    source.list(old);
    const stop = new AbortController();
    const sync = new Sync({
      sources: [{ source, key: 'stack' }],
      holdings,
      cursors: new Map(),
      commit: (change) => store.commit(change),
      onChanged: () => undefined,
      onStatus: () => stop.abort(),
    });
    await sync.run(stop.signal);
    expect(holdings.index.tx(old.txid)?.proof).toMatchObject({ state: 'proven', place: { height: 700 } });
    expect([holdings.chain.firstHeight, holdings.chain.nextHeight]).toEqual([4032, 8201]);
    const { headers } = await store.load(NOBODY);
    expect([headers.from, headers.packed.length / 80]).toEqual([4032, 8201 - 4032]);
    // It was proven after its header had been dropped, so the span around it was read again.
    expect(headers.singles.map(([height]) => height)).toEqual([0, 700, 2016]);
  });
});
