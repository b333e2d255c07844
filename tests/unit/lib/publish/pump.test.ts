import { describe, expect, it, vi } from 'vitest';
import type { Submission } from '#lib/broadcast/broadcaster.ts';
import type { OutboxPlatform, OutboxStore } from '#lib/publish/platform.ts';
import type { Publication } from '#lib/publish/publication.ts';
import { createPump } from '#lib/publish/pump.ts';
import { coin, outpointOfByte, signedTx, TestBooks } from '#tests/support/publications.ts';

const TX = signedTx(0x11, [outpointOfByte(1)]);

/** A pump over one signed publication, with a clock that jumps, and somebody who says yes to everything. */
function setUp(undoMs: number) {
  const books = new TestBooks();
  books.fund(coin(outpointOfByte(1)));
  books.save('p', 1_000);
  books.sign('p', TX);
  const rows = (...states: readonly string[]): Publication[] =>
    [...books.publications.values()].filter(({ state }) => states.includes(state));
  const store: OutboxStore = {
    publication: async (id) => books.publications.get(id),
    publications: async (...states) => rows(...states),
    ids: async (...states) => rows(...states).map(({ id }) => id),
    forgotten: async () => [],
    enter: async (_id, _also, decide) => {
      const { changes, answer } = decide(books);
      if (changes !== undefined) books.write(changes);
      return answer;
    },
  };
  const end = new AbortController();
  const submissions: (Submission & { readonly at: number })[] = [];
  let now = 1_000;
  const platform: OutboxPlatform = {
    store,
    signer: { publish: async () => ({ state: 'signed' }), addFunding: async () => 0 },
    sender: {
      submit: async (submission) => {
        submissions.push({ ...submission, at: now });
        if (submissions.length === 8) end.abort();
        return { txid: TX.txid, state: 'accepted', broadcaster: 'liar', code: 'SEEN_ON_NETWORK' };
      },
      status: async () => undefined,
    },
    clock: {
      now: () => now,
      wait: async (milliseconds) => {
        now += milliseconds;
      },
    },
    locks: { hold: (_name, _signal, work) => work() },
    bell: { ring: () => undefined, listen: () => () => undefined },
    random: () => 0,
    newId: () => 'q',
  };
  const pump = createPump({ platform, satsPerKilobyte: 100, undoMs, onChange: () => undefined });
  return { books, pump, submissions, run: () => pump.run(end.signal) };
}

describe('the pump', () => {
  it('asks others where a yes led nowhere, and calls nothing seen', async () => {
    const { books, submissions, run } = setUp(0);
    await run();
    expect(submissions.map(({ avoid }) => avoid)).toEqual([
      ...Array.from({ length: 4 }, () => undefined),
      ...Array.from({ length: 4 }, () => 'liar'),
    ]);
    expect(new Set(submissions.map(({ raw }) => raw))).toEqual(new Set([TX.raw]));
    expect(books.publications.get('p')).toMatchObject({ state: 'sent', attempts: 8 });
  });

  it('keeps new words until they cannot be taken back any more', async () => {
    const { submissions, run } = setUp(10_000);
    await run();
    expect(submissions[0]?.at).toBeGreaterThanOrEqual(11_000);
    expect(submissions[0]?.at).toBeLessThan(12_000);
  });

  it('sends them at once when a person says so, and does not wait for a clock that went back', async () => {
    const hurried = setUp(10_000);
    hurried.pump.hurry('p');
    await hurried.run();
    expect(hurried.submissions[0]?.at).toBe(1_000);

    const odd = setUp(10_000);
    const row = odd.books.publications.get('p');
    if (row === undefined) throw new Error('no publication');
    odd.books.publications.set('p', { ...row, createdAt: 9_000_000 });
    await odd.run();
    expect(odd.submissions[0]?.at).toBe(1_000);
  });
});

/** Two posts while nobody is reached: `old` was seen by others and is handed over again, `new` waits behind it. */
function outage({ undoMs = 0, neighbours = 1, kind = 'post' as 'post' | 'pay' } = {}) {
  const books = new TestBooks();
  const world = { neighbours, now: 1_000, attemptsAlone: undefined as number | undefined };
  const [oldTx, newTx] = [signedTx(0x11, [outpointOfByte(1)]), signedTx(0x12, [outpointOfByte(2)])];
  books.fund(coin(outpointOfByte(1)), coin(outpointOfByte(2)));
  books.save('old', 1);
  books.sign('old', oldTx);
  books.apply('old', { type: 'sent', txid: oldTx.txid });
  books.apply('old', { type: 'seen', txid: oldTx.txid });
  books.save('new', 1_000);
  books.sign('new', newTx);
  const row = books.publications.get('new');
  if (row === undefined) throw new Error('no publication');
  if (kind === 'pay') {
    books.publications.set('new', { ...row, intent: { kind: 'pay', to: 'somebody', sats: 1 } });
  }
  const rows = (...states: readonly string[]): Publication[] =>
    [...books.publications.values()].filter(({ state }) => states.includes(state));
  const end = new AbortController();
  const tried: string[] = [];
  const taken: { readonly txid: string; readonly at: number; readonly attempts: number }[] = [];
  let rounds = 0;
  const platform: OutboxPlatform = {
    store: {
      publication: async (id) => books.publications.get(id),
      publications: async (...states) => rows(...states),
      ids: async (...states) => rows(...states).map(({ id }) => id),
      forgotten: async () => [],
      enter: async (_id, _also, decide) => {
        const { changes, answer } = decide(books);
        if (changes !== undefined) books.write(changes);
        return answer;
      },
    },
    signer: { publish: async () => ({ state: 'signed' }), addFunding: async () => 0 },
    sender: {
      submit: async ({ txid }) => {
        tried.push(txid);
        return { txid, state: 'pending', broadcaster: '', code: 'unreachable' };
      },
      status: async () => undefined,
    },
    neighbours: {
      areThere: async () => world.neighbours > 0,
      take: ({ txid }) => {
        const { attempts = -1 } = books.publications.get('new') ?? {};
        taken.push({ txid, at: world.now, attempts });
      },
    },
    clock: {
      now: () => world.now,
      wait: async (milliseconds) => {
        world.now += milliseconds;
        rounds += 1;
        if (rounds === 8) end.abort();
        if (rounds === 4) {
          world.attemptsAlone = books.publications.get('new')?.attempts;
          world.neighbours = 1;
        }
      },
    },
    locks: { hold: (_name, _signal, work) => work() },
    bell: { ring: () => undefined, listen: () => () => undefined },
    random: () => 0,
    newId: () => 'q',
  };
  const pump = createPump({ platform, satsPerKilobyte: 100, undoMs, onChange: () => undefined });
  return { world, books, oldTx, newTx, tried, taken, run: () => pump.run(end.signal) };
}

describe('words that no broadcaster is reached for', () => {
  it('go to neighbours, although what was tried before them failed, and are counted as gone before they are', async () => {
    const { books, oldTx, newTx, tried, taken, run } = outage();
    await run();
    expect(new Set(tried)).toEqual(new Set([oldTx.txid]));
    expect(taken).toEqual([{ txid: newTx.txid, at: 1_000, attempts: 1 }]);
    expect(books.publications.get('new')).toMatchObject({ state: 'queued', attempts: 1 });
  });

  it('can be taken back as long as nobody is there, and go as soon as somebody is', async () => {
    const { world, taken, run } = outage({ neighbours: 0 });
    await run();
    expect(world.attemptsAlone).toBe(0);
    expect(taken).toHaveLength(1);
    expect(taken[0]?.at).toBeGreaterThan(1_000);
  });

  it('stay here until they cannot be taken back any more', async () => {
    const { taken, run } = outage({ undoMs: 10_000 });
    await run();
    expect(taken).toHaveLength(1);
    expect(taken[0]?.at).toBeGreaterThanOrEqual(11_000);
  });

  it('are not those that leave no record on the chain', async () => {
    const { books, taken, run } = outage({ kind: 'pay' });
    await run();
    expect(taken).toEqual([]);
    expect(books.publications.get('new')).toMatchObject({ attempts: 0 });
  });
});

/** A new post while nobody is reached, and whoever waits: the test says when time passes, and how a rest ends. */
async function darkness({ undoMs = 0, neighbours = 0 } = {}) {
  const books = new TestBooks();
  const world = { neighbours, now: 1_000 };
  books.fund(coin(outpointOfByte(1)));
  books.save('new', 1_000);
  books.sign('new', TX);
  const rows = (...states: readonly string[]): Publication[] =>
    [...books.publications.values()].filter(({ state }) => states.includes(state));
  const end = new AbortController();
  const tried: number[] = [];
  const taken: number[] = [];
  const rests: { readonly until: number; readonly end: () => void }[] = [];
  const platform: OutboxPlatform = {
    store: {
      publication: async (id) => books.publications.get(id),
      publications: async (...states) => rows(...states),
      ids: async (...states) => rows(...states).map(({ id }) => id),
      forgotten: async () => [],
      enter: async (_id, _also, decide) => {
        const { changes, answer } = decide(books);
        if (changes !== undefined) books.write(changes);
        return answer;
      },
    },
    signer: { publish: async () => ({ state: 'signed' }), addFunding: async () => 0 },
    sender: {
      submit: async ({ txid }) => {
        tried.push(world.now);
        return { txid, state: 'pending', broadcaster: '', code: 'unreachable' };
      },
      status: async () => undefined,
    },
    neighbours: {
      areThere: async () => world.neighbours > 0,
      take: () => void taken.push(world.now),
    },
    clock: {
      now: () => world.now,
      wait: (milliseconds, signal) =>
        new Promise((resolve) => {
          rests.push({ until: world.now + milliseconds, end: resolve });
          signal.addEventListener('abort', () => resolve());
          if (signal.aborted) resolve();
        }),
    },
    locks: { hold: (_name, _signal, work) => work() },
    bell: { ring: () => undefined, listen: () => () => undefined },
    random: () => 0,
    newId: () => 'q',
  };
  const pump = createPump({ platform, satsPerKilobyte: 100, undoMs, onChange: () => undefined });
  const running = pump.run(end.signal);
  /** Lets the present rest end in its own time. Answers until when the next is. */
  const pass = async (): Promise<number> => {
    const { until, end: wake } = rests.at(-1) ?? { until: Number.NaN, end: () => undefined };
    const before = rests.length;
    world.now = until;
    wake();
    return nextRest(before);
  };
  const nextRest = async (before: number): Promise<number> => {
    await vi.waitFor(() => expect(rests.length).toBeGreaterThan(before), { interval: 1 });
    return rests.at(-1)?.until ?? Number.NaN;
  };
  await nextRest(0);
  return {
    world,
    books,
    pump,
    tried,
    taken,
    pass,
    rests,
    nextRest,
    async [Symbol.asyncDispose]() {
      end.abort();
      await running;
    },
  };
}

/** Lets it try in vain until it rests for a minute. */
async function tireOut({ world, pass }: Awaited<ReturnType<typeof darkness>>): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) if ((await pass()) === world.now + 60_000) return;
  throw new Error('it never rests for a minute');
}

describe('a rest while nobody is reached', () => {
  it('ends when somebody comes: what waited goes to them, and nobody else is tried', async () => {
    await using dark = await darkness();
    await tireOut(dark);
    const { world, pump, books, tried, taken, rests, nextRest, pass } = dark;
    const [before, until, triedBefore] = [rests.length, world.now + 60_000, tried.length];
    world.neighbours = 1;
    world.now += 5_000;
    pump.meet();
    // The rest goes on to the end that it had.
    expect(await nextRest(before)).toBe(until);
    expect(taken).toEqual([until - 55_000]);
    expect(tried).toHaveLength(triedBefore);
    expect(books.publications.get('new')).toMatchObject({ state: 'queued' });
    // Whoever comes after them is given nothing twice.
    pump.meet();
    await nextRest(before + 1);
    await pass();
    expect(taken).toHaveLength(1);
    expect(tried.at(-1)).toBe(until);
  });

  it('ends when new words cannot be taken back any more', async () => {
    await using dark = await darkness({ undoMs: 10_000 });
    const { world, books, pass, taken, tried, pump, rests, nextRest } = dark;
    await pass();
    await tireOut(dark);
    const written = world.now + 20_000;
    world.now = written;
    world.neighbours = 1;
    const next = signedTx(0x12, [outpointOfByte(2)]);
    books.fund(coin(outpointOfByte(2)));
    books.save('newer', written);
    books.sign('newer', next);
    const before = rests.length;
    pump.look();
    // The older one is tried again and given at once; this one can still be taken back.
    expect(await nextRest(before)).toBe(written + 10_000);
    expect(taken).toEqual([written]);
    expect(tried.at(-1)).toBe(written);
    expect(books.publications.get('newer')).toMatchObject({ attempts: 0 });
    await pass();
    expect(taken).toEqual([written, written + 10_000]);
  });

  it('ends when a person or the network says so', async () => {
    await using dark = await darkness();
    await tireOut(dark);
    const { world, pump, tried, rests, nextRest } = dark;
    const before = rests.length;
    world.now += 1_000;
    pump.hurry();
    // The pauses begin anew, too.
    expect(await nextRest(before)).toBe(world.now + 2_000);
    expect(tried.at(-1)).toBe(world.now);
  });

  it('is not cut short by those who come while words can still be taken back, or while the network is there', async () => {
    await using dark = await darkness({ undoMs: 10_000, neighbours: 1 });
    const { world, pump, books, taken, rests } = dark;
    expect(rests).toHaveLength(1);
    world.now += 1_000;
    pump.meet();
    expect(rests).toHaveLength(1);
    expect(taken).toEqual([]);
    expect(books.publications.get('new')).toMatchObject({ attempts: 0 });
  });
});
