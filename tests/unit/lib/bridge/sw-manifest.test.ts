import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rscUrl, shellManifest, type ShellParts } from '#lib/bridge/sw-manifest.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

const helia = { url: '/sw-helia.js', revision: 'n0' };

const parts: ShellParts = {
  routes: [
    { path: '/', html: 'h0', rsc: 'r0' },
    { path: '/post', html: 'h1', rsc: 'r1' },
  ],
  hashed: ['/_next/static/chunks/0a.js'],
  words: [],
  files: [{ path: '/feed.js', revision: 'f0' }],
  helia,
};

describe('the list of the shell', () => {
  it('holds scripts before payloads and payloads before pages', () => {
    expect(shellManifest(parts, sha256).entries).toEqual([
      { url: '/_next/static/chunks/0a.js', revision: null },
      { url: '/feed.js', revision: 'f0' },
      { url: '/?_rsc', revision: 'r0' },
      { url: '/post?_rsc', revision: 'r1' },
      { url: '/', revision: 'h0' },
      { url: '/post', revision: 'h1' },
    ]);
  });

  it('changes its revision with any entry and with nothing else', () => {
    const part = fc.record({ path: fc.webPath(), html: fc.string(), rsc: fc.string() });
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.webPath()), part, (routes, hashed, added) => {
        const before = shellManifest({ routes, hashed, words: [], files: [], helia }, sha256);
        expect(
          shellManifest(structuredClone({ routes, hashed, words: [], files: [], helia }), sha256),
        ).toEqual(before);
        expect(
          shellManifest({ routes: [...routes, added], hashed, words: [], files: [], helia }, sha256).revision,
        ).not.toBe(before.revision);
      }),
    );
  });

  it('changes its revision with the neighbour, which is no entry of it', () => {
    const before = shellManifest(parts, sha256);
    const after = shellManifest({ ...parts, helia: { ...helia, revision: 'n1' } }, sha256);
    expect(after.entries).toEqual(before.entries);
    expect(after.revision).not.toBe(before.revision);
  });

  it('keeps a page and its payload apart', () => {
    expect(new URL(rscUrl('/post'), 'https://nabo.test').href).toBe('https://nabo.test/post?_rsc');
  });
});
