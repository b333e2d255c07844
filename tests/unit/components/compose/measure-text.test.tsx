import { expect, test } from 'vitest';
import { measureText } from '#components/compose/measure-text.ts';

test.each([
  ['', { graphemes: 0, bytes: 0, share: 0, left: 300 }],
  ['straße', { graphemes: 6, bytes: 7, share: 0.02, left: 294 }],
  ['👩‍👩‍👧‍👦', { graphemes: 1, bytes: 25, share: 25 / 3000, left: 299 }],
])('measures %j', (text, measure) => {
  expect(measureText(text)).toEqual(measure);
});

test('the bytes bind where characters are large', () => {
  const measure = measureText('👩‍👩‍👧‍👦'.repeat(130));
  expect(measure.graphemes).toBe(130);
  expect(measure.share).toBeGreaterThan(1);
  expect(measure.left).toBe(3000 - 3250);
});

test('a novel is measured at once', () => {
  expect(measureText('x'.repeat(5_000_000)).share).toBeGreaterThan(1);
});
