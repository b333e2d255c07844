import { screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { MeScreen } from '#components/profile/me-screen.tsx';
import { createFakeClient, ME } from '#tests/support/fake-client.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

describe('Me', () => {
  test('tells somebody new that nothing is needed to read', async () => {
    renderScreen(<MeScreen />, createFakeClient({ account: undefined }));
    expect(await screen.findByRole('heading', { name: 'Nobody yet' })).toBeInTheDocument();
  });

  test('shows handle, balance, land and what is on its way', async () => {
    const { client } = renderScreen(<MeScreen />);
    expect(await screen.findAllByText('99,841,200 sat')).not.toHaveLength(0);
    expect(await screen.findByRole('link', { name: /9033/ })).toHaveAttribute('href', '/district#9033');
    await client.publish({ kind: 'claim-district', height: 77 });
    expect(await screen.findByText('Claim of 77.bitmap')).toBeInTheDocument();
  });

  test('offers a name to a key that has none', async () => {
    const { handle: _handle, ...nameless } = ME;
    renderScreen(<MeScreen />, createFakeClient({ account: nameless }));
    expect(await screen.findByRole('link', { name: /Claim a name/ })).toHaveAttribute('href', '/handle');
  });
});
