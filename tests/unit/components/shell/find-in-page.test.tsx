import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { FeedScreen } from '#components/feed/feed-screen.tsx';
import { FindPresses } from '#components/shell/find-in-page.ts';
import { StatusScreen } from '#components/status/status-screen.tsx';
import { renderScreen } from '#tests/support/render-screen.tsx';

/** Presses the keys; answers whether the browser's own search opens. */
const find = (): boolean => fireEvent.keyDown(document.body, { key: 'f', ctrlKey: true });
const notice = (): HTMLElement | null => screen.queryByRole('region', { name: 'Find' });

/** Keys are listened to once their part of the app is there. */
const listens = (): Promise<void> =>
  waitFor(() => expect(fireEvent.keyDown(document.body, { key: '.' })).toBe(false));

async function onFeed() {
  const view = renderScreen(<FeedScreen />);
  await screen.findByRole('feed', { name: 'Latest posts' });
  await listens();
  expect(find()).toBe(true);
  return { ...view, said: await screen.findByRole('region', { name: 'Find' }) };
}

describe('finding', () => {
  test('is the browser’s at first, which says how far it reaches; pressed again it is ours', async () => {
    const { said } = await onFeed();
    await waitFor(() => expect(said).toHaveTextContent(/All \d+ posts on this device are in our own search/));
    expect(find()).toBe(false);
    expect(window.location.pathname).toBe('/search');
    await waitFor(() => expect(notice()).toBeNull());
  });

  test('leads there by a press too, and goes away when asked', async () => {
    const { said, user } = await onFeed();
    expect(within(said).getByRole('link', { name: 'Search everything' })).toHaveAttribute('href', '/search');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(notice()).toBeNull());
  });

  test('is the browser’s alone where all is in the document', async () => {
    renderScreen(<StatusScreen />);
    await screen.findByText('Headers checked');
    await listens();
    expect([find(), find(), find()]).toEqual([true, true, true]);
    expect(notice()).toBeNull();
  });

  test('twice in a minute on one place is meant for all', () => {
    const presses = new FindPresses();
    expect(presses.press(0, '/')).toBe(false);
    expect(presses.press(5_000, '/tag')).toBe(false);
    expect(presses.press(10_000, '/tag')).toBe(true);
    expect(presses.press(11_000, '/tag')).toBe(false);
    expect(presses.press(90_000, '/tag')).toBe(false);
  });
});
