import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeBeef } from '#lib/chain/beef.ts';
import { encodeLookupAnswer, parseLookupAnswer } from '#lib/chain/sources/lookup-answer.ts';
import { createOneSatStack } from '#lib/chain/sources/one-sat-stack.ts';
import type { SourceError } from '#lib/chain/sources/source.ts';
import { bumpOf, encodeBump } from '#lib/proof/merkle-path.ts';
import { sampleRaw, txidOfRaw } from '#tests/support/sample-tx.ts';
import { endless, serve } from '#tests/support/served.ts';

const raws = [0, 1, 2, 3].map((seed) => sampleRaw(seed));
const txids = raws.map(txidOfRaw);
const [first, second, third] = raws;
const [firstId, secondId, thirdId] = txids;
if (!first || !second || !third || !firstId || !secondId || !thirdId) throw new Error('four samples');
const bump = encodeBump(bumpOf(txids, 9, [0, 1]));
const beef = encodeBeef({
  bumps: [bump],
  txs: [{ raw: first, bumpIndex: 0 }, { raw: second, bumpIndex: 0 }, { raw: third }],
});
const entries = [
  { txid: firstId, outputIndex: 0, cursor: '9.0.0' },
  { txid: secondId, outputIndex: 0, cursor: '9.1.0' },
  { txid: secondId, outputIndex: 2, cursor: '9.1.2' },
  { txid: thirdId, outputIndex: 300, cursor: 'u.17' },
];
const answer = encodeLookupAnswer({ entries, beef });
const live = new AbortController().signal;
const limits = { maxBytes: 100_000, timeoutMs: 5000 };
const sourceOf = (fetch: ReturnType<typeof serve>, more: Partial<typeof limits> = {}) =>
  createOneSatStack({ name: 'stack', url: 'http://stack.test/1sat', fetch, limits: { ...limits, ...more } });
const kindOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'answered',
    (error: SourceError) => error.kind ?? error.name,
  );

describe('changes', () => {
  it('asks for a range and gives each transaction once, with the cursor after the last', async () => {
    const fetch = serve(() => new Response(answer));
    const page = await sourceOf(fetch).changes('8.3.0', 50, live);
    expect(page).toEqual({
      entries: [
        { txid: firstId, raw: first, bump },
        { txid: secondId, raw: second, bump },
        { txid: thirdId, raw: third },
      ],
      cursor: 'u.17',
      more: true,
    });
    const [asked] = fetch.asked;
    expect(asked).toMatchObject({ method: 'POST', url: 'http://stack.test/1sat/overlay/lookup' });
    expect(asked?.headers.get('x-aggregation')).toBe('yes');
    expect(JSON.parse(asked?.body ?? '')).toEqual({
      service: 'ls_nabo',
      query: { since: '8.3.0', limit: 50 },
    });
  });

  it('asks from the beginning without a cursor, says when there is more and keeps its place when there is nothing', async () => {
    const fetch = serve(
      ({ body }) =>
        new Response(
          body.includes('since')
            ? encodeLookupAnswer({ entries: [], beef: encodeBeef({ bumps: [], txs: [] }) })
            : answer,
        ),
    );
    const source = sourceOf(fetch);
    expect((await source.changes(undefined, 4, live)).more).toBe(true);
    expect(JSON.parse(fetch.asked[0]?.body ?? '')).toEqual({ service: 'ls_nabo', query: { limit: 4 } });
    expect(await source.changes('u.17', 4, live)).toEqual({ entries: [], cursor: 'u.17', more: false });
  });

  it('names what went wrong', async () => {
    const bodies: Record<string, Uint8Array<ArrayBuffer>> = {
      'more entries than asked for': answer,
      'a truncated list': answer.slice(0, 60),
      'a truncated beef': answer.slice(0, -1),
      'bytes after the beef': concatBytes([answer, Uint8Array.of(0)]),
      'a transaction that is not given': encodeLookupAnswer({
        entries: [{ txid: asTxid('ab'.repeat(32)), outputIndex: 0, cursor: 'x' }],
        beef,
      }),
      'other bytes under a listed id': encodeLookupAnswer({
        entries: entries.slice(0, 1),
        beef: encodeBeef({ bumps: [], txs: [{ raw: sampleRaw(77) }] }),
      }),
      'a cursor with a line break': encodeLookupAnswer({
        entries: [{ txid: firstId, outputIndex: 0, cursor: 'a\nb' }],
        beef,
      }),
      'a count that the bytes cannot hold': Uint8Array.of(0xfe, 0, 0xff, 0xff, 0xff),
      'a count inside the beef': encodeLookupAnswer({
        entries: entries.slice(0, 1),
        beef: Uint8Array.of(1, 0, 0xbe, 0xef, 0, 1, 1, 0, 0, 0, 0xfe, 0, 0xff, 0xff, 0xff),
      }),
    };
    for (const [what, body] of Object.entries(bodies)) {
      const source = sourceOf(serve(() => new Response(body)));
      expect([what, await kindOf(source.changes(undefined, 3, live))]).toEqual([what, 'malformed']);
    }
    const down = serve(() => Promise.reject(new TypeError('connection refused')));
    expect(await kindOf(sourceOf(down).changes(undefined, 3, live))).toBe('unreachable');
    const broken = serve(() => new Response('no', { status: 503 }));
    expect(await kindOf(sourceOf(broken).changes(undefined, 3, live))).toBe('status');
    const declared = serve(() => new Response(answer, { headers: { 'content-length': '200000' } }));
    expect(await kindOf(sourceOf(declared).changes(undefined, 3, live))).toBe('too-large');
  });

  it('stops an answer that does not end', async () => {
    const stream = endless(new Uint8Array(10_000));
    expect(await kindOf(sourceOf(serve(() => new Response(stream.body))).changes(undefined, 3, live))).toBe(
      'too-large',
    );
    expect(stream.sent).toBeLessThan(200_000);
  });

  it('gives up on an answer that does not come', async () => {
    const silent = serve(() => new Promise(() => {}));
    expect(await kindOf(sourceOf(silent, { timeoutMs: 20 }).changes(undefined, 3, live))).toBe('timeout');
    const stuck = serve(() => new Response(new ReadableStream()));
    expect(await kindOf(sourceOf(stuck, { timeoutMs: 20 }).changes(undefined, 3, live))).toBe('timeout');
  });

  it('stops when it is told to, with the reason that it was given', async () => {
    const abort = new AbortController();
    const pending = sourceOf(serve(() => new Promise(() => {}))).changes(undefined, 3, abort.signal);
    abort.abort(new Error('left the page'));
    await expect(pending).rejects.toThrow('left the page');
  });
});

describe('headers', () => {
  it('asks by height and splits what comes', async () => {
    const fetch = serve(() => new Response(new Uint8Array(160).fill(7, 80)));
    expect(await sourceOf(fetch).headers(12, 5, live)).toEqual([
      new Uint8Array(80),
      new Uint8Array(80).fill(7),
    ]);
    expect(fetch.asked[0]?.url).toBe('http://stack.test/1sat/chaintracks/headers?height=12&count=5');
  });

  it('refuses more than it asked for and half headers', async () => {
    const source = sourceOf(serve(({ url }) => new Response(new Uint8Array(url.endsWith('=1') ? 160 : 100))));
    expect(await kindOf(source.headers(0, 1, live))).toBe('too-large');
    expect(await kindOf(source.headers(0, 2, live))).toBe('malformed');
  });
});

describe('watch', () => {
  it('tells of news after each connection and at each event, and connects again', async () => {
    const abort = new AbortController();
    let connections = 0;
    let news = 0;
    const fetch = serve(() => {
      connections += 1;
      if (connections === 2) return new Response('down', { status: 502 });
      const text = connections === 1 ? ': hello\n\nid: 5\nda' : ': quiet\n\n';
      const rest = connections === 1 ? 'ta: {}\n\n' : '';
      return new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode(text));
            controller.enqueue(new TextEncoder().encode(rest));
            if (connections === 1) controller.close();
          },
        }),
      );
    });
    const source = createOneSatStack({
      name: 's',
      url: 'http://s.test',
      fetch,
      pause: { first: 1, longest: 4 },
    });
    source.watch(() => {
      news += 1;
    }, abort.signal);
    await vi.waitFor(() => expect(connections).toBe(3));
    // One for the first connection, one for its event, one for the third connection.
    await vi.waitFor(() => expect(news).toBe(3));
    abort.abort();
    expect(fetch.asked.every(({ url }) => url === 'http://s.test/sse/ls_nabo')).toBe(true);
  });

  it('drops a line that does not end', async () => {
    const abort = new AbortController();
    const streams: ReturnType<typeof endless>[] = [];
    const fetch = serve(() => {
      const stream = endless(new Uint8Array(8192).fill(0x61));
      streams.push(stream);
      return new Response(stream.body);
    });
    createOneSatStack({ name: 's', url: 'http://s.test', fetch, pause: { first: 1, longest: 2 } }).watch(
      () => {},
      abort.signal,
    );
    await vi.waitFor(() => expect(streams.length).toBeGreaterThan(1));
    abort.abort();
    expect(streams[0]?.sent).toBeLessThan(400_000);
  });
});

describe('parseLookupAnswer', () => {
  it('reads back what was written', () => {
    const entryArbitrary = fc.record({
      txid: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => asTxid(toHex(bytes))),
      outputIndex: fc.nat(),
      cursor: fc.stringMatching(/^[!-~]{1,100}$/),
    });
    fc.assert(
      fc.property(fc.array(entryArbitrary, { maxLength: 9 }), fc.uint8Array(), (list, tail) => {
        const bytes = encodeLookupAnswer({ entries: list, beef: tail });
        expect(parseLookupAnswer(bytes, 9)).toEqual({ ok: true, value: { entries: list, beef: tail } });
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        parseLookupAnswer(bytes, 10);
      }),
    );
  });
});
