import { afterEach, expect, test, vi } from 'vitest';
import { warmIntl } from '#lib/feed/warm-intl.ts';

afterEach(() => void vi.restoreAllMocks());

test('asks for what cards are written with, in the language that comes first', () => {
  const numbers = vi.spyOn(Intl, 'NumberFormat');
  const dates = vi.spyOn(Intl, 'DateTimeFormat');
  const lists = vi.spyOn(Intl, 'ListFormat');
  warmIntl(['fa', 'en']);
  for (const made of [numbers, dates, lists]) {
    expect(made).toHaveBeenCalled();
    expect(made.mock.calls.every(([tag]) => tag === 'fa')).toBe(true);
  }
});

test('says nothing of a language that is none, or that nobody names', () => {
  expect(() => warmIntl(['no language'])).not.toThrow();
  expect(() => warmIntl([])).not.toThrow();
});
