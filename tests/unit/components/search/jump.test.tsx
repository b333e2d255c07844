import { describe, expect, test } from 'vitest';
import { jumpOf } from '#components/search/jump.ts';
import { tagsOf } from '#components/search/tags.ts';

const TXID = 'ab'.repeat(32);

describe('a search that is a name', () => {
  test.each([
    [TXID, { screen: 'post', id: TXID }],
    [` ${TXID.toUpperCase()} `, { screen: 'post', id: TXID }],
    [`${TXID}_1`, { screen: 'post', id: `${TXID}_1` }],
    ['812000', { screen: 'district', height: 812_000 }],
    ['0.bitmap', { screen: 'district', height: 0 }],
    ['@mira', { screen: 'profile', who: 'mira.bitter' }],
    ['mira.bitter', { screen: 'profile', who: 'mira.bitter' }],
    ['0'.repeat(40), { screen: 'profile', who: '0'.repeat(40) }],
    ['#bread #oven', { screen: 'tag', tags: ['bread', 'oven'] }],
  ])('%s', (text, to) => {
    expect(jumpOf(text)?.to).toEqual(to);
  });

  test.each(['', 'bread', '#bread', '00', '012', '999999999', 'from:mira', 'mira bitter', `${TXID}_`])(
    'is none: %s',
    (text) => {
      expect(jumpOf(text)).toBeUndefined();
    },
  );
});

describe('tags of a fragment', () => {
  test('are words, each once, with or without the sign', () => {
    expect(tagsOf('Bread+#oven+bread++ fog ')).toEqual(['bread', 'oven', 'fog']);
  });

  test('are no more than one question may have, and no markup', () => {
    expect(tagsOf(Array.from({ length: 40 }, (_, at) => `t${at}`).join('+'))).toHaveLength(16);
    expect(tagsOf('<b>+a b+"')).toEqual([]);
  });
});
