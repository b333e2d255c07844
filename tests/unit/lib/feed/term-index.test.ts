import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '#lib/bytes/hex.ts';
import { PostTable } from '#lib/feed/columns/post-table.ts';
import { namedIn } from '#lib/feed/quotes.ts';
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

describe('PostTable.mayNameTx', () => {
  const row = { tx: 0, vout: 0, author: 0, form: 0, handle: 0, parent: 0 };
  const txid = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex);
  const around = fc.string({ unit: 'grapheme', maxLength: 12 });

  it('misses no text that names a transaction', () => {
    const posts = new PostTable();
    fc.assert(
      fc.property(around, txid, fc.constantFrom('', '_0', '_999999'), around, (before, id, vout, after) => {
        const text = `${before}${id}${vout}${after}`.toWellFormed();
        const at = posts.add(row, text);
        if (namedIn(text) !== undefined) expect(posts.mayNameTx(at)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is not so for words alone', () => {
    const posts = new PostTable();
    expect(posts.mayNameTx(posts.add(row, 'the lamp is lit, '.repeat(40)))).toBe(false);
  });
});
