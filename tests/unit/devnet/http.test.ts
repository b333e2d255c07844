import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { getJson, postJson } from './http.ts';
import { openSse } from './sse.ts';

let devnet: Devnet;

beforeAll(async () => {
  devnet = await startDevnet();
});

afterAll(() => devnet.close());

type Logged = { method: string; url: string; status: number; requestBytes: number; body?: string };
const readLog = async (): Promise<{ dropped: number; requests: Logged[] }> =>
  (await getJson(`${devnet.url}/dev/log`)) as { dropped: number; requests: Logged[] };

const streams = async (): Promise<number> =>
  ((await getJson(`${devnet.url}/dev/status`)) as { streams: number }).streams;

describe('the devnet on the network', () => {
  it('may be called from pages of any origin, with the headers of its protocols', async () => {
    const response = await fetch(`${devnet.url}/arcade/tx`, {
      method: 'OPTIONS',
      headers: { Origin: 'http://localhost:3000', 'Access-Control-Request-Method': 'POST' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const allowed = response.headers.get('access-control-allow-headers') ?? '';
    for (const name of ['Content-Type', 'X-CallbackToken', 'Last-Event-ID', 'X-Aggregation', 'X-WaitFor']) {
      expect(allowed).toContain(name);
    }
  });

  it('listens on loopback alone', async () => {
    const { port } = new URL(devnet.url);
    const own = Object.values(networkInterfaces()).flat();
    const outside = own.find(
      (address) => address !== undefined && !address.internal && address.family === 'IPv4',
    );
    if (outside === undefined) return;
    const socket = connect({ host: outside.address, port: Number(port) });
    const [error] = (await once(socket, 'error')) as [Error & { code: string }];
    expect(error.code).toBe('ECONNREFUSED');
  });

  it('says that a port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(startDevnet({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    taken.close();
  });

  it.each([
    ['GET', '/nowhere', 404],
    ['GET', '/dev/mine', 405],
    ['DELETE', '/v1/tx', 405],
    ['GET', '/1sat/txo/%E0%A4%A', 404],
  ])('answers %s %s with %s', async (method, path, status) => {
    const response = await fetch(devnet.url + path, { method });
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty('error');
  });

  it('refuses a body above the limit', async () => {
    const response = await fetch(`${devnet.url}/dev/faucet`, { method: 'POST', body: 'x'.repeat(70_000) });
    expect(response.status).toBe(413);
  });

  it('refuses a body above the limit that does not say its length', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(10_000));
      },
    });
    const request = fetch(`${devnet.url}/dev/faucet`, {
      method: 'POST',
      body,
      duplex: 'half',
    } as RequestInit);
    // The answer may be lost with the connection; what counts is that the devnet stops reading.
    await request.then(
      ({ status }) => expect(status).toBe(413),
      (error: unknown) => expect(error).toBeInstanceOf(TypeError),
    );
    await expect
      .poll(async () => (await readLog()).requests.filter(({ status }) => status === 413).length)
      .toBe(2);
  });

  it('forgets a stream when its client goes', async () => {
    const before = await streams();
    {
      await using first = await openSse(`${devnet.url}/1sat/sse/ls_nabo`);
      await using second = await openSse(`${devnet.url}/arcade/events?callbackToken=t`);
      await first.next();
      expect(second).toBeDefined();
      expect(await streams()).toBe(before + 2);
    }
    await expect.poll(streams).toBe(before);
  });
});

describe('the log of requests', () => {
  it('holds every request with its body, so that a test can see what was never asked', async () => {
    await postJson(`${devnet.url}/dev/mine`, { count: 1 });
    await fetch(`${devnet.url}/1sat/chaintracks/headers?height=3&count=2`);
    const { dropped, requests } = await readLog();
    expect(dropped).toBe(0);
    expect(requests.slice(-2)).toMatchObject([
      { method: 'POST', url: '/dev/mine', status: 200, requestBytes: 11, body: '{"count":1}' },
      { method: 'GET', url: '/1sat/chaintracks/headers?height=3&count=2', status: 200, requestBytes: 0 },
    ]);
  });

  it('keeps the size of binary bodies, and not the bytes', async () => {
    await fetch(`${devnet.url}/v1/tx`, {
      method: 'POST',
      body: new Uint8Array(99),
      headers: { 'Content-Type': 'application/octet-stream' },
    });
    const { requests } = await readLog();
    expect(requests.at(-1)).toMatchObject({ url: '/v1/tx', requestBytes: 99 });
    expect(requests.at(-1)).not.toHaveProperty('body');
  });
});
