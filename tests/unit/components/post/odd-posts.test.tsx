import { screen, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { FeedScreen } from '#components/feed/feed-screen.tsx';
import { ThreadScreen } from '#components/post/thread-screen.tsx';
import { ProfileScreen } from '#components/profile/profile-screen.tsx';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { author, idOf, keyOf, placeAt, post, TIP } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const NAME = 'm\u0456ra';
const nameMarks = [
  { code: 'name-mixed-script', message: 'of several scripts' },
  { code: 'name-lookalike', message: 'it would pass for mira' },
];
const LOOKALIKE = /The name looks like one in plain letters, and is another name\./;
const odd = post({
  name: 'odd one',
  author: { ...author(NAME), nameMarks },
  text: 'It is me.',
  issues: [{ code: 'envelope-differs', message: 'the B tape has other words than the envelope' }],
});

describe('a name that is easily taken for another', () => {
  test('has a small mark in the feed, and the reason in the proof panel', async () => {
    const { unmount } = renderScreen(
      <FeedScreen />,
      createFakeClient({ posts: [odd, post({ name: 'plain', text: 'Plain.' })] }),
    );
    const mark = await screen.findByText('lookalike');
    expect(mark.closest('article')).toHaveTextContent('It is me.');
    expect(mark).toHaveAttribute('title', expect.stringMatching(LOOKALIKE));
    unmount();
    renderScreen(<ThreadScreen />, createFakeClient({ posts: [odd] }), `/post#${odd.id}`);
    const proof = await screen.findByRole('region', { name: 'Checked on this device' });
    expect(within(proof).getByText(LOOKALIKE)).toBeVisible();
  });

  test('is marked and explained on its profile', async () => {
    const client = createFakeClient({ posts: [odd] });
    const verdict = { state: 'proven', place: placeAt(TIP, 0) } as const;
    const handles = [{ name: NAME, holder: keyOf(NAME), id: idOf('claim'), verdict, nameMarks }];
    const profile = async () => ({ key: keyOf(NAME), handles, districts: [], posts: 1 });
    renderScreen(<ProfileScreen />, { ...client, profile }, `/profile#${keyOf(NAME)}`);
    const heading = await screen.findByRole('heading', { level: 2, name: /lookalike$/ });
    expect(heading).toHaveTextContent(NAME);
    expect(screen.getAllByText(LOOKALIKE, { exact: false })).toHaveLength(2);
  });
});

test('what was odd in a post is said in its proof panel, in a sentence', async () => {
  renderScreen(<ThreadScreen />, createFakeClient({ posts: [odd] }), `/post#${odd.id}`);
  const proof = await screen.findByRole('region', { name: 'Checked on this device' });
  expect(within(proof).getByRole('heading', { name: 'Odd, and read all the same' })).toBeInTheDocument();
  expect(within(proof).getByText(/for other apps, are not the same/)).toBeVisible();
});

test('a drawing is an image of no origin, and only for who asks', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script># 100%</svg>';
  const media = { kind: 'image', id: odd.id, contentType: 'image/svg+xml', bytes: svg.length } as const;
  const picture = new TextEncoder().encode(svg);
  const drawn = post({ name: 'drawn', text: '', media });
  const { user, container } = renderScreen(<FeedScreen />, createFakeClient({ posts: [drawn], picture }));
  const ask = await screen.findByRole('button', { name: 'Draw it' });
  expect(container.querySelector('figure img')).toBeNull();
  await user.click(ask);
  const image = await screen.findByAltText('No description was given');
  expect(image.tagName).toBe('IMG');
  expect(image).toHaveAttribute('src', `data:image/svg+xml,${encodeURIComponent(svg)}`);
  expect(container.querySelector('figure svg, figure script')).toBeNull();
});
