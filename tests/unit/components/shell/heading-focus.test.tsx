import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { MeScreen } from '#components/profile/me-screen.tsx';
import { StatusScreen } from '#components/status/status-screen.tsx';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

test('the heading of a screen that was reached has the focus, not that of the first', async () => {
  const first = renderScreen(<MeScreen />, createFakeClient(), '/me');
  expect(await screen.findByRole('heading', { name: 'Me' })).not.toHaveFocus();
  // What a bar of five has no room for, a phone finds here.
  const more = screen.getByRole('navigation', { name: 'More places' });
  expect(more).toHaveTextContent('BookmarksCatch-upListsStatus');
  first.unmount();
  renderScreen(<StatusScreen />, createFakeClient(), '/status');
  expect(await screen.findByRole('heading', { name: 'Status', level: 1 })).toHaveFocus();
});
