import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBitterClaim } from '#lib/protocols/bitter.ts';
import { checkWritableName, isWritableName, refuseName } from '#lib/protocols/handle-name.ts';

const codesOf = (name: string): readonly string[] => checkWritableName(name).map(({ code }) => code);

describe('a name that we write', () => {
  it.each(['a', 'satoshi', '0', '_-', 'x'.repeat(32)])('may be %s', (name) => {
    expect(codesOf(name)).toEqual([]);
    expect(encodeBitterClaim(name)).toBe(`${name}.bitter`);
  });

  it.each([
    ['', ['name-empty']],
    ['x'.repeat(33), ['name-too-long']],
    ['Satoshi', ['name-letters']],
    ['a.b', ['name-letters']],
    ['a b', ['name-letters']],
    ['a\n', ['name-letters']],
    ['é'.repeat(33), ['name-too-long', 'name-letters']],
  ])('is not %j', (name, codes) => {
    expect(codesOf(name)).toEqual(codes);
    expect(() => encodeBitterClaim(name)).toThrow(RangeError);
  });

  it('is always one that we read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
        if (isWritableName(name)) expect(refuseName(name)).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9_-]{1,32}$/), (name) => {
        expect(isWritableName(name)).toBe(true);
        expect(refuseName(name)).toBeUndefined();
      }),
    );
  });
});

describe('a name that we read', () => {
  it.each(['SatoshiNakamoto', '日本', 'žluťoučký', '👋🏽', 'a!', '$'])('may be %s', (name) => {
    expect(refuseName(name)).toBeUndefined();
  });

  it.each([
    ['', 'name-empty'],
    ['x'.repeat(65), 'name-too-long'],
    ['a.b', 'name-dot'],
    ['a b', 'name-space'],
    ['a\u00a0b', 'name-space'],
    ['a\u2028b', 'name-space'],
    ['a\u200bb', 'name-unseen'],
    ['a\u202eb', 'name-unseen'],
    ['a\u0000b', 'name-unseen'],
    ['a\ufe0f', 'name-unseen'],
    ['a\ud800', 'name-unseen'],
    ['a\ue000', 'name-unseen'],
  ])('is not %j', (name, code) => {
    expect(refuseName(name)?.code).toBe(code);
  });
});
