import { describe, expect, it } from 'vitest';
import { createEsplora } from '#lib/chain/sources/esplora.ts';
import { endless, serve } from '#tests/support/served.ts';

const hash = '00'.repeat(30) + 'beef';
const live = new AbortController().signal;
const limits = { maxBytes: 50_000, timeoutMs: 5000 };

describe('createEsplora', () => {
  it('gets the hash at a height, then the bytes of that block', async () => {
    const fetch = serve(
      ({ url }) => new Response(url.endsWith('/raw') ? new Uint8Array([1, 2, 3]) : `${hash}\n`),
    );
    const source = createEsplora({ name: 'e', url: 'http://e.test/api', fetch, limits });
    expect(await source.block(812, live)).toEqual({ hash, raw: new Uint8Array([1, 2, 3]) });
    expect(fetch.asked.map(({ url }) => url)).toEqual([
      'http://e.test/api/block-height/812',
      `http://e.test/api/block/${hash}/raw`,
    ]);
  });

  it('says that it has no such block', async () => {
    const none = createEsplora({
      name: 'e',
      url: 'http://e.test',
      fetch: serve(() => new Response('', { status: 404 })),
      limits,
    });
    expect(await none.block(812, live)).toBeUndefined();
  });

  it('refuses a hash that is none, errors and blocks that are too large', async () => {
    const kindOf = (answer: (url: string) => Response): Promise<string> =>
      createEsplora({ name: 'e', url: 'http://e.test', fetch: serve(({ url }) => answer(url)), limits })
        .block(1, live)
        .then(
          () => 'answered',
          (error: { kind: string }) => error.kind,
        );
    expect(await kindOf(() => new Response('<html>rate limited</html>'))).toBe('malformed');
    expect(await kindOf(() => new Response('../../../etc/passwd'))).toBe('malformed');
    expect(await kindOf(() => new Response('', { status: 429 }))).toBe('status');
    const stream = endless(new Uint8Array(10_000));
    expect(await kindOf((url) => new Response(url.endsWith('/raw') ? stream.body : hash))).toBe('too-large');
    expect(stream.sent).toBeLessThan(150_000);
  });
});
