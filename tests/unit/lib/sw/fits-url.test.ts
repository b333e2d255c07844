import { describe, expect, it } from 'vitest';
import { fitsUrl } from '#lib/sw/fits-url.ts';

const answer = (type: string, status = 200) => ({ status, headers: new Headers({ 'content-type': type }) });

describe('what is kept as a part of the shell', () => {
  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/post', 'text/html'],
    ['/post?_rsc', 'text/x-component'],
    ['https://nabo.test/?_rsc=', 'text/x-component'],
    ['/feed.txt', 'text/plain; charset=utf-8'],
    ['/_next/static/chunks/0a.js', 'application/javascript; charset=UTF-8'],
    ['/feed.js', 'text/javascript'],
    ['/_next/static/chunks/0a.css', 'text/css'],
    ['/manifest.webmanifest', 'application/manifest+json'],
    ['/icon.svg', 'image/svg+xml'],
    ['/icon-192.png', 'image/png'],
  ])('%s as %s', (url, type) => {
    expect(fitsUrl(url, answer(type))).toBe(true);
    expect(fitsUrl(url, answer(type, 404))).toBe(false);
    expect(fitsUrl(url, answer(type, 503))).toBe(false);
  });

  it.each(['/feed.js', '/post?_rsc', '/icon.svg', '/icon-192.png', '/_next/static/chunks/0a.css'])(
    'never a web page as %s',
    (url) => expect(fitsUrl(url, answer('text/html; charset=utf-8'))).toBe(false),
  );

  it('never a payload as a page', () => expect(fitsUrl('/post', answer('text/x-component'))).toBe(false));
});
