import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { FeedScreen } from '#components/feed/feed-screen.tsx';
import { AppFrame } from '#components/shell/app-frame.tsx';
import { StatusScreen } from '#components/status/status-screen.tsx';
import type { Network } from '#lib/chain/network.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { WithRouter } from '#tests/support/router.tsx';

test('a start that fails says why, and can be tried again', async () => {
  let tries = 0;
  const create = async () => {
    tries += 1;
    if (tries === 1) throw new Error('This browser keeps no data in private windows.');
    return createFakeClient();
  };
  render(
    <WithRouter>
      <AppFrame create={create}>
        <FeedScreen />
      </AppFrame>
    </WithRouter>,
  );
  expect(screen.getByText('Loading posts')).toBeInTheDocument();
  expect(await screen.findByText(/keeps no data in private windows/)).toBeInTheDocument();
  await userEvent.setup().click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('feed')).toBeInTheDocument();
});

test('a network can be changed for another: its client ends, and everything on screen is the other\u2019s', async () => {
  const asked: (string | undefined)[] = [];
  const closed: string[] = [];
  const create = async (network: Network = 'devnet') => {
    asked.push(network);
    const client = createFakeClient();
    return {
      ...client,
      config: { ...client.config, network },
      close: () => void closed.push(network),
    };
  };
  render(
    <WithRouter>
      <AppFrame create={create}>
        <StatusScreen />
      </AppFrame>
    </WithRouter>,
  );
  const user = userEvent.setup();
  const choice = await screen.findByRole('combobox', { name: 'Network' });
  expect(choice).toHaveValue('devnet');
  await user.selectOptions(choice, 'main');
  await waitFor(() => expect(screen.getByRole('combobox', { name: 'Network' })).toHaveValue('main'));
  expect([asked, closed]).toEqual([['devnet', 'main'], ['devnet']]);
  await user.selectOptions(screen.getByRole('combobox', { name: 'Network' }), 'devnet');
  await waitFor(() => expect(screen.getByRole('combobox', { name: 'Network' })).toHaveValue('devnet'));
  expect(closed).toEqual(['devnet', 'main']);
});
