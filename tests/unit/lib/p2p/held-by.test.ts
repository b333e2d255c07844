import { describe, expect, it } from 'vitest';
import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { HeldBy } from '#lib/p2p/held-by.ts';

const txid = (n: number): Txid => asTxid(n.toString(16).padStart(64, '0'));
const many = (from: number, count: number): readonly Txid[] =>
  Array.from({ length: count }, (_, at) => txid(from + at));

describe('who holds what', () => {
  it('is what neighbours said, of those who are here', () => {
    const held = new HeldBy();
    held.note('birch', [txid(1), txid(2)]);
    held.note('clover', [txid(1)]);
    held.note('clover', [txid(1)]);
    expect(held.count(txid(1), ['birch', 'clover', 'alder'])).toBe(2);
    expect(held.count(txid(2), ['birch', 'clover'])).toBe(1);
    expect(held.count(txid(1), ['alder'])).toBe(0);
    expect(held.count(txid(3), ['birch', 'clover'])).toBe(0);
  });

  it('forgets what a neighbour said longest ago', () => {
    const held = new HeldBy();
    held.note('birch', many(0, 2_048));
    held.note('birch', [txid(0), txid(5_000)]);
    expect([0, 1, 2, 5_000].map((n) => held.count(txid(n), ['birch']))).toEqual([1, 0, 1, 1]);
  });

  it('forgets the neighbour that was silent longest', () => {
    const held = new HeldBy();
    const peers = Array.from({ length: 65 }, (_, at) => `peer ${at}`);
    for (const peer of peers.slice(0, 64)) held.note(peer, [txid(1)]);
    held.note('peer 0', []);
    held.note('peer 64', [txid(1)]);
    expect(held.count(txid(1), peers)).toBe(64);
    expect(held.count(txid(1), ['peer 1'])).toBe(0);
  });
});
