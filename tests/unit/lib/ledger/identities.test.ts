import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeAddress } from '#lib/bytes/address.ts';
import { asTxid, toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import { hash160 } from '#lib/bytes/hash.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { Handles } from '#lib/ledger/handles.ts';
import { Identities } from '#lib/ledger/identities.ts';
import { bapIdOf } from '#lib/protocols/bap-id.ts';

const keyOf = (name: string): string => toHex(hash160(new TextEncoder().encode(name)));
const [root = '', first = '', second = '', third = '', thief = ''] = [
  'root',
  'first',
  'second',
  'third',
  'thief',
].map(keyOf);
const addressOf = (key: string, version: number): string =>
  encodeAddress(fromHex(key) ?? new Uint8Array(20), version);
const ID = bapIdOf(addressOf(root, 0x00));
const outAt = (seed: number): Outpoint => toOutpoint(asTxid(seed.toString(16).padStart(64, '0')), 0);

let seed = 0;
/** Writes records one block after the other, from height 10 on; `undefined` ends the identity. */
function written(
  identities: Identities,
  ...records: readonly (readonly [signer: string, key?: string])[]
): void {
  for (const [at, [signer, key]] of records.entries()) {
    seed += 1;
    identities.put({
      id: outAt(seed),
      bapId: ID,
      signer,
      ...(key === undefined ? {} : { key }),
      position: { height: 10 + at, index: 1, vout: 0 },
    });
  }
}
const identitiesOf = (...records: readonly (readonly [signer: string, key?: string])[]): Identities => {
  const identities = new Identities();
  written(identities, ...records);
  return identities;
};

describe('Identities', () => {
  it('tell the devices of a root by their numbers, those that were ended too', () => {
    const identities = identitiesOf([root, first]);
    const name = (number: number, height: number, key?: string): void =>
      identities.put({
        id: outAt(1_000 * number + Math.min(height, 999)),
        bapId: bapIdOf(addressOf(root, 0x6f), number),
        signer: root,
        ...(key !== undefined && { key }),
        position: { height, index: 1, vout: 0 },
      });
    name(7, 20, second);
    name(6, 21, third);
    name(7, 22);
    // In no block yet.
    name(5, Infinity, thief);
    expect(identities.devicesOf(root)).toEqual([{ number: 6, key: third }, { number: 7 }]);
    expect(identities.devicesOf(first)).toEqual([]);
    expect(identities.devicesOf('no key')).toEqual([]);
  });

  it('let a holder hand its word on, key by key', () => {
    const identities = identitiesOf([root, first], [first, second]);
    expect(identities.keyOf(ID)).toBe(second);
    const speaks = (key: string, holder: string): boolean[] =>
      [9, 10, 11, 12, Infinity].map((height) => identities.speaksFor(key, holder, height));
    expect(speaks(first, root)).toEqual([false, true, true, false, false]);
    expect(speaks(second, root)).toEqual([false, false, true, true, true]);
    expect(speaks(second, first)).toEqual([false, false, true, true, true]);
    // Never upwards: a later key says nothing about who speaks for it.
    expect(speaks(first, second)).toEqual([false, false, false, false, false]);
    expect(speaks(root, first)).toEqual([false, false, false, false, false]);
  });

  it('tell whose word a key has now, and who has the word of a key', () => {
    const identities = identitiesOf([root, first], [first, second]);
    expect([...identities.holdersBehind(second)].toSorted()).toEqual([first, root].toSorted());
    expect([...identities.holdersBehind(first)]).toEqual([]);
    expect([root, first, second].map((key) => identities.speakersFor(key))).toEqual([[second], [second], []]);
    written(identities, [root], [root, first]);
    expect([...identities.holdersBehind(second)]).toEqual([]);
    expect(identities.speakersFor(root)).toEqual([]);
  });

  it('are begun by the root that their id is made of, on any network', () => {
    expect(identitiesOf([thief, thief], [root, first]).keyOf(ID)).toBe(first);
    const identities = new Identities();
    const bapId = bapIdOf(addressOf(root, 0x6f));
    identities.put({
      id: outAt(900),
      bapId,
      signer: root,
      key: first,
      position: { height: 1, index: 0, vout: 0 },
    });
    expect(identities.keyOf(bapId)).toBe(first);
  });

  it('belong to whoever was first when their id is made of nothing', () => {
    const identities = new Identities();
    const put = (at: number, signer: string, key: string, height: number): void =>
      identities.put({
        id: outAt(at),
        bapId: 'an old one',
        signer,
        key,
        position: { height, index: 0, vout: 0 },
      });
    put(901, thief, thief, 8);
    expect(identities.keyOf('an old one')).toBe(thief);
    put(902, root, first, 7);
    expect(identities.keyOf('an old one')).toBe(first);
  });

  it('take no link from a key that has been replaced, or never was one', () => {
    expect(identitiesOf([root, first], [first, second], [first, thief], [thief, thief]).keyOf(ID)).toBe(
      second,
    );
    expect(identitiesOf([root, first], [root, thief]).keyOf(ID)).toBe(first);
  });

  it('end by the word of the root alone, and for good', () => {
    const ended = identitiesOf([root, first], [root], [first, second], [root, third]);
    expect(ended.keyOf(ID)).toBeUndefined();
    expect([10, 11, 12, Infinity].map((height) => ended.speaksFor(first, root, height))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(identitiesOf([root, first], [first]).keyOf(ID)).toBe(first);
  });

  it('name nobody who did not sign: a stranger cannot make a holder part of theirs', () => {
    const identities = new Identities();
    const bapId = bapIdOf(addressOf(thief, 0x00));
    identities.put({
      id: outAt(903),
      bapId,
      signer: thief,
      key: first,
      position: { height: 1, index: 0, vout: 0 },
    });
    identities.put({
      id: outAt(904),
      bapId,
      signer: thief,
      key: thief,
      position: { height: 2, index: 0, vout: 0 },
    });
    expect(identities.speaksFor(thief, first, Infinity)).toBe(false);
  });

  it('count from blocks only, and are undone with them', () => {
    const identities = identitiesOf([root, first]);
    identities.put({
      id: outAt(905),
      bapId: ID,
      signer: first,
      key: second,
      position: { height: Infinity, index: 3, vout: 0 },
    });
    expect(identities.keyOf(ID)).toBe(first);
    identities.put({
      id: outAt(905),
      bapId: ID,
      signer: first,
      key: second,
      position: { height: 11, index: 0, vout: 0 },
    });
    expect(identities.keyOf(ID)).toBe(second);
    identities.remove(outAt(905));
    expect(identities.keyOf(ID)).toBe(first);
  });
});

describe('several keys with one holder’s word', () => {
  const idOf = (number: number, key = root): string => bapIdOf(addressOf(key, 0x6f), number);
  const put = (
    identities: Identities,
    number: number,
    height: number,
    key: string | undefined,
    signer = root,
  ): Outpoint => {
    seed += 1;
    identities.put({
      id: outAt(seed),
      bapId: idOf(number),
      signer,
      ...(key === undefined ? {} : { key }),
      position: { height, index: seed, vout: 0 },
    });
    return outAt(seed);
  };

  type Said = {
    readonly number: number;
    readonly of: string;
    readonly signer: string;
    readonly key: string | undefined;
    readonly height: number;
  };
  const HEIGHTS = [0, 1, 2, 3, 4, 5, 6, Infinity];

  /** The same rules, as plainly as they can be said: block by block, and all of it again for every identity. */
  function plainly(records: readonly Said[]) {
    const pairs = new Set<string>();
    for (const name of new Set(records.map(({ number, of }) => `${number} ${of}`))) {
      const own = records.filter(({ number, of }) => `${number} ${of}` === name);
      const [{ number, of } = { number: 0, of: '' }] = own;
      /** Everybody who handed the word on so far, and who has it. */
      const givers = new Set<string>();
      let has: string | undefined;
      let isOver = number > 7;
      for (const height of HEIGHTS) {
        const had: [string | undefined, Set<string>][] = [[has, new Set(givers)]];
        for (const { signer, key } of height === Infinity
          ? []
          : own.filter((each) => each.height === height)) {
          const by = givers.size === 0 || key === undefined ? of : has;
          if (isOver || signer !== by) continue;
          givers.add(signer);
          has = key;
          isOver = key === undefined;
          had.push([has, new Set(givers)]);
        }
        // In the block of a change both had it.
        for (const [key, behind] of had)
          for (const giver of behind) if (key !== undefined) pairs.add(`${key} ${giver} ${height}`);
      }
    }
    return (key: string, holder: string, height: number): boolean => pairs.has(`${key} ${holder} ${height}`);
  }

  it('have it at once, each from its own record on, and each loses it alone', () => {
    const identities = new Identities();
    put(identities, 0, 10, first);
    put(identities, 1, 12, second);
    put(identities, 7, 14, third);
    expect(identities.speakersFor(root)).toEqual([first, second, third]);
    put(identities, 1, 16, undefined);
    const speaks = (key: string): boolean[] =>
      [9, 10, 12, 14, 16, 17, Infinity].map((height) => identities.speaksFor(key, root, height));
    expect(speaks(first)).toEqual([false, true, true, true, true, true, true]);
    expect(speaks(second)).toEqual([false, false, true, true, true, false, false]);
    expect(speaks(third)).toEqual([false, false, false, true, true, true, true]);
    expect(identities.speakersFor(root)).toEqual([first, third]);
    expect([...identities.holdersBehind(third)]).toEqual([root]);
  });

  it('are as many as eight, and only the root’s to begin', () => {
    const identities = new Identities();
    put(identities, 8, 10, first);
    put(identities, 1, 10, thief, thief);
    expect(identities.speakersFor(root)).toEqual([]);
    expect(identities.speaksFor(thief, root, Infinity)).toBe(false);
    put(identities, 1, 11, second);
    expect(identities.speakersFor(root)).toEqual([second]);
  });

  it('are as a chain read from its beginning says, in whatever order records come, move and go', () => {
    const keys = [root, first, second, third, thief];
    const record = fc.record({
      number: fc.integer({ min: 0, max: 8 }),
      of: fc.constantFrom(root, thief),
      signer: fc.constantFrom(...keys),
      key: fc.option(fc.constantFrom(...keys), { nil: undefined }),
      height: fc.constantFrom(1, 2, 3, 4, 5, Infinity),
    });
    const story = fc.array(record, { maxLength: 14 }).chain((records) =>
      fc.record({
        records: fc.constant(records),
        order: fc.shuffledSubarray([...records.keys()], { minLength: records.length }),
        // What was in another block before a reorg, or went with one.
        before: fc.array(fc.constantFrom(1, 2, 3, 4, 5, Infinity), {
          minLength: records.length,
          maxLength: records.length,
        }),
        gone: fc.subarray([...records.keys()]),
      }),
    );
    fc.assert(
      fc.property(story, ({ records, order, before, gone }) => {
        const rows = records.map(({ number, of, signer, key, height }, at) => ({
          id: outAt(10_000 + at),
          bapId: idOf(number, of),
          signer,
          ...(key === undefined ? {} : { key }),
          position: { height, index: at, vout: 0 },
        }));
        const identities = new Identities();
        for (const at of order) {
          const row = rows[at];
          if (row === undefined) continue;
          identities.put({ ...row, position: { ...row.position, height: before[at] ?? 1 } });
          // Read in between, so that nothing that was worked out once stays.
          identities.speakersFor(root);
        }
        for (const at of order.toReversed()) {
          const row = rows[at];
          if (row !== undefined) identities.put(row);
        }
        for (const at of gone) identities.remove(outAt(10_000 + at));
        const says = plainly(records.filter((_record, at) => !gone.includes(at)));
        for (const height of HEIGHTS)
          for (const key of keys)
            for (const holder of keys)
              expect(identities.speaksFor(key, holder, height)).toBe(says(key, holder, height));
        for (const holder of keys)
          expect(new Set(identities.speakersFor(holder))).toEqual(
            new Set(keys.filter((key) => says(key, holder, Infinity))),
          );
      }),
      { numRuns: 60 },
    );
  });
});

describe('Handles', () => {
  it('are spoken under by the key that their holder named, until it names another', () => {
    const identities = identitiesOf([root, first], [first, second]);
    const handles = new Handles(undefined, identities);
    handles.put({ name: 'mira', id: outAt(999), holder: root, position: { height: 5, index: 0, vout: 0 } });
    const standing = (key: string, height: number): string => handles.standingOf('mira', key, height);
    expect([standing(root, 20), standing(first, 10), standing(second, 20)]).toEqual([
      'verified',
      'verified',
      'verified',
    ]);
    expect([standing(first, 9), standing(first, 20), standing(thief, 20)]).toEqual([
      'not-verified',
      'not-verified',
      'not-verified',
    ]);
  });
});
