import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import MerklePath from '@bsv/sdk/transaction/MerklePath';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseHeader } from '#lib/chain/header.ts';
import { txidOf } from '#lib/chain/tx.ts';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { payTo } from '#devnet/spend.ts';
import { getBytes, getJson, postBytes } from './http.ts';
import { fundedPerson, spend, unknownTxid } from './person.ts';
import { openSse } from './sse.ts';

let devnet: Devnet;

beforeAll(async () => {
  devnet = await startDevnet();
});

afterAll(() => devnet.close());

const eventSchema = z.looseObject({ txid: z.string(), txStatus: z.string() });
const minedSchema = eventSchema.extend({
  blockHash: z.string(),
  blockHeight: z.number(),
  merklePath: z.string(),
});

const eventsOf = (token: string): string => `${devnet.url}/arcade/events?callbackToken=${token}`;
const isStatus = (txStatus: string) => (event: { data: string }) =>
  eventSchema.parse(JSON.parse(event.data)).txStatus === txStatus;

describe('a transaction handed to Arcade', () => {
  it('goes from RECEIVED over SEEN_ON_NETWORK to MINED, with a path to the header', async () => {
    const token = randomUUID();
    await using events = await openSse(eventsOf(token));
    const tx = spend(fundedPerson(devnet).coin);
    const response = await postBytes(`${devnet.url}/arcade/tx`, tx.bytes, { 'X-CallbackToken': token });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ txid: txidOf(tx), status: 202, txStatus: 'RECEIVED' });
    await events.next(isStatus('SEEN_ON_NETWORK'));
    devnet.mine();
    const event = await events.next(isStatus('MINED'));
    const mined = minedSchema.parse(JSON.parse(event.data));
    const header = parseHeader(
      await getBytes(`${devnet.url}/arcade/chaintracks/v2/header/hash/${mined.blockHash}.bin`),
    );
    expect(header.ok && header.value.merkleRoot).toBe(
      MerklePath.fromHex(mined.merklePath).computeRoot(txidOf(tx)),
    );
    expect(await getJson(`${devnet.url}/arcade/tx/${txidOf(tx)}`)).toMatchObject(mined);
  });

  it('tells a stream that opens later where things stand, and after a break only what is new', async () => {
    const token = randomUUID();
    const [first, second] = [spend(fundedPerson(devnet).coin), spend(fundedPerson(devnet).coin)];
    const submit = (tx: typeof first) =>
      postBytes(`${devnet.url}/arcade/tx`, tx.bytes, { 'X-CallbackToken': token });
    await submit(first);
    let lastId = '';
    {
      await using events = await openSse(eventsOf(token));
      const seen = await events.next(isStatus('SEEN_ON_NETWORK'));
      lastId = seen.id ?? '';
      expect(seen.data).toContain(txidOf(first));
    }
    await submit(second);
    await using events = await openSse(eventsOf(token), { 'Last-Event-ID': lastId });
    const replayed = await events.next();
    expect(replayed.data).toContain(txidOf(second));
    expect(BigInt(replayed.id ?? 0)).toBeGreaterThan(BigInt(lastId));
  });

  it('is not told to the streams of others', async () => {
    const [mine, theirs] = [randomUUID(), randomUUID()];
    await using events = await openSse(eventsOf(theirs));
    const [a, b] = [spend(fundedPerson(devnet).coin), spend(fundedPerson(devnet).coin)];
    await postBytes(`${devnet.url}/arcade/tx`, a.bytes, { 'X-CallbackToken': mine });
    await postBytes(`${devnet.url}/arcade/tx`, b.bytes, { 'X-CallbackToken': theirs });
    expect((await events.next()).data).toContain(txidOf(b));
  });

  it('echoes its state when it is handed in again, and is judged again after a refusal', async () => {
    const { key, coin } = fundedPerson(devnet);
    const parent = spend(coin);
    const child = spend({ txid: txidOf(parent), vout: 0, sats: coin.sats - 500, key });
    const token = randomUUID();
    await using events = await openSse(eventsOf(token));
    const submit = async (tx: typeof child): Promise<unknown> =>
      (await postBytes(`${devnet.url}/arcade/tx`, tx.bytes, { 'X-CallbackToken': token })).json();
    await submit(child);
    await events.next(isStatus('REJECTED'));
    await submit(parent);
    await events.next(isStatus('SEEN_ON_NETWORK'));
    expect(await submit(child)).toMatchObject({ txStatus: 'RECEIVED' });
    expect((await events.next(isStatus('SEEN_ON_NETWORK'))).data).toContain(txidOf(child));
    expect(await submit(child)).toMatchObject({ status: 202, txStatus: 'SEEN_ON_NETWORK' });
  });

  it('names its rival in a double spend', async () => {
    const { key, coin } = fundedPerson(devnet);
    const [winner, loser] = [spend(coin), spend(coin, [payTo(key, 1)])];
    devnet.accept(winner);
    const token = randomUUID();
    await using events = await openSse(eventsOf(token));
    await postBytes(`${devnet.url}/arcade/tx`, loser.bytes, { 'X-CallbackToken': token });
    const event = await events.next(isStatus('REJECTED'));
    expect(JSON.parse(event.data)).toMatchObject({ status: 466, competingTxs: [txidOf(winner)] });
  });

  it('is unknown when nobody handed it in', async () => {
    expect((await fetch(`${devnet.url}/arcade/tx/${unknownTxid()}`)).status).toBe(404);
  });
});

describe('a devnet that stops between taking and judging', () => {
  it('judges after the next start what it had taken', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'nabo-intake-'));
    try {
      const before = await startDevnet({ dataDir });
      const { key, coin } = fundedPerson(before);
      // A chain of children keeps it busy for longer than the answers take.
      const txs = [spend(coin)];
      for (let depth = 1; depth < 30; depth += 1) {
        const parent = txs.at(-1);
        if (parent !== undefined)
          txs.push(spend({ txid: txidOf(parent), vout: 0, sats: coin.sats - 500 * depth, key }));
      }
      for (const tx of txs) expect((await postBytes(`${before.url}/arcade/tx`, tx.bytes)).status).toBe(202);
      await before.close();
      await using after = await startDevnet({ dataDir });
      const last = txs.at(-1);
      const statusUrl = `${after.url}/arcade/tx/${last === undefined ? '' : txidOf(last)}`;
      await expect.poll(() => getJson(statusUrl)).toMatchObject({ txStatus: 'SEEN_ON_NETWORK' });
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });
});
