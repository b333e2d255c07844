import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TextToken, tokensOf } from '#components/post/text-tokens.ts';

const kinds = (text: string): string[] => tokensOf(text).map((token) => `${token.kind}:${token.text}`);
const links = (text: string): Extract<TextToken, { kind: 'link' }>[] =>
  tokensOf(text).filter((token) => token.kind === 'link');

describe('tokensOf', () => {
  test('finds what can be followed', () => {
    expect(kinds('At 840000.bitmap, @fern.bitter said #rain, see https://rain.example/today.')).toEqual([
      'text:At ',
      'district:840000.bitmap',
      'text:, ',
      'mention:@fern.bitter',
      'text: said ',
      'hashtag:#rain',
      'text:, see ',
      'link:https://rain.example/today',
      'text:.',
    ]);
  });

  test('leaves alone what only looks like it', () => {
    for (const text of [
      'a@b.example',
      'C#minor',
      '007.bitmap',
      '1.2.bitmap',
      'x12.bitmap',
      '12.bitmaps',
      'http://',
    ])
      expect(kinds(text)).toEqual([`text:${text}`]);
  });

  test('shows the host that the browser will ask', () => {
    expect(links('https://münchen.example/bier')[0]).toMatchObject({
      host: 'xn--mnchen-3ya.example',
      rest: '/bier',
    });
    expect(links('https://bank.example@evil.example/')).toEqual([]);
    expect(links('javascript:alert(1) data:text/html,x ftp://a.example')).toEqual([]);
  });

  test('keeps a bracket that belongs to the address', () => {
    expect(links('(see https://en.example/Nabo_(word))')[0]?.text).toBe('https://en.example/Nabo_(word))');
    expect(links('(https://en.example/nabo)')[0]?.text).toBe('https://en.example/nabo');
  });

  test('loses no character of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(
          tokensOf(text)
            .map((token) => token.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  test('takes linear time on text that is made to be slow', () => {
    for (const piece of ['@a-', '#a', 'https://a', '1.bitmap', '((', '1'])
      expect(tokensOf(piece.repeat(100_000)).length).toBeGreaterThan(0);
  });
});
