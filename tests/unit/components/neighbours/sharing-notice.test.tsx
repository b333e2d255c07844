import { cleanup, screen, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { FeedScreen } from '#components/feed/feed-screen.tsx';
import { NeighboursScreen } from '#components/neighbours/neighbours-screen.tsx';
import { createFakeClient, type FakeClient } from '#tests/support/fake-client.ts';
import { NOBODY_IN } from '#tests/support/fake-neighbours.ts';
import { post } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const notice = (): HTMLElement | null => screen.queryByRole('region', { name: 'Sharing' });

/** The feed as it is on the next visit of the same device, once its posts and neighbours are there. */
async function visitFeed(client: FakeClient) {
  cleanup();
  const view = renderScreen(<FeedScreen />, client);
  await screen.findByRole('feed', { name: 'Latest posts' });
  await screen.findByText('Posts proven');
  if ((await client.neighbours()).state !== 'unsupported') await screen.findByText('Shelf');
  return view;
}

describe('that this device shares', () => {
  test('is said in one sentence, and not again once it was read', async () => {
    const { client, user } = await visitFeed(createFakeClient());
    const said = await screen.findByRole('region', { name: 'Sharing' });
    expect(said).toHaveTextContent(/^While Nabo is open, this device also passes on .*it holds\./);
    expect(said.parentElement).toHaveAttribute('aria-live', 'polite');
    await user.click(within(said).getByRole('button', { name: 'All right' }));
    expect(notice()).toBeNull();
    expect(screen.getByRole('main')).toHaveFocus();
    expect((await client.neighbours()).sharing).toBe(true);
    await visitFeed(client);
    expect(notice()).toBeNull();
  });

  test('takes no for an answer, and keeps it', async () => {
    const { client, user } = await visitFeed(createFakeClient());
    await user.click(await screen.findByRole('button', { name: 'Only read' }));
    expect(notice()).toBeNull();
    expect((await client.neighbours()).sharing).toBe(false);
    await client.setSharing(true);
    await visitFeed(client);
    expect(notice()).toBeNull();
  });

  test('stays when the answer did not hold, and says so', async () => {
    const { client, user } = await visitFeed(createFakeClient());
    client.refuse('The worker does not answer.');
    await user.click(await screen.findByRole('button', { name: 'Only read' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The worker does not answer.');
    expect((await client.neighbours()).sharing).toBe(true);
    await visitFeed(client);
    expect(await screen.findByRole('region', { name: 'Sharing' })).toBeInTheDocument();
  });

  test('waits for the first posts', async () => {
    const { client } = renderScreen(<FeedScreen />, createFakeClient({ posts: [] }));
    await screen.findByText('Nobody here yet');
    await screen.findByText('Shelf');
    expect(notice()).toBeNull();
    client.arrive(post({ name: 'first', text: 'Hello.', heldSince: Date.now() }));
    expect(await screen.findByRole('region', { name: 'Sharing' })).toBeInTheDocument();
  });

  test('needs no telling to somebody who used the switch', async () => {
    const { client, user } = renderScreen(<NeighboursScreen />);
    const sharing = await screen.findByRole('switch', { name: 'Share what I hold' });
    await user.click(sharing);
    await expect.poll(() => sharing.getAttribute('aria-checked')).toBe('false');
    await user.click(sharing);
    await expect.poll(() => sharing.getAttribute('aria-checked')).toBe('true');
    await visitFeed(client);
    expect(notice()).toBeNull();
  });

  test.each([
    ['the browser cannot', { state: 'unsupported', sharing: false }],
    ['the host names no relay', { state: 'starting', relays: [] }],
    ['it is off already', { state: 'off', sharing: false }],
  ] as const)('is not said where %s', async (_why, part) => {
    await visitFeed(createFakeClient({ neighbours: { ...NOBODY_IN, ...part } }));
    expect(notice()).toBeNull();
  });
});
