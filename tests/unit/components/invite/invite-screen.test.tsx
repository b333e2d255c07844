import { screen } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { InviteScreen } from '#components/invite/invite-screen.tsx';
import { dropTakenLink } from '#components/invite/taken-link.ts';
import type { OfferView } from '#lib/client/client.ts';
import { createFakeClient, ME } from '#tests/support/fake-client.ts';
import { keyOf } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const OFFER: OfferView = {
  posts: 25,
  sats: 2_600,
  from: keyOf('samira'),
  follows: [keyOf('tomas')],
  state: 'new',
};

const comeBy = (link: string): void => void Object.assign(window, { naboInvite: link });
const button = (name: string | RegExp) => screen.findByRole('button', { name });

afterEach(dropTakenLink);

describe('a link that makes this device another one of somebody', () => {
  test('says whose it becomes and what stays behind, and is taken by one press', async () => {
    comeBy('device=good-link');
    const handed = { from: keyOf('samira'), number: 7, sats: 20_000, isHere: false };
    const { user } = renderScreen(<InviteScreen />, createFakeClient({ account: undefined, handed }));
    expect(
      await screen.findByRole('heading', { name: /Link this device to samira\.bitter/ }),
    ).toBeInTheDocument();
    expect(screen.getByText(/names and land stay on the other device/)).toBeInTheDocument();
    await user.click(await button('Link this device'));
    expect(await screen.findByRole('heading', { name: 'This device is linked' })).toBeInTheDocument();
  });

  test('says why it does not open', async () => {
    comeBy('device=torn');
    renderScreen(<InviteScreen />, createFakeClient());
    expect(await screen.findByRole('heading', { name: 'This link does not open' })).toBeInTheDocument();
    expect(screen.getByText('This is no whole link.')).toBeInTheDocument();
  });
});

test('a linked device makes no invites, and says where they are made', async () => {
  renderScreen(<InviteScreen />, createFakeClient({ account: { ...ME, linked: true } }));
  expect(await screen.findByText(/^This device is linked: it writes as you/)).toBeInTheDocument();
  expect(screen.queryByRole('heading', { name: 'Bring a neighbour in' })).toBeNull();
});

describe('an invite that somebody opens', () => {
  test('says who invites and what it holds, and is taken by one press', async () => {
    comeBy('good-link');
    const client = createFakeClient({ account: undefined, offer: OFFER });
    const { user } = renderScreen(<InviteScreen />, client);
    expect(await screen.findByRole('heading', { name: /samira\.bitter invites you in/ })).toBeInTheDocument();
    expect(screen.getByText(/25 posts are paid for, with 2,600 sat/)).toBeInTheDocument();
    expect(screen.queryByRole('textbox')).toBeNull();
    const boxes = screen.getAllByRole('checkbox');
    expect(boxes).toHaveLength(2);
    const [, second] = boxes;
    if (second !== undefined) await user.click(second);
    await user.click(await button('Come in'));
    expect(await screen.findByRole('heading', { name: 'The coins are on their way' })).toBeInTheDocument();
    expect((await client.kept('follow')).map(({ id }) => id)).toEqual([OFFER.from]);
  });

  test('is told plainly that somebody was first', async () => {
    comeBy('good-link');
    renderScreen(<InviteScreen />, createFakeClient({ offer: { ...OFFER, state: 'gone' } }));
    expect(await screen.findByRole('heading', { name: 'Somebody was here before you' })).toBeInTheDocument();
    expect(screen.getByText(/ask for another one/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Come in' })).toBeNull();
  });

  test('is told why a link does not open', async () => {
    comeBy('torn');
    renderScreen(<InviteScreen />, createFakeClient());
    expect(await screen.findByRole('heading', { name: 'This invite does not open' })).toBeInTheDocument();
    expect(screen.getByText('This is no whole invite.')).toBeInTheDocument();
  });

  test.each([
    ['yours', undefined, 'You are in'],
    ['failed', 'The network does not know its coins.', 'It could not be taken'],
  ] as const)('sees that it is %s', async (state, sentence, title) => {
    comeBy('good-link');
    const offer = { ...OFFER, state, ...(sentence !== undefined && { sentence }) };
    renderScreen(<InviteScreen />, createFakeClient({ offer }));
    expect(await screen.findByRole('heading', { name: title })).toBeInTheDocument();
    if (sentence !== undefined) expect(screen.getByText(sentence)).toBeInTheDocument();
  });
});

describe('own invites', () => {
  const invite = { posts: 25, sats: 2_600, madeAt: 1_790_000_000_000 };

  test('are made with what they hold, and nobody is suggested unasked', async () => {
    const { user } = renderScreen(<InviteScreen />);
    await user.click(await screen.findByLabelText('10 posts'));
    await user.click(await button('Put 1,021 sat aside'));
    expect(await screen.findByText('Being made')).toBeInTheDocument();
  });

  test('stand with their state, and give their link or are taken back only while they hold a coin', async () => {
    const invites = (['unused', 'opened', 'reclaimed', 'unchecked'] as const).map((state) => ({
      ...invite,
      id: state,
      state,
    }));
    const { user } = renderScreen(<InviteScreen />, createFakeClient({ invites }));
    for (const words of ['Unused', 'Opened', 'Reclaimed', /no source answers/])
      expect(await screen.findByText(words)).toBeInTheDocument();
    const links = screen.getAllByRole('button', { name: 'Show the link' });
    expect(links).toHaveLength(2);
    const [first] = links;
    if (first !== undefined) await user.click(first);
    expect(await screen.findByLabelText('Link of the invite')).toHaveValue('https://nabo.test/invite#unused');
    expect(await screen.findByRole('img', { name: 'The link, for a camera' })).toBeInTheDocument();
    const [back] = screen.getAllByRole('button', { name: 'Take it back' });
    if (back !== undefined) await user.click(back);
    expect(await screen.findByText('On its way back')).toBeInTheDocument();
  });

  test('need a key of one’s own', async () => {
    renderScreen(<InviteScreen />, createFakeClient({ account: undefined }));
    expect(await screen.findByRole('heading', { name: 'No key here yet' })).toBeInTheDocument();
  });
});
