import { screen, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { FeedScreen } from '#components/feed/feed-screen.tsx';
import { withoutQuote } from '#components/post/quoted.tsx';
import { ThreadScreen } from '#components/post/thread-screen.tsx';
import type { PostView } from '#lib/feed/post-view.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { author, idOf, keyOf, post } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const soup = post({ name: 'soup', author: author('ines'), text: 'Soup is on.' });
const quoting = (quote: PostView['quote'] = quoteOf()): PostView =>
  post({ name: 'quoting', text: `She means it.\n\n${idOf('soup')}`, ...(quote && { quote }) });
const quoteOf = (): NonNullable<PostView['quote']> => ({
  said: idOf('soup'),
  txid: soup.txid,
  id: soup.id,
  author: soup.author,
  text: soup.text,
  at: 1_800_000_000_000,
});
const card = async (text: string | RegExp): Promise<HTMLElement> => {
  const element = (await screen.findByText(text)).closest<HTMLElement>('article');
  if (element === null) throw new Error('words stand in a post');
  return element;
};

describe('a quote', () => {
  test('is a card that leads to the post, in the place of its name', async () => {
    renderScreen(<FeedScreen />, createFakeClient({ posts: [quoting()] }));
    const quoted = await within(await card('She means it.')).findByRole('link', { name: /Soup is on/ });
    expect(quoted).toHaveAttribute('href', `/post#${soup.id}`);
    expect(quoted).toHaveTextContent('ines.bitter');
    expect(screen.queryByText(new RegExp(soup.txid.slice(0, 8)))).not.toBeInTheDocument();
  });

  test('that is not held says so, and can be looked for', async () => {
    const said = `https://nabo.example/post#${soup.txid}`;
    renderScreen(<FeedScreen />, createFakeClient({ posts: [quoting({ said, txid: soup.txid })] }));
    const missing = await screen.findByRole('link', { name: 'A post that is not on this device.' });
    expect(missing).toHaveAttribute('href', `/post#${soup.txid}`);
  });

  test('of a file is a card that leads to the viewer, and runs nothing', async () => {
    const file = { id: soup.id, record: 'page', bytes: 1_200 } as const;
    const embedding = quoting({ said: idOf('soup'), txid: soup.txid, file });
    renderScreen(<FeedScreen />, createFakeClient({ posts: [embedding] }));
    const shown = await within(await card('She means it.')).findByRole('link', { name: /^Page/ });
    expect(shown).toHaveAttribute('href', `/i#${soup.id}`);
    expect(shown).toHaveTextContent('1.2 kB on the chain');
    expect(document.querySelector('iframe')).toBeNull();
  });

  test('of a film, and of what is not on this device, is a card, and nothing of it is brought', async () => {
    const film = { id: soup.id, record: 'video', bytes: 20_000_000 } as const;
    const far = quoting({ said: idOf('soup'), txid: soup.txid, file: { id: soup.id } });
    const client = createFakeClient({
      posts: [
        quoting({ said: idOf('soup'), txid: soup.txid, file: film }),
        {
          ...far,
          ...post({ name: 'far', text: `I mean this.\n\n${idOf('soup')}` }),
          ...(far.quote && { quote: far.quote }),
        },
      ],
    });
    renderScreen(<FeedScreen />, client);
    const shown = await within(await card('She means it.')).findByRole('link', { name: /^Film/ });
    expect(shown).toHaveTextContent('20 MB on the chain');
    expect(shown).toHaveTextContent('Open');
    const absent = await within(await card('I mean this.')).findByRole('link', { name: /^Inscription/ });
    expect(absent).toHaveTextContent('Not on this device');
    expect(absent).toHaveAttribute('href', `/i#${soup.id}`);
    expect(document.querySelector('video, audio, iframe')).toBeNull();
  });

  test('of somebody muted is not read', async () => {
    const client = createFakeClient({ posts: [quoting()] });
    await client.keep({ kind: 'mute', id: keyOf('ines'), on: true });
    renderScreen(<FeedScreen />, client);
    expect(await screen.findByText('By a key that you muted.')).toBeInTheDocument();
    expect(screen.queryByText('Soup is on.')).not.toBeInTheDocument();
  });

  test('is counted where the quoted post is opened', async () => {
    const opened = { ...soup, counts: { ...soup.counts, quotes: 2 } };
    renderScreen(<ThreadScreen />, createFakeClient({ posts: [opened] }), `/post#${soup.id}`);
    const link = await screen.findByRole('link', { name: '2 quotes' });
    expect(link).toHaveAttribute('href', `/search#${soup.id}`);
  });

  test('leaves words alone that name a post in their middle', () => {
    expect(withoutQuote(`see ${soup.id} there`, quoteOf())).toBe(`see ${soup.id} there`);
    expect(withoutQuote(`${soup.id}\n`, quoteOf())).toBe('');
  });
});

test('a repost says who handed it on', async () => {
  const reposted = { by: [author('mira'), author('runa')], count: 3 };
  renderScreen(<FeedScreen />, createFakeClient({ posts: [{ ...soup, reposted }] }));
  expect(await card('Soup is on.')).toHaveTextContent('mira.bitter and 2 others reposted');
});
