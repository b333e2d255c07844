import { describe, expect, it } from 'vitest';
import { fitting, readLandQuery } from '#lib/plots/find-land.ts';
import { numberTraits, TRAITS, traitNamed } from '#lib/plots/traits.ts';
import { hasSharedFixtures, needsFixtures, sharedJson } from '#tests/support/shared-fixtures.ts';

describe('readLandQuery', () => {
  it.each([
    ['840000', { kind: 'height', height: 840_000 }],
    ['840,000.bitmap', { kind: 'height', height: 840_000 }],
    ['100-200', { kind: 'range', range: { from: 100, to: 200 } }],
    ['100 to 200', { kind: 'range', range: { from: 100, to: 200 } }],
    ['Mira.bitter', { kind: 'holder', who: 'mira.bitter' }],
    ['ab'.repeat(20), { kind: 'holder', who: 'ab'.repeat(20) }],
    ['2009-01-03', { kind: 'day', day: '2009-01-03' }],
    ['> 1,000 parcels', { kind: 'size', least: 1_001, most: 1_000_000_000 }],
    ['<=5', { kind: 'size', least: 0, most: 5 }],
    ['free', { kind: 'state', state: 'free' }],
  ])('reads %j', (typed, query) => {
    expect(readLandQuery(typed)).toEqual(query);
  });

  it('reads traits by name, in the singular and the plural', () => {
    for (const word of ['palindrome', 'Palindromes', 'halvings', 'Halving'])
      expect(readLandQuery(word)).toMatchObject({ kind: 'trait' });
  });

  it.each(['', '007', '200-100', '-1', '999999999', 'nobody', 'a b.bitter', '2009-13-40', '1e3'])(
    'makes nothing of %j',
    (typed) => {
      expect(readLandQuery(typed)).toBeUndefined();
    },
  );
});

describe('fitting', () => {
  it('counts all and lists the first', () => {
    expect(fitting({ from: 0, to: 999 }, (height) => height % 10 === 0, 3)).toEqual({
      heights: [0, 10, 20],
      count: 100,
    });
  });
});

const fits = (name: string, height: number, sides?: readonly number[]): boolean | undefined =>
  traitNamed(name)?.fits({ height, ...(sides !== undefined && { sides }) });

describe('traits', () => {
  it('says a definition with each, under a name and an id of its own', () => {
    expect(new Set(TRAITS.map(({ id }) => id)).size).toBe(TRAITS.length);
    expect(TRAITS.every(({ definition }) => definition.endsWith('.'))).toBe(true);
  });

  it.each([
    ['palindrome', [11, 101, 818_818], [7, 10, 100]],
    ['halving', [210_000, 840_000], [0, 209_999]],
    ['pizza', [57_043], [57_044]],
    ['one digit', [11, 777_777], [7, 778]],
    ['first of a period', [0, 2_016], [2_015]],
  ])('judges %s by the number', (name, yes, no) => {
    for (const height of yes) expect(fits(name, height)).toBe(true);
    for (const height of no) expect(fits(name, height)).toBe(false);
  });

  it('says of a number only the narrowest of the round ones above it', () => {
    expect(numberTraits(101).map(({ id }) => id)).toEqual(['palindrome', 'sub-1k']);
  });

  it('does not judge a picture that is not here', () => {
    expect(fits('grid', 1)).toBeUndefined();
  });

  it.each([
    ['pristine punk', [5, 2], [5, 4]],
    ['wide neck', [5, 4], [5, 5]],
    ['5tx punk', [5, 5, 5, 5, 5], [5, 5, 5, 5, 4]],
    ['community punk', [4, 1, 1, 1, 2, 2, 2], [4, 4, 1]],
    ['alone', [5], [5, 1]],
  ])('judges %s by the sides', (name, yes, no) => {
    expect(fits(name, 1, yes)).toBe(true);
    expect(fits(name, 1, no)).toBe(false);
  });

  it.skipIf(!hasSharedFixtures)(`agrees with the names of real blocks${needsFixtures}`, () => {
    const known: Readonly<Record<string, string>> = {
      '78319': 'pristine punk',
      '84534': 'wide neck',
      '75546': '5tx punk',
      '699412': 'community punk',
      '832947': 'pristine punk',
    };
    const vectors = sharedJson<readonly Vector[]>('bitmap/layout-vectors.json');
    let seen = 0;
    for (const { height, sizes } of vectors) {
      const name = known[String(height)];
      if (name === undefined) continue;
      seen += 1;
      expect([height, fits(name, height, sizes)]).toEqual([height, true]);
    }
    expect(seen).toBeGreaterThanOrEqual(4);
  });
});

type Vector = { readonly height: number; readonly sizes: readonly number[] };
