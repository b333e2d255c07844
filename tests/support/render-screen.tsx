import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { AppFrame } from '#components/shell/app-frame.tsx';
import { createFakeClient, type FakeClient } from './fake-client.ts';
import { WithRouter } from './router.tsx';

/** A screen in its frame, on a fake client: what a person sees and does, without a chain. */
export function renderScreen(screen: ReactNode, client: FakeClient = createFakeClient(), address = '/') {
  window.history.replaceState(null, '', address);
  const create = async (): Promise<FakeClient> => client;
  return {
    client,
    user: userEvent.setup(),
    ...render(
      <WithRouter>
        <AppFrame create={create}>{screen}</AppFrame>
      </WithRouter>,
    ),
  };
}
