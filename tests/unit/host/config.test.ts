import { describe, expect, it } from 'vitest';
import {
  HostConfigError,
  appConfig,
  networkOrigins,
  readHostConfig,
  type NetworkConfig,
} from '#host/config.ts';
import { CLIENT_ADDRESS_HEADER as OURS } from '#host/serve/client-address.ts';
import { CLIENT_ADDRESS_HEADER as THEIRS } from '#lib/broadcast/index.ts';

const DEVNET = { NABO_DEVNET_URL: 'http://127.0.0.1:3100' };
const PEER = '12D3KooWGRUts8ujwSXnjRfdGUSqkrSMzt5LhCzPxBsbFHpD4hXr';
const LOCAL_RELAY = `/ip4/127.0.0.1/tcp/3200/ws/p2p/${PEER}`;
const TLS_RELAY = `/dns4/relay.example/tcp/443/tls/ws/p2p/${PEER}`;

describe('readHostConfig', () => {
  it('has defaults for all but the address of the devnet', () => {
    expect(readHostConfig(DEVNET)).toEqual({
      port: 3000,
      address: 'localhost',
      trustedProxies: 0,
      takesTransactions: true,
      app: {
        network: 'devnet',
        sources: [{ name: 'devnet', kind: '1sat-stack', url: 'http://127.0.0.1:3100/1sat' }],
        blocks: [{ name: 'devnet', kind: 'esplora', url: 'http://127.0.0.1:3100/esplora' }],
        lookups: [{ name: 'devnet', kind: '1sat-stack', chain: 'bsv', url: 'http://127.0.0.1:3100/1sat' }],
        broadcasters: [{ name: 'devnet', kind: 'arcade', url: 'http://127.0.0.1:3100/arcade' }],
        relays: [],
        stun: [],
        undoSeconds: 10,
        others: [],
        faucet: 'http://127.0.0.1:3100/dev/faucet',
        satsPerKilobyte: 100,
      },
    });
  });

  it('reads an archive as network main, and takes no transaction then', () => {
    const config = readHostConfig({ NABO_NETWORK: 'main', NABO_ARCHIVE_URL: 'http://127.0.0.1:3100/' });
    expect(config.takesTransactions).toBe(false);
    expect(config.app).toEqual({
      network: 'main',
      sources: [{ name: 'archive', kind: '1sat-stack', url: 'http://127.0.0.1:3100/main/1sat' }],
      blocks: [{ name: 'archive', kind: 'esplora', url: 'http://127.0.0.1:3100/main/esplora' }],
      lookups: [
        { name: 'archive', kind: '1sat-stack', chain: 'bsv', url: 'http://127.0.0.1:3100/main/1sat' },
        { name: 'archive of BTC', kind: 'esplora', chain: 'btc', url: 'http://127.0.0.1:3100/btc/esplora' },
      ],
      btcLand: {
        inscriptions: { name: 'archive', url: 'http://127.0.0.1:3100/btc/ord' },
        rows: { name: 'Bitmap OCI', url: 'http://127.0.0.1:3100/btc/districts.csv' },
      },
      broadcasters: [],
      relays: [],
      stun: [],
      undoSeconds: 10,
      others: [],
      satsPerKilobyte: 100,
    });
  });

  it.each(['main', 'test'])(
    'names only public services by TLS on network %s, and no faucet',
    (NABO_NETWORK) => {
      const { app } = readHostConfig({ NABO_NETWORK });
      expect(app.sources.length).toBeGreaterThan(0);
      expect(app.broadcasters.length).toBeGreaterThan(0);
      expect(app).not.toHaveProperty('faucet');
      expect(networkOrigins(app, 'document').every((origin) => origin.startsWith('https://'))).toBe(true);
    },
  );

  it('offers public networks besides its own where told to, and lets the page call them', () => {
    const { app } = readHostConfig({ ...DEVNET, NABO_OFFERS: 'main, test' });
    expect(app.others.map(({ network, faucet }) => [network, faucet])).toEqual([
      ['main', undefined],
      ['test', undefined],
    ]);
    expect(networkOrigins(app, 'document')).toContain('https://api.1sat.app');
    expect(networkOrigins(readHostConfig(DEVNET).app, 'document')).toEqual(['http://127.0.0.1:3100']);
    // A network is offered once.
    expect(
      readHostConfig({ NABO_NETWORK: 'main', NABO_OFFERS: 'main,test' }).app.others.map(
        ({ network }) => network,
      ),
    ).toEqual(['test']);
    // An archive is asked, and nobody else.
    const archive = readHostConfig({ NABO_ARCHIVE_URL: 'http://127.0.0.1:3100', NABO_OFFERS: 'main' });
    expect(archive.app.others).toEqual([]);
  });

  it('asks JungleBus for posts where somebody made a subscription', () => {
    const kinds = (more: Record<string, string>): unknown[] =>
      readHostConfig({ NABO_NETWORK: 'main', ...more }).app.sources.map(({ kind, subscription }) => [
        kind,
        subscription,
      ]);
    expect(kinds({})).toEqual([
      ['1sat-stack', undefined],
      ['junglebus', undefined],
      ['whatsonchain', undefined],
    ]);
    expect(kinds({ NABO_JUNGLEBUS_SUBSCRIPTION: 'ab12' })[1]).toEqual(['junglebus', 'ab12']);
  });

  it('takes relays by address, separated by commas', () => {
    const { app } = readHostConfig({ ...DEVNET, NABO_RELAYS: `${LOCAL_RELAY}, ${TLS_RELAY}` });
    expect(app.relays).toEqual([LOCAL_RELAY, TLS_RELAY]);
  });

  it.each(['test', 'main'])('has no plug on network %s, whatever it is told', (NABO_NETWORK) => {
    const { app } = readHostConfig({ NABO_NETWORK, NABO_PLUG_URL: 'http://127.0.0.1:3300' });
    expect(app).not.toHaveProperty('plug');
  });

  it('takes an empty variable as one that was not set', () => {
    const config = readHostConfig({ ...DEVNET, PORT: '', HEALTH_PORT: '', TRUST_PROXY: '' });
    expect(config.port).toBe(3000);
    expect(config).not.toHaveProperty('healthPort');
  });

  it.each([
    ['PORT', { ...DEVNET, PORT: 'http' }],
    ['PORT', { ...DEVNET, PORT: '70000' }],
    ['HEALTH_PORT', { ...DEVNET, HEALTH_PORT: '-1' }],
    ['TRUST_PROXY', { ...DEVNET, TRUST_PROXY: 'yes' }],
    ['NABO_NETWORK', { ...DEVNET, NABO_NETWORK: 'btc' }],
    ['NABO_DEVNET_URL', {}],
    ['NABO_DEVNET_URL', { NABO_DEVNET_URL: 'javascript:alert(1)' }],
    ['NABO_OFFERS', { ...DEVNET, NABO_OFFERS: 'main,btc' }],
    ['NABO_JUNGLEBUS_SUBSCRIPTION', { ...DEVNET, NABO_JUNGLEBUS_SUBSCRIPTION: 'a/../b' }],
    ['NABO_RELAYS', { ...DEVNET, NABO_RELAYS: 'ws://127.0.0.1:3200' }],
    ['NABO_RELAYS', { ...DEVNET, NABO_RELAYS: '/ip4/127.0.0.1/tcp/3200/ws' }],
    ['NABO_RELAYS', { ...DEVNET, NABO_RELAYS: `${LOCAL_RELAY};connect-src *` }],
    ['NABO_RELAYS', { ...DEVNET, NABO_RELAYS: LOCAL_RELAY.replace('127.0.0.1', '127.0.0.256') }],
    ['NABO_RELAYS', { ...DEVNET, NABO_RELAYS: LOCAL_RELAY.replace('3200', '99999') }],
    ['NABO_PLUG_URL', { ...DEVNET, NABO_PLUG_URL: 'ws://127.0.0.1:3300' }],
    ['NABO_RELAYS', { ...DEVNET, NABO_RELAYS: Array(9).fill(LOCAL_RELAY).join(',') }],
    ['NABO_ARCHIVE_URL', { NABO_ARCHIVE_URL: 'file:///etc/passwd' }],
  ])('names %s when it cannot be used', (name, environment) => {
    expect(() => readHostConfig(environment)).toThrow(HostConfigError);
    expect(() => readHostConfig(environment)).toThrow(name);
  });
});

describe('what follows from it', () => {
  it('is a configuration that the page can read', () => {
    const { app } = readHostConfig(DEVNET);
    expect(appConfig(app, 'abc')).toEqual({ build: 'abc', ...app });
  });

  it('reads what a host kept that named no relays', () => {
    const { relays: _, ...older } = readHostConfig(DEVNET).app;
    expect(appConfig(older as NetworkConfig, 'abc').relays).toEqual([]);
  });

  it('lists each origin once', () => {
    expect(networkOrigins(readHostConfig(DEVNET).app, 'document')).toEqual(['http://127.0.0.1:3100']);
  });

  it('lets pages and the service worker call relays, and pages alone pull the plug', () => {
    const { app } = readHostConfig({
      ...DEVNET,
      NABO_RELAYS: `${LOCAL_RELAY},${TLS_RELAY}`,
      NABO_PLUG_URL: 'http://127.0.0.1:3300',
    });
    expect(networkOrigins(app, 'service-worker')).toEqual([
      'http://127.0.0.1:3100',
      'ws://127.0.0.1:3200',
      'wss://relay.example',
    ]);
    expect(networkOrigins(app, 'document')).toEqual([
      'http://127.0.0.1:3100',
      'http://127.0.0.1:3300',
      'ws://127.0.0.1:3200',
      'wss://relay.example',
    ]);
    for (const kind of ['worker', 'signer', 'inert'] as const)
      expect(networkOrigins(app, kind)).toEqual(['http://127.0.0.1:3100']);
  });

  it('asks nobody for an address of its own, unless the host says whom, and never on the devnet', () => {
    const stun = 'stun:stun.example:3478, stuns:stun2.example';
    expect(readHostConfig({ NABO_NETWORK: 'main' }).app.stun).toEqual([]);
    expect(readHostConfig({ NABO_NETWORK: 'main', NABO_STUN: stun }).app.stun).toEqual([
      'stun:stun.example:3478',
      'stuns:stun2.example',
    ]);
    expect(readHostConfig({ ...DEVNET, NABO_STUN: stun }).app.stun).toEqual([]);
    for (const wrong of ['turn:turn.example', 'stun.example', 'stun:a b', 'stun:user@stun.example'])
      expect(() => readHostConfig({ NABO_NETWORK: 'main', NABO_STUN: wrong })).toThrow('NABO_STUN');
  });

  it('agrees with the broadcast route on where the address of a client stands', () => {
    expect(OURS).toBe(THEIRS);
  });
});
