import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { FeedScreen } from '#components/feed/feed-screen.tsx';
import { createFakeClient, type FakeClient, ME } from '#tests/support/fake-client.ts';
import { NOBODY_IN } from '#tests/support/fake-neighbours.ts';
import { post } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

/** A device of somebody who never wrote, with neighbours that the browser cannot have unless a test says otherwise. */
const fresh = (options: Parameters<typeof createFakeClient>[0] = {}): FakeClient =>
  createFakeClient({
    account: undefined,
    posts: [],
    neighbours: { ...NOBODY_IN, state: 'unsupported', sharing: false },
    ...options,
  });

const welcome = (): Promise<HTMLElement> => screen.findByRole('region', { name: 'Welcome' });

async function revisit(client: FakeClient): Promise<void> {
  cleanup();
  renderScreen(<FeedScreen />, client);
  await screen.findByRole('feed', { name: 'Latest posts' });
  await screen.findByText('Posts proven');
}

describe('a newcomer', () => {
  test('is told three lines and asked nothing, while Latest comes in behind them', async () => {
    const { client } = renderScreen(<FeedScreen />, fresh());
    const said = await welcome();
    expect(within(said).getAllByRole('listitem')).toHaveLength(3);
    expect(within(said).queryByRole('textbox')).toBeNull();
    expect(
      within(said)
        .getAllByRole('button')
        .map(({ textContent }) => textContent),
    ).toEqual(['All right']);
    expect(said.parentElement).toHaveAttribute('aria-live', 'polite');
    client.arrive(post({ name: 'first', text: 'Hello.' }));
    expect(await screen.findByText('Hello.')).toBeInTheDocument();
    expect(await welcome()).toBe(said);
    expect(screen.getByRole('link', { name: 'Latest' })).toHaveAttribute('aria-current', 'page');
  });

  test('is told until they say that they heard, and then never again', async () => {
    const client = fresh({ posts: [post({ name: 'first', text: 'Hello.' })] });
    renderScreen(<FeedScreen />, client);
    await welcome();
    await revisit(client);
    const said = await welcome();
    within(said).getByRole('button', { name: 'All right' }).click();
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Welcome' })).toBeNull());
    expect(screen.getByRole('main')).toHaveFocus();
    await revisit(client);
    expect(screen.queryByRole('region')).toBeNull();
  });

  test('hears in the third line that the device shares, and may say no, with no second notice', async () => {
    const client = fresh({ posts: [post({ name: 'first', text: 'Hello.' })], neighbours: NOBODY_IN });
    const { user } = renderScreen(<FeedScreen />, client);
    await waitFor(async () => expect(await welcome()).toHaveTextContent(/also passes on to neighbours/));
    const said = await welcome();
    expect(within(said).getAllByRole('listitem')).toHaveLength(3);
    expect(screen.queryByRole('region', { name: 'Sharing' })).toBeNull();
    await user.click(within(said).getByRole('button', { name: 'Only read' }));
    await waitFor(() => expect(screen.queryByRole('region')).toBeNull());
    expect((await client.neighbours()).sharing).toBe(false);
    await client.setSharing(true);
    await revisit(client);
    expect(screen.queryByRole('region')).toBeNull();
  });

  test.each([
    ['has written', { account: ME }, undefined],
    ['was here before', {}, 'here'],
  ])('is nobody who %s', async (_who, options, feed) => {
    if (feed !== undefined) localStorage.setItem('nabo:feed', feed);
    renderScreen(<FeedScreen />, fresh(options));
    await screen.findByText(/^Nobody here yet|Nothing on this device yet$/);
    await screen.findByText('Posts proven');
    expect(screen.queryByRole('region', { name: 'Welcome' })).toBeNull();
  });
});
