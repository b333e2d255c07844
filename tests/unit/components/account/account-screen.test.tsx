import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { AccountScreen } from '#components/account/account-screen.tsx';
import { createFakeClient, ME } from '#tests/support/fake-client.ts';
import { keyOf } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const button = (name: string | RegExp) => screen.findByRole('button', { name });

describe('Account and backup', () => {
  test('offers a device without a key the ways back in', async () => {
    const { user } = renderScreen(<AccountScreen />, createFakeClient({ account: undefined }));
    expect(await screen.findByRole('heading', { name: 'No key here yet' })).toBeInTheDocument();
    await user.click(await button('Choose'));
    const dialog = screen.getByRole('dialog', { name: 'From an encrypted file' });
    await user.upload(within(dialog).getByLabelText('The file'), new File(['a letter'], 'x.json'));
    await user.type(within(dialog).getByLabelText('Its passphrase'), 'correct horse');
    // A key that is used elsewhere has coins of its own here.
    await user.selectOptions(within(dialog).getByLabelText(/Which of the key’s devices/), 'The second');
    // The file that is chosen here is none for jsdom's own check of the form.
    const form = dialog.querySelector('form');
    if (form !== null) fireEvent.submit(form);
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('This file is no copy of a key.');
  });

  test('asks for a copy while there is one key, and for a passphrase that was typed twice', async () => {
    const { user } = renderScreen(<AccountScreen />);
    expect(await screen.findByRole('heading', { name: 'One copy of your key exists.' })).toBeInTheDocument();
    expect(await button('Forget')).toBeDisabled();
    await user.click(await button('Set'));
    const dialog = screen.getByRole('dialog', { name: 'Lock with a passphrase' });
    await user.type(within(dialog).getByLabelText('Passphrase'), 'seven lamps');
    await user.type(within(dialog).getByLabelText('The same again'), 'seven lambs');
    await user.click(within(dialog).getByRole('button', { name: 'Set it' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('The two are not the same.');
    await user.clear(within(dialog).getByLabelText('The same again'));
    await user.type(within(dialog).getByLabelText('The same again'), 'seven lamps');
    await user.click(within(dialog).getByRole('button', { name: 'Set it' }));
    expect(await button('Lock now')).toBeInTheDocument();
  });

  test('says what a lock does not hold up, and opens by the passphrase alone', async () => {
    const { user } = renderScreen(<AccountScreen />, createFakeClient({ keys: { lock: 'locked' } }));
    expect(await screen.findByRole('heading', { name: 'Your key is locked.' })).toBeInTheDocument();
    await user.type(screen.getByLabelText('Passphrase'), 'not this one');
    await user.click(await button('Unlock'));
    expect(await screen.findByRole('alert')).toHaveTextContent('That does not open it.');
    await user.clear(screen.getByLabelText('Passphrase'));
    await user.type(screen.getByLabelText('Passphrase'), 'correct horse');
    await user.click(await button('Unlock'));
    expect(await button('Lock now')).toBeInTheDocument();
  });

  test('keeps devices in step once that is switched on, and says before what it tells others', async () => {
    const { user } = renderScreen(<AccountScreen />);
    const step = await screen.findByRole('switch', { name: 'Keep my devices in step' });
    expect(step).not.toBeChecked();
    expect(screen.getByText(/neighbours learn that I have this on/)).toBeInTheDocument();
    await user.click(step);
    expect(await screen.findByText(/no other device of mine was here yet/)).toBeInTheDocument();
    expect(screen.getByRole('switch', { name: 'Keep my devices in step' })).toBeChecked();
  });

  test('counts the copies of which it knows that they open', async () => {
    renderScreen(<AccountScreen />, createFakeClient({ keys: { copies: { file: 1_790_000_000_000 } } }));
    expect(await screen.findByRole('heading', { name: 'Your key has a second copy.' })).toBeInTheDocument();
    expect(screen.getByText(/^Made /)).toBeInTheDocument();
  });

  test('links a device after it has said what is handed over, and shows the code', async () => {
    const { user } = renderScreen(<AccountScreen />);
    await user.click(await button('Link'));
    const dialog = await screen.findByRole('dialog', { name: 'Link a device' });
    expect(within(dialog).getByText(/does not get your twelve words/)).toBeInTheDocument();
    expect(await within(dialog).findByText('20,000 sat', { exact: false })).toBeInTheDocument();
    expect(within(dialog).queryByRole('img')).toBeNull();
    await user.click(within(dialog).getByRole('button', { name: 'Make the code' }));
    expect(await within(dialog).findByRole('img', { name: 'The link, for a camera' })).toBeInTheDocument();
    expect(within(dialog).getByLabelText('Link for the other device')).toHaveValue(
      'https://nabo.test/invite#device=device-7',
    );
    // Its beginning is seen in every language.
    expect(within(dialog).getByLabelText('Link for the other device')).toHaveAttribute('dir', 'ltr');
    await user.click(within(dialog).getByRole('button', { name: 'Close' }));
    expect(await screen.findByText('Device 7')).toBeInTheDocument();
  });

  test('ends a device, and no other', async () => {
    const row = { state: 'linked', posts: 3, hasLink: false } as const;
    const devices = [
      { ...row, number: 7 },
      { ...row, number: 6 },
    ];
    const { user } = renderScreen(<AccountScreen />, createFakeClient({ devices }));
    const [, six] = await screen.findAllByRole('button', { name: 'End' });
    if (six === undefined) throw new Error('two devices are listed');
    await user.click(six);
    const dialog = await screen.findByRole('dialog', { name: 'End device 6' });
    await user.click(within(dialog).getByRole('button', { name: 'End it' }));
    expect(await screen.findByText(/^Being ended/)).toBeInTheDocument();
    expect(screen.getByText('Linked · 3 posts')).toBeInTheDocument();
  });

  test('says of a device why it was not ended or linked, and leaves a way on', async () => {
    const row = { posts: 0, hasLink: false, trouble: 'The coins are spent.' } as const;
    const devices = [
      { ...row, number: 7, state: 'not-ended' },
      { ...row, number: 6, id: 'link-6', state: 'failed' },
    ] as const;
    const { user } = renderScreen(<AccountScreen />, createFakeClient({ devices }));
    expect(await screen.findAllByText('The coins are spent.')).toHaveLength(2);
    const refused = screen.getByText('The network refused to link it').closest('div');
    if (refused === null) throw new Error('a refused device has no line');
    await user.click(within(refused).getByRole('button', { name: 'Forget' }));
    await waitFor(() => expect(screen.queryByText('Device 6')).toBeNull());
    await user.click(await button('End'));
    const dialog = await screen.findByRole('dialog', { name: 'End device 7' });
    await user.click(within(dialog).getByRole('button', { name: 'End it' }));
    expect(await screen.findByText(/^Being ended/)).toBeInTheDocument();
  });

  test('says whom a linked device writes as while it knows no name', async () => {
    const { handle: _unknown, ...nameless } = ME;
    const client = createFakeClient({ account: { ...nameless, linked: true }, keys: { linked: true } });
    renderScreen(<AccountScreen />, client);
    expect(await screen.findByText(/^It writes as you, by a key/)).toBeInTheDocument();
  });

  test('says what a linked device is, and offers nothing that it cannot do', async () => {
    const client = createFakeClient({ account: { ...ME, linked: true }, keys: { linked: true } });
    renderScreen(<AccountScreen />, client);
    expect(await screen.findByRole('heading', { name: 'This device is linked.' })).toBeInTheDocument();
    expect(
      screen.getByText(/^It writes as fen\.bitter, .* coins of its own\. The twelve words/),
    ).toBeInTheDocument();
    expect(screen.queryByText('Twelve words')).toBeNull();
    expect(screen.queryByText('Encrypted file')).toBeNull();
    expect(screen.queryByText('Link a device')).toBeNull();
    // It can be forgotten without a copy, and locked like any other.
    expect(await button('Forget')).toBeEnabled();
    expect(await button('Set')).toBeEnabled();
  });

  test('connects another wallet by a press, and says why one does not', async () => {
    const { user } = renderScreen(<AccountScreen />, createFakeClient({ outside: 'wallet-network' }));
    const [brc100, yours] = await screen.findAllByRole('button', { name: 'Connect' });
    if (brc100 === undefined || yours === undefined) throw new Error('two wallets are offered');
    await user.click(yours);
    expect(await screen.findByRole('alert')).toHaveTextContent('That wallet is on another network.');
    await user.click(brc100);
    expect(await screen.findByText(/^Connected until you leave this page/)).toBeInTheDocument();
    await user.click(await button('Disconnect'));
    expect(await screen.findByText('One that your browser brings along')).toBeInTheDocument();
  });

  test('shows who lives here, and removes one with a copy alone', async () => {
    const identities = [
      { slot: '', key: keyOf('me'), isShown: true, hasCopy: true, waiting: 0 },
      { slot: 'aaaaaaaa', key: keyOf('samira'), isShown: false, hasCopy: false, waiting: 2 },
      { slot: 'bbbbbbbb', key: keyOf('tobi'), isShown: false, hasCopy: true, linked: true, waiting: 0 },
    ] as const;
    const { user } = renderScreen(<AccountScreen />, createFakeClient({ identities }));
    expect(await screen.findByText('samira.bitter')).toBeInTheDocument();
    expect(screen.getByText(/2 things are on the way, and go on when you switch there/)).toBeInTheDocument();
    expect(screen.getByText('The device that linked this one keeps what you hold')).toBeInTheDocument();
    expect(screen.getAllByRole('button', { name: 'Switch' })).toHaveLength(2);
    const [samira, tobi] = screen.getAllByRole('button', { name: 'Remove' });
    if (samira === undefined || tobi === undefined) throw new Error('two can be removed');
    await user.click(samira);
    await user.click(await button('Remove it'));
    expect(await screen.findByRole('alert')).toHaveTextContent('There is no copy of this key yet');
    await user.click(await button('Cancel'));
    await user.click(tobi);
    await user.click(await button('Remove it'));
    await waitFor(() => expect(screen.queryByText('tobi.bitter')).toBeNull());
  });

  test('adds a passkey beside a passphrase and never without one, and opens by it', async () => {
    const open = renderScreen(<AccountScreen />);
    expect(await button('Add a passkey')).toBeDisabled();
    open.unmount();

    const { user } = renderScreen(<AccountScreen />, createFakeClient({ keys: { lock: 'unlocked' } }));
    await user.click(await button('Add a passkey'));
    const dialog = screen.getByRole('dialog', { name: 'Add a passkey' });
    await user.type(within(dialog).getByLabelText('Your passphrase'), 'wrong horse');
    await user.click(within(dialog).getByRole('button', { name: 'Add it' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('That does not open it.');
    await user.clear(within(dialog).getByLabelText('Your passphrase'));
    await user.type(within(dialog).getByLabelText('Your passphrase'), 'correct horse');
    await user.click(within(dialog).getByRole('button', { name: 'Add it' }));
    expect(await screen.findByText(/The passphrase does, too/)).toBeInTheDocument();
    await user.click(await button('Lock now'));
    await user.click(await button('Unlock with the passkey'));
    expect(await button('Lock now')).toBeInTheDocument();
  });
});
