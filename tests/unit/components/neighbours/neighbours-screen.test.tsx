import { screen, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { NeighboursScreen } from '#components/neighbours/neighbours-screen.tsx';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { neighboursOf, NOBODY_IN } from '#tests/support/fake-neighbours.ts';
import { idOf, peerOf } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const NOW = Date.now();
const withNeighbours = () => createFakeClient({ now: NOW, neighbours: neighboursOf(NOW) });
const heading = (name: string): Promise<HTMLElement> => screen.findByRole('heading', { name });
const [RELAY] = NOBODY_IN.relays;
if (RELAY === undefined) throw new Error('the story has a relay');
const RELAY_GONE = [{ ...RELAY, connected: false }];

describe('the neighbours', () => {
  test('shows who is in, by which way, and what went between us', async () => {
    renderScreen(<NeighboursScreen />, withNeighbours());
    expect(await heading('Six neighbours are in.')).toBeInTheDocument();
    expect(screen.getByRole('img', { name: /6 neighbours with a light on, 3 servers/ })).toBeInTheDocument();
    const list = screen.getByRole('region', { name: 'Who is in' });
    const [first, second] = within(list).getAllByRole('listitem');
    expect(first).toHaveTextContent(`…${peerOf('number seven').slice(-4)}directly, here`);
    expect(first).toHaveTextContent('10.8 kB in');
    expect(second).toHaveTextContent('through the relay');
    expect(list).toHaveTextContent('127.0.0.1, port 3200');
  });

  test('names what came and went as far as the feed knows it, and what was refused', async () => {
    renderScreen(<NeighboursScreen />, withNeighbours());
    const traffic = await screen.findByRole('region', { name: 'Came and went' });
    const soup = await within(traffic).findByRole('link', { name: 'A post by ines.bitter' });
    expect(soup).toHaveAttribute('href', `/post#${idOf('soup')}`);
    expect(soup.closest('li')).toHaveTextContent(/Came in: .*, directly, hash checked612 bytes, 43 ms/);
    expect(within(traffic).getByText(/^Transaction/)).toBeInTheDocument();
    expect(traffic).toHaveTextContent('lately: 4 in, 2 out');
    expect(traffic).toHaveTextContent('Bytes that were not what they claimed');
    expect(traffic).toHaveTextContent('refused 1 time');
  });

  test('says that nothing more is kept where there is no room', async () => {
    const neighbours = neighboursOf(NOW);
    const { addedToday } = neighbours.shelf;
    const full = { ...neighbours, shelf: { ...neighbours.shelf, budgetBytes: addedToday } };
    renderScreen(<NeighboursScreen />, createFakeClient({ now: NOW, neighbours: full }));
    const shelf = await screen.findByRole('region', { name: 'What I hold' });
    expect(within(shelf).getByRole('status')).toHaveTextContent('Nothing more of neighbours is kept');
  });

  test('says how much is held, and how much room today has left', async () => {
    renderScreen(<NeighboursScreen />, withNeighbours());
    const shelf = await screen.findByRole('region', { name: 'What I hold' });
    expect(within(shelf).getByRole('img', { name: 'Added today: 12.2 MB of 20 MB' })).toBeInTheDocument();
    expect(shelf).toHaveTextContent('Transactions31,206');
    expect(shelf).toHaveTextContent('in bulk32.6 MB');
    expect(shelf).toHaveTextContent('Room left today7.8 MB');
  });

  test('switches sharing, and says what neighbours see either way', async () => {
    const { client, user } = renderScreen(<NeighboursScreen />, withNeighbours());
    const sharing = await screen.findByRole('switch', { name: 'Share what I hold' });
    expect(sharing).toBeChecked();
    expect(
      screen.getByText(/^Neighbours see what this device holds, .* internet address/),
    ).toBeInTheDocument();
    await user.click(sharing);
    expect(await screen.findByText(/^Neighbours see only what this device asks/)).toBeInTheDocument();
    expect(sharing).not.toBeChecked();
    expect((await client.neighbours()).sharing).toBe(false);
  });

  test('switches direct connections, off at first, and says what they reveal', async () => {
    const { user } = renderScreen(<NeighboursScreen />, withNeighbours());
    const direct = await screen.findByRole('switch', { name: 'Connect directly' });
    expect(direct).not.toBeChecked();
    expect(direct).toHaveAccessibleDescription(/^Neighbours then see my internet address/);
    const pictures = screen.getByRole('switch', { name: 'Share pictures, too' });
    expect(pictures).toHaveAttribute('aria-disabled', 'true');
    await user.click(direct);
    await expect.poll(() => direct.getAttribute('aria-checked')).toBe('true');
    expect(pictures).toHaveAccessibleDescription(/learns which pictures I looked at$/);
    await user.click(pictures);
    await expect.poll(() => pictures.getAttribute('aria-checked')).toBe('true');
    await user.click(screen.getByRole('switch', { name: 'Share what I hold' }));
    await expect.poll(() => direct.getAttribute('aria-disabled')).toBe('true');
    expect(direct).toHaveAccessibleDescription('Only while this device shares what it holds');
  });

  test('meets a device that is next to it by codes, once direct connections are on', async () => {
    const { user } = renderScreen(<NeighboursScreen />, withNeighbours());
    await user.click(await screen.findByRole('switch', { name: 'Connect directly' }));
    const meet = within(await screen.findByRole('region', { name: 'Meet a device that is next to you' }));
    expect(meet.getByText(/Each then learns the other’s network address\.$/)).toBeInTheDocument();
    await user.click(meet.getByRole('button', { name: 'Show a code' }));
    const own = await meet.findByRole<HTMLTextAreaElement>('textbox', { name: 'My code, as letters' });
    expect(own.value).toMatch(/^nabo-offer/);
    expect(await meet.findByRole('img', { name: /^A code for the other device/ })).toBeInTheDocument();
    const theirs = meet.getByRole('textbox', { name: 'The code that they show' });
    const use = meet.getByRole('button', { name: 'Use this code' });
    expect(use).toBeDisabled();
    await user.type(theirs, 'something else');
    await user.click(use);
    expect(await meet.findByRole('alert')).toHaveTextContent(/^That is not a whole code/);
    await user.clear(theirs);
    await user.type(theirs, 'nabo-answer');
    await user.click(use);
    expect(await meet.findByText(/^You have met/)).toBeInTheDocument();

    // And the other way about.
    await user.click(meet.getByRole('button', { name: 'Meet somebody else' }));
    await user.click(meet.getByRole('button', { name: 'Read a code' }));
    await user.type(meet.getByRole('textbox', { name: 'The code that they show' }), 'nabo-offer');
    await user.click(meet.getByRole('button', { name: 'Use this code' }));
    const answer = await meet.findByRole<HTMLTextAreaElement>('textbox', { name: 'My code, as letters' });
    expect(answer.value).toMatch(/^nabo-answer/);
    await user.click(meet.getByRole('button', { name: 'Begin again' }));
    expect(meet.getByRole('button', { name: 'Show a code' })).toBeEnabled();
  });

  test('says that the camera cannot be used, and takes the code as text all the same', async () => {
    const { user } = renderScreen(<NeighboursScreen />, withNeighbours());
    await user.click(await screen.findByRole('switch', { name: 'Connect directly' }));
    await user.click(await screen.findByRole('button', { name: 'Read a code' }));
    await user.click(screen.getByRole('button', { name: 'Read it with the camera' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(/^The camera cannot be used here/);
    expect(screen.getByRole('textbox', { name: 'The code that they show' })).toBeEnabled();
  });

  test('says when the switch did not hold', async () => {
    const { client, user } = renderScreen(<NeighboursScreen />, withNeighbours());
    client.refuse('The worker does not answer.');
    await user.click(await screen.findByRole('switch', { name: 'Share what I hold' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The worker does not answer.');
    expect(screen.getByRole('switch', { name: 'Share what I hold' })).toBeChecked();
  });

  test.each([
    ['alone', {}, 'Nobody else is in yet.'],
    ['off, switched off', { state: 'off', sharing: false }, 'You keep to yourself.'],
    ['not possible', { state: 'unsupported', sharing: false }, 'No neighbours here.'],
    ['the relay gone', { state: 'starting', relays: RELAY_GONE }, 'The relay does not answer.'],
    ['no relay named', { state: 'off', relays: [] }, 'Nobody can knock here.'],
    [
      'one, and the relay gone',
      { relays: RELAY_GONE, peers: neighboursOf(NOW).peers.slice(0, 1) },
      'One neighbour is in.',
    ],
    ['more than can be drawn', { peers: crowd(14) }, '14 neighbours are in.'],
  ] as const)('has words for %s', async (_state, part, title) => {
    renderScreen(<NeighboursScreen />, createFakeClient({ now: NOW, neighbours: { ...NOBODY_IN, ...part } }));
    expect(await heading(title)).toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'Came and went' })).toHaveTextContent('Nothing yet.');
  });

  test('has words for the moment before the node runs', async () => {
    const { self: _, ...neighbours } = { ...NOBODY_IN, state: 'starting' as const, relays: [] };
    renderScreen(<NeighboursScreen />, createFakeClient({ now: NOW, neighbours }));
    expect(await heading('Looking down the street.')).toBeInTheDocument();
  });

  test('cannot be switched where nothing can be shared', async () => {
    const neighbours = { ...NOBODY_IN, state: 'unsupported', sharing: false } as const;
    const { client, user } = renderScreen(<NeighboursScreen />, createFakeClient({ neighbours }));
    const sharing = await screen.findByRole('switch', { name: 'Share what I hold' });
    await user.click(sharing);
    expect(sharing).toHaveAttribute('aria-disabled', 'true');
    expect((await client.neighbours()).sharing).toBe(false);
    expect(screen.queryByText(/^Neighbours see/)).not.toBeInTheDocument();
  });

  test('renews itself when neighbours come', async () => {
    const { client } = renderScreen(<NeighboursScreen />);
    await heading('Nobody else is in yet.');
    client.meet({ peers: crowd(2) });
    expect(await heading('Two neighbours are in.')).toBeInTheDocument();
  });
});

describe('the night without servers', () => {
  test('tells who served, how many bytes, that they were checked, and how fast', async () => {
    const { client } = renderScreen(<NeighboursScreen />, withNeighbours());
    await heading('Six neighbours are in.');
    client.meet({ relays: RELAY_GONE });
    client.unplug();
    expect(await heading('Every server is gone. Nothing much happened.')).toBeInTheDocument();
    const night = screen.getByRole('figure');
    expect(night).toHaveTextContent('612 bytes hash checked, 43 ms');
    expect(within(night).getByRole('img', { name: /night.*3 of them silent/ })).toBeInTheDocument();
    expect(screen.getByText(/^Neighbour had|^Neighbour .*had the post/)).toHaveTextContent(
      `Neighbour …${peerOf('number seven').slice(-4)} had the post.`,
    );
    expect(screen.getByText('6 neighbours do', { exact: false })).toBeInTheDocument();
  });

  test('does not call the relay gone while it carries', async () => {
    const { client } = renderScreen(<NeighboursScreen />, withNeighbours());
    await heading('Six neighbours are in.');
    client.unplug();
    expect(await heading('Only the relay is left. Nothing much happened.')).toBeInTheDocument();
  });

  test('claims nothing when nobody has brought anything', async () => {
    const { client } = renderScreen(<NeighboursScreen />);
    await heading('Nobody else is in yet.');
    client.unplug();
    expect(await screen.findByText(/No network/)).toBeInTheDocument();
    expect(screen.queryByText(/Nothing much happened/)).not.toBeInTheDocument();
  });
});

function crowd(size: number) {
  const [first] = neighboursOf(NOW).peers;
  if (first === undefined) throw new Error('the story has neighbours');
  return Array.from({ length: size }, (_, index) => ({ ...first, id: peerOf(`guest ${index}`) }));
}
