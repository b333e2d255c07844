import { expect, it } from 'vitest';
import { viewPublications } from '#lib/client/publication-view.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { outpointOfByte, signedTx, TestBooks } from '#tests/support/publications.ts';

const known = {
  key: 'ab'.repeat(20),
  holds: () => false,
  before: async () => undefined,
  parent: async () => {
    throw new Error('nothing here answers');
  },
};

/** Publications of these intents, in order, each but the last sent. */
async function versions(intents: readonly Intent[]) {
  const books = new TestBooks();
  for (const [at, intent] of intents.entries()) {
    const id = `p${at}`;
    books.apply(id, { type: 'saved', id, network: 'devnet', intent, at });
    const row = books.publications.get(id);
    if (row === undefined) throw new Error('it was saved');
    const isLast = at === intents.length - 1;
    if (!isLast) books.publications.set(id, { ...row, state: 'seen', tx: signedTx(at + 1) });
  }
  const views = await viewPublications([...books.publications.values()], known);
  return views.map(({ post }) => post?.versions);
}

it('posts of one’s own know their versions before a source names them; what has not left makes none yet', async () => {
  const [one, two] = [outpointOfByte(1), outpointOfByte(2)];
  expect(
    await versions([
      { kind: 'post', text: 'litt' },
      { kind: 'post', text: 'lit', replaces: one },
      { kind: 'post', text: 'lit again', replaces: two },
    ]),
  ).toEqual([{ newest: two }, { earlier: one }, { earlier: two }]);
  expect(await versions([{ kind: 'post', text: 'alone' }])).toEqual([undefined]);
});
