import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LaunchError } from '#host/launch/launch-error.mjs';
import { ROOT, readSettings, usesDevnet } from '#host/launch/settings.mjs';

describe('readSettings', () => {
  it('runs a devnet and keeps data in the project, unless told otherwise', () => {
    const settings = readSettings([], {});
    expect(settings).toMatchObject({
      port: 3000,
      devnetPort: 3100,
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
  ])('refuses %j with %j, naming what is wrong', (argv, env, named) => {
    expect(() => readSettings(argv, env)).toThrow(LaunchError);
    expect(() => readSettings(argv, env)).toThrow(named);
  });
});
