import data from 'unhomoglyph/data.json' with { type: 'json' };
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOOKS } from '#lib/protocols/confusables.ts';
import { refuseName } from '#lib/protocols/handle-name.ts';
import { markName, nameLikeness } from '#lib/protocols/name-marks.ts';

const codesOf = (name: string): readonly string[] => markName(name).map(({ code }) => code);

/** What Unicode says of characters that a name may have and that look like ASCII. */
const CONFUSABLES = Object.entries(data).filter(
  ([character, look]) =>
    /^[A-Za-z0-9_-]+$/.test(look) &&
    (character.codePointAt(0) ?? 0) > 0x7f &&
    refuseName(character) === undefined,
);

describe('the table of lookalikes', () => {
  it('says nothing else than Unicode', () => {
    expect(LOOKS.size).toBeGreaterThan(400);
    for (const [character, look] of LOOKS) expect(CONFUSABLES).toContainEqual([character, look]);
  });

  it('finds all that Unicode has', () => {
    expect(CONFUSABLES.length).toBeGreaterThan(1_000);
    for (const [character, look] of CONFUSABLES)
      expect(nameLikeness(character), character).toBe(nameLikeness(look));
  });
});

describe('a name', () => {
  it.each([
    ['satoshi', []],
    ['SatoshiNakamoto', []],
    ['žluťoučký', []],
    ['日本語', []],
    ['東京tower', []],
    ['한국', []],
    ['москва', []],
    ['ελλάδα', []],
    ['नमस्ते', []],
    ['مرحبا', []],
    ['😀', []],
    ['\u0440aypal', ['name-mixed-script', 'name-lookalike']],
    ['\u0430\u0440\u0440\u04cf\u0435', ['name-lookalike']],
    ['\u03bf', ['name-lookalike']],
    ['ａｄｍｉｎ', ['name-lookalike']],
    ['𝐚𝐝𝐦𝐢𝐧', ['name-lookalike']],
    ['ᎪᎠᎷᎥ', ['name-mixed-script', 'name-lookalike']],
    ['ᚠᚢᚦ', ['name-mixed-script']],
    ['дom', ['name-mixed-script']],
  ])('%s is marked %j', (name, codes) => {
    expect(codesOf(name)).toEqual(codes);
  });

  it('in plain letters is never marked', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]{1,64}$/), (name) => {
        expect(markName(name)).toEqual([]);
      }),
    );
  });

  it.each([
    ['SATOSHI', 'satoshi'],
    ['paypa1', 'paypal'],
    ['paypaI', 'paypal'],
    ['g00gle', 'google'],
    ['rnicro', 'micro'],
    ['\u0430dmin', 'admin'],
    ['ﬁsh', 'fish'],
  ])('%s has the likeness of %s', (name, other) => {
    expect(nameLikeness(name)).toBe(nameLikeness(other));
  });

  it('that differs to the eye keeps its own likeness', () => {
    const names = ['satoshi', 'satoschi', 'sat0shi', 'satoshí', 'satoshi_', '佐藤'];
    expect(new Set(names.map(nameLikeness)).size).toBe(names.length - 1);
  });
});
