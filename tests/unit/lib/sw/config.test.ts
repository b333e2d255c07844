import { beforeEach, describe, expect, it, vi } from 'vitest';
import { configHandler, holdConfig } from '#lib/sw/handlers/config.ts';
import { memoryCaches } from '#tests/support/memory-caches.ts';

const CONFIG_URL = 'https://nabo.test/config.json';
const KEY = '/config.json';
const portal = (): Response => new Response('<p>Log in</p>', { headers: { 'content-type': 'text/html' } });

/** Stands for the network: each test says what it answers. */
const network = vi.fn<() => Promise<Response>>();
const onChange = vi.fn<() => Promise<void>>();

beforeEach(() => {
  network.mockReset();
  onChange.mockReset().mockResolvedValue();
  vi.stubGlobal('caches', memoryCaches('https://nabo.test'));
  vi.stubGlobal('fetch', network);
  return () => vi.unstubAllGlobals();
});

/** Asks as a page does and waits for everything that the answer set going. */
async function ask(patienceMs = 1_000): Promise<Response> {
  const work: Promise<unknown>[] = [];
  const handler = configHandler({ onChange, patienceMs });
  const scope = {
    request: new Request(CONFIG_URL),
    newPage: '',
    page: async () => undefined,
    waitUntil: (w: Promise<unknown>) => void work.push(w),
  };
  const response = await handler.answer(KEY, scope);
  await Promise.allSettled(work);
  return response;
}

const gone = (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'));
const host = (name: string) => (): Promise<Response> => Promise.resolve(Response.json({ network: name }));

describe('/config.json', () => {
  it('is the answer of the host, and then the one held when the host is gone', async () => {
    network.mockImplementation(host('devnet'));
    expect(await (await ask()).json()).toEqual({ network: 'devnet' });
    network.mockImplementation(gone);
    expect(await (await ask()).json()).toEqual({ network: 'devnet' });
  });

  it('is held from installation on', async () => {
    network.mockImplementation(host('devnet'));
    await holdConfig();
    network.mockImplementation(gone);
    expect(await (await ask()).json()).toEqual({ network: 'devnet' });
  });

  it('fails installation when the host gives something else', async () => {
    network.mockResolvedValue(portal());
    await expect(holdConfig()).rejects.toThrow('/config.json answered 200');
  });

  it('fails plainly when nothing is held and the host is gone', async () => {
    network.mockImplementation(gone);
    expect((await ask()).type).toBe('error');
  });

  it('is never replaced by a page or an error', async () => {
    network.mockImplementation(host('devnet'));
    await ask();
    for (const answer of [portal(), Response.json({}, { status: 502 })]) {
      network.mockResolvedValue(answer);
      expect(await (await ask()).json()).toEqual({ network: 'devnet' });
    }
    network.mockImplementation(gone);
    expect(await (await ask()).json()).toEqual({ network: 'devnet' });
  });

  it('does not wait for a slow host, and keeps what it says in the end', async () => {
    network.mockImplementation(host('devnet'));
    await ask();
    const slow = Promise.withResolvers<Response>();
    network.mockReturnValue(slow.promise);
    const work: Promise<unknown>[] = [];
    const response = await configHandler({ onChange, patienceMs: 1 }).answer(KEY, {
      request: new Request(CONFIG_URL),
      newPage: '',
      page: async () => undefined,
      waitUntil: (w) => void work.push(w),
    });
    expect(await response.json()).toEqual({ network: 'devnet' });
    slow.resolve(Response.json({ network: 'main' }));
    await Promise.all(work);
    network.mockImplementation(gone);
    expect(await (await ask()).json()).toEqual({ network: 'main' });
  });

  it('tells of a change once, and again when it was cut short', async () => {
    network.mockImplementation(host('devnet'));
    await ask();
    await ask();
    expect(onChange).not.toHaveBeenCalled();
    network.mockImplementation(host('main'));
    onChange.mockRejectedValueOnce(new Error('cut short'));
    await ask();
    await ask();
    await ask();
    expect(onChange).toHaveBeenCalledTimes(2);
  });
});
