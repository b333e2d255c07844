import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { CatchUpScreen } from '#components/catch-up/catch-up-screen.tsx';
import { spanOf } from '#components/catch-up/span.ts';
import { createFakeClient, type FakeClient } from '#tests/support/fake-client.ts';
import { author, keyOf, post } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const HOUR = 3_600_000;

function street(): FakeClient {
  const now = Date.now();
  return createFakeClient({
    now,
    posts: [
      post({ name: 'a', text: 'Bread is out.', author: author('runa'), heldSince: now - HOUR }),
      post({ name: 'b', text: 'So is cake.', author: author('runa'), heldSince: now - 2 * HOUR }),
      post({
        name: 'c',
        text: 'A long word about the tide, and how it comes in, and how it goes out again.',
        author: author('tobi'),
        heldSince: now - 3 * HOUR,
      }),
      post({ name: 'd', text: 'Old news.', author: author('tobi'), heldSince: now - 30 * HOUR }),
    ],
  });
}

const groups = (): readonly HTMLElement[] =>
  within(screen.getByRole('list', { name: 'Who wrote' })).getAllByRole('listitem');

describe('catch-up', () => {
  test('groups what everybody wrote by author, and each opens to its posts of that time alone', async () => {
    const { user } = renderScreen(<CatchUpScreen />, street(), '/catch-up#12-everybody');
    expect(await screen.findByText('3 posts by 2 people')).toBeInTheDocument();
    const [runa, tobi] = groups();
    if (runa === undefined || tobi === undefined) throw new Error('two people wrote');
    expect(runa).toHaveTextContent(/runa.*2 posts/);
    expect(tobi).toHaveTextContent(/tobi.*1 post/);
    expect(screen.queryByText('Bread is out.')).toBeNull();
    await user.click(within(runa).getByText('runa.bitter'));
    expect(await within(runa).findByText('Bread is out.')).toBeInTheDocument();
    expect(within(runa).getAllByRole('article')).toHaveLength(2);
    await user.click(within(tobi).getByText('tobi.bitter'));
    expect(await within(tobi).findByText(/about the tide/)).toBeInTheDocument();
    expect(screen.queryByText('Old news.')).toBeNull();
    expect(screen.getByText(/^That is all since/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Back to the feed' })).toHaveAttribute('href', '/');
  });

  test('goes as far back as is chosen, in the order that is chosen', async () => {
    const { user } = renderScreen(<CatchUpScreen />, street(), '/catch-up#12-everybody');
    await screen.findByText('3 posts by 2 people');
    await user.click(screen.getByRole('radio', { name: 'Most to read' }));
    expect(groups()[0]).toHaveTextContent('tobi');
    await user.click(screen.getByRole('radio', { name: '3 days' }));
    expect(await screen.findByText('4 posts by 2 people')).toBeInTheDocument();
    expect(window.location.hash).toBe('#72-everybody');
    await user.click(screen.getByRole('radio', { name: 'Newest' }));
    expect(groups()[0]).toHaveTextContent('runa');
  });

  test('is of whom one follows at first, and says where else to look', async () => {
    const client = street();
    const { user } = renderScreen(<CatchUpScreen />, client, '/catch-up');
    expect(await screen.findByText('Nobody you follow wrote')).toBeInTheDocument();
    expect(screen.getByRole('radio', { name: '12 hours' })).toBeChecked();
    await client.keep({ kind: 'follow', id: keyOf('tobi'), on: true });
    expect(await screen.findByText('1 post by 1 person')).toBeInTheDocument();
    await client.keep({ kind: 'follow', id: keyOf('tobi'), on: false });
    await user.click(await screen.findByRole('button', { name: 'Look at everybody' }));
    expect(await screen.findByText('3 posts by 2 people')).toBeInTheDocument();
  });

  test('says how many posts what was muted takes out of a group', async () => {
    const client = street();
    await client.keep({ kind: 'mute-word', id: 'cake', on: true });
    const { user } = renderScreen(<CatchUpScreen />, client, '/catch-up#12-everybody');
    await user.click(await screen.findByText('runa.bitter'));
    expect(await screen.findByText('1 post is not shown, by what you muted or hid.')).toBeInTheDocument();
    expect(screen.queryByText('So is cake.')).toBeNull();
  });

  test('says what failed', async () => {
    const client = street();
    client.catchUp = () => Promise.reject(new Error('The worker does not answer.'));
    renderScreen(<CatchUpScreen />, client, '/catch-up');
    await waitFor(() => expect(screen.getByText('The worker does not answer.')).toBeInTheDocument());
  });

  test.each([
    ['', 12, 'following'],
    ['24', 24, 'following'],
    ['168-everybody', 168, 'everybody'],
    ['7', 12, 'following'],
    ['x-everybody', 12, 'everybody'],
    ['24-x-y', 24, 'following'],
  ])('a fragment %j is %d hours of %s', (fragment, hours, whose) => {
    expect(spanOf(fragment)).toEqual({ hours, whose });
  });
});
