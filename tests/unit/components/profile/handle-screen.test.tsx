import { screen, waitFor } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { encodeAddress } from '#lib/bytes/address.ts';
import { HandleScreen } from '#components/profile/handle-screen.tsx';
import { tidyName } from '#components/profile/handle-name.ts';
import { createFakeClient, ME } from '#tests/support/fake-client.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

/** An address of a test network. */
const ADDRESS = encodeAddress(new Uint8Array(20).fill(7), 0x6f);

describe('claiming a name', () => {
  test('a free one is said with height and sources, and claimed', async () => {
    const { client, user } = renderScreen(<HandleScreen />);
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Birdie.bitter');
    expect(await screen.findByText('Nobody has it')).toBeInTheDocument();
    expect(
      screen.getByText('As of block 14,204, according to devnet and second opinion.'),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Claim birdie.bitter' }));
    expect(await screen.findByText('Saved')).toBeInTheDocument();
    const [view] = await client.publications();
    expect(view?.publication.intent).toEqual({ kind: 'claim-handle', name: 'birdie' });
  });

  test('a taken one is not offered', async () => {
    const { user } = renderScreen(<HandleScreen />);
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'runa');
    expect(await screen.findByText('Somebody was first')).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole('button', { name: 'Claim runa.bitter' })).toBeDisabled());
  });

  test('odd letters are refused before anybody is asked', async () => {
    const { user } = renderScreen(<HandleScreen />);
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'bïrdie');
    expect(await screen.findByText('It breaks a rule')).toBeInTheDocument();
    expect(
      screen.getByText('A handle is made of a to z, 0 to 9, hyphen and underscore.'),
    ).toBeInTheDocument();
  });

  test('one’s own is handed on, once it is said what comes of it', async () => {
    const own = createFakeClient({ account: { ...ME, address: encodeAddress(new Uint8Array(20), 0x6f) } });
    const { client, user } = renderScreen(<HandleScreen />, own);
    await user.click(await screen.findByText('Hand fen.bitter on'));
    const give = screen.getByRole('button', { name: 'Hand it on' });
    const to = screen.getByRole('textbox', { name: 'To this address' });
    await user.click(to);
    await user.paste('mhR7Nc2mE5jzX');
    expect(await screen.findByText('That is no address')).toBeInTheDocument();
    expect(give).toBeDisabled();
    await user.clear(to);
    await user.click(to);
    await user.paste(ADDRESS);
    expect(await screen.findByText(/^What you wrote under it stays as it is/)).toBeInTheDocument();
    await user.click(give);
    const [view] = await client.publications();
    expect(view?.publication.intent).toMatchObject({ kind: 'hand-on', what: 'fen.bitter', to: ADDRESS });
  });

  test('somebody without a name sees none', async () => {
    renderScreen(<HandleScreen />, createFakeClient({ account: undefined }));
    expect(await screen.findByText('How names work')).toBeInTheDocument();
    expect(screen.queryByText('Your names')).not.toBeInTheDocument();
  });

  test('a name is tidied as people type it', () => {
    expect([' @Fern ', 'fern.bitter', 'FERN'].map(tidyName)).toEqual(['fern', 'fern', 'fern']);
  });
});
