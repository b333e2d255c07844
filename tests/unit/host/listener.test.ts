import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHostConfig } from '#host/config.ts';
import { securityHeaders } from '#host/headers.ts';
import type { BroadcastHandler } from '#host/serve/broadcast.ts';
import { CLIENT_ADDRESS_HEADER } from '#host/serve/client-address.ts';
import { fileBlocks } from '#lib/bytes/unixfs.ts';
import { listen, type Listening } from '#host/serve/listen.ts';
import { createListener, type NextHandler } from '#host/serve/listener.ts';
import type { HostTable, Resource } from '#host/table.ts';

const ORIGINS = ['http://127.0.0.1:3100'];
const PAGE = '<!DOCTYPE html><title>a page</title>';
const HASHES = ['sha256-AAAA='];

const resource = (parts: Partial<Resource> & Pick<Resource, 'file' | 'contentType'>): Resource => ({
  kind: 'inert',
  hash: '0'.repeat(32),
  immutable: false,
  encodings: {},
  ...parts,
});

const TABLE: HostTable = {
  inputs: 'x',
  build: 'build-1',
  resources: {
    '/': resource({
      file: 'page.html',
      contentType: 'text/html; charset=utf-8',
      kind: 'document',
      scriptHashes: HASHES,
      encodings: { br: 'page.html.br' },
    }),
    '/sw.js': resource({
      file: 'sw.js',
      contentType: 'text/javascript; charset=utf-8',
      kind: 'service-worker',
      encodings: { br: 'sw.js.br', gzip: 'sw.js.gz' },
    }),
    '/signer.js': resource({ file: 'sw.js', contentType: 'text/javascript; charset=utf-8', kind: 'signer' }),
    '/_next/static/a.js': resource({
      file: 'sw.js',
      contentType: 'text/javascript; charset=utf-8',
      immutable: true,
    }),
  },
  errorPages: { '404': ['sha256-NOTFOUND='] },
};

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

let root: string;
const errors: unknown[] = [];
const hosts: Listening[] = [];

/** What a stand-in for Next does: as Next itself, it sets headers one by one and lets the first byte send them. */
const next: NextHandler = async (request, response) => {
  if (request.url === '/breaks') throw new Error('broken');
  const isPayload = request.headers['rsc'] === '1' && request.url?.startsWith('/?');
  response.statusCode = isPayload ? 200 : 404;
  response.setHeader('content-type', isPayload ? 'text/x-component' : 'text/html; charset=utf-8');
  response.setHeader('cache-control', 's-maxage=31536000');
  response.end('from next');
};

/** What a stand-in for lib/broadcast does: it says who it was told that asks. */
const broadcast: BroadcastHandler = ({ headers }) =>
  Promise.resolve(
    Response.json(
      { client: headers.get(CLIENT_ADDRESS_HEADER) ?? undefined },
      { headers: { 'cache-control': 'no-store' } },
    ),
  );

async function start(environment: Readonly<Record<string, string>>): Promise<string> {
  const config = readHostConfig({ NABO_DEVNET_URL: 'http://127.0.0.1:3100', ...environment });
  const listener = createListener({
    root,
    table: TABLE,
    config,
    next,
    broadcast,
    onError: (error) => errors.push(error),
  });
  const host = await listen(listener, 0, '127.0.0.1');
  hosts.push(host);
  return host.url;
}

function ask(url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(url, { method, headers }, (response) => {
      buffer(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        reject,
      );
    });
    asked.once('error', reject);
    asked.end();
  });
}

let url: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'nabo-listener-'));
  await writeFile(path.join(root, 'page.html'), PAGE);
  await writeFile(path.join(root, 'page.html.br'), brotliCompressSync(PAGE));
  await writeFile(path.join(root, 'sw.js'), 'void 0;');
  url = await start({});
});

afterAll(async () => {
  await Promise.all(hosts.map((host) => host.close()));
  await rm(root, { recursive: true });
});

const securityOf = ({ headers }: Answer): IncomingHttpHeaders =>
  Object.fromEntries(Object.keys(securityHeaders('inert', plain())).map((name) => [name, headers[name]]));

const plain = (scriptHashes: readonly string[] = []) => ({ scriptHashes, origins: ORIGINS, secure: false });

describe('every answer carries the headers of its kind', () => {
  it.each([
    ['/', 'document', HASHES],
    ['/sw.js', 'service-worker', []],
    ['/signer.js', 'signer', []],
    ['/_next/static/a.js', 'inert', []],
    ['/config.json', 'inert', []],
    ['/api/broadcast', 'inert', []],
    ['/nothing', 'document', ['sha256-NOTFOUND=']],
    ['/?a=b', 'document', HASHES],
  ] as const)('%s is of kind %s', async (path_, kind, hashes) => {
    expect(securityOf(await ask(url + path_))).toEqual(securityHeaders(kind, plain(hashes)));
  });

  it('also the router’s payload of a page', async () => {
    const answer = await ask(`${url}/?_rsc`, { rsc: '1' });
    expect(answer.body.toString()).toBe('from next');
    expect(securityOf(answer)).toEqual(securityHeaders('inert', plain()));
  });

  it('a file is that file, whatever the router’s header says', async () => {
    const answer = await ask(`${url}/sw.js`, { rsc: '1' });
    expect(answer.body.toString()).toMatch(/^void 0;/);
    expect(securityOf(answer)).toEqual(securityHeaders('service-worker', plain()));
  });

  it('also what broke on our side, of which nothing is told', async () => {
    const answer = await ask(`${url}/breaks`);
    expect(answer.status).toBe(500);
    expect(answer.body.length).toBe(0);
    expect(errors).toEqual([new Error('broken')]);
  });

  it('and asks for TLS when a proxy of ours speaks it', async () => {
    const behind = await start({ TRUST_PROXY: '1' });
    const answer = await ask(`${behind}/`, { 'x-forwarded-proto': 'https' });
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    expect(answer.headers['content-security-policy']).toMatch(/upgrade-insecure-requests$/);
  });
});

describe('files', () => {
  it('are asked for again each time, but for those whose name tells their bytes', async () => {
    expect((await ask(`${url}/`)).headers['cache-control']).toBe('no-cache');
    expect((await ask(`${url}/sw.js`)).headers['cache-control']).toBe('no-cache');
    expect((await ask(`${url}/_next/static/a.js`)).headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    );
  });

  it('of the service worker are others when it may call others, in every encoding', async () => {
    const relay = '/ip4/127.0.0.1/tcp/3200/ws/p2p/12D3KooWGRUts8ujwSXnjRfdGUSqkrSMzt5LhCzPxBsbFHpD4hXr';
    const [same, other] = [await start({}), await start({ NABO_RELAYS: relay })];
    const decode = { br: brotliDecompressSync, gzip: gunzipSync, identity: (bytes: Buffer) => bytes };
    for (const [encoding, open] of Object.entries(decode)) {
      const script = async (host: string) => {
        const answer = await ask(`${host}/sw.js`, { 'accept-encoding': encoding });
        return { text: open(answer.body).toString(), etag: answer.headers.etag };
      };
      const [first, again, changed] = [await script(url), await script(same), await script(other)];
      expect(first.text).toMatch(/^void 0;\n\/\/ May call: http:\/\/127\.0\.0\.1:3100\n$/);
      expect(again).toEqual(first);
      expect(changed.text).toContain('ws://127.0.0.1:3200');
      expect(changed.etag).not.toBe(first.etag);
    }
    const signer = await ask(`${other}/signer.js`);
    expect(signer.body.toString()).toBe('void 0;');
  });

  it('come in the encoding that the client takes', async () => {
    const packed = await ask(`${url}/`, { 'accept-encoding': 'gzip, br' });
    expect(packed.headers['content-encoding']).toBe('br');
    expect(packed.headers['vary']).toBe('accept-encoding, rsc');
    expect(brotliDecompressSync(packed.body).toString()).toBe(PAGE);
    const bare = await ask(`${url}/`);
    expect(bare.headers).not.toHaveProperty('content-encoding');
    expect(bare.body.toString()).toBe(PAGE);
    expect(bare.headers.etag).not.toBe(packed.headers.etag);
  });

  it('are not sent again to who has them', async () => {
    const first = await ask(`${url}/`);
    const again = await ask(`${url}/`, { 'if-none-match': first.headers.etag ?? '' });
    expect(again.status).toBe(304);
    expect(again.body.length).toBe(0);
    expect(again.headers['content-security-policy']).toBe(first.headers['content-security-policy']);
  });

  it('answer HEAD with the headers alone, and other methods not at all', async () => {
    const head = await ask(`${url}/`, {}, 'HEAD');
    expect(head.headers['content-length']).toBe(String(PAGE.length));
    expect(head.body.length).toBe(0);
    const post = await ask(`${url}/`, {}, 'POST');
    expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('let the service worker rule the whole origin', async () => {
    expect((await ask(`${url}/sw.js`)).headers['service-worker-allowed']).toBe('/');
    expect((await ask(`${url}/signer.js`)).headers).not.toHaveProperty('service-worker-allowed');
  });
});

describe('the rest', () => {
  it('tells the page its network', async () => {
    const answer = await ask(`${url}/config.json`);
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(JSON.parse(answer.body.toString())).toMatchObject({ build: 'build-1', network: 'devnet' });
    expect((await ask(`${url}/config.json`, {}, 'POST')).status).toBe(405);
  });

  it('says honestly that there is nothing, and never that it may be kept', async () => {
    const answer = await ask(`${url}/_next/static/gone.js`);
    expect([answer.status, answer.headers['cache-control']]).toEqual([404, 'no-cache']);
  });

  it('tells the broadcast route who asks, by the connection and not by the client', async () => {
    const answer = await ask(`${url}/api/broadcast`, { 'x-nabo-client-address': '6.6.6.6' }, 'POST');
    expect(JSON.parse(answer.body.toString())).toEqual({ client: '127.0.0.1' });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('takes no transaction while it reads an archive', async () => {
    const archive = await start({ NABO_ARCHIVE_URL: 'http://127.0.0.1:3100' });
    const answer = await ask(`${archive}/api/broadcast`, {}, 'POST');
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'read-only' });
  });

  it('refuses to change the protocol', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    expect((await buffer(socket)).toString()).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('refuses what is no path: it is no proxy', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET http://evil.example/sw.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect((await buffer(socket)).toString()).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('older posts', () => {
  const { cid, blocks } = fileBlocks(new Uint8Array(300_000).fill(7));
  const entry = { cid, from: 5, to: 9, bytes: 300_000, transactions: 3 };
  const offering = async (list: string): Promise<string> => {
    const folder = await mkdtemp(path.join(root, 'snapshots-'));
    for (const [name, block] of blocks) await writeFile(path.join(folder, name), block);
    await writeFile(path.join(folder, 'list.json'), list);
    return start({ NABO_SNAPSHOTS: folder });
  };
  const nothing = { network: 'devnet', snapshots: [] };
  const listOf = async (host: string): Promise<unknown> => {
    const { status, headers, body } = await ask(`${host}/snapshots/list.json`);
    expect([status, headers['cache-control']]).toEqual([200, 'no-cache']);
    return JSON.parse(body.toString());
  };

  it('are offered by name, and each block is what its name says, for ever', async () => {
    const list = { network: 'devnet', snapshots: [entry] };
    const host = await offering(JSON.stringify(list));
    expect(await listOf(host)).toEqual(list);
    for (const [name, block] of blocks) {
      const answer = await ask(`${host}/snapshots/${name}`);
      expect([answer.status, answer.body.equals(block)]).toEqual([200, true]);
      expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(securityOf(answer)).toEqual(securityHeaders('inert', plain()));
      const etag = String(answer.headers.etag);
      expect((await ask(`${host}/snapshots/${name}`, { 'if-none-match': etag })).status).toBe(304);
    }
    const [head, post] = [
      await ask(`${host}/snapshots/${cid}`, {}, 'HEAD'),
      await ask(`${host}/snapshots/${cid}`, {}, 'POST'),
    ];
    expect([head.status, head.body.length, post.status]).toEqual([200, 0, 405]);
  });

  it('are none where no folder was named, or what lies there is of another chain', async () => {
    expect(await listOf(url)).toEqual(nothing);
    expect(await listOf(await offering(JSON.stringify({ network: 'main', snapshots: [entry] })))).toEqual(
      nothing,
    );
    errors.length = 0;
    expect(await listOf(await offering('{'))).toEqual(nothing);
    expect(errors).toHaveLength(1);
  });

  it('never lead to another file', async () => {
    const host = await offering(JSON.stringify(nothing));
    for (const name of ['', '../page.html', '..%2fpage.html', 'LIST.JSON', cid.toUpperCase(), `${cid}/..`])
      expect((await ask(`${host}/snapshots/${name}`)).status).toBe(404);
  });
});
