import { describe, expect, test } from 'vitest';
import { threadLines } from '#components/post/thread-order.ts';
import type { PostView } from '#lib/feed/post-view.ts';
import { post } from '#tests/support/fake-story.ts';

const root = post({ name: 'root', text: 'root' });
const answer = (name: string, to: PostView): PostView =>
  post({ name, text: name, replyTo: { txid: to.txid, id: to.id } });
const show = (replies: readonly PostView[]): string[] =>
  threadLines({ post: root, ancestors: [], replies }).map(
    ({ post: { text }, leadsOn, followsParent }) =>
      `${text}${leadsOn ? ' |' : ''}${followsParent ? '' : ' ?'}`,
  );

describe('threadLines', () => {
  test('keeps a talk together, the oldest first', () => {
    const a = answer('a', root);
    const b = answer('b', root);
    const a1 = answer('a1', a);
    const a2 = answer('a2', a1);
    expect(show([a, b, a1, a2])).toEqual(['a |', 'a1 |', 'a2', 'b']);
  });

  test('says whom a second answer answers', () => {
    const a = answer('a', root);
    expect(show([a, answer('a1', a), answer('a2', a)])).toEqual(['a |', 'a1 |', 'a2 ?']);
  });

  test('sets answers in by three steps, and no further', () => {
    const a = answer('a', root);
    const b = answer('b', a);
    const c = answer('c', b);
    const d = answer('d', c);
    const lines = threadLines({ post: root, ancestors: [], replies: [a, b, c, d, answer('e', root)] });
    expect(lines.map(({ post: { text }, depth }) => `${text}${depth}`)).toEqual([
      'a0',
      'b1',
      'c2',
      'd2',
      'e0',
    ]);
  });

  test('shows replies whose parent is not here', () => {
    expect(show([answer('orphan', post({ name: 'gone', text: '' }))])).toEqual(['orphan']);
  });

  test('ends on posts that answer each other', () => {
    const one = post({ name: 'one', text: 'one' });
    const two = answer('two', one);
    expect(show([{ ...one, replyTo: { txid: two.txid } }, two])).toEqual([]);
  });

  test('follows a talk of ten thousand turns', () => {
    const replies: PostView[] = [];
    for (let turn = 0; turn < 10_000; turn += 1) replies.push(answer(`turn ${turn}`, replies.at(-1) ?? root));
    expect(show(replies)).toHaveLength(10_000);
  });
});
