import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILM_MORE, type FilmAnswer, type FilmPiece } from '#lib/bridge/film-address.ts';
import { rscUrl } from '#lib/bridge/sw-manifest.ts';
import { chooseHandler, createHandlers } from '#lib/sw/handlers/index.ts';

const ORIGIN = 'https://nabo.test';
const ROUTES = ['/', '/post', '/status', '/map/district'];
const FILES = ['/media.js', '/icon.svg', '/feed.js', '/manifest.webmanifest'];
const LISTED = new Set([...ROUTES, ...ROUTES.map(rscUrl), ...FILES, '/feed.txt']);

const handlers = createHandlers({
  shell: { lists: (path) => LISTED.has(path), match: () => Promise.resolve(undefined) },
  onPage: () => Promise.resolve(),
  onConfigChange: () => Promise.resolve(),
});

type Asked = {
  readonly method?: string;
  readonly mode?: string;
  readonly destination?: string;
  readonly headers?: Record<string, string>;
};

/** `handler key`, or `network` when the browser is left to itself. */
function route(
  url: string,
  { method = 'GET', mode = 'cors', destination = 'document', headers = {} }: Asked = {},
): string {
  const incoming = { method, mode, destination, url: new URL(url, ORIGIN), headers: new Headers(headers) };
  const chosen = chooseHandler(handlers, incoming, ORIGIN);
  return chosen === undefined ? 'network' : `${chosen.handler.name} ${chosen.key}`;
}

it('a film is asked of the page that plays it, and of nobody else', async () => {
  const incoming = { method: 'GET', mode: 'no-cors', destination: 'video', headers: new Headers() };
  const chosen = chooseHandler(handlers, { ...incoming, url: new URL('/film/a-name', ORIGIN) }, ORIGIN);
  const request = new Request(`${ORIGIN}/film/a-name`, { headers: { range: 'bytes=0-' } });
  const scope = { request, newPage: '', waitUntil: () => undefined };
  const gone = await chosen?.handler.answer(chosen.key, { ...scope, page: async () => undefined });
  expect(gone?.type).toBe('error');
  const asked: unknown[] = [];
  const pieces: FilmPiece[] = [Uint8Array.of(1, 2), Uint8Array.of(3), null];
  const page = {
    postMessage(question: unknown, [port]: Transferable[]) {
      asked.push(question);
      const headers = { 'content-range': 'bytes 0-2/9' };
      if (!(port instanceof MessagePort)) return;
      port.onmessage = ({ data }) => {
        if (data === FILM_MORE) port.postMessage(pieces.shift());
        if (pieces.length === 0) port.close();
      };
      port.postMessage({ hasBody: true, status: 206, headers } satisfies FilmAnswer);
    },
  };
  const given = await chosen?.handler.answer(chosen.key, { ...scope, page: async () => page });
  expect(asked).toEqual([{ type: 'FILM', path: '/film/a-name', range: 'bytes=0-' }]);
  expect([given?.status, given?.headers.get('content-range')]).toEqual([206, 'bytes 0-2/9']);
  expect(new Uint8Array((await given?.arrayBuffer()) ?? [])).toEqual(Uint8Array.of(1, 2, 3));
});

const navigate = { mode: 'navigate' };
const rsc = { headers: { RSC: '1', 'Next-Url': '/', 'Next-Router-State-Tree': '%5B%22%22%5D' } };

describe('who answers', () => {
  it.each([
    ['/', navigate, 'shell /'],
    ['/post', navigate, 'shell /post'],
    ['/post/', navigate, 'shell /post'],
    ['/post#0f0f', navigate, 'shell /post'],
    ['/?src=pwa', navigate, 'shell /'],
    ['/post?id=0f0f', navigate, 'shell /post'],
    ['/post?_rsc=abc', navigate, 'shell /post'],
    ['/map/district', navigate, 'shell /map/district'],
    ['/nowhere', navigate, 'network'],
    ['/film/a-name', { destination: 'video', mode: 'no-cors' }, 'film /film/a-name'],
    ['/film/a-name', { destination: 'audio', mode: 'no-cors' }, 'film /film/a-name'],
    ['/film/a-name', navigate, 'network'],
    ['/film/a-name', {}, 'network'],
    ['/frame.html', { ...navigate, destination: 'iframe' }, 'frame /frame.html'],
    ['/post', { ...navigate, destination: 'iframe' }, 'frame /post'],
    ['/api/broadcast', { ...navigate, destination: 'iframe' }, 'network'],
    ['/nowhere', { ...navigate, destination: 'object' }, 'frame /nowhere'],
    ['/post', { ...navigate, method: 'POST' }, 'network'],
    ['/post?_rsc=Kj5MPPJ2XCusE5Hx', rsc, 'rsc /post?_rsc'],
    ['/?_rsc=xcKruhiWiF8-OLOZ', rsc, 'rsc /?_rsc'],
    ['/?_rsc', rsc, 'rsc /?_rsc'],
    ['/post/?_rsc=a', rsc, 'rsc /post?_rsc'],
    ['/feed.txt?_rsc=a', rsc, 'rsc /feed.txt'],
    ['/nowhere?_rsc=a', rsc, 'network'],
    ['/_next/static/chunks/1omo7zvjyy8hn.js', {}, 'hashed /_next/static/chunks/1omo7zvjyy8hn.js'],
    ['/_next/static/chunks/gone.js', {}, 'hashed /_next/static/chunks/gone.js'],
    ['/_next/image?url=x', {}, 'network'],
    ['/feed.js', {}, 'file /feed.js'],
    ['/icon.svg', {}, 'file /icon.svg'],
    ['/feed.js?v=2', {}, 'network'],
    ['/sw.js', {}, 'network'],
    ['/config.json', {}, 'config /config.json'],
    ['/api/broadcast', { method: 'POST' }, 'network'],
    ['/api/broadcast', {}, 'network'],
    ['/api/config.json', navigate, 'network'],
    ['https://other.test/', navigate, 'network'],
    ['https://other.test/_next/static/chunks/0a.js', {}, 'network'],
    ['https://nabo.test:8443/config.json', {}, 'network'],
  ] satisfies [string, Asked, string][])('%s %j -> %s', (url, asked, expected) => {
    expect(route(url, asked)).toBe(expected);
  });

  it.each(['Next-Router-Prefetch', 'Next-Router-Segment-Prefetch'])('leaves %s to the host', (header) => {
    expect(route('/post?_rsc=a', { headers: { ...rsc.headers, [header]: '1' } })).toBe('network');
  });
});

describe('the key of a payload', () => {
  const asked = fc.record({
    path: fc.constantFrom(...ROUTES),
    hash: fc.stringMatching(/^[\w-]{0,16}$/),
    query: fc.webQueryParameters(),
    fragment: fc.webFragments(),
    tree: fc.string().map(encodeURIComponent),
    from: fc.webPath().map((path) => path || '/'),
  });

  it('is the path alone, wherever one comes from', () => {
    fc.assert(
      fc.property(asked, ({ path, hash, query, fragment, tree, from }) => {
        const url = `${path}?${query === '' ? '' : `${query}&`}_rsc=${hash}#${fragment}`;
        const headers = { RSC: '1', 'Next-Router-State-Tree': tree, 'Next-Url': from };
        expect(route(url, { headers })).toBe(`rsc ${path}?_rsc`);
      }),
    );
  });

  it('is never that of a page', () => {
    fc.assert(
      fc.property(asked, ({ path, hash }) => {
        const page = route(`${path}?_rsc=${hash}`, navigate).split(' ')[1];
        const payload = route(`${path}?_rsc=${hash}`, rsc).split(' ')[1];
        expect(payload).not.toBe(page);
      }),
    );
  });
});
