import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LaunchError } from '#host/launch/launch-error.mjs';
import { ROOT, hasPlug, portsOf, readSettings, usesDevnet, usesRelay } from '#host/launch/settings.mjs';

describe('readSettings', () => {
  it('runs a devnet and keeps data in the project, unless told otherwise', () => {
    const settings = readSettings([], {});
    expect(settings).toMatchObject({
      port: 3000,
      devnetPort: 3100,
      relayPort: 3200,
      controlPort: 3300,
      network: 'devnet',
      fresh: false,
      dev: false,
    });
    expect(settings.dataDir).toBe(path.join(ROOT, '.nabo'));
    expect(usesDevnet(settings)).toBe(true);
  });

  it('reads flags in both spellings, and variables', () => {
    const env = { PORT: '4000', DEVNET_PORT: '4100', NABO_DATA_DIR: '/tmp/x' };
    expect(readSettings(['--fresh', '--seed=village'], env)).toMatchObject({
      port: 4000,
      devnetPort: 4100,
      dataDir: path.resolve('/tmp/x'),
      fresh: true,
      seed: 'village',
    });
    expect(readSettings(['--network', 'main'], {}).network).toBe('main');
  });

  it('starts no devnet for a public network, but one that serves an archive', () => {
    expect(usesDevnet(readSettings(['--network', 'main'], {}))).toBe(false);
    const archive = readSettings(['--archive', 'some/folder'], {});
    expect(archive).toMatchObject({ network: 'main', archive: path.resolve('some/folder') });
    expect(usesDevnet(archive)).toBe(true);
  });

  it('has a plug where a whole network runs on this machine, and nowhere else', () => {
    expect(hasPlug(readSettings([], {}))).toBe(true);
    for (const flags of [
      ['--network', 'test'],
      ['--network', 'main'],
      ['--archive', 'some/folder'],
    ])
      expect(hasPlug(readSettings(flags, {}))).toBe(false);
  });

  it('runs a relay on every network, unless others are named', () => {
    expect(usesRelay(readSettings([], {}))).toBe(true);
    expect(usesRelay(readSettings(['--network', 'main'], { NABO_RELAYS: '' }))).toBe(true);
    const elsewhere = readSettings(['--network', 'main'], { NABO_RELAYS: '/dns4/relay.example/tcp/443' });
    expect([usesRelay(elsewhere), elsewhere.relays]).toEqual([false, '/dns4/relay.example/tcp/443']);
  });

  it('listens on the ports of what runs', () => {
    const names = (flags: string[], env = {}) =>
      portsOf(readSettings(flags, env)).map(({ variable }) => variable);
    expect(names([])).toEqual(['PORT', 'DEVNET_PORT', 'RELAY_PORT', 'CONTROL_PORT']);
    expect(names(['--archive', 'some/folder'])).toEqual(['PORT', 'DEVNET_PORT', 'RELAY_PORT']);
    expect(names(['--network', 'main'])).toEqual(['PORT', 'RELAY_PORT']);
    expect(names(['--network', 'main'], { NABO_RELAYS: 'x', PORT: '3200' })).toEqual(['PORT']);
  });

  it.each([
    [['--frsh'], {}, '--frsh'],
    [['--network', 'btc'], {}, '--network'],
    [['--network'], {}, '--network'],
    [['--archive'], {}, '--archive'],
    [['--seed', '--fresh'], {}, '--seed'],
    [[], { PORT: 'http' }, 'PORT=http'],
    [[], { DEVNET_PORT: '0' }, 'DEVNET_PORT=0'],
    [[], { PORT: '65536' }, 'PORT=65536'],
    [[], { PORT: '3100' }, 'PORT and DEVNET_PORT'],
    [[], { RELAY_PORT: '3300' }, 'RELAY_PORT and CONTROL_PORT'],
    [[], { RELAY_PORT: 'ws' }, 'RELAY_PORT=ws'],
    [[], { CONTROL_PORT: '-1' }, 'CONTROL_PORT=-1'],
  ])('refuses %j with %j, naming what is wrong', (argv, env, named) => {
    expect(() => readSettings(argv, env)).toThrow(LaunchError);
    expect(() => readSettings(argv, env)).toThrow(named);
  });
});
