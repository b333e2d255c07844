import { screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { FeedScreen } from '#components/feed/feed-screen.tsx';
import { keepPictures } from '#components/media/data-saver.ts';
import type { Topic } from '#lib/client/client.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { post } from '#tests/support/fake-story.ts';
import { pngHeader } from '#tests/support/pictures.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const saving = (saveData: boolean): void => {
  Object.defineProperty(navigator, 'connection', { value: { saveData }, configurable: true });
};

afterEach(() => {
  Reflect.deleteProperty(navigator, 'connection');
  localStorage.clear();
});

/** A feed of one post with a picture; which pictures were asked for. */
function showFeed(alt: string | undefined = 'Two loaves on a board') {
  const { id } = post({ name: 'bread', text: '' });
  const media = { kind: 'image', id, contentType: 'image/png', bytes: 120_000, alt } as const;
  const { alt: _, ...silent } = media;
  const client = createFakeClient({
    posts: [post({ name: 'bread', text: 'Bread.', media: alt === '' ? silent : { ...media, alt } })],
  });
  const asked: string[] = [];
  client.media = async (wanted) => {
    asked.push(wanted);
    return pngHeader(40, 30);
  };
  return { asked, ...renderScreen(<FeedScreen />, client) };
}

test('a browser that saves data gets the words of a picture and its size, and the picture by a press', async () => {
  saving(true);
  const { asked, user } = showFeed();
  const button = await screen.findByRole('button', { name: 'Show the picture, 120 kB' });
  expect(screen.getByText('Two loaves on a board')).toBeVisible();
  expect(asked).toEqual([]);
  await user.click(button);
  expect(await screen.findByRole('img', { name: 'Two loaves on a board' })).toBeInTheDocument();
  expect(asked).toHaveLength(1);
});

test('a picture without words says so while it waits', async () => {
  saving(true);
  showFeed('');
  expect(await screen.findByText('A picture without a description')).toBeVisible();
});

test('other browsers draw it at once, unless that was chosen otherwise', async () => {
  const plain = showFeed();
  expect(await screen.findByRole('img', { name: 'Two loaves on a board' })).toBeInTheDocument();
  plain.unmount();
  keepPictures('press');
  const pressed = showFeed();
  expect(await screen.findByRole('button', { name: /^Show the picture/ })).toBeVisible();
  expect(pressed.asked).toEqual([]);
  pressed.unmount();
  saving(true);
  keepPictures('once');
  showFeed();
  expect(await screen.findByRole('img', { name: 'Two loaves on a board' })).toBeInTheDocument();
});

test('a picture that is not here is looked for again when the feed has changed, and one that is here is not', async () => {
  const { id } = post({ name: 'bread', text: '' });
  const media = { kind: 'image', id, contentType: 'image/png', bytes: 120_000, alt: 'Two loaves' } as const;
  const client = createFakeClient({ posts: [post({ name: 'bread', text: 'Bread.', media })] });
  const listeners = new Set<(topic: Topic) => void>();
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  const asked: unknown[] = [];
  client.subscribe = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  client.media = async () => {
    asked.push(bytes);
    return bytes;
  };
  renderScreen(<FeedScreen />, client);
  expect(await screen.findByText('The picture is not on this device.')).toBeVisible();
  bytes = pngHeader(40, 30);
  const change = (): void => {
    for (const listener of listeners) listener('feed');
  };
  change();
  expect(await screen.findByRole('img', { name: 'Two loaves' })).toBeInTheDocument();
  expect(asked).toEqual([undefined, bytes]);
  const timeline = vi.spyOn(client, 'timeline');
  change();
  await waitFor(() => expect(timeline).toHaveBeenCalled(), { timeout: 5_000 });
  expect(asked).toHaveLength(2);
});
