import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ProfileScreen } from '#components/profile/profile-screen.tsx';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { author, keyOf, post } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

test('a profile has posts, replies, media and likes', async () => {
  const first = post({ name: 'first', author: author('mira'), text: 'The lamp is lit.' });
  const reply = post({
    name: 'reply',
    author: author('mira'),
    text: 'Told you.',
    replyTo: { txid: first.txid, id: first.id },
  });
  const liked = post({ name: 'liked', author: author('ines'), text: 'Soup is on.' });
  const client = createFakeClient({ posts: [reply, first, liked] });
  const { user } = renderScreen(
    <ProfileScreen />,
    {
      ...client,
      timeline: async (query) => (query.of.kind === 'liked' ? { posts: [liked] } : client.timeline(query)),
    },
    `/profile#${keyOf('mira')}`,
  );
  const posts = await screen.findByRole('feed', { name: 'Posts of this key' });
  expect(within(posts).getByText('The lamp is lit.')).toBeInTheDocument();
  expect(within(posts).queryByText('Told you.')).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Replies' }));
  const replies = await screen.findByRole('feed', { name: 'Replies of this key' });
  expect(within(replies).getAllByRole('article')).toHaveLength(1);
  await user.click(screen.getByRole('button', { name: 'Media' }));
  expect(await screen.findByText('No pictures so far')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Likes' }));
  await waitFor(() => expect(screen.getByText('Soup is on.')).toBeInTheDocument());
  expect(screen.getByRole('button', { name: 'Likes' })).toHaveAttribute('aria-pressed', 'true');
});
