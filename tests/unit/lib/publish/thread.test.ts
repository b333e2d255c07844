import { describe, expect, it } from 'vitest';
import { forget } from '#lib/publish/books.ts';
import { estimateIntent } from '#lib/publish/estimate.ts';
import { decodeDirectory, encodeDirectory } from '#lib/protocols/ord-fs.ts';
import type { Continuation, SiteDirectory } from '#lib/publish/publication.ts';
import { heirsOf, succeeding, turnOf } from '#lib/publish/thread.ts';
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
  turnOf(second, publications, heirsOf(txA.txid, [...coins.values()], [...publications.values()]));

describe('the next post of a thread', () => {
  it('answers the one before it, and spends its change', () => {
    const expected = { kind: 'reply', text: 'And then', to: outpointOfByte(0xa0) };
    expect(turnIn(thread())).toEqual({ state: 'ready', intent: expected, tie: [change] });
  });

  it('waits while that one has no transaction, and while all that came of it is spent', () => {
    const books = thread();
    expect(turnOf({ ...second, after: 'b' }, books.publications, [])).toEqual({ state: 'waits' });
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
    expect(turnOf(second, books.publications, [])).toMatchObject({ state: 'ready' });
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
    expect(turnOf(second, new Map(), [])).toEqual({ state: 'broken' });
  });

  it('costs what it will cost as a reply', () => {
    const reply = { kind: 'reply', text: 'And then', to: outpointOfByte(0xa0) } as const;
    expect(estimateIntent(second, 100)).toEqual(estimateIntent(reply, 100));
  });
});

describe('a site', () => {
  const body = Uint8Array.of(0x61);
  const page = { contentType: 'text/html', body } as const;
  const directory: SiteDirectory = {
    kind: 'site',
    after: 'b',
    files: [
      { path: 'index.html', of: 'a' },
      { path: 'style.css', of: 'b' },
    ],
  };
  const txB = signedTx(0xb0, [change]);
  const left = outpointOfByte(0xb0, 1);

  function site(): TestBooks {
    const books = new TestBooks();
    books.fund(coin(funds, 100_000));
    const saved = { type: 'saved', network: 'devnet' } as const;
    books.apply('a', { ...saved, id: 'a', intent: { kind: 'inscribe', ...page }, at: 1, next: 'b' });
    const style = { kind: 'next-file', after: 'a', contentType: 'text/css', body } as const;
    books.apply('b', { ...saved, id: 'b', intent: style, at: 2, next: 'c' });
    books.apply('c', { ...saved, id: 'c', intent: directory, at: 3 });
    books.sign('a', txA, [coin(change, 90_000, { from: 'a', depth: 1 })]);
    return books;
  }

  it('has its files signed one behind the other, and the directory behind all of them', () => {
    const books = site();
    const style = { kind: 'next-file', after: 'a', contentType: 'text/css', body } as const;
    const { kind: _, after: __, ...file } = style;
    expect(turnOf(style, books.publications, [change])).toEqual({
      state: 'ready',
      intent: { kind: 'inscribe', ...file },
      tie: [change],
    });
    expect(turnOf(directory, books.publications, [])).toEqual({ state: 'waits' });
    books.sign('b', txB, [coin(left, 80_000, { from: 'b', depth: 2 })]);
    const turn = turnOf(directory, books.publications, [left]);
    if (turn.state !== 'ready' || turn.intent.kind !== 'inscribe') throw new Error(turn.state);
    expect(turn.tie).toEqual([left]);
    expect(turn.intent.contentType).toBe('ord-fs/json');
    expect(decodeDirectory(turn.intent.body, txA.txid)).toEqual(
      new Map([
        ['index.html', outpointOfByte(0xa0)],
        ['style.css', outpointOfByte(0xb0)],
      ]),
    );
  });

  it('is never finished around a file that was given up, and waits for one that failed', () => {
    const books = site();
    books.sign('b', txB, [coin(left, 80_000, { from: 'b', depth: 2 })]);
    books.apply('a', { type: 'sent', txid: txA.txid });
    books.apply('b', { type: 'sent', txid: txB.txid });
    books.apply('a', { type: 'rejected', txid: txA.txid, failure: { code: 'fee-too-low', detail: '' } });
    expect(turnOf(directory, books.publications, [])).toEqual({ state: 'waits' });
    const without = new Map([...books.publications].filter(([id]) => id !== 'a'));
    expect(turnOf(directory, without, [left])).toEqual({ state: 'broken' });
  });

  it('costs what it will cost, before any of its files has a name', () => {
    const at = outpointOfByte(0xa0);
    const named = encodeDirectory(directory.files.map(({ path }) => ({ path, at })));
    expect(estimateIntent(directory, 100)).toEqual(
      estimateIntent({ kind: 'inscribe', contentType: 'ord-fs/json', body: named }, 100),
    );
    expect(estimateIntent({ kind: 'next-file', after: '', ...page }, 100)).toEqual(
      estimateIntent({ kind: 'inscribe', ...page }, 100),
    );
    expect(estimateIntent({ ...directory, files: [] }, 100)).toEqual({ bytes: 0, sats: 0 });
  });

  it('names only files that are saved with it', () => {
    const files = [{ path: 'index.html', part: 1 }];
    expect(() => succeeding({ kind: 'site', files }, 'a', ['a'])).toThrow(RangeError);
    expect(succeeding({ kind: 'site', files }, 'b', ['a', 'b'])).toEqual({
      kind: 'site',
      after: 'b',
      files: [{ path: 'index.html', of: 'b' }],
    });
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
