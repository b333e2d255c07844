import MerklePath from '@bsv/sdk/transaction/MerklePath';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseBlock } from '#lib/chain/block.ts';
import { meetsTarget, parseHeader } from '#lib/chain/header.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { MINER } from '#devnet/coinbase.ts';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { GENESIS_COINBASE, GENESIS_HASH, genesisHeader } from '#devnet/genesis.ts';
import { POW_BITS, subsidyAt } from '#devnet/rules.ts';
import { payTo, signTx } from '#devnet/spend.ts';
import { getBytes, getJson, postJson } from './http.ts';
import { fieldsOf, fundedPerson, newPerson, spend } from './person.ts';
import { openSse } from './sse.ts';

let devnet: Devnet;

beforeEach(async () => {
  devnet = await startDevnet();
});

afterEach(() => devnet.close());

const headersFrom = async (height: number, count = 1_000): Promise<Uint8Array[]> => {
  const joined = await getBytes(
    `${devnet.url}/arcade/chaintracks/v2/headers?height=${height}&count=${count}`,
  );
  return Array.from({ length: joined.length / 80 }, (_, at) => joined.slice(at * 80, at * 80 + 80));
};

describe('genesis', () => {
  it('is the same on every devnet, and has work', () => {
    const header = genesisHeader();
    const coinbase = parseTx(GENESIS_COINBASE);
    expect(header.hash).toBe(GENESIS_HASH);
    expect(header.bits).toBe(POW_BITS);
    expect(meetsTarget(header)).toBe(true);
    expect(coinbase.ok && merkleRoot([txidOf(coinbase.value)])).toBe(header.merkleRoot);
  });
});

describe('headers', () => {
  it('are linked, have work, and times that rise above the median', async () => {
    devnet.mine(20);
    const headers = (await headersFrom(0)).map(parseHeader).map((header) => {
      if (!header.ok) throw new Error(header.issue.message);
      return header.value;
    });
    expect(headers).toHaveLength(devnet.height + 1);
    for (const [height, header] of headers.entries()) {
      expect(meetsTarget(header)).toBe(true);
      expect(header.bits).toBe(POW_BITS);
      if (height > 0) expect(header.prevHash).toBe(headers[height - 1]?.hash);
      const before = headers.slice(Math.max(0, height - 11), height).map(({ time }) => time);
      before.sort((a, b) => a - b);
      if (height > 0) expect(header.time).toBeGreaterThan(before[Math.floor(before.length / 2)] ?? 0);
    }
  });

  it('are given by height, by hash, as a range and as a stream of tips', async () => {
    const base = `${devnet.url}/arcade/chaintracks/v2`;
    await using tips = await openSse(`${base}/tip/stream`);
    const current = JSON.parse((await tips.next()).data) as { height: number; hash: string };
    expect(await getJson(`${base}/tip`)).toEqual(current);
    expect(await getJson(`${base}/height`)).toEqual({ height: current.height });
    expect(await getJson(`${base}/network`)).toEqual({ network: 'devnet' });
    expect(await getJson(`${base}/header/height/${current.height}`)).toEqual(current);
    expect(await getJson(`${base}/header/hash/${current.hash}`)).toEqual(current);
    expect(await headersFrom(current.height - 1, 5)).toHaveLength(2);
    expect(await headersFrom(current.height + 1, 5)).toHaveLength(0);
    const [block] = devnet.mine();
    expect(JSON.parse((await tips.next()).data)).toMatchObject({
      height: block?.height,
      hash: block?.header.hash,
    });
    expect((await fetch(`${base}/headers?height=-1&count=x`)).status).toBe(400);
    expect((await fetch(`${base}/header/height/99999`)).status).toBe(404);
  });
});

describe('a block', () => {
  it('holds what waited in order of arrival, and pays the miner subsidy and fees', async () => {
    const { key, coin } = newPerson(devnet);
    const parent = spend(coin);
    const child = spend({ txid: txidOf(parent), vout: 0, sats: coin.sats - 500, key });
    devnet.accept(parent);
    devnet.accept(child);
    const [mined] = devnet.mine();
    const raw = await getBytes(`${devnet.url}/esplora/block/${mined?.header.hash}/raw`);
    const block = parseBlock(raw, { maxBytes: 1e6, maxTransactions: 100 });
    if (!block.ok || mined === undefined) throw new Error('no block');
    const txids = block.value.transactions.map(({ txid }) => txid);
    expect(txids).toEqual(mined.txids);
    expect(txids.slice(-2)).toEqual([txidOf(parent), txidOf(child)]);
    expect(merkleRoot(txids)).toBe(block.value.header.merkleRoot);
    expect(block.value.transactions[0]?.outputSats).toBeGreaterThan(BigInt(subsidyAt(mined.height)) + 1_000n);
  });

  it('proves each of its transactions by a path that the SDK computes to its root', async () => {
    for (let at = 0; at < 6; at += 1) devnet.accept(spend(newPerson(devnet).coin));
    const [block] = devnet.mine();
    for (const txid of block?.txids ?? []) {
      const path = MerklePath.fromBinary([...(await getBytes(`${devnet.url}/1sat/beef/${txid}/proof`))]);
      expect(path.blockHeight).toBe(block?.height);
      expect(path.computeRoot(txid)).toBe(block?.header.merkleRoot);
    }
    expect(block?.txids).toHaveLength(13);
  });

  it('lets a coinbase be spent a hundred blocks later, and not before', () => {
    const [block] = devnet.mine();
    const [txid] = block?.txids ?? [];
    if (block === undefined || txid === undefined) throw new Error('no block');
    const tx = spend({ txid, vout: 0, sats: subsidyAt(block.height), key: MINER });
    devnet.mine(98);
    expect(devnet.accept(tx)).toMatchObject({ ok: false, issue: { code: 462 } });
    devnet.mine();
    expect(devnet.accept(tx)).toMatchObject({ ok: true });
  });

  it('lets a transaction in once its lock is over', () => {
    const { coin } = fundedPerson(devnet);
    const [input] = fieldsOf(coin).inputs;
    if (input === undefined) throw new Error('no input');
    const fields = { ...fieldsOf(coin), inputs: [{ ...input, sequence: 0 }], lockTime: devnet.height + 2 };
    const tx = signTx(fields, [coin]);
    expect(devnet.accept(tx)).toMatchObject({ ok: false, issue: { code: 476 } });
    devnet.mine(2);
    expect(devnet.accept(tx)).toMatchObject({ ok: true });
  });
});

describe('a reorg', () => {
  it('puts a longer branch in place, and what was displaced back into the mempool', async () => {
    const { coin } = fundedPerson(devnet);
    const tx = spend(coin);
    devnet.accept(tx);
    devnet.mine(2);
    const before = await headersFrom(devnet.height - 1);
    const response = await postJson(`${devnet.url}/dev/reorg`, { depth: 2 });
    const { displaced, added, returned } = (await response.json()) as Record<string, string[]>;
    expect(displaced).toHaveLength(2);
    expect(added).toHaveLength(3);
    expect(returned).toEqual([txidOf(tx)]);
    expect(await getJson(`${devnet.url}/v1/tx/${txidOf(tx)}`)).toMatchObject({
      txStatus: 'SEEN_ON_NETWORK',
      extraInfo: 'reorg_unmined',
    });
    expect((await headersFrom(devnet.height - 2))[0]).not.toEqual(before[0]);
    const [block] = devnet.mine();
    expect(block?.txids).toContain(txidOf(tx));
    // A block that lost is still a block.
    expect((await fetch(`${devnet.url}/esplora/block/${displaced?.[0]}/raw`)).status).toBe(200);
  });

  it('makes the coinbase of a displaced block nobody’s', async () => {
    const [block] = devnet.mine();
    const [txid] = block?.txids ?? [];
    devnet.reorg(1);
    expect((await fetch(`${devnet.url}/1sat/txo/${txid}_0`)).status).toBe(404);
    expect((await fetch(`${devnet.url}/1sat/beef/${txid}`)).status).toBe(404);
  });

  it('keeps a double spend refused while the first waits again', () => {
    const { key, coin } = fundedPerson(devnet);
    devnet.accept(spend(coin));
    devnet.mine();
    devnet.reorg(1);
    const rival = spend(coin, [payTo(key, 1_000)]);
    expect(devnet.accept(rival)).toMatchObject({ ok: false, issue: { code: 466 } });
  });

  it.each([0, 100, 1.5])('of depth %s is refused', async (depth) => {
    expect((await postJson(`${devnet.url}/dev/reorg`, { depth })).status).toBe(400);
  });
});

describe('a policy raised on command', () => {
  const policy = (satsPerKilobyte: number): Promise<Response> =>
    postJson(`${devnet.url}/dev/policy`, { satsPerKilobyte });

  it('refuses what paid enough before, says so at /policy, and takes it again', async () => {
    const { coin } = fundedPerson(devnet);
    const { bytes } = spend(coin);
    const hand = (): Promise<Response> =>
      fetch(`${devnet.url}/v1/tx`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/octet-stream' },
        body: Uint8Array.from(bytes),
      });
    expect((await policy(100_000)).status).toBe(200);
    expect((await hand()).status).toBe(465);
    const asked: unknown = await (await fetch(`${devnet.url}/v1/policy`)).json();
    expect(asked).toMatchObject({ policy: { miningFee: { satoshis: 100_000, bytes: 1000 } } });
    expect((await policy(100)).status).toBe(200);
    expect((await hand()).status).toBe(200);
  });

  it('is never below what the network asks', async () => {
    expect((await policy(99)).status).toBe(400);
  });
});
