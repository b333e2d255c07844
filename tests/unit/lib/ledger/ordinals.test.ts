import { describe, expect, it } from 'vitest';
import { asTxid, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { Handles } from '#lib/ledger/handles.ts';
import { Ordinals, type Movement } from '#lib/ledger/ordinals.ts';
import { Districts } from '#lib/ledger/districts.ts';
import { Parcels } from '#lib/ledger/parcels.ts';
import type { Position } from '#lib/ledger/position.ts';

const txidAt = (seed: number): Txid => asTxid(seed.toString(16).padStart(64, '0'));
const out = (seed: number, vout = 0): Outpoint => toOutpoint(txidAt(seed), vout);
const at = (height: number, index = 0): Position => ({ height, index, vout: 0 });
const PENDING = at(Infinity, 1);

type Outputs = readonly (readonly [sats: number, owner: string])[];
const move = (
  seed: number,
  inputs: readonly Outpoint[],
  outputs: Outputs,
  position: Position = at(20 + seed),
): Movement => ({
  txid: txidAt(seed),
  position,
  inputs,
  outputs: outputs.map(([sats, owner]) => ({ sats, owner })),
  carries: outputs.some(([sats]) => sats === 1),
});

/** A tracked ordinal that 'aa' made in output 0 of transaction 1, in block 10. */
function tracked(...movements: readonly Movement[]): Ordinals {
  const ordinals = new Ordinals();
  ordinals.track(out(1), 'aa', at(10));
  for (const movement of movements) ordinals.put(movement);
  return ordinals;
}

describe('Ordinals', () => {
  it('goes with its satoshi from key to key', () => {
    const ordinals = tracked(move(2, [out(1)], [[1, 'bb']]), move(3, [out(2)], [[1, 'cc']]));
    expect(ordinals.trail(out(1))).toEqual({
      holdings: [
        { at: out(1), holder: 'aa', from: at(10) },
        { at: out(2), holder: 'bb', from: at(22), input: 0 },
        { at: out(3), holder: 'cc', from: at(23), input: 0 },
      ],
    });
    expect(ordinals.holderOf(out(1))).toBe('cc');
    expect(['aa', 'bb', 'cc'].map((key) => [...ordinals.heldBy(key)])).toEqual([[], [], [out(1)]]);
    expect([9, 10, 21, 22, 23, Infinity].map((height) => ordinals.holdersAt(out(1), height))).toEqual([
      [],
      ['aa'],
      ['aa'],
      ['bb', 'aa'],
      ['cc', 'bb'],
      ['cc'],
    ]);
  });

  it('counts satoshis across inputs and outputs', () => {
    const coins = move(5, [out(90)], [[3, 'xx']], PENDING);
    const ordinals = tracked(
      coins,
      move(
        6,
        [out(5), out(1)],
        [
          [2, 'xx'],
          [1, 'yy'],
          [1, 'zz'],
        ],
      ),
    );
    expect(ordinals.trail(out(1))?.holdings.at(-1)).toMatchObject({ at: out(6, 2), holder: 'zz', input: 1 });
  });

  it('ends in a larger coin, or with a miner', () => {
    expect(tracked(move(2, [out(1)], [[5, 'bb']])).trail(out(1))).toMatchObject({
      end: { from: at(22), why: 'merged' },
    });
    const spentAsFee = tracked(move(5, [out(90)], [[3, 'xx']]), move(6, [out(5), out(1)], [[3, 'xx']]));
    expect(spentAsFee.trail(out(1))?.end).toMatchObject({ why: 'fee' });
    expect([spentAsFee.holderOf(out(1)), [...spentAsFee.heldBy('aa')]]).toEqual(['', []]);
    expect(spentAsFee.holdersAt(out(1), Infinity)).toEqual([]);
    expect(spentAsFee.holdersAt(out(1), 26)).toEqual(['aa']);
  });

  it('is lost while nobody has shown the coins before it, and found when somebody does', () => {
    const ordinals = tracked(
      move(
        6,
        [out(5), out(1)],
        [
          [3, 'xx'],
          [1, 'bb'],
        ],
      ),
    );
    expect(ordinals.trail(out(1))?.end?.why).toBe('lost');
    expect(ordinals.holderOf(out(1))).toBe('');
    ordinals.put(move(5, [out(90)], [[3, 'xx']], PENDING));
    expect(ordinals.holderOf(out(1))).toBe('bb');
    expect([...ordinals.heldBy('bb')]).toEqual([out(1)]);
  });

  it('is moved by nothing that is in no block, and goes back when a block is taken back', () => {
    const ordinals = tracked(
      move(2, [out(1)], [[1, 'bb']], PENDING),
      move(3, [out(2)], [[1, 'cc']], PENDING),
    );
    expect(ordinals.holderOf(out(1))).toBe('aa');
    ordinals.put(move(3, [out(2)], [[1, 'cc']]));
    expect(ordinals.holderOf(out(1))).toBe('aa');
    ordinals.put(move(2, [out(1)], [[1, 'bb']]));
    expect(ordinals.holderOf(out(1))).toBe('cc');
    ordinals.put(move(2, [out(1)], [[1, 'bb']], PENDING));
    expect([ordinals.holderOf(out(1)), [...ordinals.heldBy('cc')]]).toEqual(['aa', []]);
    // The other of two that spend the same output.
    ordinals.put(move(4, [out(1)], [[1, 'dd']]));
    expect(ordinals.holderOf(out(1))).toBe('dd');
  });

  it('carries a satoshi that was inscribed twice for both', () => {
    const ordinals = tracked(move(2, [out(1)], [[1, 'bb']]));
    ordinals.track(out(2), 'bb', at(22));
    ordinals.put(move(3, [out(2)], [[1, 'cc']]));
    expect([ordinals.holderOf(out(1)), ordinals.holderOf(out(2))]).toEqual(['cc', 'cc']);
    expect([...ordinals.heldBy('cc')].sort()).toEqual([out(1), out(2)]);
    ordinals.untrack(out(2));
    expect(ordinals.holderOf(out(1))).toBe('cc');
    expect(ordinals.isTracked(out(3))).toBe(true);
  });

  it('takes a step for a movement, however long the trail', () => {
    const ordinals = tracked();
    const steps = 50_000;
    for (let seed = 2; seed <= steps; seed += 1)
      ordinals.put(move(seed, [out(seed - 1)], [[1, `k${seed % 7}`]]));
    expect(ordinals.trail(out(1))?.holdings).toHaveLength(steps);
    expect(ordinals.holdersAt(out(1), 20 + steps - 1)).toEqual([
      `k${(steps - 1) % 7}`,
      `k${(steps - 2) % 7}`,
    ]);
  });
});

describe('Handles', () => {
  it('belong to whoever holds the ordinal of the first claim', () => {
    const ordinals = new Ordinals();
    const handles = new Handles(ordinals);
    handles.put({ name: 'mira', id: out(1), holder: 'aa', position: at(10) });
    handles.put({ name: 'mira', id: out(50), holder: 'ee', position: at(11) });
    ordinals.put(move(2, [out(1)], [[1, 'bb']]));
    ordinals.put(move(51, [out(50)], [[1, 'aa']]));
    expect(handles.heldBy('bb').map(({ id }) => id)).toEqual([out(1)]);
    // A rival's ordinal is nobody's handle.
    expect(handles.heldBy('aa')).toEqual([]);
    expect(handles.standingOf('mira', 'aa', 21)).toBe('verified');
    expect(handles.standingOf('mira', 'aa', 22)).toBe('verified');
    expect(handles.standingOf('mira', 'bb', 22)).toBe('verified');
    expect(handles.standingOf('mira', 'bb', 21)).toBe('not-verified');
    expect(handles.standingOf('mira', 'aa', 23)).toBe('not-verified');
    expect(handles.standingOf('mira', 'bb', Infinity)).toBe('verified');
    ordinals.put(move(3, [out(2)], [[9, 'bb']]));
    expect(handles.standingOf('mira', 'bb', Infinity)).toBe('not-verified');
    // Melted is not free: no later claim ever is the first.
    handles.put({ name: 'mira', id: out(60), holder: 'ff', position: at(90) });
    expect(handles.standingOf('mira', 'ff', Infinity)).toBe('not-verified');
  });
});

describe('Parcels', () => {
  const cut = (seed: number, district: Outpoint, position: Position = at(20 + seed)): Movement =>
    move(
      seed,
      [district, out(900 + seed)],
      [
        [1, 'aa'],
        [1, 'pp'],
      ],
      position,
    );
  const world = () => {
    const ordinals = new Ordinals();
    const districts = new Districts(ordinals);
    const parcels = new Parcels(ordinals, districts);
    districts.put({ name: 7, id: out(1), holder: 'aa', position: at(10) });
    const claim = (seed: number, index = 3, vout = 1): void =>
      parcels.put({ index, height: 7, id: out(seed, vout), holder: 'pp', position: at(20 + seed) });
    return { ordinals, districts, parcels, claim };
  };

  it('are cut out by whoever has the district in hand, first come first kept', () => {
    const { ordinals, parcels, claim } = world();
    expect(parcels.holderOf(3, 7)).toBe('aa');
    // Somebody else's, and one in another output, take nobody's place.
    claim(30);
    ordinals.put(
      move(
        30,
        [out(99)],
        [
          [1, 'aa'],
          [1, 'pp'],
        ],
        at(11),
      ),
    );
    claim(2, 3, 2);
    expect(parcels.claimsOf(3, 7)).toEqual({ rivals: [] });
    ordinals.put(cut(3, out(1)));
    claim(3);
    ordinals.put(cut(4, out(3)));
    claim(4);
    const { first, rivals } = parcels.claimsOf(3, 7);
    expect([first?.id, rivals.map(({ id }) => id)]).toEqual([out(3, 1), [out(4, 1)]]);
    expect([...parcels.cutOutOf(7)]).toEqual([{ index: 3, claim: first, rivals: 1 }]);
    expect([...parcels.cutOutOf(8)]).toEqual([]);
    expect(parcels.holderOf(3, 7)).toBe('pp');
    // It goes its own way, and the district another.
    ordinals.put(move(5, [out(3, 1)], [[1, 'qq']]));
    ordinals.put(move(6, [out(4)], [[1, 'bb']]));
    expect([parcels.holderOf(3, 7), parcels.holderOf(4, 7)]).toEqual(['qq', 'bb']);
  });

  it('are parts of their block, once its size is known', () => {
    const { ordinals, parcels, claim } = world();
    ordinals.put(cut(3, out(1)));
    claim(3, 12);
    expect(parcels.claimsOf(12, 7).first?.id).toBe(out(3, 1));
    parcels.setCount(7, 12);
    expect(parcels.claimsOf(12, 7)).toEqual({ rivals: [] });
    expect([parcels.holderOf(12, 7), parcels.holderOf(11, 7)]).toEqual(['', 'aa']);
  });
});
