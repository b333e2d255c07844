import Transaction from '@bsv/sdk/transaction/Transaction';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toOutpoint } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { txidOf } from '#lib/chain/tx.ts';
import { encodePost } from '#lib/protocols/index.ts';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { payTo } from '#devnet/spend.ts';
import { getBytes, getJson } from './http.ts';
import { fundedPerson, output, spend, unknownTxid } from './person.ts';

let devnet: Devnet;

beforeAll(async () => {
  devnet = await startDevnet();
});

afterAll(() => devnet.close());

/** A mined post of a fresh person, and the change it left. */
function post(text: string) {
  const { key, coin } = fundedPerson(devnet);
  const { sats, script } = encodePost({ text, owner: key.hash160 });
  const tx = spend(coin, [output(sats, script), payTo(key, 90_000)]);
  const accepted = devnet.accept(tx);
  if (!accepted.ok) throw new Error(accepted.issue.detail);
  const [block] = devnet.mine();
  return {
    key,
    coin,
    tx,
    txid: accepted.value.txid,
    height: block?.height,
    outpoint: toOutpoint(accepted.value.txid, 0),
  };
}

describe('outputs', () => {
  it('are found by the app and type of their post, in chain order and back', async () => {
    const posts = [post('first'), post('second'), post('third')];
    const search = (query: string) => getJson(`${devnet.url}/1sat/txo/search?${query}`);
    const named = posts.map(({ outpoint, height }) => ({ outpoint, blockHeight: height, satoshis: 1 }));
    expect(await search('key=ev:map:app:nabo')).toMatchObject(named);
    expect(await search('key=ev:map:type:post&key=ev:insc&rev=true&limit=2')).toMatchObject(
      named.toReversed().slice(0, 2),
    );
    const [first] = (await search('key=ev:map:app:nabo&limit=1')) as { score: number }[];
    expect(await search(`key=ev:map:app:nabo&from=${first?.score}`)).toMatchObject(named.slice(1));
    expect(await search('key=ev:map:app:nobody')).toEqual([]);
    expect((await fetch(`${devnet.url}/1sat/txo/search`)).status).toBe(400);
    expect((await fetch(`${devnet.url}/1sat/txo/search?key=ev:insc&limit=9999`)).status).toBe(400);
  });

  it('are found by the address that holds them', async () => {
    const { key, coin, outpoint, txid } = post('mine');
    const { address } = key;
    const owned = `${devnet.url}/1sat/owner/${address}/txos`;
    expect(await getJson(owned)).toMatchObject([
      { outpoint, satoshis: 1 },
      { outpoint: toOutpoint(txid, 1) },
    ]);
    expect(await getJson(`${owned}?unspent=false`)).toMatchObject([
      { outpoint: toOutpoint(coin.txid, 0), spend: txid },
      { outpoint },
      { outpoint: toOutpoint(txid, 1) },
    ]);
    expect(await getJson(`${devnet.url}/1sat/txo/search?key=ev:own:${address}&unspent=true`)).toHaveLength(2);
    expect(await getJson(`${devnet.url}/1sat/owner/${address}/balance`)).toEqual({
      balance: 90_001,
      count: 2,
    });
    expect((await fetch(`${devnet.url}/1sat/owner/nobody/txos`)).status).toBe(400);
  });

  it('say what spends them, as soon as something does', async () => {
    const { coin, txid, key } = post('spent');
    expect(await getJson(`${devnet.url}/1sat/txo/${coin.txid}_0/spend`)).toEqual({ spendTxid: txid });
    expect(await getJson(`${devnet.url}/1sat/txo/${txid}.1/spend`)).toEqual({ spendTxid: null });
    const child = spend({ txid, vout: 1, sats: 90_000, key });
    devnet.accept(child);
    expect(await getJson(`${devnet.url}/1sat/txo/${txid}_1`)).toMatchObject({
      satoshis: 90_000,
      spend: txidOf(child),
    });
    expect((await fetch(`${devnet.url}/1sat/txo/${txid}_7`)).status).toBe(404);
    expect((await fetch(`${devnet.url}/1sat/txo/neither`)).status).toBe(404);
  });
});

describe('transactions', () => {
  it('are given as bytes, as path and as BEEF', async () => {
    const { tx, txid } = post('three ways');
    expect(await getBytes(`${devnet.url}/1sat/beef/${txid}/tx`)).toEqual(Uint8Array.from(tx.bytes));
    expect(await getBytes(`${devnet.url}/esplora/tx/${txid}/raw`)).toEqual(Uint8Array.from(tx.bytes));
    const beef = await getBytes(`${devnet.url}/1sat/beef/${txid}`);
    expect(Transaction.fromBEEF([...beef], txid).merklePath?.computeRoot(txid)).toBeDefined();
    for (const path of ['', '/tx', '/proof']) {
      expect((await fetch(`${devnet.url}/1sat/beef/${unknownTxid()}${path}`)).status).toBe(404);
    }
  });
});

describe('content', () => {
  it('comes under its own type, shut in', async () => {
    const { outpoint, txid } = post('the words themselves');
    const response = await fetch(`${devnet.url}/1sat/content/${outpoint}`);
    expect(await response.text()).toBe('the words themselves');
    expect(response.headers.get('content-type')).toBe('text/plain;charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect((await fetch(`${devnet.url}/1sat/content/${txid}_1`)).status).toBe(404);
  });
});

describe('blocks as esplora gives them', () => {
  it('are found by height and by hash', async () => {
    const base = `${devnet.url}/esplora`;
    const height = Number(await (await fetch(`${base}/blocks/tip/height`)).text());
    expect(height).toBe(devnet.height);
    const hash = await (await fetch(`${base}/block-height/${height}`)).text();
    expect(await (await fetch(`${base}/blocks/tip/hash`)).text()).toBe(hash);
    const raw = await getBytes(`${base}/block/${hash}/raw`);
    const header = await (await fetch(`${base}/block/${hash}/header`)).text();
    expect(toHex(raw.subarray(0, 80))).toBe(header);
    for (const path of [
      'block-height/999999',
      `block/${'0'.repeat(64)}/raw`,
      'block/x/header',
      `tx/${unknownTxid()}/raw`,
    ]) {
      expect((await fetch(`${base}/${path}`)).status).toBe(404);
    }
  });
});
