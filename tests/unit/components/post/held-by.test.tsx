import { act, screen, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { FeedScreen } from '#components/feed/feed-screen.tsx';
import { ThreadScreen } from '#components/post/thread-screen.tsx';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { post } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const soup = post({ name: 'soup', text: 'Soup is on.' });

describe('how many neighbours hold a post', () => {
  test('stands where it is opened, and leads to them', async () => {
    const client = createFakeClient({ posts: [soup], holders: { [soup.txid]: 3 } });
    renderScreen(<ThreadScreen />, client, `/post#${soup.id}`);
    const said = await screen.findByRole('link', { name: 'Held by 3 neighbours' });
    expect(said).toHaveAttribute('href', '/neighbours');
  });

  test('is not said where nobody is known to', async () => {
    renderScreen(<ThreadScreen />, createFakeClient({ posts: [soup] }), `/post#${soup.id}`);
    await screen.findByText('Soup is on.');
    expect(screen.queryByText(/^Held by/)).not.toBeInTheDocument();
  });

  test('stands on its card in the feed, and changes with them', async () => {
    const holders: Record<string, number> = { [soup.txid]: 2 };
    const client = createFakeClient({ posts: [soup, post({ name: 'bread', text: 'Bread too.' })], holders });
    renderScreen(<FeedScreen />, client, '/#latest');
    const article = (await screen.findByText('Soup is on.')).closest('article');
    if (article === null) throw new Error('it stands on no card');
    const card = within(article);
    expect(await card.findByTitle('Held by 2 neighbours')).toHaveTextContent('2');
    holders[soup.txid] = 3;
    act(() => client.meet({}));
    expect(await card.findByTitle('Held by 3 neighbours')).toBeInTheDocument();
    expect(screen.getAllByTitle(/^Held by/)).toHaveLength(1);
  });
});
