import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startControl } from '#host/launch/control.mjs';
import { LaunchError } from '#host/launch/launch-error.mjs';

const APP_PORT = 3000;
const PAGE = 'http://a.localhost:3000';

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

async function start(pulls: readonly { pulled: boolean; seconds: number }[] = []) {
  const answers = [...pulls];
  const pull = vi.fn(async (seconds: number) => answers.shift() ?? { pulled: true, seconds });
  const { url } = await startControl({ port: 0, appPort: APP_PORT, plug: { pull }, signal: stop.signal });
  const post = (body: unknown, headers: Readonly<Record<string, string>> = {}, path = '/dev/plug') =>
    fetch(url + path, {
      method: 'POST',
      headers: { origin: PAGE, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { url, pull, post };
}

describe('the control port', () => {
  it.each([
    [{}, 60],
    [{ seconds: 5 }, 5],
    [{ seconds: 120 }, 120],
  ])('pulls the plug for %j, and says for how long', async (body, seconds) => {
    const { post, pull } = await start();
    const answer = await post(body);
    expect([answer.status, await answer.json()]).toEqual([200, { seconds }]);
    expect(pull.mock.calls).toEqual([[seconds]]);
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('says plainly that it is out already', async () => {
    const { post } = await start([{ pulled: false, seconds: 41 }]);
    const answer = await post({ seconds: 10 });
    expect([answer.status, await answer.json()]).toEqual([
      409,
      {
        code: 'pulled',
        detail: 'The plug is out already; the servers start again in 41 s.',
        seconds: 41,
      },
    ]);
  });

  it.each(['http://localhost:3000', 'http://b.localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])(
    'listens to a page at %s',
    async (origin) => {
      const { post, url } = await start();
      const preflight = await fetch(`${url}/dev/plug`, { method: 'OPTIONS', headers: { origin } });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
      expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type');
      expect((await post({}, { origin })).status).toBe(200);
    },
  );

  it.each([
    'https://example.com',
    'http://localhost:3001',
    'http://localhost',
    'https://localhost:3000',
    'http://localhost.example.com:3000',
    'http://notlocalhost:3000',
    'http://evil.example:3000',
    'http://127.0.0.1.example:3000',
    'http://user@localhost:3000',
    'http://localhost:3000/',
    'http://LOCALHOST:3000',
    'null',
    '',
  ])('does not listen to %j', async (origin) => {
    const { post, pull, url } = await start();
    const answer = await post({ seconds: 5 }, { origin });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const preflight = await fetch(`${url}/dev/plug`, { method: 'OPTIONS', headers: { origin } });
    expect(preflight.status).toBe(403);
    expect(pull).not.toHaveBeenCalled();
  });

  it('does not listen to whoever says no origin', async () => {
    const { url, pull } = await start();
    const answer = await fetch(`${url}/dev/plug`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(403);
    expect(pull).not.toHaveBeenCalled();
  });

  it.each([
    [{ seconds: 4 }, {}, 400],
    [{ seconds: 121 }, {}, 400],
    [{ seconds: 7.5 }, {}, 400],
    [{ seconds: '10' }, {}, 400],
    ['', {}, 400],
    ['null', {}, 400],
    ['[', {}, 400],
    [`{"seconds":10,"x":"${'a'.repeat(10_000)}"}`, {}, 400],
    [{ seconds: 10 }, { 'content-type': 'text/plain' }, 415],
    [{ seconds: 10 }, { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ])('refuses %j with %j', async (body, headers, status) => {
    const { post, pull } = await start();
    expect((await post(body, headers)).status).toBe(status);
    expect(pull).not.toHaveBeenCalled();
  });

  it('has nothing but the plug, and only for POST', async () => {
    const { url, post, pull } = await start();
    expect((await post({}, {}, '/')).status).toBe(404);
    expect((await post({}, {}, '/dev/plug/../x')).status).toBe(404);
    expect((await fetch(`${url}/dev/plug`, { headers: { origin: PAGE } })).status).toBe(405);
    expect(pull).not.toHaveBeenCalled();
  });

  it('says so when the plug is stuck', async () => {
    const { post, pull } = await start();
    pull.mockRejectedValueOnce(new Error('stuck'));
    expect((await post({})).status).toBe(500);
  });

  it('is gone when the launcher stops, and names its variable when the port is taken', async () => {
    const { url } = await start();
    stop.abort();
    await vi.waitFor(() => expect(fetch(url)).rejects.toThrow('fetch failed'));
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { signal } = new AbortController();
    const plug = { pull: async () => ({ pulled: true, seconds: 5 }) };
    const started = startControl({ port, appPort: APP_PORT, plug, signal });
    await expect(started).rejects.toThrow(LaunchError);
    await expect(started).rejects.toThrow('CONTROL_PORT');
    taken.close();
  });
});
