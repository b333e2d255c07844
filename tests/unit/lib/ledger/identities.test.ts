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
    expect([root, first, second].map((key) => identities.speakerFor(key))).toEqual([
      second,
      second,
      undefined,
    ]);
    written(identities, [root], [root, first]);
    expect([...identities.holdersBehind(second)]).toEqual([]);
    expect(identities.speakerFor(root)).toBeUndefined();
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
