import { beforeEach, describe, expect, it } from 'vitest';
import { applySigned, forget, PARENT_REFUSED } from '#lib/publish/books.ts';
import type { Publication } from '#lib/publish/publication.ts';
import { tiesOf } from '#lib/publish/ties.ts';
import { RIVAL_PATIENCE } from '#lib/publish/transition.ts';
import { coin, outpointOfByte, place, signedTx, TestBooks, txidOfByte } from '#tests/support/publications.ts';

const funds = outpointOfByte(0xf0);
const other = outpointOfByte(0xf1);
const failure = { code: 'fee-too-low', detail: '' };

/** A pays from `funds` and makes change `change`; B pays from that change. */
const txA = signedTx(0xa0, [funds]);
const change = outpointOfByte(0xa0, 1);
const txB = signedTx(0xb0, [change]);
const changeB = outpointOfByte(0xb0, 1);

let books: TestBooks;
const statusOf = (outpoint: typeof funds): string | undefined => books.coins.get(outpoint)?.status;

beforeEach(() => {
  books = new TestBooks();
  books.fund(coin(funds, 100_000), coin(other));
  books.save('a');
  books.sign('a', txA, [coin(change, 90_000, { from: 'a', depth: 1 })]);
});

describe('signing', () => {
  it('reserves what is spent and gives the change at once', () => {
    expect(books.coins.get(funds)).toMatchObject({ status: 'reserved', by: 'a' });
    expect(books.coins.get(change)).toMatchObject({ status: 'free', from: 'a', depth: 1 });
    expect(books.publications.get('a')).toMatchObject({ state: 'queued', tx: txA });
  });

  it('is refused whole when a coin is not free any more', () => {
    const draft = books.save('b');
    const entry = applySigned(books, draft, signedTx(0xb1, [other, funds]), []);
    expect(entry).toMatchObject({ ok: false, issue: { code: 'coin-taken' } });
  });

  it('is refused when the draft was changed meanwhile', () => {
    const draft = books.save('b');
    books.apply('b', { type: 'unreachable', failure });
    expect(applySigned(books, draft, txB, [])).toMatchObject({ ok: false, issue: { code: 'draft-changed' } });
  });
});

describe('a verdict', () => {
  it('frees the coins of a refused transaction, kept aside for the next try, and voids its change', () => {
    books.apply('a', { type: 'rejected', txid: txA.txid, failure });
    expect(books.coins.get(funds)).toEqual(coin(funds, 100_000, { held: 'a' }));
    expect(statusOf(change)).toBe('void');
  });

  it('doubts the coins when they were at fault', () => {
    for (let times = 0; times < RIVAL_PATIENCE; times += 1) {
      expect(statusOf(funds)).toBe('reserved');
      books.apply('a', { type: 'conflict', txid: txA.txid, failure: { code: 'conflict', detail: '' } });
    }
    expect(books.coins.get(funds)).toMatchObject({ status: 'free', doubt: 1 });
  });

  it('never frees a coin for silence', () => {
    books.apply('a', { type: 'sent', txid: txA.txid });
    books.apply('a', { type: 'unreachable', txid: txA.txid, failure });
    books.apply('a', { type: 'pending', txid: txA.txid });
    expect(statusOf(funds)).toBe('reserved');
  });

  it('spends coins with a proof, and takes that back with a reorg', () => {
    books.apply('a', { type: 'mined', txid: txA.txid, place: place(1) });
    expect(statusOf(funds)).toBe('spent');
    expect(books.coins.get(change)).toMatchObject({ status: 'free', depth: 0 });
    books.apply('a', { type: 'orphaned', txid: txA.txid });
    expect(statusOf(funds)).toBe('reserved');
    expect(books.coins.get(change)).toMatchObject({ status: 'free', depth: 1 });
  });
});

describe('a chain of publications', () => {
  beforeEach(() => {
    books.save('b', 2);
    books.sign('b', txB, [coin(changeB, 80_000, { from: 'b', depth: 2 })]);
  });

  it('falls with its first, and the words are kept', () => {
    books.apply('a', { type: 'sent', txid: txA.txid });
    books.apply('b', { type: 'sent', txid: txB.txid });
    books.apply('a', { type: 'rejected', txid: txA.txid, failure });
    expect(books.publications.get('b')).toMatchObject({
      state: 'failed',
      failure: { code: PARENT_REFUSED },
      intent: { text: 'b' },
    });
    expect([statusOf(funds), statusOf(change), statusOf(changeB)]).toEqual(['free', 'void', 'void']);
  });

  it('is made anew where what it spends never left, though it did itself: it can never be mined', () => {
    books.apply('b', { type: 'sent', txid: txB.txid });
    const taken = forget(books, 'a');
    if (!taken.ok) throw new Error(taken.issue.message);
    books.write(taken.value);
    expect(books.publications.get('b')).toMatchObject({ state: 'draft', earlier: [{ txid: txB.txid }] });
    expect([statusOf(funds), statusOf(change), statusOf(changeB)]).toEqual(['free', 'void', 'void']);
    // Nothing has to be spent again for it.
    expect(tiesOf(books, books.publications.get('b') as Publication, new Set())).toEqual({
      state: 'tied',
      again: [],
    });
  });

  it('is made anew where it never left', () => {
    books.apply('a', { type: 'rejected', txid: txA.txid, failure });
    expect(books.publications.get('b')?.state).toBe('draft');
    expect(books.publications.get('b')).not.toHaveProperty('earlier');
    expect(statusOf(changeB)).toBe('void');
  });

  it('stands up again when the first turns up after all', () => {
    books.apply('b', { type: 'sent', txid: txB.txid });
    books.apply('a', { type: 'rejected', txid: txA.txid, failure });
    books.apply('a', { type: 'seen', txid: txA.txid });
    expect([statusOf(funds), statusOf(change)]).toEqual(['reserved', 'free']);
    books.apply('b', { type: 'mined', txid: txB.txid, place: place(3) });
    expect([statusOf(change), statusOf(changeB)]).toEqual(['spent', 'free']);
  });

  it('leaves a child that a proof shows in a block', () => {
    books.apply('b', { type: 'mined', txid: txB.txid, place: place(3) });
    books.apply('a', { type: 'rejected', txid: txA.txid, failure });
    expect(books.publications.get('b')?.state).toBe('in-block');
    expect(statusOf(change)).toBe('spent');
  });
});

describe('a second transaction for the same words', () => {
  const txA2 = signedTx(0xa2, [funds]);
  const change2 = outpointOfByte(0xa2, 1);

  beforeEach(() => {
    books.apply('a', { type: 'sent', txid: txA.txid });
    books.apply('a', { type: 'rejected', txid: txA.txid, failure });
    books.apply('a', { type: 'retry' });
    books.sign('a', txA2, [coin(change2, 90_000, { from: 'a', depth: 1 })]);
  });

  it('gives way when the first is mined after all', () => {
    books.apply('a', { type: 'mined', txid: txA.txid, place: place(4) });
    expect(books.publications.get('a')).toMatchObject({ state: 'in-block', tx: txA, earlier: [txA2] });
    expect(books.coins.get(funds)).toMatchObject({ status: 'spent', by: 'a' });
    expect([statusOf(change), statusOf(change2)]).toEqual(['free', 'void']);
  });

  it('is not touched by late answers about the first', () => {
    expect(books.refusal('a', { type: 'rejected', txid: txA.txid, failure })).toBe('illegal-transition');
    expect(books.refusal('a', { type: 'accepted', txid: txA.txid })).toBe('illegal-transition');
    expect(books.publications.get('a')).toMatchObject({ state: 'queued', tx: txA2 });
  });
});

describe('evidence against a coin that another took', () => {
  it('gives the coin to the transaction that lives', () => {
    books.apply('a', { type: 'rejected', txid: txA.txid, failure });
    books.save('c');
    const txC = signedTx(0xc0, [funds]);
    books.sign('c', txC);
    books.apply('a', { type: 'seen', txid: txA.txid });
    expect(books.coins.get(funds)).toMatchObject({ status: 'reserved', by: 'a' });
    books.apply('c', { type: 'rejected', txid: txC.txid, failure });
    expect(books.coins.get(funds)).toMatchObject({ status: 'reserved', by: 'a' });
  });
});

describe('forgetting', () => {
  const forgetting = (id: string): void => {
    const entry = forget(books, id);
    if (!entry.ok) throw new Error(entry.issue.message);
    books.write(entry.value);
  };

  it('frees what never left, and keeps nothing of it', () => {
    forgetting('a');
    expect(books.publications.has('a')).toBe(false);
    expect(books.coins.get(funds)).toEqual(coin(funds, 100_000));
    expect(statusOf(change)).toBe('void');
  });

  it('gives back what was kept aside, and keeps what has left out of sight', () => {
    books.apply('a', { type: 'sent', txid: txA.txid });
    books.apply('a', { type: 'rejected', txid: txA.txid, failure });
    forgetting('a');
    expect(books.publications.get('a')).toMatchObject({ forgotten: true, tx: txA });
    expect(books.coins.get(funds)).toEqual(coin(funds, 100_000));
    // It was not refused after all: it is seen again, and its change is ours.
    books.apply('a', { type: 'mined', txid: txA.txid, place: place(1) });
    expect(books.publications.get('a')).not.toHaveProperty('forgotten');
    expect([statusOf(funds), statusOf(change)]).toEqual(['spent', 'free']);
  });

  it('makes what would have spent its change anew', () => {
    books.save('b', 2);
    books.sign('b', txB);
    forgetting('a');
    expect(books.publications.get('b')?.state).toBe('draft');
    expect(statusOf(change)).toBe('void');
  });

  it('is refused for what may be on its way', () => {
    books.apply('a', { type: 'sent', txid: txA.txid });
    expect(forget(books, 'a')).toMatchObject({ ok: false, issue: { code: 'on-its-way' } });
    expect(forget(books, txidOfByte(9))).toMatchObject({ ok: false, issue: { code: 'not-found' } });
  });
});
