import { screen } from '@testing-library/react';
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
    await client.publish({ kind: 'post', text: 'One.' });
    expect(await screen.findByText('On the way')).toBeInTheDocument();
    client.change({ hostReachable: false, serviceWorker: 'waiting' });
    expect(await screen.findByText('does not answer')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'New version, reload' })).toBeInTheDocument();
  });
});
