import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Plug } from '#host/launch/plug.mjs';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** Servers that note what is done to them, and a clock that is moved by hand. */
function scene() {
  const done: string[] = [];
  const stop = new AbortController();
  const clock = Promise.withResolvers<void>();
  const servers = {
    start: vi.fn(async () => void done.push('start')),
    stop: vi.fn(async () => void done.push('stop')),
    fail: vi.fn(),
  };
  const said: string[] = [];
  const sleep = async (_ms: number, signal: AbortSignal): Promise<void> => {
    const aborted = new Promise<never>((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error)),
    );
    await Promise.race([clock.promise, aborted]);
  };
  const plug = new Plug({ servers, signal: stop.signal, say: (line: string) => void said.push(line), sleep });
  return { plug, servers, done, said, stop, ring: clock.resolve };
}

describe('the plug', () => {
  it('takes the servers away, and brings them back after the time', async () => {
    const { plug, done, said, ring } = scene();
    expect(await plug.pull(10)).toEqual({ pulled: true, seconds: 10 });
    expect(done).toEqual(['stop']);
    ring();
    await vi.waitFor(() => expect(said.at(-1)).toBe('Devnet and app are back.'));
    expect(done).toEqual(['stop', 'start']);
    expect(await plug.pull(5)).toEqual({ pulled: true, seconds: 5 });
  });

  it('cannot be pulled twice, and says when they come back', async () => {
    const { plug, done } = scene();
    await plug.pull(30);
    vi.setSystemTime(Date.now() + 12_400);
    expect(await plug.pull(60)).toEqual({ pulled: false, seconds: 18 });
    vi.setSystemTime(Date.now() + 60_000);
    expect(await plug.pull(60)).toEqual({ pulled: false, seconds: 0 });
    expect(done).toEqual(['stop']);
  });

  it('is one plug while it is being pulled', async () => {
    const { plug, done } = scene();
    const both = await Promise.all([plug.pull(30), plug.pull(30)]);
    expect(both.map(({ pulled }) => pulled)).toEqual([true, false]);
    expect(done).toEqual(['stop']);
  });

  it('ends everything when they do not come back', async () => {
    const { plug, servers, ring } = scene();
    const broken = new Error('no room');
    servers.start.mockRejectedValueOnce(broken);
    await plug.pull(5);
    ring();
    await vi.waitFor(() => expect(servers.fail).toHaveBeenCalledWith(broken));
  });

  it('starts nothing once the launcher stops', async () => {
    const { plug, servers, stop, ring } = scene();
    await plug.pull(5);
    stop.abort();
    ring();
    await Promise.resolve();
    expect(servers.start).not.toHaveBeenCalled();
    expect(servers.fail).not.toHaveBeenCalled();
  });
});
