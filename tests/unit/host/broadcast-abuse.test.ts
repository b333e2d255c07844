import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { createBroadcastHandler } from '#lib/broadcast/index.ts';
import { readHostConfig } from '#host/config.ts';
import { listen, type Listening } from '#host/serve/listen.ts';
import { createListener } from '#host/serve/listener.ts';
import { startFakeBroadcaster, type FakeBroadcaster } from '#tests/support/fake-broadcaster.ts';
import { ownRecord } from '#tests/support/own-record.ts';

const post = ownRecord('Hello');
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

let upstream: FakeBroadcaster;
let host: Listening;
/** A place that nobody is to be led to, and how often somebody came. */
let trap: Server;
let trapped: number;
/** Paths that got past the routes. */
let elsewhere: string[];
/** Client sockets that this process opened, besides those of the test itself. */
let opened: number;

const countSocket = (): void => {
  opened += 1;
};
const trapAt = (): string => `127.0.0.1:${(trap.address() as AddressInfo).port}`;

beforeAll(async () => {
  trap = createServer((socket) => {
    trapped += 1;
    socket.destroy();
  });
  trap.listen(0, '127.0.0.1');
  await once(trap, 'listening');
  upstream = await startFakeBroadcaster((_asked, response) => {
    // Hints that come before an answer are the upstream's words, too.
    response.writeEarlyHints({ link: '</upstream.css>; rel=preload; as=style' });
    response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ txid: post.txid, txStatus: 'SEEN_ON_NETWORK' }));
  });
  let clock = 0;
  const listener = createListener({
    root: import.meta.dirname,
    table: { inputs: 'x', build: 'b', resources: {}, errorPages: {} },
    config: readHostConfig({ NABO_DEVNET_URL: 'http://127.0.0.1:1' }),
    next: async ({ url }, response) => {
      elsewhere.push(url ?? '');
      response.writeHead(404, { connection: 'close' }).end();
    },
    broadcast: createBroadcastHandler({
      table: [{ name: 'upstream', kind: 'arc', url: upstream.url }],
      fetch,
      // An hour between requests: nothing is refused for being too much, and nothing answered from memory.
      now: () => (clock += 3_600_000),
    }),
    onError: (error) => {
      throw error;
    },
  });
  host = await listen(listener, 0, '127.0.0.1');
});

afterAll(async () => {
  await host.close();
  await upstream[Symbol.asyncDispose]();
  trap.close();
});

beforeEach(() => {
  trapped = 0;
  opened = 0;
  elsewhere = [];
  subscribe('net.client.socket', countSocket);
});

afterEach(() => {
  unsubscribe('net.client.socket', countSocket);
});

/** Sends bytes as they are and gives all that comes back until the host hangs up. */
async function say(bytes: Uint8Array): Promise<string> {
  const socket: Socket = connect(host.port, '127.0.0.1');
  const parts: Uint8Array[] = [];
  socket.on('data', (part: Uint8Array) => parts.push(part));
  // A host that hangs up while we still speak is one that refuses.
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  opened -= 1;
  return new TextDecoder().decode(concatBytes(parts));
}

const statusesOf = (answer: string): number[] =>
  [...answer.matchAll(/^HTTP\/1\.1 ([0-9]{3}) /gm)].map(([, status]) => Number(status));

type Head = { readonly line?: string; readonly headers?: readonly string[]; readonly body?: Uint8Array };

/** A request that is right but for what a case changes. `headers` come last; a body of another form says so itself. */
function request({ line = 'POST /api/broadcast HTTP/1.1', headers = [], body = post.raw }: Head): Uint8Array {
  const names = new Set(headers.map((header) => header.split(':', 1)[0]?.trim().toLowerCase()));
  const usual = [
    `Host: 127.0.0.1:${host.port}`,
    'Content-Type: application/octet-stream',
    'Connection: close',
    ...(names.has('transfer-encoding') ? [] : [`Content-Length: ${body.length}`]),
  ].filter((header) => !names.has(header.split(':', 1)[0]?.toLowerCase()));
  return concatBytes([ascii([line, ...usual, ...headers, '', ''].join('\r\n')), body]);
}

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
const chunked = (extension = ''): Uint8Array =>
  concatBytes([ascii(`${post.raw.length.toString(16)}${extension}\r\n`), post.raw, ascii('\r\n0\r\n\r\n')]);
const ended = ascii(`0\r\n\r\n${SMUGGLED}`);
const length = String(post.raw.length);

/** Name, bytes, and the statuses that are a refusal; none for a host that hangs up without a word. */
type Case = readonly [name: string, bytes: () => Uint8Array, statuses: readonly number[]];

const line = (name: string, text: () => string, ...statuses: number[]): Case => [
  name,
  () => request({ line: text() }),
  statuses,
];
const headers = (name: string, lines: readonly string[], ...statuses: number[]): Case => [
  name,
  () => request({ headers: lines }),
  statuses,
];
const body = (name: string, lines: readonly string[], bytes: Uint8Array, ...statuses: number[]): Case => [
  name,
  () => request({ headers: lines, body: bytes }),
  statuses,
];

const FRAMING: readonly Case[] = [
  headers('two lengths that differ', [`Content-Length: ${length}`, 'Content-Length: 5'], 400),
  headers('two lengths that agree', [`Content-Length: ${length}`, `Content-Length: ${length}`], 400),
  headers('two lengths in one line', [`Content-Length: ${length}, ${length}`], 400),
  headers('a length with a sign', [`Content-Length: +${length}`], 400),
  headers('a negative length', ['Content-Length: -1'], 400),
  headers('a length in hex', ['Content-Length: 0x10'], 400),
  headers('a length cut in two', ['Content-Length: 1 0'], 400),
  headers('an empty length', ['Content-Length:'], 400, 411),
  headers('a length that overflows', ['Content-Length: 18446744073709551617'], 400),
  headers('a length over the limit', ['Content-Length: 1048577'], 413),
  body('no length', ['Content-Length: 0'], new Uint8Array(0), 400),
  body('length, then coding', [`Content-Length: ${ended.length}`, 'Transfer-Encoding: chunked'], ended, 400),
  body('coding, then length', ['Transfer-Encoding: chunked', `Content-Length: ${ended.length}`], ended, 400),
  body('two codings', ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], chunked(), 400),
  body('chunked not last', ['Transfer-Encoding: chunked, identity'], ended, 400, 411),
  body('a coding that is none', ['Transfer-Encoding: xchunked'], ended, 400, 411),
  body('a coding after a vertical tab', ['Transfer-Encoding: \vchunked'], ended, 400, 411),
  body('a space before the colon', ['Transfer-Encoding : chunked'], ended, 400),
  body('a coding by a folded line', ['Transfer-Encoding:', ' chunked'], chunked(), 400),
  body('chunks', ['Transfer-Encoding: chunked'], chunked(), 411),
  body(
    'chunks with an extension',
    ['Transfer-Encoding: chunked'],
    chunked(`;a="${SMUGGLED.trim()}"`),
    400,
    411,
  ),
  body(
    'chunks with a long extension',
    ['Transfer-Encoding: chunked'],
    chunked(`;${'a'.repeat(40_000)}`),
    400,
    411,
    413,
  ),
  body(
    'a chunk that overflows',
    ['Transfer-Encoding: chunked'],
    ascii(`10000000000000001\r\n${SMUGGLED}`),
    400,
    411,
  ),
  body('a chunk of a negative size', ['Transfer-Encoding: chunked'], ascii(`-1\r\n${SMUGGLED}`), 400, 411),
  body('bytes after the last chunk', ['Transfer-Encoding: chunked'], ended, 400, 411),
  body('a body in gzip', ['Content-Encoding: gzip'], post.raw, 415),
  body('a body longer than its length', ['Content-Length: 20'], post.raw, 400),
];

const HEADERS: readonly Case[] = [
  headers('a folded line', ['X-Folded: one', ' two'], 400),
  headers('a header without a colon', ['X-Nothing'], 400),
  headers('a header without a name', [': x'], 400),
  headers('a NUL in a header', ['X-Nul: a\0b'], 400),
  headers('a lone CR in a header', ['X-Lone: a\rHost: evil'], 400),
  [
    'line ends of one byte',
    () => ascii(new TextDecoder().decode(request({ body: ascii('x') })).replaceAll('\r\n', '\n')),
    [400],
  ],
  headers('a head without an end', [`X-Long: ${'a'.repeat(20_000)}`], 431),
  headers('two hosts', ['Host: one.test', 'Host: two.test'], 400),
  [
    'no host',
    () => ascii('POST /api/broadcast HTTP/1.1\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx'),
    [400],
  ],
  headers('an expectation that nobody meets', ['Expect: 200-ok'], 417),
  headers(
    'a change to h2c',
    ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'],
    400,
  ),
  headers(
    'a change to a WebSocket',
    [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ],
    400,
  ),
  headers('another type', ['Content-Type: text/plain'], 415),
  headers('two types', ['Content-Type: text/plain', 'Content-Type: application/octet-stream'], 415),
];

const TARGETS: readonly Case[] = [
  line('a whole URL elsewhere', () => `POST http://${trapAt()}/api/broadcast HTTP/1.1`, 400),
  line('a whole URL here', () => `POST http://127.0.0.1:${host.port}/api/broadcast HTTP/1.1`, 400),
  line('a URL with a name in it', () => `POST http://127.0.0.1@${trapAt()}/api/broadcast HTTP/1.1`, 400),
  line('a URL of a file', () => 'POST file:///etc/passwd HTTP/1.1', 400),
  line('a path that begins with a host', () => `POST //${trapAt()}/api/broadcast HTTP/1.1`, 404),
  line('a path with a backslash', () => `POST /\\${trapAt()}/api/broadcast HTTP/1.1`, 400, 404),
  line('a path that goes up', () => 'POST /api/broadcast/../broadcast HTTP/1.1', 404),
  line('a path with more of it', () => `POST /api/broadcast/${trapAt()} HTTP/1.1`, 404),
  line('an encoded path', () => 'POST /api%2fbroadcast HTTP/1.1', 404),
  line('a path with an end of line', () => 'POST /api/broadcast\r\nX: HTTP/1.1', 400),
  line('a path with a space', () => 'POST /api/broadcast /x HTTP/1.1', 400),
  line('a name to connect to', () => `CONNECT ${trapAt()} HTTP/1.1`),
  line('no path at all', () => 'OPTIONS * HTTP/1.1', 400),
  line('another method', () => 'PUT /api/broadcast HTTP/1.1', 405),
  line('a read', () => 'GET /api/broadcast HTTP/1.1', 405),
  line('a trace', () => 'TRACE /api/broadcast HTTP/1.1', 405),
  line('a method of nobody', () => 'SMUGGLE /api/broadcast HTTP/1.1', 400),
  line('a later version', () => 'POST /api/broadcast HTTP/2.0', 400),
  line('a version of nobody', () => 'POST /api/broadcast HTTP/9.9', 400),
  ['the preface of HTTP/2', () => ascii('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), [400]],
  ['a line of HTTP/0.9', () => ascii('POST /api/broadcast\r\n\r\n'), [400]],
  ['an answer in place of a question', () => ascii('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'), [400]],
  ['TLS', () => Uint8Array.of(0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0), [400]],
];

const PLACES = (): readonly string[] => [
  `http://${trapAt()}/`,
  'http://169.254.169.254/latest/meta-data/',
  'http://[::ffff:127.0.0.1]/',
  'http://2130706433/',
  'gopher://127.0.0.1:6379/_FLUSHALL',
  'file:///etc/passwd',
];

describe('what is refused before anybody is asked', () => {
  it.each([...FRAMING, ...HEADERS, ...TARGETS])('%s', async (_name, bytes, statuses) => {
    const before = upstream.asked.length;
    const answer = await say(bytes());
    const [first, ...more] = statusesOf(answer);
    if (statuses.length === 0) expect(answer).toBe('');
    else expect(statuses, answer).toContain(first);
    expect(more).toEqual([]);
    expect({ opened, trapped, asked: upstream.asked.length - before }).toEqual({
      opened: 0,
      trapped: 0,
      asked: 0,
    });
    expect(elsewhere).not.toContain('/smuggled');
  });

  it('a body that names a place', async () => {
    for (const place of PLACES()) {
      expect(statusesOf(await say(request({ body: ascii(place) }))), place).toEqual([400]);
    }
    expect({ opened, trapped }).toEqual({ opened: 0, trapped: 0 });
  });
});

it('tells a sender who stops half way, before it hangs up', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const answer = say(request({ headers: ['Content-Length: 100000'] }));
  await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
  await vi.advanceTimersByTimeAsync(11_000);
  vi.useRealTimers();
  expect(statusesOf(await answer)).toEqual([408]);
  expect(opened).toBe(0);
});

describe('what leads nobody elsewhere', () => {
  it.each([
    ['Host'],
    ['X-Forwarded-Host'],
    ['X-Forwarded-For'],
    ['X-Original-URL'],
    ['X-Rewrite-URL'],
    ['Forwarded'],
    ['Origin'],
    ['Referer'],
    ['X-CallbackUrl'],
    ['X-CallbackToken'],
    ['X-Nabo-Client-Address'],
    ['X-Middleware-Subrequest'],
    ['Proxy'],
    ['Via'],
  ])('%s', async (name) => {
    for (const place of [trapAt(), `http://${trapAt()}/`]) {
      const before = upstream.asked.length;
      const answer = await say(request({ headers: [`${name}: ${place}`] }));
      expect(statusesOf(answer)).toEqual([200]);
      expect(answer).not.toContain(trapAt());
      expect(answer).not.toContain('upstream.css');
      const asked = upstream.asked.slice(before);
      expect(asked).toHaveLength(1);
      expect(asked[0]?.path).toBe('/v1/tx');
      expect(JSON.stringify(asked[0]?.headers)).not.toContain(trapAt());
    }
    expect({ opened, trapped }).toEqual({ opened: 2, trapped: 0 });
  });

  it('a query', async () => {
    const answer = await say(request({ line: `POST /api/broadcast?url=http://${trapAt()}/ HTTP/1.1` }));
    expect(statusesOf(answer)).toEqual([200]);
    expect({ opened, trapped }).toEqual({ opened: 1, trapped: 0 });
  });
});
