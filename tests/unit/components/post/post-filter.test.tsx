import { describe, expect, test } from 'vitest';
import { foldWords, whyNot, type Unwanted } from '#components/post/post-filter.ts';
import { author, keyOf, post } from '#tests/support/fake-story.ts';

const NOTHING: Unwanted = {
  mutedKeys: new Set(),
  blockedKeys: new Set(),
  mutedWords: new Set(),
  mutedThreads: new Set(),
  hidden: new Set(),
};
const rain = post({ name: 'rain', text: 'Sand and Rain at the CAFÉ', author: author('runa') });
const muting = (...words: readonly string[]): Unwanted => ({
  ...NOTHING,
  mutedWords: new Set(words.map(foldWords)),
});

describe('what a reader does not want', () => {
  test('is nothing at first', () => {
    expect(whyNot(rain, NOTHING)).toBeUndefined();
  });

  test('is a post, a key, a talk', () => {
    expect(whyNot(rain, { ...NOTHING, hidden: new Set([rain.id]) })).toBe('hidden');
    expect(whyNot(rain, { ...NOTHING, blockedKeys: new Set([keyOf('runa')]) })).toBe('blocked');
    expect(whyNot(rain, { ...NOTHING, mutedKeys: new Set([keyOf('runa')]) })).toBe('muted');
    expect(whyNot(rain, { ...NOTHING, mutedThreads: new Set([rain.txid]) })).toBe('thread');
    const root = post({ name: 'root', text: '' });
    const parent = post({ name: 'parent', text: '' });
    const deep = post({ name: 'deep', text: 'yes', replyTo: { txid: parent.txid, root: root.txid } });
    expect(whyNot(deep, { ...NOTHING, mutedThreads: new Set([root.txid]) })).toBe('thread');
    expect(whyNot(deep, { ...NOTHING, mutedThreads: new Set([parent.txid]) })).toBe('thread');
  });

  test('is a word as people read it, and no part of another', () => {
    expect(whyNot(rain, muting('rain'))).toBe('word');
    expect(whyNot(rain, muting('cafe'))).toBe('word');
    expect(whyNot(rain, muting('and rain'))).toBe('word');
    expect(whyNot(rain, muting('an'))).toBeUndefined();
    expect(whyNot(rain, muting('sand rain'))).toBeUndefined();
  });
});
