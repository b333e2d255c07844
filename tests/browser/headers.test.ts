import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { securityHeaders, type ContentKind } from '#host/headers.ts';
import { BUILD_TABLE } from '#host/launch/setup.mjs';
import { hostTableSchema } from '#host/table.ts';
import { startServerProcess, type ServerProcess } from '#tests/support/server-process.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const DEVNET = 'http://127.0.0.1:9';
const PLUG = 'http://127.0.0.1:10';
const RELAY = '/ip4/127.0.0.1/tcp/11/ws';
const RELAY_ORIGIN = 'ws://127.0.0.1:11';
/** What every build has, whatever screens it has besides. */
const ROUTES = [
  '/',
  '/account',
  '/district',
  '/handle',
  '/i',
  '/map',
  '/me',
  '/neighbours',
  '/post',
  '/profile',
  '/proof',
  '/status',
];

const table = hostTableSchema.parse(JSON.parse(readFileSync(path.join(ROOT, BUILD_TABLE), 'utf8')));
const resources = Object.entries(table.resources);
const documents = resources.filter(([, { kind }]) => kind === 'document').map(([route]) => route);

let host: ServerProcess;
beforeAll(async () => {
  host = await startServerProcess('host/server.ts', [], {
    PORT: '0',
    HOST: '127.0.0.1',
    NABO_DEVNET_URL: DEVNET,
    NABO_PLUG_URL: PLUG,
    NABO_RELAYS: `${RELAY}/p2p/12D3KooWGRUts8ujwSXnjRfdGUSqkrSMzt5LhCzPxBsbFHpD4hXr`,
  });
});
afterAll(() => host.kill());

const ask = (route: string, init?: RequestInit): Promise<Response> => fetch(new URL(route, host.url), init);

/** CSP sources of the scripts that stand in a page, looked for in another way than the build does. */
function inlineScripts(html: string): string[] {
  const hashes = html
    .split(/<script/i)
    .slice(1)
    .filter((part) => !/^[^>]*\ssrc=/i.test(part))
    .map((part) => part.slice(part.indexOf('>') + 1, part.indexOf('</script>')))
    .map((text) => `sha256-${createHash('sha256').update(text).digest('base64')}`);
  return [...new Set(hashes)];
}

/** Who may ask whom besides the host: pages the plug and, as the service worker does, the relay. */
const REACH: Readonly<Partial<Record<ContentKind, readonly string[]>>> = {
  document: [PLUG, DEVNET, RELAY_ORIGIN],
  'service-worker': [DEVNET, RELAY_ORIGIN],
};

const expected = (kind: ContentKind, scriptHashes: readonly string[] = []) =>
  securityHeaders(kind, { scriptHashes, origins: REACH[kind] ?? [DEVNET], secure: false });

/** The security headers that came; one that is missing is missing here too. */
function securityOf({ headers }: Response): Record<string, string> {
  const names = Object.keys(expected('frame'));
  return Object.fromEntries([...headers].filter(([name]) => names.includes(name)));
}

describe('the host with a build', () => {
  it('serves every screen prerendered', () => {
    expect(documents).toEqual(expect.arrayContaining(ROUTES));
  });

  it.each(documents)('%s allows exactly the scripts that stand in it', async (route) => {
    const response = await ask(route);
    const html = await response.text();
    const scripts = inlineScripts(html);
    expect(scripts.length).toBeGreaterThan(0);
    expect(securityOf(response)).toEqual(expected('document', scripts));
    expect(response.headers.get('cache-control')).toBe('no-cache');
    // For hosts without headers; and nothing may load a script before the policy that allows it.
    expect(html).toMatch(
      /<head>(?:<meta charSet="utf-8"\/>)?<meta http-equiv="Content-Security-Policy" [^>]*><script>[^<]*trustedTypes/,
    );
  });

  it('lets nothing but pages and the service worker call a relay, and that one alone', async () => {
    const calling: string[] = [];
    const called = new Set<string>();
    for (const route of [...Object.keys(table.resources), '/config.json', '/there-is-no-such-page']) {
      const response = await ask(route);
      await response.arrayBuffer();
      const sockets = securityOf(response)['content-security-policy']?.match(/\bwss?:[^ ;]*/g) ?? [];
      if (sockets.length > 0) calling.push(route);
      for (const socket of sockets) called.add(socket);
    }
    expect(calling).toEqual([
      ...resources
        .filter(([, { kind }]) => kind === 'service-worker' || kind === 'document')
        .map(([route]) => route),
      '/there-is-no-such-page',
    ]);
    expect(calling).toContain('/sw.js');
    expect([...called]).toEqual([RELAY_ORIGIN]);
  });

  it('says what does not exist on a page of the app, with its policy', async () => {
    const response = await ask('/there-is-no-such-page');
    expect(response.status).toBe(404);
    expect(
      inlineScripts(await response.text()).every((hash) =>
        securityOf(response)['content-security-policy']?.includes(hash),
      ),
    ).toBe(true);
  });

  it.each(resources.filter(([, { kind }]) => kind !== 'document'))(
    '%s comes with the policy of its kind',
    async (route, { kind, immutable }) => {
      const response = await ask(route);
      await response.arrayBuffer();
      expect(response.status).toBe(200);
      expect(securityOf(response)).toEqual(expected(kind));
      expect(response.headers.get('cache-control')).toBe(
        immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  );

  it.each([
    ['/sw.js', 'service-worker'],
    ['/feed.js', 'worker'],
    ['/signer.js', 'signer'],
    ['/direct.js', 'inert'],
    ['/icon.svg', 'inert'],
  ])('%s is there, of kind %s', (route, kind) => {
    expect(table.resources[route]?.kind).toBe(kind);
  });

  it.each(ROUTES)(
    'gives the service worker the payload of %s by the address that it keeps it under',
    async (route) => {
      const response = await ask(`${route}?_rsc`, { headers: { RSC: '1' }, redirect: 'error' });
      expect(response.headers.get('content-type')).toBe('text/x-component');
      expect(securityOf(response)).toEqual(expected('inert'));
      await response.text();
    },
  );

  it.each([
    '/_next/static/chunks/gone.js',
    '/_next/image?url=%2Ficon.svg&w=64&q=75',
    '/_next/data/x/index.json',
    '/package.json',
    '/.next/nabo-host.json',
    '/..%2fpackage.json',
    '/feed.js.map',
    '/index.html',
  ])('has nothing at %s', async (route) => {
    const response = await ask(route);
    await response.arrayBuffer();
    expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-cache']);
    expect(response.headers.get('content-security-policy')).not.toBeNull();
  });

  it('holds in the service worker’s script the list of the shell', async () => {
    const script = await (await ask('/sw.js')).text();
    for (const route of ROUTES) expect(script).toContain(`"${route}?_rsc"`);
    expect(script).not.toContain('__NABO_MANIFEST');
  });
});
