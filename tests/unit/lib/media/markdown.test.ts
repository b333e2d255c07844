import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMarkdown, type Block, type Inline } from '#lib/media/markdown.ts';
import { computedMs } from '#tests/support/computed-ms.ts';

const text = (words: string): Inline => ({ kind: 'text', text: words });

function wordsOf(inner: readonly Inline[]): string {
  return inner.map((node) => ('inner' in node ? wordsOf(node.inner) : node.text)).join('');
}

function allWords(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.kind === 'list') return block.items.map(wordsOf).join('');
      if (block.kind === 'code') return block.text;
      return 'inner' in block ? wordsOf(block.inner) : '';
    })
    .join('');
}

describe('what is read', () => {
  it.each<[string, readonly Block[]]>([
    [
      '# One\ntwo',
      [
        { kind: 'heading', level: 1, inner: [text('One')] },
        { kind: 'paragraph', inner: [text('two')] },
      ],
    ],
    ['###### deep', [{ kind: 'heading', level: 3, inner: [text('deep')] }]],
    ['#no', [{ kind: 'paragraph', inner: [text('#no')] }]],
    [
      'a\nb\n\nc',
      [
        { kind: 'paragraph', inner: [text('a\nb')] },
        { kind: 'paragraph', inner: [text('c')] },
      ],
    ],
    ['- a\n- b', [{ kind: 'list', ordered: false, items: [[text('a')], [text('b')]] }]],
    ['1. a\n2) b', [{ kind: 'list', ordered: true, items: [[text('a')], [text('b')]] }]],
    ['> a\n> b', [{ kind: 'quote', inner: [text('a\nb')] }]],
    [
      '```js\n<b>\n```\nx',
      [
        { kind: 'code', text: '<b>' },
        { kind: 'paragraph', inner: [text('x')] },
      ],
    ],
    ['---', [{ kind: 'rule' }]],
    [
      '**a** _b_ `c`',
      [
        {
          kind: 'paragraph',
          inner: [
            { kind: 'strong', inner: [text('a')] },
            text(' '),
            { kind: 'em', inner: [text('b')] },
            text(' '),
            { kind: 'code', text: 'c' },
          ],
        },
      ],
    ],
    ['snake_case_name 2 * 3 * 4', [{ kind: 'paragraph', inner: [text('snake_case_name 2 * 3 * 4')] }]],
    [
      '[a](https://b.example) ![c](/content/d)',
      [
        {
          kind: 'paragraph',
          inner: [
            { kind: 'link', href: 'https://b.example', text: 'a' },
            text(' '),
            { kind: 'picture', href: '/content/d', text: 'c' },
          ],
        },
      ],
    ],
    ['<script>alert(1)</script>', [{ kind: 'paragraph', inner: [text('<script>alert(1)</script>')] }]],
    ['[x](javascript:alert(1', [{ kind: 'paragraph', inner: [text('[x](javascript:alert(1')] }]],
  ])('%j', (given, blocks) => {
    expect(readMarkdown(given)).toEqual(blocks);
  });

  it('is every word of a text without marks', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', 'é', '<', '&') }), (given) => {
        const words = (all: string): string => all.replaceAll(/\s+/g, '');
        expect(words(allWords(readMarkdown(given)))).toBe(words(given));
      }),
    );
  });

  it('never throws, and makes no more words than it was given', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(...'# * _ ` [ ] ( ) ! > - 1 . ~ a'.split(' '), ' ', '\n'),
          maxLength: 400,
        }),
        (given) => {
          expect(allWords(readMarkdown(given)).length).toBeLessThanOrEqual(given.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the cost is linear', () => {
  it.each([
    '*',
    '_',
    '**a',
    '[',
    '[a](',
    '](',
    '`',
    '`a',
    '!['.repeat(2),
    '> ',
    '- ',
    '#',
    '```\n',
    '*a_b',
    ' ',
    '\n',
    '[a](b',
    '_a*',
  ])('of %j, a quarter of a million characters', (piece) => {
    const given = piece.repeat(Math.ceil(262_144 / piece.length));
    expect(computedMs(() => readMarkdown(given))).toBeLessThan(2_000);
  });
});
