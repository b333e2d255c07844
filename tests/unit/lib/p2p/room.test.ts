import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PeerId, Stream } from '@libp2p/interface';
import { MAX_CONNECTIONS, READER_MS, ROOM_MS } from '#lib/p2p/limits.ts';
import { BITSWAP, RECENT } from '#lib/p2p/protocols.ts';
import { Room } from '#lib/p2p/room.ts';
import { newPeerId } from '#tests/support/stranger.ts';

type Line = {
  readonly remotePeer: PeerId;
  readonly direction: 'inbound' | 'outbound';
  streams: Stream[];
  close(): Promise<void>;
};

const speaking = (protocol: string): Stream => ({ protocol }) as Partial<Stream> as Stream;
const GOSSIP = speaking('/meshsub/1.2.0');

/** A device with `count` lines that it opened, the oldest first, of which those in `company` are to neighbours that it reads. */
async function deviceWith(count: number) {
  const lines: Line[] = [];
  const company = new Set<string>();
  const open = async (direction: Line['direction']): Promise<Line> => {
    const line: Line = {
      remotePeer: await newPeerId(),
      direction,
      streams: [GOSSIP],
      close: async () => void lines.splice(lines.indexOf(line), 1),
    };
    lines.push(line);
    return line;
  };
  for (let at = 0; at < count; at += 1) await open('outbound');
  const room = new Room({ lines: () => [...lines], isCompany: (peer) => company.has(peer) });
  room.start();
  return { lines, company, room, open };
}

const HALF = MAX_CONNECTIONS / 2;
const look = (times: number): Promise<unknown> => vi.advanceTimersByTimeAsync(times * ROOM_MS);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Room', () => {
  it('closes nothing as long as half of the room is free', async () => {
    const { lines } = await deviceWith(HALF);
    await look(10);
    expect(lines).toHaveLength(HALF);
  });

  it('closes what was opened here and is idle, the oldest first, once it was idle twice', async () => {
    const { lines } = await deviceWith(MAX_CONNECTIONS);
    const newest = lines.slice(-HALF);
    await look(1);
    expect(lines).toHaveLength(MAX_CONNECTIONS);
    await look(1);
    expect(lines).toEqual(newest);
    await look(10);
    expect(lines).toEqual(newest);
  });

  it('leaves open what others opened, what carries something, and whom it reads', async () => {
    const { lines, company, open } = await deviceWith(3);
    for (let at = 0; at < HALF; at += 1) await open('inbound');
    const [read, asks, gives] = lines;
    if (read === undefined || asks === undefined || gives === undefined) throw new Error('no lines');
    company.add(read.remotePeer.toString());
    asks.streams = [GOSSIP, speaking(RECENT)];
    gives.streams = [speaking(BITSWAP)];
    await look(5);
    expect(lines).toHaveLength(HALF + 3);
    asks.streams = [GOSSIP];
    await look(2);
    expect(lines).toHaveLength(HALF + 2);
    expect(lines).not.toContain(asks);
  });

  it('leaves open by whom this device is read, until nothing was heard of that for long', async () => {
    const { lines, room, open } = await deviceWith(1);
    for (let at = 0; at < HALF; at += 1) await open('inbound');
    const [reader] = lines;
    room.isReadBy(reader?.remotePeer.toString() ?? '');
    await look(READER_MS / ROOM_MS - 1);
    expect(lines).toContain(reader);
    await look(4);
    expect(lines).not.toContain(reader);
  });

  it('closes nothing any more once it is stopped', async () => {
    const { lines, room } = await deviceWith(MAX_CONNECTIONS);
    await look(1);
    room.stop();
    await look(5);
    expect(lines).toHaveLength(MAX_CONNECTIONS);
  });
});
