import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CALL_AGAIN_LONGEST_MS,
  CALL_AGAIN_MS,
  CALLS_WINDOW_MS,
  MAX_CALLS_OF_PEER,
  MAX_LINES,
  MAX_LINES_EVER,
} from '#lib/p2p/limits.ts';
import { Meetings } from '#lib/p2p/meetings.ts';

/** A tab called `m`, with a clock that is set by hand. */
function tab() {
  const state = { now: 0, open: new Set<string>(), fresh: new Set<string>() };
  const meetings = new Meetings({
    self: () => 'm',
    open: () => [...state.open],
    isFresh: (peer) => state.fresh.has(peer),
    now: () => state.now,
  });
  const call = (peer: string, isThere = true): Promise<string> =>
    meetings.call(peer, async () => {
      if (!isThere) throw new Error('nobody there');
      state.open.add(peer);
      return peer;
    });
  return { state, meetings, call };
}

describe('lines from browser to browser', () => {
  it('are made to somebody once, and not beyond their number', async () => {
    const { state, meetings, call } = tab();
    await call('a');
    await expect(call('a')).rejects.toThrow('no more lines');
    for (let at = 1; at < MAX_LINES; at += 1) await call(`a${at}`);
    await expect(call('z')).rejects.toThrow('no more lines');
    expect(meetings.takes('z')).toBe(false);
    state.open.delete('a');
    expect(meetings.takes('z')).toBe(true);
  });

  it('are taken anew from somebody who has lost theirs, even if there is room for nobody else', async () => {
    const { meetings, call } = tab();
    for (let at = 0; at < MAX_LINES; at += 1) await call(`a${at}`);
    expect([meetings.takes('z'), meetings.takes('a0')]).toEqual([false, true]);
  });

  it('are taken from somebody a few times a minute', () => {
    const { state, meetings } = tab();
    const taken = (): boolean[] => Array.from({ length: MAX_CALLS_OF_PEER + 2 }, () => meetings.takes('a'));
    const most = [...Array<boolean>(MAX_CALLS_OF_PEER).fill(true), false, false];
    expect(taken()).toEqual(most);
    state.now += CALLS_WINDOW_MS;
    expect(taken()).toEqual(most);
  });

  it('are tried again after pauses that double', async () => {
    const { state, call } = tab();
    let pause = CALL_AGAIN_MS;
    for (let tries = 0; tries < 10; tries += 1) {
      await expect(call('a', false)).rejects.toThrow('nobody there');
      state.now += pause - 1;
      await expect(call('a')).rejects.toThrow('in vain');
      state.now += 1;
      pause = Math.min(pause * 2, CALL_AGAIN_LONGEST_MS);
    }
    expect(pause).toBe(CALL_AGAIN_LONGEST_MS);
    await call('a');
    state.open.delete('a');
    await call('a');
  });

  it('are not tried later for those who called meanwhile', async () => {
    const { meetings, call } = tab();
    await expect(call('a', false)).rejects.toThrow();
    meetings.met('a');
    await expect(call('a')).resolves.toBe('a');
  });

  it('come about once where both call', async () => {
    const { meetings } = tab();
    const { promise, resolve } = Promise.withResolvers<void>();
    const calls = ['a', 'z'].map((peer) => meetings.call(peer, () => promise));
    await expect(meetings.call('a', () => promise)).rejects.toThrow('is being called');
    // The one whose name comes first is heard: `a` by `m`, and `m` by `z`.
    expect([meetings.takes('a'), meetings.takes('z')]).toEqual([true, false]);
    resolve();
    await Promise.all(calls);
  });

  it('come of the call that is heard: the other one ends, is no failure, and is not made again meanwhile', async () => {
    const { state, meetings, call } = tab();
    const until = new AbortController();
    const own = meetings.call(
      'a',
      (givesWay) =>
        new Promise((_, reject) => {
          givesWay.addEventListener('abort', () => reject(givesWay.reason as Error));
          until.signal.addEventListener('abort', () => reject(new Error('not ended')));
        }),
    );
    expect(meetings.takes('a')).toBe(true);
    await expect(own).rejects.toThrow('is calling');
    await expect(call('a')).rejects.toThrow('is calling');
    // Their word is said, and no line comes of it.
    meetings.said('a');
    state.now += CALL_AGAIN_MS;
    expect(meetings.isCalledBy('a')).toBe(false);
    await expect(call('a')).resolves.toBe('a');
  });

  it('are not given up for a call that was made before they came about', async () => {
    const { state, meetings, call } = tab();
    await call('a');
    state.fresh.add('a');
    expect(meetings.takes('a')).toBe(false);
    state.fresh.clear();
    expect(meetings.takes('a')).toBe(true);
  });

  it('are counted for the life of the tab, whoever called and whatever became of it', async () => {
    const step = fc.record({
      peer: fc.nat(400),
      calls: fc.boolean(),
      isThere: fc.boolean(),
      ms: fc.nat(700_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 1_200, size: 'max' }), async (steps) => {
        const { state, meetings, call } = tab();
        let made = 0;
        for (const { peer, calls, isThere, ms } of steps) {
          state.now += ms;
          const before = state.open.size;
          const name = String(peer);
          if (calls) {
            const refused = await call(name, isThere).then(
              () => false,
              (error: Error) => error.message !== 'nobody there',
            );
            if (!refused) made += 1;
          } else if (meetings.takes(name)) {
            made += 1;
            if (isThere) state.open.add(name);
          }
          expect(state.open.size).toBeLessThanOrEqual(MAX_LINES);
          if (before === MAX_LINES) state.open.clear();
        }
        expect(made).toBeLessThanOrEqual(MAX_LINES_EVER);
        expect(meetings.isSpent).toBe(made === MAX_LINES_EVER);
      }),
      { numRuns: 20 },
    );
  });
});
