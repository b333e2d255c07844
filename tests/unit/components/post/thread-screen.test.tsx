import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { ThreadScreen } from '#components/post/thread-screen.tsx';
import { createFakeClient, type FakeClient } from '#tests/support/fake-client.ts';
import { neighboursOf } from '#tests/support/fake-neighbours.ts';
import { idOf, peerOf, post } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const openThread = (name: string, client = createFakeClient()) =>
  renderScreen(<ThreadScreen />, client, `/post#${idOf(name)}`);

describe('a thread', () => {
  test('shows the post, its replies and what was checked', async () => {
    openThread('bench');
    expect(await screen.findByText(/Put a bench outside/)).toBeInTheDocument();
    const replies = screen.getByRole('region', { name: 'Replies' });
    expect(within(replies).getByText(/Sat down/)).toBeInTheDocument();
    const proof = await screen.findByRole('region', { name: 'Checked on this device' });
    expect(within(proof).getByText('Proven')).toBeInTheDocument();
    expect(within(proof).getByText('The bytes are the ones named')).toBeInTheDocument();
    expect(within(proof).getByText('That key held runa.bitter')).toBeInTheDocument();
    expect(within(proof).getByText('In block 14,192')).toBeInTheDocument();
    expect(within(proof).getByText(/13 blocks deep/)).toBeInTheDocument();
  });

  test('shows what was answered above the post', async () => {
    openThread('answer');
    const opened = await screen.findByText(/Sat down/);
    const parent = screen.getByText(/Put a bench outside/);
    expect(parent.compareDocumentPosition(opened)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  });

  test('marks what came since the last visit, and leads to the first post of a long talk', async () => {
    const now = Date.now();
    const first = post({ name: 'first', text: 'One.' });
    const second = post({ name: 'second', text: 'Two.', replyTo: { txid: first.txid, id: first.id } });
    const third = post({ name: 'third', text: 'Three.', replyTo: { txid: second.txid, id: second.id } });
    const posts = [third, second, first];
    const visit = openThread('third', createFakeClient({ posts }));
    const toFirst = await screen.findByRole('link', { name: 'To the first post of this talk' });
    expect(toFirst).toHaveAttribute('href', `/post#${first.id}`);
    expect(screen.queryByText('New since you were here')).not.toBeInTheDocument();
    visit.unmount();
    const replyTo = { txid: third.txid, id: third.id };
    const fourth = post({ name: 'fourth', text: 'Four.', replyTo, heldSince: now + 60_000 });
    openThread('third', createFakeClient({ posts: [fourth, ...posts] }));
    expect(await screen.findByText('New since you were here')).toBeInTheDocument();
  });

  test('follows the fragment', async () => {
    openThread('bench');
    await screen.findByText(/Put a bench outside/);
    window.location.hash = idOf('soup');
    expect(await screen.findByText(/Soup is on at 19:00/)).toBeInTheDocument();
  });

  test('answers in the composer, and shows the answer at once', async () => {
    const { client, user } = openThread('bench');
    await user.click(await screen.findByRole('button', { name: 'Reply to runa' }));
    await user.type(await screen.findByRole('textbox', { name: 'Post text' }), 'Coming.');
    await user.click(screen.getByRole('button', { name: 'Post' }));
    // The card of what is saved takes the place of the one that says that it is being saved.
    await screen.findByText('Coming.');
    await waitFor(async () => {
      const [view] = await client.publications();
      expect(view?.publication.intent).toEqual({
        kind: 'reply',
        text: 'Coming.',
        handle: 'fen',
        to: idOf('bench'),
      });
    });
  });

  test('says which neighbour brought it, when, how much and how fast', async () => {
    const now = Date.now();
    openThread('soup', createFakeClient({ now, neighbours: neighboursOf(now) }));
    expect(await screen.findByText('From a neighbour. No server was asked.')).toBeInTheDocument();
    const proof = await screen.findByRole('region', { name: 'Checked on this device' });
    expect(within(proof).getByText('A neighbour')).toBeInTheDocument();
    expect(within(proof).getByTitle(peerOf('number seven'))).toBeInTheDocument();
    expect(
      await within(proof).findByText(/^512 bytes in 43 ms, directly, on .* No server was asked\.$/),
    ).toBeInTheDocument();
  });

  test('says which source brought it, where that was noted', async () => {
    const delivery = { kind: 'source', name: 'a source', at: 0, bytes: 4_200, ms: 1_240 } as const;
    openThread('noted', createFakeClient({ posts: [post({ name: 'noted', text: 'By wire.', delivery })] }));
    const proof = await screen.findByRole('region', { name: 'Checked on this device' });
    expect(within(proof).getByText('a source')).toBeInTheDocument();
    expect(within(proof).getByText(/^4.2 kB in 1.2 sec/)).not.toHaveTextContent('No server was asked');
    expect(screen.queryByText(/From a neighbour/)).not.toBeInTheDocument();
  });

  describe('without servers', () => {
    const now = Date.now();
    const opened = (broughtAt: number): FakeClient => {
      const delivery = {
        kind: 'neighbour',
        name: peerOf('number seven'),
        at: broughtAt,
        bytes: 512,
        ms: 43,
      } as const;
      const posts = [post({ name: 'brought', text: 'By hand.', delivery })];
      const client = createFakeClient({ now, posts, neighbours: { ...neighboursOf(now), relays: [] } });
      openThread('brought', client);
      return client;
    };

    test('shows the night over what a neighbour brought since', async () => {
      const client = opened(now);
      await screen.findByText('By hand.');
      expect(screen.queryByText(/Nothing much happened/)).not.toBeInTheDocument();
      client.unplug();
      expect(await screen.findByText('Every server is gone. Nothing much happened.')).toBeInTheDocument();
      expect(screen.getByText('512 bytes').closest('figure')).toHaveTextContent('hash checked, 43 ms');
      client.plugIn();
      expect(await screen.findByText('The servers are back.')).toBeInTheDocument();
      expect(screen.queryByText(/Nothing much happened/)).not.toBeInTheDocument();
    });

    test('shows no night over what came while a server still answered', async () => {
      const client = opened(now - 60_000);
      await screen.findByText('By hand.');
      client.unplug();
      await screen.findByText(/No server answers/);
      expect(screen.queryByText(/Nothing much happened/)).not.toBeInTheDocument();
    });

    test('shows no night over what a source served', async () => {
      const client = createFakeClient();
      openThread('bench', client);
      await screen.findByText(/Put a bench outside/);
      client.unplug();
      await screen.findByText(/No network/);
      expect(screen.queryByText(/Nothing much happened/)).not.toBeInTheDocument();
    });
  });

  test('says where it is looked for, as long as that takes', async () => {
    const client = createFakeClient();
    const answer = Promise.withResolvers<undefined>();
    openThread('never seen', { ...client, thread: () => answer.promise });
    expect(await screen.findByText('Looking on this device and among neighbours.')).toBeInTheDocument();
    answer.resolve(undefined);
    expect(await screen.findByRole('heading', { name: 'Not on this device' })).toBeInTheDocument();
    expect(screen.queryByText(/^Looking on this device/)).not.toBeInTheDocument();
  });

  test('says what is not on this device without asking a server', async () => {
    openThread('never seen');
    expect(await screen.findByRole('heading', { name: 'Not on this device' })).toBeInTheDocument();
  });

  test('says when the address is none', async () => {
    renderScreen(<ThreadScreen />, createFakeClient(), '/post#%zz');
    expect(await screen.findByRole('heading', { name: 'No post has this name' })).toBeInTheDocument();
  });
});
