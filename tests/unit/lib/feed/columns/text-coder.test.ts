import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextCoder, type WordMark } from '#lib/feed/columns/text-coder.ts';
import { BUCKETS, WordTable } from '#lib/feed/columns/word-table.ts';

const TEXTS = [
  '',
  ' ',
  'a',
  'A gull near the mole, in no hurry.',
  'two  spaces   and\na line\r\n\ttab ',
  ' leading and trailing ',
  '\u201cquotes\u201d \u2014 don\u2019t\u2026',
  'hi\ud83d\ude42there \ud83d\ude42\ud83d\ude42 x\ud83d\ude42',
  '\u6d77\u8fb9\u7684\u706f\u5854\u5f88\u9ad8 and words',
  '\ufeffmark first',
  `${'long'.repeat(30)} 0x${'ab'.repeat(40)}`,
  'caf\u00e9 CAF\u00c9 cafe\u0301 \u00bd 1\u20442',
  '#tag @name mira.bitter a@b.c C#x .bitter',
  '\u0000\u007f\u0080\u00ab\u00aba\u00aba',
];

function coded(text: string, coder: TextCoder): Uint8Array {
  return coder.encode(text).slice();
}
function marksOf(text: string, coder: TextCoder): [number, WordMark][] {
  const found: [number, WordMark][] = [];
  const codes = coded(text, coder);
  coder.visit(codes, 0, codes.length, (term, mark) => found.push([term, mark]));
  return found;
}

describe('TextCoder', () => {
  it('gives every text back, character for character, whatever was coded before', () => {
    const coder = new TextCoder(new WordTable());
    const check = (text: string): void => {
      const codes = coded(text, coder);
      expect(coder.decode(codes, 0, codes.length)).toBe(text);
    };
    for (const text of TEXTS) check(text);
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({
        unit: fc.constantFrom('a', 'B', ' ', '.', '#', '\u00e9', '\u6d77', '\ud83d\ude42', '\u2019'),
      }),
      fc.array(fc.constantFrom(...TEXTS)).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(anything, (text) => check(text.toWellFormed())),
      { numRuns: 2000 },
    );
    for (const text of TEXTS) check(text);
  });

  it('takes a third of the bytes once the words are known', () => {
    const coder = new TextCoder(new WordTable());
    const text = 'The harbour has a notice board again, and somebody left the lamp on.';
    coded(text, coder);
    expect(coded(text, coder).length).toBeLessThan(text.length / 2);
  });

  it('is found by its words, whatever their case and accents, and by pairs where no spaces stand', () => {
    const coder = new TextCoder(new WordTable());
    const finds = (query: string, text: string): boolean => {
      const terms = new Set(marksOf(text, coder).map(([term]) => term));
      const wanted = coder.search(query);
      return wanted !== undefined && wanted.terms.every((term) => terms.has(term));
    };
    expect(finds('GULL mole', 'A gull near the Mole, in no hurry.')).toBe(true);
    expect(finds('gull tide', 'A gull near the mole')).toBe(false);
    expect(finds('cafe', 'Caf\u00e9!')).toBe(true);
    expect(finds('CAF\u00c9', 'a cafe\u0301')).toBe(true);
    expect(finds('\u706f\u5854', '\u6d77\u8fb9\u7684\u706f\u5854\u5f88\u9ad8')).toBe(true);
    expect(finds('\u706f\u5854', '\u706f\u5854')).toBe(true);
    expect(finds('\u706f', '\u706f\u5854')).toBe(true);
    expect(finds('\u706f\u9ad8', '\u6d77\u8fb9\u7684\u706f\u5854\u5f88\u9ad8')).toBe(false);
    expect(finds('\u706f', '\u6d77\u8fb9\u7684\u706f\u5854\u5f88\u9ad8')).toBe(true);
    const id = 'f0'.repeat(32);
    expect(finds(id, `see ${id} there`)).toBe(true);
    expect(coder.search(id)).toMatchObject({ isSure: false, terms: [expect.any(Number)] });
    expect(coder.search(id)?.terms[0]).toBeLessThan(BUCKETS);
    expect(coder.search('neverseen')).toBeUndefined();
    expect(coder.search(' ,. ')?.terms).toEqual([]);
  });

  it('marks tags and names, and nothing that only looks like them', () => {
    const coder = new TextCoder(new WordTable());
    const marked = (text: string, mark: WordMark): (number | undefined)[] => [
      ...new Set(
        marksOf(text, coder)
          .filter(([, found]) => found === mark)
          .map(([term]) => term),
      ),
    ];
    const find = (word: string): number | undefined => coder.find(word);
    const text = '#Harbour and @Mira with ines.bitter, a@tomo C#gull .bitter x . bitter';
    expect(marked(text, 'tag')).toEqual([find('harbour')]);
    expect(marked(text, 'name')).toEqual([find('mira'), find('ines')]);
    expect(marked('#\u6d77\u8fb9', 'tag')).toEqual([find('\u6d77\u8fb9')]);
  });

  it('tells at a glance which texts have neither tag nor name', () => {
    const coder = new TextCoder(new WordTable());
    const part = fc.constantFrom(
      '#',
      '@',
      '.',
      'bitter',
      '.bitter',
      'gull',
      ' ',
      '\u6d77',
      'caf\u00e9',
      'x'.repeat(40),
    );
    const mayBe = (text: string): boolean => {
      const codes = coded(text, coder);
      return coder.mayBeMarked(codes, 0, codes.length);
    };
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        if (marksOf(text, coder).some(([, mark]) => mark !== 'plain')) expect(mayBe(text)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(mayBe('A gull. Near the mole, in no hurry.')).toBe(false);
  });

  it('codes words without a number once the table is full, and still finds them', () => {
    const words = new WordTable(BUCKETS + 3);
    const coder = new TextCoder(words);
    const text = 'alpha beta Gamma delta';
    const codes = coded(text, coder);
    expect(coder.decode(codes, 0, codes.length)).toBe(text);
    expect(words.size).toBe(BUCKETS + 3);
    const terms = new Set(marksOf(text, coder).map(([term]) => term));
    expect(coder.search('delta')).toMatchObject({ isSure: false });
    expect(coder.search('delta')?.terms.every((term) => terms.has(term))).toBe(true);
  });
});

describe('WordTable', () => {
  it('gives words back with the numbers that they had', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...TEXTS), { maxLength: 12 }), fc.nat(11), (texts, cut) => {
        const words = new WordTable();
        const coder = new TextCoder(words);
        const start = words.size;
        let middle = start;
        for (const [at, text] of texts.entries()) {
          marksOf(text, coder);
          if (at === cut) middle = words.size;
        }
        const again = new WordTable();
        void new TextCoder(again);
        for (const [from, to] of [
          [start, middle],
          [middle, words.size],
        ] as const) {
          const { bytes, lengths } = words.copy(from, to);
          expect(again.restore(from, bytes, lengths)).toBe(true);
        }
        expect(again.size).toBe(words.size);
        for (let id = BUCKETS; id < words.size; id += 1) {
          expect(again.textOf(id)).toBe(words.textOf(id));
          expect(again.textOf(again.termOf(id))).toBe(words.textOf(words.termOf(id)));
        }
        const { bytes, lengths } = words.copy(start, words.size);
        if (words.size > start) expect(again.restore(start, bytes, lengths)).toBe(false);
      }),
    );
  });
});
