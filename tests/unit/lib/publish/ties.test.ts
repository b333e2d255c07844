import { describe, expect, it } from 'vitest';
import type { Publication, SignedTx } from '#lib/publish/publication.ts';
import { tiesOf } from '#lib/publish/ties.ts';
import { coin, outpointOfByte, signedTx, TestBooks } from '#tests/support/publications.ts';

const [a, b, c] = [outpointOfByte(1), outpointOfByte(2), outpointOfByte(3)];

const draft = (...earlier: readonly SignedTx[]): Publication => ({
  id: 'p',
  network: 'devnet',
  createdAt: 1,
  intent: { kind: 'post', text: 'kept' },
  state: 'draft',
  attempts: 0,
  revision: 1,
  ...(earlier.length > 0 && { earlier }),
});

const ties = (books: TestBooks, row: Publication) => tiesOf(books, row, new Set());

describe('what is signed anew', () => {
  it('owes nothing where nothing left', () => {
    expect(ties(new TestBooks(), draft())).toEqual({ state: 'tied', again: [] });
  });

  it('spends a coin of everything that left before it', () => {
    const books = new TestBooks();
    books.fund(coin(a), coin(b), coin(c));
    expect(ties(books, draft(signedTx(0x11, [a, b]), signedTx(0x12, [c])))).toEqual({
      state: 'tied',
      again: [[a, b], [c]],
    });
  });

  it('is free of what another one in a block made impossible', () => {
    const books = new TestBooks();
    books.fund(coin(a, 5_000, { status: 'spent', by: 'q' }), coin(b));
    expect(ties(books, draft(signedTx(0x11, [a, b])))).toEqual({ state: 'tied', again: [] });
  });

  it('waits for another one that has the coin and is under way', () => {
    const books = new TestBooks();
    books.fund(coin(a, 5_000, { status: 'reserved', by: 'q' }));
    expect(ties(books, draft(signedTx(0x11, [a])))).toEqual({ state: 'wait' });
  });

  it('spends what a refused parent spent, once that is looked at', () => {
    const books = new TestBooks();
    const parent = signedTx(0x21, [b]);
    const change = outpointOfByte(0x21, 1);
    books.publications.set('q', {
      ...draft(),
      id: 'q',
      state: 'failed',
      tx: parent,
      failure: { code: 'rejected', detail: '' },
    });
    books.fund(coin(change, 900, { status: 'void', from: 'q' }));
    const child = draft(signedTx(0x22, [change]));
    expect(ties(books, child)).toEqual({ state: 'look', at: [b] });
    books.fund(coin(b));
    expect(ties(books, child)).toEqual({ state: 'tied', again: [[b]] });
  });

  it('is free of a parent that never left and is no more', () => {
    const books = new TestBooks();
    books.fund(coin(outpointOfByte(0x21, 1), 900, { status: 'void', from: 'gone' }));
    expect(ties(books, draft(signedTx(0x22, [outpointOfByte(0x21, 1)])))).toEqual({
      state: 'tied',
      again: [],
    });
  });
});
