import { generateKeyPair } from '@libp2p/crypto/keys';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MAX_COMPANY, NEXT_VISIT_MS } from '#lib/p2p/limits.ts';
import type { Holder } from '#lib/p2p/router.ts';
import { Visits } from '#lib/p2p/visits.ts';

const newHolder = async (): Promise<Holder> => ({
  peer: peerIdFromPrivateKey(await generateKeyPair('Ed25519')),
  addresses: [],
});

/** Visits to `company`, and who was read how, in order. */
function visitsTo(company: readonly Holder[], fails: (holder: Holder) => boolean = () => false) {
  const reads: { readonly at: number; readonly extent: string }[] = [];
  const visits = new Visits({
    connected: () => company,
    reaches: async () => true,
    read: async (holder, extent) => {
      reads.push({ at: company.indexOf(holder), extent });
      if (fails(holder)) throw new Error('gone');
    },
    pauseMs: 10,
  });
  return { visits, reads };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Visits', () => {
  it('reads a new neighbour in full once, and again when it comes anew', async () => {
    const holder = await newHolder();
    const { visits, reads } = visitsTo([holder]);
    await visits.welcome(holder);
    await visits.welcome(holder);
    expect(reads).toEqual([{ at: 0, extent: 'whole' }]);
    visits.forget(holder.peer.toString());
    await visits.welcome(holder);
    expect(reads).toHaveLength(2);
  });

  it('tries a neighbour again that was not there, once it is heard of', async () => {
    const holder = await newHolder();
    const { visits, reads } = visitsTo([holder], () => true);
    await visits.welcome(holder);
    await vi.advanceTimersByTimeAsync(100 * NEXT_VISIT_MS);
    expect(reads).toHaveLength(1);
    await visits.welcome(holder);
    expect(reads).toHaveLength(2);
  });

  it('visits one after the other where there are many, whichever it is, as long as there is room', async () => {
    const crowd = await Promise.all(Array.from({ length: 40 }, newHolder));
    const full = new Set(crowd.slice(0, 30));
    const { visits, reads } = visitsTo(crowd, (holder) => full.has(holder));
    for (const holder of crowd) visits.consider(holder);
    expect(reads).toEqual([]);
    await vi.advanceTimersByTimeAsync(2 * NEXT_VISIT_MS);
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.length).toBeLessThanOrEqual(4);
    await vi.advanceTimersByTimeAsync(60 * NEXT_VISIT_MS);
    const [first] = reads;
    // Nobody was tried twice, and nobody any more once there were enough.
    expect(new Set(reads.map(({ at }) => at)).size).toBe(reads.length);
    expect(reads.filter(({ at }) => at >= 30)).toHaveLength(MAX_COMPANY);
    expect(first?.extent).toBe('whole');
  });

  it('visits nobody any more once it is stopped', async () => {
    const crowd = await Promise.all(Array.from({ length: 20 }, newHolder));
    const { visits, reads } = visitsTo(crowd);
    for (const holder of crowd) visits.consider(holder);
    visits.stop();
    const [holder] = crowd;
    if (holder !== undefined) await visits.welcome(holder);
    await vi.advanceTimersByTimeAsync(60 * NEXT_VISIT_MS);
    expect(reads).toEqual([]);
  });

  it('looks in at one neighbour after the other, in turn, until it is stopped', async () => {
    const company = await Promise.all([newHolder(), newHolder(), newHolder()]);
    const { visits, reads } = visitsTo(company);
    const [first, second] = company;
    if (first !== undefined) await visits.welcome(first);
    if (second !== undefined) await visits.welcome(second);
    visits.start();
    await vi.advanceTimersByTimeAsync(100);
    visits.stop();
    const count = reads.length;
    // A pause is 5 to 15 ms long.
    expect(count).toBeGreaterThanOrEqual(2 + 6);
    expect(reads.slice(2, 6)).toEqual([
      // Nobody had greeted the third.
      { at: 2, extent: 'whole' },
      { at: 0, extent: 'news' },
      { at: 1, extent: 'news' },
      { at: 2, extent: 'news' },
    ]);
    visits.start();
    await vi.advanceTimersByTimeAsync(100);
    expect(reads).toHaveLength(count);
  });

  it('looks in when it is asked to, at one at a time, and thinks no worse of whoever is cut off then', async () => {
    const company = await Promise.all([newHolder(), newHolder()]);
    const stop = new AbortController();
    const { visits, reads } = visitsTo(company, () => stop.signal.aborted);
    for (const holder of company) await visits.welcome(holder);
    await Promise.all([visits.lookIn(stop.signal), visits.lookIn(stop.signal)]);
    expect(reads.slice(2)).toEqual([{ at: 0, extent: 'news' }]);
    stop.abort();
    for (let looks = 0; looks < 3; looks += 1) await visits.lookIn(stop.signal);
    // Nobody is read anew.
    expect(reads.slice(3).map(({ at }) => at)).toEqual([1, 0, 1]);
  });

  it('reads the shelves of a dozen, goes on looking in at them, and lets others in their place', async () => {
    const company = await Promise.all(Array.from({ length: 20 }, newHolder));
    const { visits, reads } = visitsTo(company);
    for (const holder of company) await visits.welcome(holder);
    expect(reads).toHaveLength(MAX_COMPANY);
    visits.start();
    await vi.advanceTimersByTimeAsync(10_000);
    visits.stop();
    expect(reads.filter(({ extent }) => extent === 'news').length).toBeGreaterThan(100);
    expect(new Set(reads.map(({ at }) => at)).size).toBe(company.length);
  });
});
