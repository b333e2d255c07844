import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { FeedScreen } from '#components/feed/feed-screen.tsx';
import { AppFrame } from '#components/shell/app-frame.tsx';
import { createFakeClient } from '#tests/support/fake-client.ts';

test('a start that fails says why, and can be tried again', async () => {
  let tries = 0;
  const create = async () => {
    tries += 1;
    if (tries === 1) throw new Error('This browser keeps no data in private windows.');
    return createFakeClient();
  };
  render(
    <AppFrame create={create}>
      <FeedScreen />
    </AppFrame>,
  );
  expect(screen.getByText('Loading posts')).toBeInTheDocument();
  expect(await screen.findByText(/keeps no data in private windows/)).toBeInTheDocument();
  await userEvent.setup().click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('feed')).toBeInTheDocument();
});
