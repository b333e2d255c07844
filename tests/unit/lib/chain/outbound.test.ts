import { describe, expect, it } from 'vitest';
import { HostGate, rateOf } from '#lib/chain/host-gate.ts';
import { createOutbound } from '#lib/chain/outbound.ts';
import type { OutboundNote } from '#lib/chain/outbound-note.ts';
import type { SourceError } from '#lib/chain/source-error.ts';
import { endless, serve } from '#tests/support/served.ts';

/** A clock that a wait moves on. */
function newClock() {
  let time = 1_000_000;
  return {
    now: () => time,
    wait: (ms: number) => {
      time += ms;
      return Promise.resolve();
    },
    pass: (ms: number) => (time += ms),
  };
}
const live = new AbortController().signal;
const kindOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'answered',
    (error: SourceError) => error.kind ?? error.name,
  );

describe('HostGate', () => {
  it('lets a burst through, and then as many a second as the host likes', async () => {
    const clock = newClock();
    const gate = new HostGate('woc', 3, clock);
    const times: number[] = [];
    for (let at = 0; at < 9; at += 1) {
      await gate.pass(live);
      times.push(clock.now() - 1_000_000);
    }
    expect(times.map(Math.round)).toEqual([0, 0, 0, 333, 667, 1000, 1333, 1667, 2000]);
    expect(rateOf('api.whatsonchain.com')).toBe(3);
    expect(rateOf('mempool.space')).toBe(4);
    expect(rateOf('127.0.0.1')).toBeGreaterThan(rateOf('somewhere.else'));
  });

  it('pauses for longer and longer when told that it is too much, and as long as it is told', async () => {
    const clock = newClock();
    const gate = new HostGate('host', 5, clock);
    const pauses: number[] = [];
    for (let at = 0; at < 9; at += 1) {
      gate.answered(429);
      let paused = 0;
      while ((await kindOf(gate.pass(live))) === 'busy') paused += clock.pass(1000) && 1000;
      pauses.push(paused);
    }
    // What remains within its patience it waits out by itself.
    expect(pauses).toEqual([0, 0, 1000, 5000, 13_000, 29_000, 61_000, 61_000, 61_000]);
    gate.answered(200);
    gate.answered(503, 20);
    expect(await kindOf(gate.pass(live))).toBe('busy');
    clock.pass(17_000);
    expect(await kindOf(gate.pass(live))).toBe('answered');
  });

  it('takes a connection that breaks right after an answer for a refusal, and one that never worked for what it is', () => {
    const clock = newClock();
    const gate = new HostGate('mempool.space', 4, clock);
    expect(gate.broke()).toBe(false);
    gate.answered(200);
    expect(gate.broke()).toBe(true);
    clock.pass(60_000);
    expect(gate.broke()).toBe(false);
  });

  it('stops waiting when nobody wants it any more', async () => {
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await expect(new HostGate('host', 1, newClock()).pass(stop.signal)).rejects.toThrow('stopped');
  });
});

describe('createOutbound', () => {
  const outbound = (answer: Parameters<typeof serve>[0]) => {
    const notes: OutboundNote[] = [];
    const clock = newClock();
    const fetch = createOutbound({ note: (note) => notes.push(note), fetch: serve(answer), clock });
    return { fetch, notes, clock };
  };
  const init = { signal: live } as const;

  it('puts every request to account: whom, why, and how many bytes', async () => {
    const { fetch, notes } = outbound(
      ({ url }) => new Response('x'.repeat(url.length), { status: url.endsWith('no') ? 404 : 200 }),
    );
    const first = await fetch('https://a.test/yes', { ...init, method: 'POST', body: 'four' }, 'posts');
    expect(notes).toEqual([]);
    await first.text();
    await (await fetch('https://b.test:81/no', init, 'headers')).text();
    expect(notes).toEqual([
      { at: 1_000_000, host: 'a.test', why: 'posts', sent: 4, received: 18, ms: 0, outcome: 'answered' },
      { at: 1_000_000, host: 'b.test:81', why: 'headers', sent: 0, received: 20, ms: 0, outcome: 'refused' },
    ]);
  });

  it('counts what had come when a body is left, and tells what broke from what was given up', async () => {
    const { fetch, notes } = outbound(({ url }) => {
      if (url.endsWith('down')) throw new TypeError('no route');
      return new Response(endless(new Uint8Array(1000)).body);
    });
    const stream = (await fetch('https://a.test/endless', init)).body?.getReader();
    await stream?.read();
    await stream?.cancel();
    expect(notes.at(-1)).toMatchObject({ received: 1000, outcome: 'failed', why: 'unknown' });
    // It had answered a moment ago.
    expect(await kindOf(fetch('https://a.test/down', init))).toBe('busy');
    expect(await kindOf(fetch('https://c.test/down', init))).toBe('TypeError');
    expect(notes.slice(1)).toMatchObject([
      { host: 'a.test', outcome: 'failed', received: 0 },
      { host: 'c.test', outcome: 'failed', received: 0 },
    ]);
  });

  it('notes a stream of news when it opens, and what came over it when it ends', async () => {
    const { fetch, notes } = outbound(
      () => new Response('data: 1\n\n', { headers: { 'content-type': 'text/event-stream' } }),
    );
    const response = await fetch('https://a.test/news', init, 'news');
    expect(notes).toMatchObject([{ received: 0, outcome: 'answered' }]);
    await response.text();
    expect(notes).toMatchObject([{ received: 0 }, { received: 9, sent: 0, isRest: true }]);
  });

  it('asks nobody who wants to be left alone', async () => {
    let asked = 0;
    const { fetch, notes } = outbound(() => {
      asked += 1;
      return new Response('', { status: 429, headers: { 'retry-after': '30' } });
    });
    await (await fetch('https://a.test/', init)).text();
    expect(await kindOf(fetch('https://a.test/', init))).toBe('busy');
    expect([asked, notes.length]).toEqual([1, 1]);
    await fetch('https://b.test/', init);
    expect(asked).toBe(2);
  });
});
