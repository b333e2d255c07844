import { beforeAll, describe, expect, it } from 'vitest';
import type { PeerId } from '@libp2p/interface';
import type { Txid } from '#lib/bytes/brand.ts';
import { MANY_IN_DRAWER } from '#lib/p2p/limits.ts';
import { takeDrawers } from '#lib/p2p/take-drawers.ts';
import { ownRecord } from '#tests/support/own-record.ts';
import { newPeerId } from '#tests/support/stranger.ts';

const held = new Map<Txid, Uint8Array>();
let full = '';
let peer: PeerId;

beforeAll(async () => {
  peer = await newPeerId();
  // Until one drawer of two digits has enough.
  const counts = new Map<string, number>();
  for (let at = 0; full === ''; at += 1) {
    const { txid, raw } = ownRecord(`number ${at}`);
    held.set(txid, raw);
    const begins = txid.slice(0, 2);
    counts.set(begins, (counts.get(begins) ?? 0) + 1);
    if (counts.get(begins) === MANY_IN_DRAWER) full = begins;
  }
});

/** Asks a neighbour that answers a drawer as it is told to. */
async function take(answer?: (begins: string) => readonly Uint8Array[] | 'narrower' | Error) {
  const asked: string[] = [];
  const kept: Txid[] = [];
  let refused = 0;
  const honest = (begins: string): readonly Uint8Array[] =>
    [...held].flatMap(([txid, raw]) => (txid.startsWith(begins) ? [raw] : []));
  const left = await takeDrawers([...held.keys()], {
    exchange: {
      drawer: async (_peer, begins) => {
        asked.push(begins);
        const given = answer === undefined ? honest(begins) : answer(begins);
        if (given instanceof Error) throw given;
        if (given === 'narrower') return { txs: [], narrower: true };
        return { txs: given.map((raw) => ({ raw, path: 'unknown' })) };
      },
    },
    peer,
    keep: async (txs) => void kept.push(...txs.map(({ txid }) => txid)),
    onRefused: () => (refused += 1),
    signal: new AbortController().signal,
  });
  return { asked, kept, left, refused };
}

describe('drawers of which much is missing', () => {
  it('are taken whole, and what else is missing is left', async () => {
    const { asked, kept, left, refused } = await take();
    expect(asked).toEqual([full]);
    expect(kept).toHaveLength(MANY_IN_DRAWER);
    expect(kept.every((txid) => txid.startsWith(full))).toBe(true);
    expect(new Set([...kept, ...left])).toEqual(new Set(held.keys()));
    expect([left.length, refused]).toEqual([held.size - MANY_IN_DRAWER, 0]);
  });

  it('give nothing that was not asked for, and whoever gives of another is refused', async () => {
    const foreign = ownRecord('asked for by nobody').raw;
    const { kept, left, refused } = await take(() => [foreign]);
    expect([kept.length, left.length, refused]).toEqual([0, held.size, 1]);
  });

  it('that are too full and of too few each, or without an answer, leave all of it', async () => {
    for (const answer of ['narrower', new Error('gone')] as const) {
      const { asked, kept, left } = await take(() => answer);
      expect([asked.length, kept.length, left.length]).toEqual([1, 0, held.size]);
    }
  });
});
