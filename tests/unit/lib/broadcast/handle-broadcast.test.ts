import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeTx, parseTx, txidOf } from '#lib/chain/tx.ts';
import { CLIENT_ADDRESS_HEADER, createBroadcastHandler } from '#lib/broadcast/index.ts';
import { MAX_BYTES_IN_FLIGHT, MAX_IN_FLIGHT, MAX_IN_FLIGHT_EACH } from '#lib/broadcast/admission.ts';
import { broadcastRefusalSchema, broadcastReplySchema } from '#lib/broadcast/reply.ts';
import { MAX_BODY_BYTES } from '#lib/broadcast/request.ts';
import { readServerConfig } from '#lib/broadcast/server-config.ts';
import { broadcasterTable } from '#lib/broadcast/table.ts';
import { ownRecord, plainPayment } from '#tests/support/own-record.ts';
import { txWithWitnesses } from '#tests/support/tx-with.ts';

const post = ownRecord('Hello');
const table = [{ name: 'one', kind: 'arc', url: 'http://one.test' }] as const;

/** What the upstream says, and what it was asked. */
let upstream: (url: string, init: RequestInit) => Promise<Response>;
let asked: { url: string; init: RequestInit }[];
let clock: number;
let handle: (request: Request) => Promise<Response>;

const seen = (txid: string): Response =>
  Response.json({ txid, txStatus: 'SEEN_ON_NETWORK', extraInfo: null, timestamp: 't' });

beforeEach(() => {
  asked = [];
  clock = 0;
  upstream = () => Promise.resolve(seen(post.txid));
  handle = createBroadcastHandler({
    table,
    fetch: (url, init) => {
      asked.push({ url, init });
      return upstream(url, init);
    },
    now: () => clock,
  });
});

afterEach(() => {
  vi.useRealTimers();
});

function request(
  body: Uint8Array | ReadableStream<Uint8Array>,
  headers: Record<string, string> = {},
): Request {
  const length = body instanceof Uint8Array ? { 'content-length': String(body.length) } : {};
  return new Request('http://host.test/api/broadcast', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', ...length, ...headers },
    body: body instanceof Uint8Array ? body.slice() : body,
    duplex: 'half',
  } as RequestInit);
}

async function refusalOf(
  sent: Request,
): Promise<{ status: number; code: string; retryAfter: string | null }> {
  const response = await handle(sent);
  const refusal = broadcastRefusalSchema.parse(await response.json());
  return { status: response.status, code: refusal.code, retryAfter: response.headers.get('retry-after') };
}

describe('a record of ours', () => {
  it.each([
    ['plain', post.raw],
    ['extended', post.ef],
  ])('goes out in its %s form, and the answer comes back in our words', async (_form, body) => {
    const response = await handle(request(body));
    expect(response.status).toBe(200);
    expect(broadcastReplySchema.parse(await response.json())).toEqual({
      txid: post.txid,
      state: 'accepted',
      broadcaster: 'one',
      code: 'SEEN_ON_NETWORK',
    });
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(asked).toHaveLength(1);
    expect(asked[0]?.url).toBe('http://one.test/v1/tx');
    expect(asked[0]?.init).toMatchObject({ body, redirect: 'error', credentials: 'omit' });
  });

  it('is passed on with a token of the right form only', async () => {
    await handle(request(post.raw, { 'x-callbacktoken': 'a'.repeat(64) }));
    await handle(request(post.ef, { 'x-callbacktoken': 'A'.repeat(64) }));
    await handle(
      request(ownRecord('Two').raw, {
        'x-callbacktoken': 'http://evil.test/',
        'x-callbackurl': 'http://evil.test/',
      }),
    );
    const tokens = asked.map(({ init }) => new Headers(init.headers).get('x-callbacktoken'));
    expect(tokens).toEqual(['a'.repeat(64), null, null]);
    for (const { init } of asked) expect(new Headers(init.headers).has('x-callbackurl')).toBe(false);
  });

  it.each([
    ['a refusal', { status: 465, title: 'Fee too low', extraInfo: 'at least 54' }, 465, 'rejected', '465'],
    ['a double spend', { status: 466, title: 'Conflicting tx found', detail: 'x' }, 466, 'conflict', '466'],
    [
      'an orphan',
      { txid: post.txid, txStatus: 'SEEN_IN_ORPHAN_MEMPOOL' },
      200,
      'pending',
      'SEEN_IN_ORPHAN_MEMPOOL',
    ],
  ])('comes back as %s', async (_name, body, status, state, code) => {
    upstream = () => Promise.resolve(Response.json(body, { status }));
    const response = await handle(request(post.raw));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ txid: post.txid, state, code });
  });

  it('is pending, with a 503, when nobody upstream can be reached', async () => {
    upstream = () => Promise.reject(new TypeError('fetch failed'));
    const response = await handle(request(post.raw));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({ state: 'pending', code: 'unreachable', txid: post.txid });
  });

  it('never reflects a word of the upstream', async () => {
    const words = 'Zq7';
    const fields = {
      title: words,
      detail: words,
      extraInfo: words,
      reason: words,
      type: words,
      instance: words,
    };
    const headers = { 'x-words': words, 'content-type': `text/html; charset=${words}`, server: words };
    for (const status of [200, 202, 204, 302, 400, 401, 404, 409, 422, 460, 461, 465, 466, 476, 500, 503]) {
      for (const body of [
        { ...fields, status },
        { ...fields, txid: post.txid, txStatus: words },
        { ...fields, txid: post.txid, txStatus: 'REJECTED' },
        { ...fields, txid: words, txStatus: 'MINED' },
        words,
      ]) {
        upstream = () =>
          Promise.resolve(new Response(status === 204 ? null : JSON.stringify(body), { status, headers }));
        clock += 100_000;
        const response = await handle(request(post.raw));
        const heard = `${JSON.stringify([...response.headers])}${await response.text()}`;
        expect(heard, `${status} ${JSON.stringify(body)}`).not.toContain(words);
      }
    }
  });
});

describe('the same bytes again', () => {
  it('are asked for once while the answer is on its way, and shortly after', async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    upstream = () => promise;
    const all = [handle(request(post.raw)), handle(request(post.raw)), handle(request(post.raw))];
    resolve(seen(post.txid));
    const states = await Promise.all((await Promise.all(all)).map((response) => response.json()));
    expect(new Set(states.map((state) => JSON.stringify(state))).size).toBe(1);
    clock += 59_000;
    await handle(request(post.raw));
    expect(asked).toHaveLength(1);
    clock += 2_000;
    await handle(request(post.raw));
    expect(asked).toHaveLength(2);
  });

  it('are asked for anew when nobody was reached, or soon when nothing was known', async () => {
    upstream = () => Promise.reject(new TypeError('fetch failed'));
    await handle(request(post.raw));
    await handle(request(post.raw));
    expect(asked).toHaveLength(2);
    upstream = () => Promise.resolve(Response.json({ txid: post.txid, txStatus: 'RECEIVED' }));
    await handle(request(post.raw));
    clock += 1_500;
    await handle(request(post.raw));
    expect(asked).toHaveLength(4);
  });

  it('do not get the answer to an extended form that somebody else got wrong', async () => {
    upstream = () => Promise.resolve(Response.json({ status: 461, title: 'T' }, { status: 461 }));
    const wrong = ownRecord('Hello', 1_000).ef.slice();
    // The amount of the source, in the input after outpoint, empty script and sequence.
    wrong[4 + 6 + 1 + 36 + 1 + 4] = 0xe9;
    expect(await (await handle(request(wrong))).json()).toMatchObject({ txid: post.txid, state: 'rejected' });
    upstream = () => Promise.resolve(seen(post.txid));
    expect(await (await handle(request(post.ef))).json()).toMatchObject({
      txid: post.txid,
      state: 'accepted',
    });
  });
});

describe('what is not passed on', () => {
  afterEach(() => {
    expect(asked).toEqual([]);
  });

  it('other methods', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
      const response = await handle(new Request('http://host.test/api/broadcast', { method }));
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  it.each([
    ['another type', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
    ['a compressed body', { 'content-encoding': 'gzip' }, 415, 'unsupported-encoding'],
    ['a length of nothing', { 'content-length': '0' }, 400, 'bad-length'],
    ['a negative length', { 'content-length': '-1' }, 400, 'bad-length'],
    ['a length in hex', { 'content-length': '0x10' }, 400, 'bad-length'],
    ['two lengths', { 'content-length': '10, 10' }, 400, 'bad-length'],
    ['too large a length', { 'content-length': String(MAX_BODY_BYTES + 1) }, 413, 'too-large'],
    ['a length that is too short', { 'content-length': '20' }, 400, 'length-mismatch'],
    ['a length that is too long', { 'content-length': String(post.raw.length + 1) }, 400, 'length-mismatch'],
  ])('%s', async (_name, headers, status, code) => {
    expect(await refusalOf(request(post.raw, headers))).toMatchObject({ status, code });
  });

  it('a body without a length', async () => {
    const body = new ReadableStream<Uint8Array>({ start: (stream) => stream.close() });
    expect(await refusalOf(request(body))).toMatchObject({ status: 411, code: 'length-required' });
  });

  it('a body that breaks off', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull(stream) {
        stream.error(new Error('gone'));
      },
    });
    expect(await refusalOf(request(body, { 'content-length': '100' }))).toMatchObject({
      status: 400,
      code: 'broken-off',
    });
  });

  it('a body that comes too slowly', async () => {
    vi.useFakeTimers();
    const body = new ReadableStream<Uint8Array>({ start: (stream) => stream.enqueue(Uint8Array.of(1)) });
    const refused = refusalOf(request(body, { 'content-length': '100' }));
    await vi.advanceTimersByTimeAsync(11_000);
    expect(await refused).toMatchObject({ status: 408, code: 'too-slow' });
  });

  it('ten bytes that claim sixteen million inputs', async () => {
    const bomb = Uint8Array.of(1, 0, 0, 0, 0xfe, 0, 0xff, 0xff, 0xff, 0);
    expect(await refusalOf(request(bomb))).toMatchObject({ status: 400, code: 'malformed-transaction' });
  });

  it('random and broken transactions', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ minLength: 1, maxLength: 300 }),
          fc.nat({ max: post.raw.length - 1 }).map((length) => post.raw.slice(0, Math.max(1, length))),
        ),
        async (body) => {
          clock += 1_000;
          const { status } = await refusalOf(request(body));
          expect([400, 422]).toContain(status);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('a transaction without a record of ours', async () => {
    expect(await refusalOf(request(plainPayment().raw))).toMatchObject({ status: 422, code: 'no-record' });
  });

  it('a coinbase, and one with a witness', async () => {
    const script = new Uint8Array(0);
    const coinbase = encodeTx({
      version: 1,
      inputs: [{ prevTxid: '0'.repeat(64) as never, prevVout: 0, script, sequence: 0 }],
      outputs: [{ sats: 1 as never, script }],
      lockTime: 0,
    });
    expect(await refusalOf(request(coinbase))).toMatchObject({ status: 400, code: 'coinbase' });
    const segwit = txWithWitnesses([Uint8Array.of(1)]);
    expect(await refusalOf(request(segwit))).toMatchObject({ status: 400, code: 'witness' });
  });

  it('an extended form that makes money', async () => {
    const { ef } = ownRecord('Hello', 1_000);
    const poor = ef.slice();
    poor[4 + 6 + 1 + 36 + 1 + 4] = 1;
    poor[4 + 6 + 1 + 36 + 1 + 5] = 0;
    expect(await refusalOf(request(poor))).toMatchObject({ status: 400, code: 'malformed-transaction' });
  });
});

describe('too much at once', () => {
  it('is asked to come back, and let in again when there is room', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    upstream = async (_url, { body }) => {
      await promise;
      const tx = parseTx(body as Uint8Array);
      return seen(tx.ok ? txidOf(tx.value) : '');
    };
    const under = Array.from({ length: MAX_IN_FLIGHT }, (_none, at) =>
      handle(request(ownRecord(`${at}`).raw, { [CLIENT_ADDRESS_HEADER]: `10.0.0.${at}` })),
    );
    const late = { [CLIENT_ADDRESS_HEADER]: '10.0.1.1' };
    expect(await refusalOf(request(post.raw, late))).toEqual({ status: 503, code: 'busy', retryAfter: '1' });
    resolve();
    for (const answer of await Promise.all(under)) expect(answer.status).toBe(200);
    expect((await handle(request(post.raw, late))).status).toBe(200);
  });

  it('by one address is refused, whatever address it claims to forward', async () => {
    const flood = async (headers: Record<string, string>): Promise<number[]> => {
      const statuses: number[] = [];
      for (let at = 0; at < 61; at += 1) {
        statuses.push(
          (await handle(request(post.raw, { ...headers, 'x-forwarded-for': `1.1.1.${at}` }))).status,
        );
      }
      return statuses;
    };
    const statuses = await flood({ [CLIENT_ADDRESS_HEADER]: '10.0.0.1' });
    expect(statuses.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => 200));
    expect(statuses[60]).toBe(429);
    expect((await handle(request(post.raw, { [CLIENT_ADDRESS_HEADER]: '10.0.0.2' }))).status).toBe(200);
    clock += 1_000;
    expect((await handle(request(post.raw, { [CLIENT_ADDRESS_HEADER]: '10.0.0.1' }))).status).toBe(200);
    expect(await refusalOf(request(post.raw, { [CLIENT_ADDRESS_HEADER]: '10.0.0.1' }))).toMatchObject({
      status: 429,
      code: 'too-many-requests',
      retryAfter: '1',
    });
  });

  it('counts bytes, too', async () => {
    const large = ownRecord('x'.repeat(475_000)).raw;
    upstream = () => Promise.reject(new TypeError('fetch failed'));
    const statuses: number[] = [];
    for (let at = 0; at < 7; at += 1) {
      statuses.push((await handle(request(large, { [CLIENT_ADDRESS_HEADER]: '10.0.0.1' }))).status);
    }
    expect(statuses).toEqual([503, 503, 503, 503, 503, 503, 429]);
  });

  it('by bytes under way is asked to come back', async () => {
    vi.useFakeTimers();
    const body = (): ReadableStream<Uint8Array> => new ReadableStream();
    const of = (address: string, length: number): Request =>
      request(body(), { [CLIENT_ADDRESS_HEADER]: address, 'content-length': String(length) });
    const slow = Array.from({ length: MAX_BYTES_IN_FLIGHT / MAX_BODY_BYTES }, (_none, at) =>
      handle(of(`10.0.0.${at}`, MAX_BODY_BYTES)),
    );
    const late = { [CLIENT_ADDRESS_HEADER]: '10.0.1.1' };
    expect(await refusalOf(request(post.raw, late))).toEqual({ status: 503, code: 'busy', retryAfter: '1' });
    await vi.advanceTimersByTimeAsync(11_000);
    for (const answer of slow) expect((await answer).status).toBe(408);
    expect((await handle(request(post.raw, late))).status).toBe(200);
  });

  it('by one address leaves places to the others', async () => {
    vi.useFakeTimers();
    const body = (): ReadableStream<Uint8Array> => new ReadableStream();
    const slow = Array.from({ length: MAX_IN_FLIGHT_EACH }, () =>
      handle(request(body(), { [CLIENT_ADDRESS_HEADER]: '10.0.0.1', 'content-length': '100' })),
    );
    expect(await refusalOf(request(post.raw, { [CLIENT_ADDRESS_HEADER]: '10.0.0.1' }))).toMatchObject({
      status: 429,
      code: 'too-many-requests',
      retryAfter: '1',
    });
    expect((await handle(request(post.raw, { [CLIENT_ADDRESS_HEADER]: '10.0.0.2' }))).status).toBe(200);
    await vi.advanceTimersByTimeAsync(11_000);
    for (const answer of slow) expect((await answer).status).toBe(408);
    expect((await handle(request(post.raw, { [CLIENT_ADDRESS_HEADER]: '10.0.0.1' }))).status).toBe(200);
  });

  it('counts one line of IPv6 as one address', async () => {
    const statuses: number[] = [];
    for (let at = 0; at < 61; at += 1) {
      const address = `2001:db8:1:2:${at.toString(16)}::1`;
      statuses.push((await handle(request(post.raw, { [CLIENT_ADDRESS_HEADER]: address }))).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('whom the route asks', () => {
  it('is fixed by the network of the process', () => {
    const hosts = (['main', 'test'] as const).flatMap((network) => broadcasterTable({ network }));
    for (const { url } of hosts) expect(url).toMatch(/^https:\/\/[a-z0-9.-]+(?:\/v1\/bsv\/(?:main|test))?$/);
    expect(broadcasterTable({ network: 'devnet', devnetUrl: 'http://127.0.0.1:3100' })).toEqual([
      { name: 'devnet', kind: 'arc', url: 'http://127.0.0.1:3100' },
    ]);
    expect(broadcasterTable({ network: 'devnet' })).toEqual([]);
  });

  it('is read from the environment once, with the variable named when it is wrong', () => {
    expect(readServerConfig({})).toEqual({ network: 'devnet' });
    expect(readServerConfig({ NABO_NETWORK: 'main' })).toEqual({ network: 'main' });
    expect(readServerConfig({ NABO_DEVNET_URL: 'http://127.0.0.1:3100/' })).toEqual({
      network: 'devnet',
      devnetUrl: 'http://127.0.0.1:3100',
    });
    expect(() => readServerConfig({ NABO_NETWORK: 'btc' })).toThrow('NABO_NETWORK');
    expect(() => readServerConfig({ NABO_DEVNET_URL: 'file:///etc/passwd' })).toThrow('NABO_DEVNET_URL');
  });

  it('does not need the SDK, whose parser trusts what it reads', () => {
    for (const file of ['index', 'request', 'failover', 'arc', 'arcade', 'table', 'http']) {
      const source = readFileSync(new URL(`../../../../lib/broadcast/${file}.ts`, import.meta.url), 'utf8');
      expect(source).not.toContain('@bsv/sdk');
    }
    expect(toHex(post.raw)).not.toBe('');
  });
});
