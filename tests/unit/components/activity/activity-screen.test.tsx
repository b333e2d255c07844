import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { ActivityScreen } from '#components/activity/activity-screen.tsx';
import { noteSeen } from '#components/activity/unread.ts';
import type { ActivityView } from '#lib/feed/post-view.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { author, post } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const mine = post({ name: 'mine', text: 'The lamp is lit.' });
const ACTIVITY: readonly ActivityView[] = [
  {
    kind: 'reply',
    id: 'reply',
    at: 3_000,
    post: post({ name: 'answer', text: 'I saw it.', author: author('tobi') }),
  },
  {
    kind: 'like',
    id: 'like',
    at: 2_000,
    to: { txid: mine.txid, id: mine.id, excerpt: 'The lamp is lit.' },
    by: [author('runa'), author('ines'), author('odd')],
    count: 4,
  },
  { kind: 'follow', id: 'follow', at: 1_000, by: [author('samira')], count: 1 },
];

describe('the activity', () => {
  test('says who did what, together where it is the same', async () => {
    renderScreen(<ActivityScreen />, createFakeClient({ activity: ACTIVITY }));
    await screen.findByText('I saw it.');
    const words = within(screen.getByRole('list', { name: 'Activity' })).getAllByRole('listitem');
    expect(words).toHaveLength(3);
    expect(words[0]).toHaveTextContent('Answered you');
    expect(words[0]).toHaveTextContent('I saw it.');
    expect(words[1]).toHaveTextContent(/runa.*ines.*2 others liked this/);
    expect(words[1]).toHaveTextContent('The lamp is lit.');
    expect(words[2]).toHaveTextContent(/samira.* follow you/);
  });

  test('marks what came since the last look, once', async () => {
    localStorage.setItem('nabo:activity-seen', '2000');
    const { unmount } = renderScreen(<ActivityScreen />, createFakeClient({ activity: ACTIVITY }));
    expect(await screen.findAllByText('New')).toHaveLength(1);
    unmount();
    renderScreen(<ActivityScreen />, createFakeClient({ activity: ACTIVITY }));
    await screen.findByText('I saw it.');
    expect(screen.queryByText('New')).not.toBeInTheDocument();
  });

  test('leaves out whom the reader muted', async () => {
    const client = createFakeClient({ activity: ACTIVITY });
    await client.keep({ kind: 'mute', id: author('tobi').key ?? '', on: true });
    await client.keep({ kind: 'block', id: author('samira').key ?? '', on: true });
    renderScreen(<ActivityScreen />, client);
    const list = await screen.findByRole('list', { name: 'Activity' });
    await screen.findByText(/liked this/);
    expect(within(list).queryByText('I saw it.')).not.toBeInTheDocument();
    expect(within(list).queryByText(/follow you/)).not.toBeInTheDocument();
  });

  test('says what became of names and land, whoever is muted', async () => {
    const of = { kind: 'district', height: 1204 } as const;
    const activity: readonly ActivityView[] = [
      {
        kind: 'title',
        id: 'rival 1204',
        at: 4_000,
        event: { kind: 'rival', id: 'a', of, at: 4_000, height: 9, other: author('runa') },
        by: [author('runa'), author('tobi')],
        count: 2,
      },
      {
        kind: 'title',
        id: 'b',
        at: 3_000,
        event: { kind: 'handed-on', id: 'b', of, at: 3_000, height: 8, other: author('ines') },
        by: [],
        count: 0,
      },
    ];
    const client = createFakeClient({ activity });
    await client.keep({ kind: 'mute', id: author('runa').key ?? '', on: true });
    renderScreen(<ActivityScreen />, client);
    expect(await screen.findByText(/runa.bitter and tobi.bitter claimed it too, later/)).toBeInTheDocument();
    expect(screen.getByText(/It went to ines.bitter/)).toBeInTheDocument();
    for (const link of within(screen.getByRole('list', { name: 'Activity' })).getAllByRole('link'))
      expect(link).toHaveAttribute('href', '/district#1204');
  });

  test('says where it comes from when there is none', async () => {
    renderScreen(<ActivityScreen />, createFakeClient({ activity: [] }));
    expect(await screen.findByText(/nobody is asked for them/)).toBeInTheDocument();
  });
});

describe('the mark on the app’s icon', () => {
  const badge = () => {
    const numbers: (number | undefined)[] = [];
    Object.assign(navigator, {
      setAppBadge: async (count: number) => void numbers.push(count),
      clearAppBadge: async () => void numbers.push(undefined),
    });
    return numbers;
  };
  afterEach(() => {
    Reflect.deleteProperty(navigator, 'setAppBadge');
    Reflect.deleteProperty(navigator, 'clearAppBadge');
  });

  test('is the number of what is new, and goes once it was looked at', async () => {
    localStorage.setItem('nabo:activity-seen', '1500');
    const numbers = badge();
    const client = createFakeClient({ activity: ACTIVITY });
    const { unmount } = renderScreen(<p />, client);
    expect(await screen.findByText('2 new things')).toBeInTheDocument();
    expect(numbers.at(-1)).toBe(2);
    act(() => noteSeen(3_000));
    await waitFor(() => expect(numbers.at(-1)).toBeUndefined());
    expect(screen.queryByText(/new thing/)).not.toBeInTheDocument();
    unmount();
  });

  test('does not count whom the reader muted', async () => {
    localStorage.setItem('nabo:activity-seen', '0');
    const numbers = badge();
    const client = createFakeClient({ activity: ACTIVITY });
    await client.keep({ kind: 'mute', id: author('tobi').key ?? '', on: true });
    renderScreen(<p />, client);
    expect(await screen.findByText('2 new things')).toBeInTheDocument();
    expect(numbers.at(-1)).toBe(2);
  });

  test('is missed by nobody where an icon cannot be marked', async () => {
    localStorage.setItem('nabo:activity-seen', '0');
    Object.assign(navigator, { setAppBadge: () => Promise.reject(new Error('not installed')) });
    renderScreen(<p />, createFakeClient({ activity: ACTIVITY }));
    expect(await screen.findByText('3 new things')).toBeInTheDocument();
  });
});
