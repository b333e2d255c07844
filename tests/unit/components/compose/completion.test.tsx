import { describe, expect, test } from 'vitest';
import { complete, completionsOf, knownWords, unfinishedAt } from '#components/compose/completion.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';

describe('completion', () => {
  test('sees a mention or a tag at the caret, and nothing in the middle of a word', () => {
    expect(unfinishedAt('Ask @mi', 7)).toEqual({ sign: '@', word: 'mi', from: 4 });
    expect(unfinishedAt('#br and more', 3)).toEqual({ sign: '#', word: 'br', from: 0 });
    expect(unfinishedAt('me@example', 10)).toBeUndefined();
    expect(unfinishedAt('plain words', 11)).toBeUndefined();
  });

  test('offers verified names and tags that were read, the most frequent first', async () => {
    const { posts } = await createFakeClient().timeline({ of: { kind: 'latest' }, limit: 30 });
    const [first] = posts;
    if (first === undefined) throw new Error('the fake story has posts');
    const by = (handle: string, standing: 'verified' | 'unclaimed', text = '') => ({
      ...first,
      text,
      author: { ...first.author, handle, standing },
    });
    const known = knownWords([
      by('mira', 'verified', '#bread'),
      by('mika', 'verified', '#bread #bench'),
      by('mika', 'verified'),
      by('mimic', 'unclaimed'),
    ]);
    expect(completionsOf({ sign: '@', word: 'mi', from: 0 }, known)).toEqual([
      '@mika.bitter',
      '@mira.bitter',
    ]);
    expect(completionsOf({ sign: '#', word: 'B', from: 0 }, known)).toEqual(['#bread', '#bench']);
    expect(completionsOf({ sign: '@', word: '', from: 0 }, known)).toEqual([]);
  });

  test('puts the choice in place, with one space behind it', () => {
    expect(complete('Ask @mi', { sign: '@', word: 'mi', from: 4 }, '@mira.bitter')).toEqual({
      text: 'Ask @mira.bitter ',
      caret: 17,
    });
    expect(complete('#br now', { sign: '#', word: 'br', from: 0 }, '#bread')).toEqual({
      text: '#bread now',
      caret: 7,
    });
  });
});
