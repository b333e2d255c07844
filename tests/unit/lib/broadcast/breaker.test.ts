import { beforeEach, describe, expect, it } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { withBreaker } from '#lib/broadcast/breaker.ts';
import { BroadcasterError, type Answer, type Broadcaster } from '#lib/broadcast/broadcaster.ts';

const submission = { txid: asTxid('ab'.repeat(32)), raw: Uint8Array.of(1) };
const never = new AbortController().signal;
const accepted: Answer = { state: 'accepted', settled: true };
const lowFee: Answer = { state: 'rejected', settled: true, code: '465' };

let clock: number;
let asked: number;
let say: () => Promise<Answer>;
let guarded: Broadcaster;

beforeEach(() => {
  clock = 5_000;
  asked = 0;
  const submit = (): Promise<Answer> => {
    asked += 1;
    return say();
  };
  guarded = withBreaker({ name: 'b', submit, status: submit }, () => clock);
});

const fails = (kind: BroadcasterError['kind'], retryAfter?: number) => (): Promise<Answer> =>
  Promise.reject(new BroadcasterError('b', kind, kind, retryAfter === undefined ? {} : { retryAfter }));

/** What became of one request: the state of its answer, or the kind of its failure and when to come back. */
async function submit(): Promise<string> {
  try {
    return (await guarded.submit(submission, never)).state;
  } catch (error) {
    if (!(error instanceof BroadcasterError)) throw error;
    return error.retryAfter === undefined ? error.kind : `${error.kind} ${error.retryAfter}`;
  }
}

describe('a broadcaster that fails', () => {
  it.each(['unreachable', 'timeout', 'failed', 'malformed'] as const)(
    'three times in a row by %s is left alone, and tried again after a rest',
    async (kind) => {
      say = fails(kind);
      expect([await submit(), await submit(), await submit()]).toEqual([kind, kind, kind]);
      expect(await submit()).toBe('unreachable 1');
      expect(asked).toBe(3);
      clock += 1_000;
      say = () => Promise.resolve(accepted);
      expect([await submit(), await submit()]).toEqual(['accepted', 'accepted']);
      expect(asked).toBe(5);
    },
  );

  it('again when it is tried is left alone for twice as long, and never for more than half a minute', async () => {
    say = fails('failed');
    for (let at = 0; at < 3; at += 1) await submit();
    const rests: string[] = [];
    for (let at = 0; at < 7; at += 1) {
      rests.push(await submit());
      clock += 40_000;
      await submit();
    }
    expect(rests).toEqual(['1', '2', '4', '8', '16', '30', '30'].map((seconds) => `unreachable ${seconds}`));
  });

  it('is tried by one request at a time', async () => {
    say = fails('timeout');
    for (let at = 0; at < 3; at += 1) await submit();
    clock += 1_000;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    say = () => promise;
    const first = submit();
    expect(await submit()).toBe('unreachable 1');
    resolve(lowFee);
    expect(await first).toBe('rejected');
    expect(await submit()).toBe('rejected');
  });

  it('for many requests at once has failed once', async () => {
    say = fails('unreachable');
    await Promise.all(Array.from({ length: 64 }, submit));
    expect(await submit()).toBe('unreachable 1');
  });

  it('and asks to be left alone is left alone for so long', async () => {
    say = fails('busy', 7);
    await submit();
    expect(await submit()).toBe('unreachable 7');
    clock += 7_000;
    say = () => Promise.resolve(accepted);
    expect(await submit()).toBe('accepted');
  });
});

describe('a broadcaster that works', () => {
  it('is asked for as long as it answers, whatever the answer is', async () => {
    for (let at = 0; at < 5; at += 1) {
      say = fails('failed');
      await submit();
      await submit();
      say = () => Promise.resolve(lowFee);
      expect(await submit()).toBe('rejected');
    }
    expect(asked).toBe(15);
  });

  it('is not closed to others by one who sends what it does not take', async () => {
    say = fails('declined');
    for (let at = 0; at < 20; at += 1) await submit();
    expect(asked).toBe(20);
  });

  it('is not blamed for a request that was given up', async () => {
    say = () => Promise.reject(new DOMException('gone', 'AbortError'));
    for (let at = 0; at < 5; at += 1) await expect(guarded.submit(submission, never)).rejects.toThrow('gone');
    say = () => Promise.resolve(accepted);
    expect(await submit()).toBe('accepted');
  });
});
