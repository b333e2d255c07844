import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Txid } from '#lib/bytes/brand.ts';
import { ANNOUNCE_DELAY_MS, ENOUGH_HOLDERS } from '#lib/p2p/limits.ts';
import { readAnnouncement, type Announcement } from '#lib/p2p/message.ts';
import { Announcer } from '#lib/p2p/share.ts';
import { ownRecord } from '#tests/support/own-record.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const txids = Array.from({ length: 300 }, (_, at) => ownRecord(`post ${at}`).txid);
const HERE = '/ip4/127.0.0.1/tcp/1/ws/p2p/x';

function announcer() {
  const said: Announcement[] = [];
  const place = { addresses: [] as string[] };
  const made = new Announcer({
    addresses: () => place.addresses,
    publish: async (message) => {
      const read = readAnnouncement(message);
      if (read !== undefined) said.push(read);
      return { recipients: [] };
    },
  });
  return { made, said, place };
}

describe('Announcer', () => {
  it('says nothing before it can be found, and then all of it', async () => {
    const { made, said, place } = announcer();
    made.hello();
    made.add(txids.slice(0, 30));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(said).toEqual([]);
    place.addresses = [HERE];
    await vi.advanceTimersByTimeAsync(1_000);
    expect(said.map(({ txids: each }) => each.length)).toEqual([0, 20, 10]);
    expect(said.every(({ addrs }) => addrs[0] === HERE)).toBe(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(said).toHaveLength(3);
  });

  it('says each thing once, soon but not at once, and of a flood the newest', async () => {
    const { made, said, place } = announcer();
    place.addresses = [HERE];
    made.add(txids);
    made.add(txids.slice(290));
    await vi.advanceTimersByTimeAsync(0.4 * ANNOUNCE_DELAY_MS);
    expect(said).toEqual([]);
    await vi.advanceTimersByTimeAsync(1.2 * ANNOUNCE_DELAY_MS);
    expect(said.flatMap(({ txids: each }) => each)).toEqual(txids.slice(44));
  });

  it('says nothing once it is stopped, whatever waits or comes', async () => {
    const { made, said, place } = announcer();
    place.addresses = [HERE];
    made.add(txids.slice(0, 3));
    made.stop();
    made.add(txids);
    made.hello();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(said).toEqual([]);
  });

  it('does not say what enough others said meanwhile, unless somebody came later', async () => {
    const { made, said, place } = announcer();
    place.addresses = [HERE];
    const [first, second, third] = txids as [Txid, Txid, Txid];
    made.passOn([first, second]);
    for (let peer = 0; peer < ENOUGH_HOLDERS; peer += 1) made.heard(`peer ${peer}`, [first, third]);
    made.add([third]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(said.flatMap(({ txids: each }) => each)).toEqual([second]);
    made.repeat([first]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(said.flatMap(({ txids: each }) => each)).toEqual([second, first]);
  });

  it('takes the longer to pass something on the more it hears, and is quick with what is its own', async () => {
    const { made, said, place } = announcer();
    place.addresses = [HERE];
    for (let peer = 0; peer < 800; peer += 1) made.heard(`peer ${peer}`, []);
    const [given, own] = txids as [Txid, Txid];
    made.passOn([given]);
    made.add([own]);
    await vi.advanceTimersByTimeAsync(2 * ANNOUNCE_DELAY_MS);
    expect(said.flatMap(({ txids: each }) => each)).toEqual([own]);
    // The pause once for each eight that were heard, and half as much again.
    await vi.advanceTimersByTimeAsync(160 * ANNOUNCE_DELAY_MS);
    expect(said.flatMap(({ txids: each }) => each)).toEqual([own, given]);
  });
});
