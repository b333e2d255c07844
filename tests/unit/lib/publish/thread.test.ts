import { describe, expect, it } from 'vitest';
import { forget } from '#lib/publish/books.ts';
import { estimateIntent } from '#lib/publish/estimate.ts';
import type { Continuation } from '#lib/publish/publication.ts';
import { heirsOf, turnOf } from '#lib/publish/thread.ts';
import { coin, outpointOfByte, place, signedTx, TestBooks } from '#tests/support/publications.ts';

const funds = outpointOfByte(0xf0);
const txA = signedTx(0xa0, [funds]);
const change = outpointOfByte(0xa0, 1);
const second: Continuation = { kind: 'continue', after: 'a', text: 'And then' };

/** A thread of three as the outbox saves it, of which the first is signed. */
function thread(): TestBooks {
  const books = new TestBooks();
  books.fund(coin(funds, 100_000));
  const saved = { type: 'saved', network: 'devnet' } as const;
  books.apply('a', { ...saved, id: 'a', intent: { kind: 'post', text: 'First' }, at: 1, next: 'b' });
  books.apply('b', { ...saved, id: 'b', intent: second, at: 2, next: 'c' });
  books.apply('c', { ...saved, id: 'c', intent: { ...second, after: 'b' }, at: 3 });
  books.sign('a', txA, [coin(change, 90_000, { from: 'a', depth: 1 })]);
  return books;
}

const turnIn = ({ publications, coins }: TestBooks) =>
  turnOf(second, publications.get('a'), heirsOf(txA.txid, [...coins.values()], [...publications.values()]));

describe('the next post of a thread', () => {
  it('answers the one before it, and spends its change', () => {
    const expected = { kind: 'reply', text: 'And then', to: outpointOfByte(0xa0) };
    expect(turnIn(thread())).toEqual({ state: 'ready', intent: expected, tie: [change] });
  });

  it('waits while that one has no transaction, and while all that came of it is spent', () => {
    const books = thread();
    expect(turnOf({ ...second, after: 'b' }, books.publications.get('b'), [])).toEqual({ state: 'waits' });
    books.save('other');
    books.sign('other', signedTx(0xb1, [change]));
    expect(turnIn(books)).toEqual({ state: 'waits' });
  });

  it('spends what others of ours left over of its change', () => {
    const books = thread();
    books.save('other');
    const left = outpointOfByte(0xb1, 1);
    books.sign('other', signedTx(0xb1, [change]), [coin(left, 80_000, { from: 'other' })]);
    expect(turnIn(books)).toMatchObject({ state: 'ready', tie: [left] });
  });

  it('is tied to what is in a block as well, for blocks are replaced', () => {
    const books = thread();
    books.apply('a', { type: 'mined', txid: txA.txid, place: place(7) });
    expect(turnIn(books)).toMatchObject({ state: 'ready', tie: [change] });
    expect(turnOf(second, books.publications.get('a'), [])).toMatchObject({ state: 'ready' });
  });

  it('is made anew when that one is refused before it left, and fails with it when it left', () => {
    for (const hasLeft of [false, true]) {
      const books = thread();
      const txB = signedTx(0xb0, [change]);
      books.sign('b', txB);
      books.apply('a', { type: 'sent', txid: txA.txid });
      if (hasLeft) books.apply('b', { type: 'sent', txid: txB.txid });
      books.apply('a', {
        type: 'rejected',
        txid: txA.txid,
        failure: { code: 'fee-too-low', detail: '' },
      });
      expect(books.publications.get('b')?.state).toBe(hasLeft ? 'failed' : 'draft');
    }
  });

  it('never comes when that one was given up', () => {
    expect(turnOf(second, undefined, [])).toEqual({ state: 'broken' });
  });

  it('costs what it will cost as a reply', () => {
    const reply = { kind: 'reply', text: 'And then', to: outpointOfByte(0xa0) } as const;
    expect(estimateIntent(second, 100)).toEqual(estimateIntent(reply, 100));
  });
});

describe('taking a thread back', () => {
  it('takes all that goes on with it, and frees the coins', () => {
    const books = thread();
    books.sign('b', signedTx(0xb0, [change]));
    const entry = forget(books, 'a');
    expect(entry.ok && entry.value.forgotten).toEqual(['a', 'b', 'c']);
    if (entry.ok) books.write(entry.value);
    expect([...books.publications.keys()]).toEqual([]);
    expect(books.coins.get(funds)?.status).toBe('free');
    expect(books.coins.get(change)?.status).toBe('void');
  });

  it('keeps what has left', () => {
    const books = thread();
    books.apply('a', { type: 'sent', txid: txA.txid });
    books.apply('a', { type: 'accepted', txid: txA.txid });
    expect(forget(books, 'a')).toMatchObject({ ok: false, issue: { code: 'on-its-way' } });
    expect(forget(books, 'b')).toMatchObject({ ok: true, value: { forgotten: ['b', 'c'] } });
  });
});
