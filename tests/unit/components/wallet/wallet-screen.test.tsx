import { screen, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { WalletScreen } from '#components/wallet/wallet-screen.tsx';
import { encodeAddress } from '#lib/bytes/address.ts';
import { createFakeClient, ME } from '#tests/support/fake-client.ts';
import { FOUND_KEY, STRANGE_KEY } from '#tests/support/fake-wallet.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const address = encodeAddress(new Uint8Array(20).fill(9), 0x6f);
const account = { ...ME, address: encodeAddress(new Uint8Array(20).fill(1), 0x6f), balanceSats: 120_000 };
const foreign = encodeAddress(new Uint8Array(20).fill(9), 0x00);
const show = () => renderScreen(<WalletScreen />, createFakeClient({ account }));
const part = async (name: string): Promise<HTMLElement> => {
  const heading = await screen.findByRole('heading', { name });
  const details = heading.closest('details');
  if (details === null) throw new Error(`${name} is no part`);
  details.open = true;
  return details;
};

describe('Wallet', () => {
  test('offers a device without a key to make one, and explains nothing else', async () => {
    renderScreen(<WalletScreen />, createFakeClient({ account: undefined }));
    expect(await screen.findByRole('button', { name: 'Make a key to be paid at' })).toBeInTheDocument();
    expect(screen.queryByText('Send coins')).toBeNull();
  });

  test('shows a code of the address, and asks for as much as posts cost', async () => {
    const { user } = show();
    const incoming = within(await part('Add coins'));
    expect(
      await incoming.findByRole('img', { name: `A code that holds bitcoin:${account.address}?sv` }),
    ).toBeVisible();
    expect(incoming.getByText(account.address)).toBeVisible();
    await user.click(incoming.getByRole('radio', { name: 'About 1,000 posts' }));
    expect(await incoming.findByRole('img', { name: /\?sv&amount=0\.0\d+$/ })).toBeVisible();
    await user.click(incoming.getByRole('button', { name: 'Look for coins' }));
    expect(await incoming.findByText('Nothing new so far.')).toBeVisible();
    await user.click(incoming.getByRole('button', { name: 'Get play money' }));
    expect(await incoming.findByText('Play money came.')).toBeVisible();
  });

  test('sends nothing to what is no address of this network, and says why', async () => {
    const { user } = show();
    const sending = within(await part('Send coins'));
    const field = sending.getByLabelText('To this address');
    const button = sending.getByRole('button', { name: /^Send/ });
    await user.type(field, 'somebody');
    expect(sending.getByText('That is no address')).toBeVisible();
    await user.clear(field);
    await user.type(field, foreign);
    expect(sending.getByText('That is an address of another network')).toBeVisible();
    await user.type(sending.getByLabelText('Amount'), '5000');
    expect(button).toBeDisabled();
  });

  test('shows what comes of it before it is signed, and then sends by the keyboard', async () => {
    const { user, client } = show();
    const sending = within(await part('Send coins'));
    await user.type(sending.getByLabelText('To this address'), address);
    await user.type(sending.getByLabelText('Amount'), '5,000');
    expect(await sending.findByText(/go to this address/)).toHaveTextContent('5,000 sat go to this address');
    expect(sending.getByText(/for the network/)).toHaveTextContent('27 sat for the network');
    expect(sending.queryByText('More than this device spends without asking')).toBeNull();
    await user.click(sending.getByLabelText('Amount'));
    await user.keyboard('{Enter}');
    expect(await screen.findByText('5,000 sat sent')).toBeVisible();
    const [sent] = await client.publications();
    expect(sent?.publication.intent).toEqual({ kind: 'pay', to: address, sats: 5_000 });
  });

  test('asks above what is spent without asking, and the yes is for that one', async () => {
    const { user, client } = show();
    const sending = within(await part('Send coins'));
    await user.type(sending.getByLabelText('To this address'), address);
    await user.type(sending.getByLabelText('Amount'), '60000');
    expect(await sending.findByText('More than this device spends without asking')).toBeVisible();
    await user.click(sending.getByRole('button', { name: 'Send 60,000 sat' }));
    expect(await screen.findByText('60,000 sat sent')).toBeVisible();
    const [sent] = await client.publications();
    const wallet = await client.wallet();
    expect('approved' in wallet && wallet.approved).toEqual(new Map([[sent?.id, 60_027]]));
  });

  test('says what is missing, and sends all there is', async () => {
    const { user } = show();
    const sending = within(await part('Send coins'));
    await user.type(sending.getByLabelText('To this address'), address);
    await user.type(sending.getByLabelText('Amount'), '120000');
    expect(await sending.findByText(/are missing/)).toHaveTextContent('27 sat are missing');
    await user.click(sending.getByRole('button', { name: 'Send all of it' }));
    expect(await sending.findByRole('button', { name: 'Send 119,973 sat' })).toBeEnabled();
  });

  test('looks at a key from elsewhere before it takes what lies there', async () => {
    const { user } = show();
    const sweeping = within(await part('Sweep a key'));
    const field = sweeping.getByLabelText('A key of another wallet');
    await user.type(field, 'no key{Enter}');
    expect(await sweeping.findByRole('alert')).toHaveTextContent('That is no key');
    await user.clear(field);
    await user.type(field, `${STRANGE_KEY}{Enter}`);
    expect(await sweeping.findByRole('alert')).toHaveTextContent('a key of another network');
    await user.clear(field);
    await user.type(field, `${FOUND_KEY}{Enter}`);
    expect(await sweeping.findByText(/in 2 coins/)).toHaveTextContent('30,000 sat in 2 coins');
    expect(sweeping.getByText('1 output stays there')).toBeVisible();
    await user.click(sweeping.getByRole('button', { name: 'Take 29,973 sat' }));
    expect(await sweeping.findByRole('status')).toHaveTextContent('29,973 sat are on their way to you.');
    expect(field).toHaveValue('');
  });

  test('sets what goes without asking', async () => {
    const { user } = show();
    const limits = within(await part('Without asking'));
    expect(limits.getByText(/Up to/)).toHaveTextContent('Up to 50,000 sat each, and 200,000 sat a day.');
    await user.click(limits.getByRole('button', { name: 'Change' }));
    await user.type(limits.getByLabelText('At most for one'), '700');
    await user.click(limits.getByRole('button', { name: 'Set these' }));
    expect(await limits.findByText('700 sat')).toBeVisible();
    expect(limits.getByText(/Up to/)).toHaveTextContent('Up to 700 sat each, and 200,000 sat a day.');
  });

  test('says amounts in the reader’s money first, and in which it is typed', async () => {
    localStorage.setItem('nabo:costs-in', 'money');
    try {
      const rate = { currency: 'USD', perCoin: 50, at: Date.now(), from: 'a source' };
      const { user } = renderScreen(<WalletScreen />, createFakeClient({ account, rate }));
      const sending = within(await part('Send coins'));
      await user.type(sending.getByLabelText('To this address'), address);
      await sending.findByLabelText('Unit');
      await user.type(sending.getByLabelText('Amount'), '0.01');
      expect(sending.getByText('20,000 sat', { selector: 'small' })).toBeVisible();
      expect(await sending.findByText(/go to this address/)).toHaveTextContent(/\$0\.01 20,000 sat go to/);
    } finally {
      localStorage.removeItem('nabo:costs-in');
    }
  });
});
