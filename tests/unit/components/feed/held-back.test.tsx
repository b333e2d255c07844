import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOTHING_SHOWN, takeLatest } from '#components/feed/held-back.ts';
import type { PostView } from '#lib/feed/post-view.ts';
import { post } from '#tests/support/fake-story.ts';

const named = (...names: readonly string[]): PostView[] => names.map((name) => post({ name, text: name }));
const words = (posts: readonly PostView[]): string[] => posts.map((each) => each.text);

describe('takeLatest', () => {
  const first = takeLatest(NOTHING_SHOWN, named('c', 'b', 'a'), false);

  test('shows everything at first', () => {
    expect(words(first.posts)).toEqual(['c', 'b', 'a']);
    expect(first.waiting).toEqual([]);
  });

  test('holds newer posts back and keeps the order on screen', () => {
    const next = takeLatest(first, named('e', 'd', 'c', 'b', 'a'), false);
    expect(words(next.posts)).toEqual(['c', 'b', 'a']);
    expect(words(next.waiting)).toEqual(['e', 'd']);
  });

  test('shows them where the reader follows', () => {
    const next = takeLatest(first, named('d', 'c', 'b', 'a'), true);
    expect(words(next.posts)).toEqual(['d', 'c', 'b', 'a']);
    expect(next.waiting).toEqual([]);
  });

  test('adds older posts at the end', () => {
    const next = takeLatest(first, named('c', 'b', 'a', 'z', 'y'), false);
    expect(words(next.posts)).toEqual(['c', 'b', 'a', 'z', 'y']);
  });

  test('renews what is on screen without moving it', () => {
    const [c, b, a] = named('c', 'b', 'a');
    if (c === undefined || b === undefined || a === undefined) throw new Error('three posts were made');
    const liked = { ...a, counts: { ...a.counts, likes: 9 } };
    const next = takeLatest(first, [liked, c, b], false);
    expect(words(next.posts)).toEqual(['c', 'b', 'a']);
    expect(next.posts[2]?.counts.likes).toBe(9);
  });

  test('keeps a post that the answer no longer has', () => {
    const next = takeLatest(first, named('d', 'c', 'b'), false);
    expect(words(next.posts)).toEqual(['c', 'b', 'a']);
  });

  test('never moves, loses or doubles what is on screen', () => {
    const names = fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map(String), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(names, names, (before, after) => {
        const shown = takeLatest(NOTHING_SHOWN, named(...before), false);
        const next = takeLatest(shown, named(...after), false);
        expect(words(next.posts).slice(0, before.length)).toEqual(before);
        const all = [...words(next.posts), ...words(next.waiting)];
        expect(new Set(all).size).toBe(all.length);
        expect(new Set(all)).toEqual(new Set([...before, ...after]));
      }),
    );
  });
});
