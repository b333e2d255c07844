import { afterEach, describe, expect, it } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { createFaucet } from '#lib/broadcast/faucet.ts';
import { createSubmitter } from '#lib/broadcast/submit.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { plainPayment } from '#tests/support/own-record.ts';
import {
  sayJson,
  startFakeBroadcaster,
  type Answering,
  type FakeBroadcaster,
} from '#tests/support/fake-broadcaster.ts';

const txid = asTxid('ab'.repeat(32));
const submission = { txid, raw: Uint8Array.of(1), ef: Uint8Array.of(2) };
const never = new AbortController().signal;
const services: FakeBroadcaster[] = [];

afterEach(async () => {
  for (const service of services.splice(0)) await service[Symbol.asyncDispose]();
});

async function start(answering: Answering): Promise<FakeBroadcaster> {
  const service = await startFakeBroadcaster(answering);
  services.push(service);
  return service;
}

const word = { txid, state: 'rejected', broadcaster: 'arc.example', code: '465', detail: 'fee' };
const direct = sayJson(200, { txid, txStatus: 'SEEN_ON_NETWORK' });

describe('the way of a transaction from the page', () => {
  it('is our own host first, whose answer names the service behind it', async () => {
    const host = await start(sayJson(200, word));
    const arc = await start(direct);
    const submitter = createSubmitter({
      hostUrl: `${host.url}/api/broadcast`,
      broadcasters: [{ name: 'arc', kind: 'arc', url: arc.url }],
      fetch,
    });
    expect(await submitter.submit({ ...submission, callbackToken: 'd'.repeat(64) }, never)).toEqual(word);
    expect(host.asked).toMatchObject([{ method: 'POST', path: '/api/broadcast', body: submission.ef }]);
    expect(host.asked[0]?.headers['x-callbacktoken']).toBe('d'.repeat(64));
    expect(arc.asked).toEqual([]);
  });

  it('passes our own host by with what is no record, even when nobody else answers', async () => {
    const host = await start(sayJson(200, word));
    const gone = await start((_asked, response) => void response.destroy());
    const submitter = createSubmitter({
      hostUrl: `${host.url}/api/broadcast`,
      broadcasters: [{ name: 'gone', kind: 'arc', url: gone.url }],
      fetch,
    });
    await submitter.submit({ ...submission, isDirect: true }, never);
    await submitter.submit({ ...submission, isDirect: true, avoid: 'gone' }, never);
    expect(gone.asked.length).toBeGreaterThanOrEqual(2);
    expect(host.asked).toEqual([]);
  });

  it('asks whom it is to avoid last, and our own host only before that one', async () => {
    const asked: string[] = [];
    const mute =
      (name: string): Answering =>
      (_asked, response) => {
        asked.push(name);
        response.destroy();
      };
    const host = await start(mute('host'));
    const one = await start(mute('one'));
    const two = await start(mute('two'));
    const submitter = createSubmitter({
      hostUrl: `${host.url}/api/broadcast`,
      broadcasters: [
        { name: 'one', kind: 'arc', url: one.url },
        { name: 'two', kind: 'arc', url: two.url },
      ],
      fetch,
    });
    await submitter.submit({ ...submission, avoid: 'one' }, never);
    expect(asked).toEqual(['two', 'host', 'one']);
  });

  it.each([
    ['is gone', (_asked, response) => void response.destroy()],
    ['has no such route', (_asked, response) => response.writeHead(404).end('<html>')],
    ['is busy', sayJson(503, { code: 'busy', detail: 'later', retryAfter: 1 })],
    ['will not pass it on', sayJson(422, { code: 'no-record', detail: 'none' })],
    ['finds it too large', sayJson(413, { code: 'too-large', detail: 'large' })],
    ['reaches nobody', sayJson(503, { txid, state: 'pending', broadcaster: 'x', code: 'unreachable' })],
    ['talks of another transaction', sayJson(200, { ...word, txid: 'cd'.repeat(32) })],
    ['talks nonsense', sayJson(200, { ok: true })],
  ] satisfies [string, Answering][])(
    'is a broadcaster directly when the host %s',
    async (_name, answering) => {
      const host = await start(answering);
      const arc = await start(direct);
      const submitter = createSubmitter({
        hostUrl: host.url,
        broadcasters: [{ name: 'arc', kind: 'arc', url: `${arc.url}/` }],
        fetch,
      });
      expect(await submitter.submit(submission, never)).toMatchObject({
        state: 'accepted',
        broadcaster: 'arc',
      });
    },
  );

  it('ends without a word when nobody can be reached, and never as a failure', async () => {
    const host = await start(sayJson(503, { txid, state: 'pending', broadcaster: 'x', code: 'timeout' }));
    const submitter = createSubmitter({ hostUrl: host.url, broadcasters: [], fetch });
    expect(await submitter.submit(submission, never)).toMatchObject({ state: 'pending', code: 'timeout' });
  });

  it('knows what a broadcaster knows', async () => {
    const arc = await start(sayJson(200, { txid, txStatus: 'MINED' }));
    const submitter = createSubmitter({
      hostUrl: 'http://127.0.0.1:1/',
      broadcasters: [{ name: 'arc', kind: 'arc', url: arc.url }],
      fetch,
    });
    expect(await submitter.status(txid, never)).toMatchObject({ state: 'accepted', code: 'MINED' });
  });
});

describe('the faucet', () => {
  const grant = plainPayment();

  it('gives a transaction that hashes to its txid', async () => {
    const service = await start(sayJson(200, { txid: grant.txid, vout: 0, rawTx: toHex(grant.raw) }));
    expect(await createFaucet(`${service.url}/dev/faucet`, fetch).fund('mAddress', never)).toEqual({
      txid: grant.txid,
      raw: grant.raw,
    });
    const [asked] = service.asked;
    expect(asked).toMatchObject({ method: 'POST', path: '/dev/faucet' });
    expect(JSON.parse(new TextDecoder().decode(asked?.body))).toEqual({ address: 'mAddress' });
  });

  it.each([
    ['another txid', sayJson(200, { txid, rawTx: toHex(grant.raw) }), 'malformed'],
    ['no transaction', sayJson(200, { txid, rawTx: '00' }), 'malformed'],
    ['no hex', sayJson(200, { txid, rawTx: 'zz' }), 'malformed'],
    ['an error', sayJson(500, {}), 'failed'],
    ['a full queue', sayJson(429, {}), 'busy'],
  ] satisfies [string, Answering, string][])('is not believed with %s', async (_name, answering, kind) => {
    const service = await start(answering);
    await expect(createFaucet(service.url, fetch).fund('m', never)).rejects.toMatchObject({ kind });
  });
});
