import type { Client, NeighboursView } from '#lib/client/client.ts';
import { asTxid } from '#lib/bytes/brand.ts';
import { hashOf, peerOf } from './fake-story.ts';

const RELAY = `/ip4/127.0.0.1/tcp/3200/ws/p2p/${peerOf('relay')}`;
const MINUTE = 60_000;

/** The node runs, the relay answers, and nobody else is there. */
export const NOBODY_IN: NeighboursView = {
  sharing: true,
  state: 'on',
  self: peerOf('me'),
  relays: [{ address: RELAY, connected: true }],
  peers: [],
  shelf: { transactions: 79, bytes: 40_448, addedToday: 40_448, budgetBytes: 20_000_000 },
  refused: 0,
  recent: [],
};

const NAMES = ['number seven', 'the baker', 'upstairs', 'across', 'the lamp', 'the ferry'] as const;

/** Six neighbours who brought and took a few posts, and one delivery that was refused. */
export function neighboursOf(now: number): NeighboursView {
  const moved = (name: string, direction: 'in' | 'out', peer: string, minutes: number, bytes: number) => ({
    txid: asTxid(hashOf(name)),
    direction,
    peer: peerOf(peer),
    bytes,
    ms: 43 + minutes,
    at: now - minutes * MINUTE,
  });
  return {
    ...NOBODY_IN,
    peers: NAMES.map((name, index) => ({
      id: peerOf(name),
      via: index % 3 === 0 ? ('direct' as const) : ('relay' as const),
      since: now - (index * 7 + 2) * MINUTE,
      bytesIn: index === 4 ? 0 : 1_536 * (7 - index),
      bytesOut: 4_096 * index,
      blocksIn: index === 4 ? 0 : 3 * (7 - index),
      blocksOut: 8 * index,
    })),
    shelf: { transactions: 31_206, bytes: 32_600_000, addedToday: 12_200_000, budgetBytes: 20_000_000 },
    refused: 1,
    recent: [
      moved('soup', 'in', 'number seven', 0, 612),
      moved('bench', 'out', 'the baker', 3, 512),
      moved('answer', 'in', 'number seven', 8, 498),
      moved('a claim of a name', 'in', 'across', 11, 312),
      moved('harbour', 'out', 'number seven', 19, 18_944),
      moved('rtl', 'in', 'somebody who left', 26, 533),
    ],
  };
}

/** The switch of lines from browser to browser; nobody is ever found by them. */
export function fakeDirect(
  failIfRefused: () => void,
  onChanged: () => void,
): Pick<Client, 'direct' | 'setDirect' | 'setMedia' | 'meetNear'> {
  let on = false;
  let media = false;
  return {
    direct: async () => ({ on, state: on ? 'starting' : 'off', media }),
    // Somebody whose code begins with `nabo-` is there to answer, and nobody else.
    meetNear: async (step) => {
      if (step.step === 'stop' || step.step === 'look') return { isThere: false };
      if (step.step === 'invite') return { code: `nabo-${'offer'.repeat(50)}` };
      if (!step.code.startsWith('nabo-')) return { problem: 'unreadable' };
      return step.step === 'answer' ? { code: `nabo-${'answer'.repeat(50)}` } : { isThere: true };
    },
    setMedia: async (wanted) => {
      failIfRefused();
      media = wanted;
      onChanged();
    },
    setDirect: async (wanted) => {
      failIfRefused();
      on = wanted;
      onChanged();
    },
  };
}
