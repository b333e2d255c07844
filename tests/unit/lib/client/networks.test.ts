import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { appConfigSchema, type AppConfig } from '#lib/client/config.ts';
import { configFor, offeredNetworks } from '#lib/client/networks.ts';
import { keepChosenNetwork, readChosenNetwork } from '#lib/store/settings-store.ts';

const network = (name: 'devnet' | 'main' | 'test', more: Partial<AppConfig> = {}) => ({
  network: name,
  sources: [{ name, kind: '1sat-stack' as const, url: `https://${name}.test/1sat` }],
  blocks: [],
  lookups: [{ name, kind: '1sat-stack' as const, chain: 'bsv' as const, url: `https://${name}.test/1sat` }],
  broadcasters: [],
  satsPerKilobyte: 100,
  ...more,
});
const config: AppConfig = appConfigSchema.parse({
  build: 'abc',
  relays: [],
  stun: [],
  undoSeconds: 10,
  ...network('devnet', { era: 'e1', faucet: 'http://127.0.0.1:3100/dev/faucet' }),
  others: [network('main'), network('test')],
});
describe('networks', () => {
  it('are the host\u2019s own, and those that it offers besides', () => {
    expect(offeredNetworks(config)).toEqual(['devnet', 'main', 'test']);
    expect(configFor(config, undefined)).toEqual({ config, isHome: true });
    expect(configFor(config, 'devnet').isHome).toBe(true);
    // One that was chosen elsewhere and is not offered here.
    expect(configFor(config, 'btc')).toEqual({ config, isHome: true });
  });

  it('bring nothing of one another: no faucet, era or source of the network that was left', () => {
    const { config: main, isHome } = configFor(config, 'main');
    expect(isHome).toBe(false);
    expect(main).toEqual({
      build: 'abc',
      relays: [],
      stun: [],
      undoSeconds: 10,
      ...network('main'),
      others: [expect.anything(), network('test')],
    });
    expect(offeredNetworks(main)).toEqual(['main', 'devnet', 'test']);
    // And back, with all that it had.
    expect(configFor(main, 'devnet').config).toEqual({
      ...config,
      others: [network('main'), network('test')],
    });
  });

  it('are chosen for the next start', async () => {
    const factory = new IDBFactory();
    expect(await readChosenNetwork(factory)).toBeUndefined();
    await keepChosenNetwork('test', factory);
    expect(await readChosenNetwork(factory)).toBe('test');
    await keepChosenNetwork('main', factory);
    expect(await readChosenNetwork(factory)).toBe('main');
  });

  it('are absent from a configuration that an older host wrote', () => {
    const { others: _, ...older } = config;
    expect(appConfigSchema.parse(older).others).toEqual([]);
  });
});
