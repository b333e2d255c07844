import { screen, waitFor, within } from '@testing-library/react';
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

  test('offers a linked device nothing that is done elsewhere', async () => {
    renderScreen(<MeScreen />, createFakeClient({ account: { ...ME, linked: true } }));
    expect(await screen.findByText(/^This is a linked device/)).toBeInTheDocument();
    for (const name of [/Find land/, /Claim a name/])
      expect(screen.queryByRole('link', { name })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'About you' })).not.toBeInTheDocument();
  });

  test('says about oneself what one wants to be read, at a price that is said', async () => {
    const { client, user } = renderScreen(<MeScreen />);
    await user.click(await screen.findByRole('button', { name: 'About you' }));
    const dialog = await screen.findByRole('dialog', { name: 'About you' });
    await user.type(within(dialog).getByLabelText('Name'), ' Fen ');
    await user.type(within(dialog).getByLabelText('A few words'), 'Lamps and bread.');
    await waitFor(() => expect(dialog).toHaveTextContent(/\d+ sat of play money/));
    await user.click(within(dialog).getByRole('button', { name: 'Publish' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    const [view] = await client.publications();
    expect(view?.publication.intent).toEqual({
      kind: 'profile',
      name: 'Fen',
      description: 'Lamps and bread.',
    });
    expect(await screen.findByText('What you say about yourself')).toBeInTheDocument();
  });
});
