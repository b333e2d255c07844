import { screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { FeedScreen } from '#components/feed/feed-screen.tsx';
import { ThreadScreen } from '#components/post/thread-screen.tsx';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { author, post } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const play = post({
  name: 'play',
  author: author('ines'),
  text: 'He is the swan.',
  warning: 'The harbour play',
});

describe('a post that warns', () => {
  test('says of what, and its words after a press', async () => {
    const { user } = renderScreen(<FeedScreen />, createFakeClient({ posts: [play] }));
    const warning = await screen.findByText('The harbour play');
    expect(screen.getByText('He is the swan.')).not.toBeVisible();
    await user.click(warning);
    expect(screen.getByText('He is the swan.')).toBeVisible();
    await user.click(warning);
    expect(screen.getByText('He is the swan.')).not.toBeVisible();
  });

  test('does so where it is opened, too, and without words of its own', async () => {
    const opened = { ...play, warning: '' };
    renderScreen(<ThreadScreen />, createFakeClient({ posts: [opened] }), `/post#${play.id}`);
    expect(await screen.findByText('Content warning')).toBeVisible();
    expect(screen.getByText('He is the swan.')).not.toBeVisible();
  });
});
