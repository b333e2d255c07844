import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { FeedScreen } from '#components/feed/feed-screen.tsx';
import { kindOf, openingOf, placeOf } from '#components/compose/draft-place.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { author, idOf, post } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const first = post({ name: 'first', text: 'The lamp is litt.', author: author('me') });
const strange = post({ name: 'strange', text: 'Soup is on.', author: author('tobi') });

const card = (text: string): HTMLElement => {
  const found = screen.getByText(text).closest('article');
  if (found === null) throw new Error('no such post');
  return found;
};

async function openMenu(text: string, client = createFakeClient({ posts: [first, strange] })) {
  const { user } = renderScreen(<FeedScreen />, client);
  await screen.findByText(text);
  await user.click(within(card(text)).getByRole('button', { name: 'More' }));
  await screen.findByRole('dialog', { name: /^Post by/ });
  return { client, user };
}

describe('writing a post anew', () => {
  test('begins with its words, says what stays, and publishes a post that names it', async () => {
    const { client, user } = await openMenu('The lamp is litt.');
    await user.click(await screen.findByRole('button', { name: /^Write it anew/ }));
    const composer = await screen.findByRole('dialog', { name: 'New version' });
    expect(composer).toHaveTextContent('stays on the chain for good, and everybody can read it');
    const box = within(composer).getByRole('textbox', { name: 'Post text' });
    await waitFor(() => expect(box).toHaveValue('The lamp is litt.'));
    await user.clear(box);
    await user.type(box, 'The lamp is lit.');
    await user.click(within(composer).getByRole('button', { name: 'Post' }));
    await waitFor(async () =>
      expect((await client.publications())[0]?.publication.intent).toMatchObject({
        kind: 'post',
        text: 'The lamp is lit.',
        replaces: first.id,
      }),
    );
  });

  test('of an answer is an answer to the same', async () => {
    const answer = post({
      name: 'answer',
      text: 'Yes, litt.',
      author: author('me'),
      replyTo: { txid: strange.txid, id: strange.id },
    });
    const { client, user } = await openMenu('Yes, litt.', createFakeClient({ posts: [answer, strange] }));
    await user.click(await screen.findByRole('button', { name: /^Write it anew/ }));
    const composer = await screen.findByRole('dialog', { name: 'New version' });
    await user.type(within(composer).getByRole('textbox', { name: 'Post text' }), ' Or not.');
    await user.click(within(composer).getByRole('button', { name: 'Post' }));
    await waitFor(async () =>
      expect((await client.publications())[0]?.publication.intent).toMatchObject({
        kind: 'reply',
        to: strange.id,
        text: 'Yes, litt. Or not.',
        replaces: answer.id,
      }),
    );
  });

  test('goes on with words that were begun before', async () => {
    const client = createFakeClient({ posts: [first, strange] });
    await client.saveDraft(placeOf({ replaces: first.id }), { text: 'Half a vers' });
    const { user } = await openMenu('The lamp is litt.', client);
    await user.click(await screen.findByRole('button', { name: /^Write it anew/ }));
    const composer = await screen.findByRole('dialog', { name: 'New version' });
    await waitFor(() =>
      expect(within(composer).getByRole('textbox', { name: 'Post text' })).toHaveValue('Half a vers'),
    );
  });

  test('is offered for one’s own posts alone', async () => {
    await openMenu('Soup is on.');
    expect(await screen.findByRole('button', { name: /^Quote/ })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^Write it anew/ })).toBeNull();
  });
});

test('a version leads to the one before it and to the newest, and none is hidden', async () => {
  const [old, mid, now] = (['old', 'mid', 'now'] as const).map((name) => idOf(name));
  if (old === undefined || mid === undefined || now === undefined) throw new Error('three versions');
  renderScreen(
    <FeedScreen />,
    createFakeClient({
      posts: [
        { ...post({ name: 'now', text: 'Third.' }), versions: { earlier: mid } },
        { ...post({ name: 'mid', text: 'Second.' }), versions: { earlier: old, newest: now } },
        { ...post({ name: 'old', text: 'First.' }), versions: { newest: now } },
      ],
    }),
  );
  await screen.findByText('Third.');
  const links = async (text: string) =>
    (await within(card(text)).findAllByRole('link', { name: /one before|newest version/ })).map((link) =>
      link.getAttribute('href'),
    );
  expect(await links('Third.')).toEqual([`/post#${mid}`]);
  expect(await links('Second.')).toEqual([`/post#${old}`, `/post#${now}`]);
  expect(await links('First.')).toEqual([`/post#${now}`]);
});

test('a place of a draft says what its words are about', () => {
  const [a, b] = ['ab', 'cd'].map((byte) => `${byte.repeat(32)}_0` as Outpoint);
  if (a === undefined || b === undefined) throw new Error('two posts');
  const openings = [
    [{}, 'Post'],
    [{ replyTo: { outpoint: a } }, 'Reply'],
    [{ quote: { outpoint: a } }, 'Quote'],
    [{ replaces: a }, 'New version'],
    [{ replaces: a, replyTo: { outpoint: b } }, 'New version'],
  ] as const;
  for (const [opening, kind] of openings) {
    expect(openingOf(placeOf(opening))).toEqual(opening);
    expect(openingOf(`${placeOf(opening)}#17`)).toEqual(opening);
    expect(kindOf(placeOf(opening))).toBe(kind);
  }
});
