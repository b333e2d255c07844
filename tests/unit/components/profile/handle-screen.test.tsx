import { screen, waitFor } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { HandleScreen } from '#components/profile/handle-screen.tsx';
import { tidyName } from '#components/profile/handle-name.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

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

  test('a name is tidied as people type it', () => {
    expect([' @Fern ', 'fern.bitter', 'FERN'].map(tidyName)).toEqual(['fern', 'fern', 'fern']);
  });
});
