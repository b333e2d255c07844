import { afterEach, expect, test } from 'vitest';
import { language, quantity, speak, t } from '#lib/language/t.ts';

afterEach(() => speak('en'));

test('English is the message itself, its places filled as React would show them', () => {
  expect(t('Sent to {name}, {more}{count}', { name: 'ann', more: false, count: 0 })).toBe('Sent to ann, 0');
  expect(t('Nothing to fill')).toBe('Nothing to fill');
});

test('a number of things is one or many', () => {
  expect(quantity(1, '1', 'source', 'sources')).toBe('1 source');
  expect(quantity(2_048, '2,048', 'source', 'sources')).toBe('2,048 sources');
});

test('another language is asked by the message, and by the plural in ICU', () => {
  const asked: unknown[] = [];
  speak('fa', (message, values) => {
    asked.push([message, values]);
    return 'گفته';
  });
  expect(language()).toBe('fa');
  expect(t('Sent to {name}', { name: 'ann' })).toBe('گفته');
  expect(quantity(2, '۲', 'source', 'sources')).toBe('گفته');
  expect(asked).toEqual([
    ['Sent to {name}', { name: 'ann' }],
    ['{n, plural, one {# source} other {# sources}}', { n: 2 }],
  ]);
});
