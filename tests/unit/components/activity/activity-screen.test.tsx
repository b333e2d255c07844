import { screen, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { ActivityScreen } from '#components/activity/activity-screen.tsx';
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

  test('says where it comes from when there is none', async () => {
    renderScreen(<ActivityScreen />, createFakeClient({ activity: [] }));
    expect(await screen.findByText(/nobody is asked for them/)).toBeInTheDocument();
  });
});
