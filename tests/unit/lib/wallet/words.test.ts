import Mnemonic from '@bsv/sdk/compat/Mnemonic';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretOfWords, wordsOf } from '#lib/wallet/words.ts';

const secret = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('the twelve words', () => {
  it('give the secret back, however they are typed', () => {
    fc.assert(
      fc.property(
        secret,
        fc.array(fc.constantFrom(' ', '  ', '\n', '\t', '\u3000'), { minLength: 13, maxLength: 13 }),
        (bytes, spaces) => {
          const words = wordsOf(bytes).split(' ');
          expect(words).toHaveLength(12);
          const typed = words.map((word, at) => `${spaces[at]}${at % 2 === 0 ? word.toUpperCase() : word}`);
          expect(secretOfWords(typed.join('') + spaces[12])).toEqual({ ok: true, value: bytes });
        },
      ),
    );
  });

  it('are those of @bsv/sdk', () => {
    fc.assert(
      fc.property(secret, (bytes) => {
        expect(wordsOf(bytes)).toBe(Mnemonic.fromEntropy([...bytes]).toString());
      }),
      { numRuns: 30 },
    );
  });

  it('are known by their number, their list and their check, and no word is told', () => {
    const codeOf = (text: string) => {
      const read = secretOfWords(text);
      return read.ok ? 'ok' : `${read.issue.code}: ${read.issue.message}`;
    };
    const words = wordsOf(new Uint8Array(16));
    expect(codeOf(words)).toBe('ok');
    expect(codeOf('')).toBe('words-count: 0 words');
    expect(codeOf(`${words} about`)).toBe('words-count: 13 words');
    expect(codeOf(words.replace('about', 'abuot'))).toBe('words-unknown: word 12');
    expect(codeOf(words.replace('about', 'abandon'))).toBe('words-check: the last word does not fit');
    expect(codeOf('abandon '.repeat(100_000))).toBe('words-count: more than twelve words');
  });

  it('are read from any text without throwing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void secretOfWords(text)));
  });
});
