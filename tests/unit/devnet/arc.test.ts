import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import ARC from '@bsv/sdk/transaction/broadcasters/ARC';
import Transaction from '@bsv/sdk/transaction/Transaction';
import { concatBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeExtendedTx } from '#lib/chain/extended-tx.ts';
import { txidOf } from '#lib/chain/tx.ts';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { payTo } from '#devnet/spend.ts';
import { getJson, postBytes, postJson } from './http.ts';
import { COIN_SATS, fundedPerson, newPerson, spend, unknownTxid } from './person.ts';

let devnet: Devnet;

beforeAll(async () => {
  devnet = await startDevnet();
});

afterAll(() => devnet.close());

const ACCEPTED = { status: 200, txStatus: 'SEEN_ON_NETWORK' };

describe('submitting to ARC', () => {
  it('takes a raw transaction as bytes', async () => {
    const tx = spend(fundedPerson(devnet).coin);
    const response = await postBytes(`${devnet.url}/v1/tx`, tx.bytes);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ ...ACCEPTED, txid: txidOf(tx), title: 'OK' });
  });

  it('takes the extended format as hex', async () => {
    const { key, coin } = fundedPerson(devnet);
    const body = toHex(encodeExtendedTx(spend(coin), [payTo(key, COIN_SATS)]));
    const response = await fetch(`${devnet.url}/v1/tx`, { method: 'POST', body: `${body}\n` });
    expect(await response.json()).toMatchObject(ACCEPTED);
  });

  it('takes JSON', async () => {
    const rawTx = toHex(spend(fundedPerson(devnet).coin).bytes);
    const response = await postJson(`${devnet.url}/v1/tx`, { rawTx });
    expect(await response.json()).toMatchObject(ACCEPTED);
  });

  it('takes what the SDK broadcasts', async () => {
    const tx = spend(fundedPerson(devnet).coin);
    const arc = new ARC(devnet.url);
    const answer = await arc.broadcast(Transaction.fromBinary([...tx.bytes]));
    expect(answer).toMatchObject({ status: 'success', txid: txidOf(tx) });
  });

  it('takes a child whose parent waits in the mempool, and the same bytes twice', async () => {
    const { key, coin } = newPerson(devnet);
    const parent = spend(coin);
    const child = spend({ txid: txidOf(parent), vout: 0, sats: COIN_SATS - 500, key });
    expect((await postBytes(`${devnet.url}/v1/tx`, child.bytes)).status).toBe(460);
    expect((await postBytes(`${devnet.url}/v1/tx`, parent.bytes)).status).toBe(200);
    expect((await postBytes(`${devnet.url}/v1/tx`, child.bytes)).status).toBe(200);
    expect((await postBytes(`${devnet.url}/v1/tx`, child.bytes)).status).toBe(200);
  });

  it('takes batches, and answers for each', async () => {
    const [a, b, c] = [fundedPerson(devnet), fundedPerson(devnet), fundedPerson(devnet)];
    const joined = concatBytes([spend(a.coin).bytes, spend(b.coin).bytes]);
    const bytes = await postBytes(`${devnet.url}/v1/txs`, joined);
    expect(await bytes.json()).toMatchObject([ACCEPTED, ACCEPTED]);
    const list = [
      { rawTx: toHex(spend(c.coin).bytes) },
      { rawTx: toHex(spend(c.coin, [payTo(c.key, 1)]).bytes) },
    ];
    const json = await postJson(`${devnet.url}/v1/txs`, list);
    expect(await json.json()).toMatchObject([ACCEPTED, { status: 466 }]);
  });

  it('says MINED with a place and a path once it is in a block', async () => {
    const tx = spend(fundedPerson(devnet).coin);
    devnet.accept(tx);
    const [block] = devnet.mine();
    const status = await getJson(`${devnet.url}/v1/tx/${txidOf(tx)}`);
    expect(status).toMatchObject({
      txStatus: 'MINED',
      blockHash: block?.header.hash,
      blockHeight: block?.height,
      merklePath: expect.stringMatching(/^[0-9a-f]+$/),
    });
  });

  it('does not know what it has never seen', async () => {
    const response = await fetch(`${devnet.url}/v1/tx/${unknownTxid()}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ status: 404, title: 'Not found' });
  });

  it('states its policy', async () => {
    expect(await getJson(`${devnet.url}/v1/policy`)).toMatchObject({
      policy: {
        miningFee: { satoshis: 100, bytes: 1000 },
        maxtxsizepolicy: 10_485_760,
        maxscriptsizepolicy: 500_000,
      },
    });
    expect(await getJson(`${devnet.url}/v1/health`)).toMatchObject({ healthy: true });
  });
});

describe.each(['/v1/tx', '/arcade/tx'])('malformed bodies at %s', (path) => {
  it.each([
    ['nothing', 'application/octet-stream', ''],
    ['text that is not hex', 'text/plain', 'hello'],
    ['JSON without a transaction', 'application/json', '{"tx":"00"}'],
    ['a transaction that ends too early', 'text/plain', '0100000001'],
    ['a count that no body can hold', 'text/plain', '01000000fe00ffffff00'],
    ['a type that nobody sends', 'image/png', '00'],
  ])('%s is refused at once', async (_, type, body) => {
    const response = await fetch(`${devnet.url}${path}`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': type },
    });
    expect(response.status).toBe(400);
  });

  it('never fails on bytes of any kind', async () => {
    const { coin } = fundedPerson(devnet);
    const good = encodeExtendedTx(spend(coin), [payTo(coin.key, COIN_SATS)]);
    const spoiled = fc
      .tuple(fc.constantFrom(good, spend(coin).bytes), fc.nat(), fc.nat(255))
      .map(([bytes, at, value]) =>
        Uint8Array.from(bytes).fill(value, at % bytes.length, (at % bytes.length) + 1),
      );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), spoiled), async (body) => {
        const { status } = await postBytes(`${devnet.url}${path}`, body);
        expect([200, 202, 400, 460, 461, 462, 463, 464, 465, 466, 474, 476]).toContain(status);
      }),
      { numRuns: 200, seed: 20_261_122 },
    );
  });
});
