import { describe, expect, it } from 'vitest';
import { FACET } from '#lib/feed/term-index.ts';
import { querySearch } from '#lib/feed/search.ts';
import { holdingsOf, manyEntries } from '#tests/support/many-posts.ts';

describe('TermIndex', () => {
  const { index } = holdingsOf(manyEntries(300));
  const { terms } = index;

  it('lets posts wait, and enters a few of them when there is little time', () => {
    expect(terms.isComplete).toBe(false);
    terms.enter(0);
    const { size } = terms.withFacet(FACET.reply);
    expect(size).toBeGreaterThan(0);
    expect(terms.isComplete).toBe(false);
  });

  it('enters all the rest when somebody searches', () => {
    querySearch(index, { text: 'is:reply', limit: 1 });
    expect(terms.isComplete).toBe(true);
    const replies = Array.from({ length: index.posts.length }, (_, row) => row).filter(
      (row) => index.posts.parents.at(row) > 0,
    );
    expect(terms.withFacet(FACET.reply).size).toBe(replies.length);
    expect(terms.withFacet(FACET.reply).walk.atMost(Infinity)).toBe(replies.at(-1));
  });
});
