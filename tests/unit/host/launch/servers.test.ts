import { describe, expect, it, vi } from 'vitest';
import { LaunchError } from '#host/launch/launch-error.mjs';
import { Servers } from '#host/launch/servers.mjs';

/** A service that is up at once and ends when it is told to. */
function service(url: string) {
  const { promise: exited, resolve: end } = Promise.withResolvers<number>();
  const stop = vi.fn(async () => {
    end(0);
    await exited;
  });
  return { ready: Promise.resolve({ url }), exited, stop, end };
}

function scene() {
  const started: { name: string; service: ReturnType<typeof service> }[] = [];
  const servers = new Servers(async (keep) => {
    let url = '';
    for (const name of ['devnet', 'host']) {
      const one = service(`http://${name}`);
      started.push({ name, service: one });
      url = (await keep(name, one)).url ?? '';
    }
    return url;
  });
  const failures: unknown[] = [];
  void servers.untilFailure().catch((error: unknown) => failures.push(error));
  return { servers, started, failures };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('servers', () => {
  it('start one after another and say where the app is', async () => {
    const { servers, started } = scene();
    expect(await servers.start()).toBe('http://host');
    expect(started.map(({ name }) => name)).toEqual(['devnet', 'host']);
  });

  it('that are stopped have not failed, and come back as new ones', async () => {
    const { servers, started, failures } = scene();
    await servers.start();
    await servers.stop();
    await settle();
    expect(started.map((each) => each.service.stop.mock.calls.length)).toEqual([1, 1]);
    expect(failures).toEqual([]);
    expect(await servers.start()).toBe('http://host');
    expect(started).toHaveLength(4);
    await servers.stop();
    expect(started.map((each) => each.service.stop.mock.calls.length)).toEqual([1, 1, 1, 1]);
  });

  it('fail when one of them ends by itself, the second time as the first', async () => {
    const { servers, started, failures } = scene();
    await servers.start();
    await servers.stop();
    await servers.start();
    started[2]?.service.end(137);
    await settle();
    expect(failures).toEqual([expect.any(LaunchError)]);
    expect(String(failures[0])).toContain('The devnet ended (code 137)');
  });

  it('do not start when one of them does not', async () => {
    const servers = new Servers((keep) =>
      keep('devnet', {
        ...service('x'),
        ready: Promise.reject(new LaunchError('The devnet ended before it was up (code 1).')),
      }).then(() => 'never'),
    );
    await expect(servers.start()).rejects.toThrow('before it was up');
  });
});
