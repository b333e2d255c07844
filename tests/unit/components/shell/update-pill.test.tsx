import { act, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { MeScreen } from '#components/profile/me-screen.tsx';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

test('a new version waits to be asked for, and says nothing while somebody writes', async () => {
  const client = createFakeClient();
  const update = vi.spyOn(client, 'updateApp');
  const { user } = renderScreen(<MeScreen />, client, '/me');
  const pill = () => screen.queryByRole('button', { name: 'New version, reload', hidden: true });
  await user.click(screen.getByRole('button', { name: 'New post' }));
  await screen.findByRole('textbox', { name: 'Post text' });
  act(() => client.change({ serviceWorker: 'waiting' }));
  await waitFor(async () => expect((await client.status()).serviceWorker).toBe('waiting'));
  expect(pill()).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(pill()).toBeInTheDocument());
  expect(update).not.toHaveBeenCalled();
  await user.click(await screen.findByRole('button', { name: 'New version, reload' }));
  expect(update).toHaveBeenCalledOnce();
});
