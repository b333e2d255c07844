import { afterEach, describe, expect, it } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { createArc } from '#lib/broadcast/arc.ts';
import { createArcade } from '#lib/broadcast/arcade.ts';
import { connectTo } from '#lib/broadcast/http.ts';
import { createWhatsOnChain } from '#lib/broadcast/whats-on-chain.ts';
import { BroadcasterError, type Broadcaster, type Submission } from '#lib/broadcast/broadcaster.ts';
import {
  sayJson,
  startFakeBroadcaster,
  type Answering,
  type FakeBroadcaster,
} from '#tests/support/fake-broadcaster.ts';

const txid = asTxid('ab'.repeat(32));
const submission: Submission = {
  txid,
  raw: Uint8Array.of(1),
  ef: Uint8Array.of(2, 2),
  callbackToken: 'c'.repeat(64),
};
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

const arcAt = ({ url }: { url: string }): Broadcaster => createArc({ name: 'arc', url, fetch, key: 'k' });
const arcadeAt = ({ url }: { url: string }): Broadcaster => createArcade({ name: 'arcade', url, fetch });
const status = (txStatus: string, more: object = {}) => ({ txid, txStatus, timestamp: 't', ...more });

describe('ARC', () => {
  it('is sent the extended form, and waits until the network has seen it', async () => {
    const service = await start(sayJson(200, { ...status('SEEN_ON_NETWORK'), status: 200, title: 'OK' }));
    expect(await arcAt(service).submit(submission, never)).toEqual({
      state: 'accepted',
      settled: true,
      code: 'SEEN_ON_NETWORK',
    });
    const [asked] = service.asked;
    expect(asked).toMatchObject({ method: 'POST', path: '/v1/tx', body: submission.ef });
    expect(asked?.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      authorization: 'Bearer k',
      'x-callbacktoken': 'c'.repeat(64),
      'x-waitfor': 'SEEN_ON_NETWORK',
    });
  });

  it('is sent the raw form where there is no other', async () => {
    const service = await start(sayJson(200, status('MINED')));
    await arcAt(service).submit({ txid, raw: Uint8Array.of(9) }, never);
    expect(service.asked[0]?.body).toEqual(Uint8Array.of(9));
    expect(service.asked[0]?.headers).not.toHaveProperty('x-callbacktoken');
  });

  it.each([
    ['SEEN_ON_NETWORK', 'accepted', true],
    ['ACCEPTED_BY_NETWORK', 'accepted', true],
    ['MINED', 'accepted', true],
    ['IMMUTABLE', 'accepted', true],
    ['QUEUED', 'pending', true],
    ['RECEIVED', 'pending', true],
    ['ANNOUNCED_TO_NETWORK', 'pending', true],
    ['PENDING_RETRY', 'pending', true],
    ['MINED_IN_STALE_BLOCK', 'pending', true],
    ['SEEN_IN_ORPHAN_MEMPOOL', 'pending', false],
    ['DOUBLE_SPEND_ATTEMPTED', 'conflict', false],
    ['REJECTED', 'rejected', false],
  ])('does not take a 200 for success: %s is %s', async (txStatus, state, settled) => {
    const service = await start(sayJson(200, status(txStatus, { extraInfo: 'their words' })));
    const answer = await arcAt(service).submit(submission, never);
    expect(answer).toMatchObject({ state, settled, code: txStatus });
    expect(JSON.stringify(answer)).not.toContain('their words');
  });

  it.each(['A_STATUS_OF_NEXT_YEAR', 'constructor', '<b>', ''])(
    'passes no status on that is not in a list: %s',
    async (txStatus) => {
      const service = await start(sayJson(200, status(txStatus)));
      expect(await arcAt(service).submit(submission, never)).toEqual({
        state: 'pending',
        settled: true,
        code: 'OTHER',
      });
    },
  );

  it('takes a rejected status that names its rule for a verdict', async () => {
    const service = await start(sayJson(200, status('REJECTED', { status: 465, extraInfo: 'fee of 3' })));
    expect(await arcAt(service).submit(submission, never)).toEqual({
      state: 'rejected',
      settled: true,
      code: '465',
      detail: 'The fee is too low.',
    });
  });

  it.each([
    [461, 'rejected', true],
    [462, 'rejected', true],
    [463, 'rejected', true],
    [464, 'rejected', true],
    [465, 'rejected', true],
    [473, 'rejected', true],
    [474, 'rejected', true],
    [476, 'rejected', true],
    [466, 'conflict', false],
    [460, 'pending', false],
  ])('reads error %i as %s', async (number, state, settled) => {
    const problem = {
      type: 't',
      title: 'Title',
      status: number,
      detail: 'general',
      extraInfo: 'in particular',
    };
    const service = await start(sayJson(number, problem));
    const answer = await arcAt(service).submit(submission, never);
    expect(answer).toMatchObject({ state, settled, code: String(number) });
    expect(answer.detail).toMatch(/^[A-Z][a-z ]+\.$/);
  });

  it('reads the number of an error whose body was replaced on the way', async () => {
    const service = await start((_asked, response) => response.writeHead(465).end('<html>'));
    expect(await arcAt(service).submit(submission, never)).toMatchObject({ state: 'rejected', code: '465' });
  });

  it('knows nothing of a transaction that is not there', async () => {
    const service = await start(sayJson(404, { status: 404, title: 'Not found' }));
    expect(await arcAt(service).status(txid, never)).toBeUndefined();
    expect(service.asked[0]).toMatchObject({ method: 'GET', path: `/v1/tx/${txid}` });
  });
});

describe('Arcade', () => {
  it('takes a transaction at once and says no more', async () => {
    const service = await start(sayJson(202, { txid, status: 202, txStatus: 'RECEIVED' }));
    expect(await arcadeAt(service).submit(submission, never)).toEqual({
      state: 'pending',
      settled: true,
      code: 'RECEIVED',
    });
    expect(service.asked[0]).toMatchObject({ method: 'POST', path: '/tx', body: submission.ef });
  });

  it("reads ARC's number in a 400", async () => {
    const body = { error: 'invalid', reason: 'dust', txid, status: 464, title: 'Invalid outputs', type: 't' };
    const service = await start(sayJson(400, body));
    expect(await arcadeAt(service).submit(submission, never)).toMatchObject({
      state: 'rejected',
      code: '464',
      detail: 'An output is not allowed.',
    });
  });

  it('is asked for a status where the service keeps it', async () => {
    const service = await start(sayJson(200, status('SEEN_MULTIPLE_NODES')));
    expect(await arcadeAt(service).status(txid, never)).toMatchObject({ state: 'accepted' });
    expect(service.asked[0]).toMatchObject({ method: 'GET', path: `/tx/${txid}` });
  });
});

describe('WhatsOnChain', () => {
  const at = ({ url }: { url: string }): Broadcaster => createWhatsOnChain({ name: 'woc', url, fetch });

  it('is sent the raw form as hex in JSON, and its txid is its word for taking it', async () => {
    const service = await start(sayJson(200, txid));
    expect(await at(service).submit(submission, never)).toEqual({
      state: 'accepted',
      settled: true,
      code: 'ACCEPTED_BY_NETWORK',
    });
    const [asked] = service.asked;
    expect(asked).toMatchObject({ method: 'POST', path: '/tx/raw' });
    expect(asked?.headers['content-type']).toBe('application/json');
    expect(asked?.headers).not.toHaveProperty('x-callbacktoken');
    expect(new TextDecoder().decode(asked?.body)).toBe('{"txhex":"01"}');
  });

  it('may say the txid as bare text', async () => {
    const service = await start((_asked, response) => response.end(`${txid}\n`));
    expect(await at(service).submit(submission, never)).toMatchObject({ state: 'accepted' });
  });

  it.each([
    ['257: txn-already-known', 'accepted', 'ACCEPTED_BY_NETWORK', true],
    ['Transaction already in the mempool', 'accepted', 'ACCEPTED_BY_NETWORK', true],
    ['258: txn-mempool-conflict', 'conflict', '466', false],
    ['Missing inputs', 'pending', '460', false],
    ['16: mandatory-script-verify-flag-failed (Script evaluated without error)', 'rejected', '461', false],
    ['66: mempool min fee not met', 'rejected', '465', false],
    ['64: non-final', 'rejected', '476', false],
    ['TX decode failed', 'rejected', '463', false],
  ])('reads its node: %s is %s', async (words, state, code, settled) => {
    const service = await start(sayJson(400, `unexpected response code 500: ${words}`));
    const answer = await at(service).submit(submission, never);
    expect(answer).toMatchObject({ state, code, settled });
    expect(answer.detail ?? '').not.toContain('unexpected');
  });

  it.each([
    ['words of nothing that we know', sayJson(400, 'the cat is on the mat'), 'declined'],
    ['another txid', sayJson(200, 'cd'.repeat(32)), 'malformed'],
    ['its limit', sayJson(429, {}), 'busy'],
    ['an error of its own', sayJson(502, {}), 'failed'],
  ] satisfies [string, Answering, string][])('says nothing by %s', async (_name, answering, kind) => {
    await expect(at(await start(answering)).submit(submission, never)).rejects.toMatchObject({ kind });
  });

  it.each([
    ['mined', { blockhash: 'ef'.repeat(32), blockheight: 7 }, { state: 'accepted', code: 'MINED' }],
    ['known', {}, { state: 'accepted', code: 'SEEN_ON_NETWORK' }],
  ])('knows of one that is %s', async (_name, more, answer) => {
    const service = await start(sayJson(200, [{ txid, ...more }]));
    expect(await at(service).status(txid, never)).toMatchObject(answer);
    expect(service.asked[0]).toMatchObject({ method: 'POST', path: '/txs/status' });
    expect(new TextDecoder().decode(service.asked[0]?.body)).toBe(JSON.stringify({ txids: [txid] }));
  });

  it('does not know every transaction', async () => {
    const service = await start(sayJson(200, [{ txid, error: 'unknown' }]));
    expect(await at(service).status(txid, never)).toBeUndefined();
  });

  it.each([[[]], [[{ txid: 'cd'.repeat(32) }]], [{}], ['x']])('is not believed with %j', async (body) => {
    const service = await start(sayJson(200, body));
    await expect(at(service).status(txid, never)).rejects.toMatchObject({ kind: 'malformed' });
  });
});

describe('an answer that does not come to its end', () => {
  it.each([
    ['nothing is said', () => undefined],
    [
      'it stops half way',
      (_asked, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{');
      },
    ],
  ] satisfies [string, Answering][])('is a time-out when %s', async (_name, answering) => {
    const { url } = await start(answering);
    const asked = connectTo('slow', fetch, 100)(url, { method: 'GET' }, never);
    await expect(asked).rejects.toMatchObject({ kind: 'timeout', broadcaster: 'slow' });
  });
});

describe('an answer that says nothing about the transaction', () => {
  const kinds: readonly [string, BroadcasterError['kind'], Answering][] = [
    ['a server error', 'failed', sayJson(500, {})],
    ['a missing key', 'declined', sayJson(401, { status: 401, title: 'Unauthorized' })],
    ['a generic error', 'declined', sayJson(409, { status: 409, title: 'Generic error' })],
    ['one that is busy', 'busy', sayJson(503, {}, { 'retry-after': '7' })],
    ['too many requests', 'busy', sayJson(429, {})],
    ['another transaction', 'malformed', sayJson(200, { ...status('MINED'), txid: 'cd'.repeat(32) })],
    ['no JSON', 'malformed', (_asked, response) => response.end('<html>')],
    ['ten megabytes', 'malformed', (_asked, response) => response.end(new Uint8Array(10_000_000))],
    [
      'a redirect',
      'unreachable',
      (_asked, response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
    ],
    [
      'half an answer',
      'unreachable',
      (_asked, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{');
        response.destroy();
      },
    ],
    ['nothing', 'unreachable', (_asked, response) => void response.destroy()],
  ];

  it.each(kinds)('%s is %s', async (_name, kind, answering) => {
    const service = await start(answering);
    const failure = await arcAt(service)
      .submit(submission, never)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BroadcasterError);
    expect(failure).toMatchObject({ kind, broadcaster: 'arc' });
    if (kind === 'busy')
      expect(failure).toMatchObject({ retryAfter: _name === 'one that is busy' ? 7 : undefined });
  });

  it('is a redirect, which is not followed to another service', async () => {
    const elsewhere = await start(sayJson(200, status('MINED')));
    for (const code of [301, 302, 303, 307, 308]) {
      const service = await start((_asked, response) =>
        response.writeHead(code, { location: `${elsewhere.url}/v1/tx` }).end(),
      );
      await expect(arcAt(service).submit(submission, never)).rejects.toBeInstanceOf(BroadcasterError);
    }
    expect(elsewhere.asked).toEqual([]);
  });

  it('is told from an abort, whose reason is passed on', async () => {
    const service = await start(() => undefined);
    const abort = new AbortController();
    const asked = arcAt(service).submit(submission, abort.signal);
    const reason = new Error('closed');
    abort.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });
});
