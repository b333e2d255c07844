import { screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
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

test('a profile has plots, a history of names and land, and a key, each asked for when it is opened', async () => {
  const client = createFakeClient({
    posts: [post({ name: 'first', author: author('mira'), text: 'The lamp is lit.' })],
    details: {
      events: [
        {
          kind: 'rival',
          id: 'rival x',
          of: { kind: 'handle', name: 'mira' },
          at: 2_000,
          height: 900,
          other: author('tobi'),
        },
        { kind: 'handed-on', id: 'handed-on y', of: { kind: 'district', height: 1204 }, at: 0 },
      ],
      parcels: [{ index: 7, height: 1204 }],
      key: {
        counted: 2,
        proven: 1,
        signatures: { sigma: 1, aip: 0, input: 1 },
        behind: [author('ines')],
        beside: [author('tobi')],
        followers: 3,
        follows: 4,
      },
    },
  });
  const asked = vi.spyOn(client, 'profileDetails');
  const { user } = renderScreen(<ProfileScreen />, client, `/profile#${keyOf('mira')}`);
  await screen.findByText('The lamp is lit.');
  expect(asked).not.toHaveBeenCalled();
  const plots = screen.getByRole('button', { name: 'Plots' });
  plots.focus();
  await user.keyboard('{Enter}');
  expect(await screen.findByRole('link', { name: '7.1204.bitmap' })).toHaveAttribute(
    'href',
    '/district#1204',
  );
  await user.click(screen.getByRole('button', { name: 'History' }));
  const history = await screen.findByRole('region', { name: 'What became of names and land' });
  const [rival, gone] = within(history).getAllByRole('listitem');
  expect(rival).toHaveTextContent(/mira\.bitter.*tobi\.bitter claimed it too, later.*Block 900/);
  expect(gone).toHaveTextContent('1204.bitmapIt went to nobody that can be named.');
  await user.click(screen.getByRole('button', { name: 'Key' }));
  const key = await screen.findByRole('region', { name: 'This key' });
  expect(key).toHaveTextContent('1 post proven, of 2');
  expect(key).toHaveTextContent('Speaks for ines.bitter');
  expect(key).toHaveTextContent('3 followers, follows 4');
  expect(asked).toHaveBeenCalledTimes(1);
});

test('a tab of a profile says what failed', async () => {
  const client = createFakeClient({ posts: [post({ name: 'first', author: author('mira'), text: 'Hi.' })] });
  client.profileDetails = () => Promise.reject(new Error('The worker does not answer.'));
  const { user } = renderScreen(<ProfileScreen />, client, `/profile#${keyOf('mira')}`);
  await user.click(await screen.findByRole('button', { name: 'Key' }));
  expect(await screen.findByText('The worker does not answer.')).toBeInTheDocument();
});
