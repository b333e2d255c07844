import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import { StatusScreen } from '#components/status/status-screen.tsx';
import { renderScreen } from '#tests/support/render-screen.tsx';

describe('status', () => {
  test('tells network, sources, outbox, storage and worker', async () => {
    const { client } = renderScreen(<StatusScreen />);
    expect(await screen.findByRole('region', { name: 'Chain' })).toHaveTextContent('Networkdevnet');
    expect(screen.getByRole('region', { name: 'Sources' })).toHaveTextContent(
      'second opinion1sat-stackagrees',
    );
    expect(screen.getByRole('region', { name: 'This device' })).toHaveTextContent('14.2 MB of 2.1 GB');
    expect(screen.getByRole('link', { name: 'Who is in' })).toHaveAttribute('href', '/neighbours');
    expect(screen.getByRole('region', { name: 'Chain' })).toHaveTextContent('Agree on it2 of 2 sources');
    await client.publish({ kind: 'post', text: 'One.' });
    expect(await screen.findByText('On the way')).toBeInTheDocument();
    client.change({ hostReachable: false, serviceWorker: 'waiting' });
    expect(await screen.findByText('does not answer')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'New version, reload' })).toBeInTheDocument();
  });

  test('lists every request, by host and purpose, and forgets them when told', async () => {
    const user = userEvent.setup();
    renderScreen(<StatusScreen />);
    const requests = await screen.findByRole('region', { name: 'Requests' });
    expect(requests).toHaveTextContent('127.0.0.1:3100posts, by range812 kB in');
    expect(requests).toHaveTextContent('second.exampleheaders2.4 kB in, 360 bytes out12 requests, 2 failed');
    await user.click(screen.getByRole('button', { name: 'Forget them' }));
    expect(await screen.findByText('Nobody was asked for anything yet.')).toBeInTheDocument();
  });

  test('says when a source follows another chain, and when one lags behind', async () => {
    const { client } = renderScreen(<StatusScreen />);
    await screen.findByRole('region', { name: 'Chain' });
    const { feed } = await client.status();
    const [first, second] = feed.sources;
    if (first === undefined || second === undefined) throw new Error('two sources');
    client.change({ feed: { ...feed, sources: [first, { ...second, isRival: true }] } });
    expect(await screen.findByText(/1 follows another chain/)).toBeInTheDocument();
  });
});
