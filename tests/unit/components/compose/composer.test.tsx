import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { FeedScreen } from '#components/feed/feed-screen.tsx';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const openComposer = async (client = createFakeClient()) => {
  const view = renderScreen(<main />, client);
  await view.user.click(screen.getByRole('button', { name: 'New post' }));
  const dialog = await screen.findByRole('dialog');
  await screen.findByText('devnet');
  const box = within(dialog).getByRole('textbox', { name: 'Post text' });
  return { ...view, dialog, box, post: () => within(dialog).getByRole('button', { name: 'Post' }) };
};

describe('the composer', () => {
  test('publishes with the handle, closes and forgets the draft', async () => {
    const { client, user, box, post } = await openComposer();
    expect(post()).toBeDisabled();
    await user.type(box, 'Hello, street.');
    await user.click(post());
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await waitFor(async () => {
      const [view] = await client.publications();
      expect(view?.publication.intent).toEqual({ kind: 'post', text: 'Hello, street.', handle: 'fen' });
      expect(client.unsent.has('new')).toBe(false);
    });
    expect(await screen.findByRole('link', { name: 'Show it' })).toHaveAttribute('href', '/');
  });

  test('asks nothing of somebody new, and writes a plain post', async () => {
    const { client, user, box } = await openComposer(createFakeClient({ account: undefined }));
    expect(screen.getByText('A key of your own is made with the first post')).toBeInTheDocument();
    await user.type(box, 'First words.');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await waitFor(async () => {
      const [view] = await client.publications();
      expect(view?.publication.intent).toEqual({ kind: 'post', text: 'First words.' });
    });
  });

  test('writes under a name that comes with the feed while it is open', async () => {
    const client = createFakeClient();
    const known = await client.account();
    if (known?.handle === undefined) throw new Error('the story has no name');
    const { handle, ...nameless } = known;
    const feed = new Set<() => void>();
    let has: typeof known | typeof nameless = nameless;
    const { user, dialog, box, post } = await openComposer({
      ...client,
      account: async () => has,
      subscribe: (listener) => {
        const tell = (): void => listener('feed');
        feed.add(tell);
        const stop = client.subscribe(listener);
        return () => {
          feed.delete(tell);
          stop();
        };
      },
    });
    await user.type(box, 'From the tram.');
    expect(within(dialog).queryByText(handle)).not.toBeInTheDocument();
    has = known;
    for (const tell of feed) tell();
    await within(dialog).findByText(handle);
    await user.click(post());
    await waitFor(async () => {
      const [view] = await client.publications();
      expect(view?.publication.intent).toEqual({ kind: 'post', text: 'From the tram.', handle });
    });
  });

  test('keeps the draft over a Cancel', async () => {
    const { client, user, box } = await openComposer();
    await user.type(box, 'Half a thought');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(client.unsent.get('new')).toEqual({ text: 'Half a thought' }));
    await user.click(screen.getByRole('button', { name: 'New post' }));
    await waitFor(() =>
      expect(screen.getByRole('textbox', { name: 'Post text' })).toHaveValue('Half a thought'),
    );
  });

  test('keeps the words when saving fails, and says why', async () => {
    const client = createFakeClient();
    const { user, box, post } = await openComposer(client);
    client.refuse('The disk is full.');
    await user.type(box, 'Precious.');
    await user.click(post());
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The disk is full. Your words are still here.',
    );
    expect(screen.getByRole('textbox', { name: 'Post text' })).toHaveValue('Precious.');
    expect(screen.getByRole('button', { name: 'Post' })).toBeEnabled();
  });

  test('shows a post from the press on, and calls it saved only when it is', async () => {
    const client = createFakeClient();
    const publish = client.publish.bind(client);
    const disk = Promise.withResolvers<void>();
    Object.assign(client, {
      publish: async (...given: Parameters<typeof publish>) => {
        await disk.promise;
        return publish(...given);
      },
    });
    const { user } = renderScreen(<FeedScreen />, client);
    await user.click(await screen.findByRole('button', { name: 'New post' }));
    await user.type(await screen.findByRole('textbox', { name: 'Post text' }), 'At once.');
    await user.click(screen.getByRole('button', { name: 'Post' }));
    const card = await screen.findByRole('article', { name: /fen/ });
    expect(card).toHaveTextContent('At once.');
    expect(card).toHaveTextContent('Saving');
    expect(within(card).queryByText('Saved')).not.toBeInTheDocument();
    expect(within(card).queryByRole('button', { name: 'Undo' })).not.toBeInTheDocument();
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    // Shown alone at first, then among one's own, and never twice.
    expect(screen.getAllByText('At once.')).toHaveLength(1);
    // Whoever writes on meanwhile does not find the same words again.
    await user.click(screen.getByRole('button', { name: 'New post' }));
    expect(await screen.findByRole('textbox', { name: 'Post text' })).toHaveValue('');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    disk.resolve();
    await waitFor(() => expect(screen.getAllByText('At once.')).toHaveLength(1));
    expect(await screen.findByText('Saved')).toBeInTheDocument();
    expect(screen.queryByText('Saving')).not.toBeInTheDocument();
    expect(client.unsent.has('new')).toBe(false);
  });

  test('what could not be saved is not shown any more', async () => {
    const client = createFakeClient();
    const { user } = renderScreen(<FeedScreen />, client);
    await user.click(await screen.findByRole('button', { name: 'New post' }));
    client.refuse('The disk is full.');
    await user.type(await screen.findByRole('textbox', { name: 'Post text' }), 'Not at all.');
    await user.click(screen.getByRole('button', { name: 'Post' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full.');
    expect(screen.getByRole('textbox', { name: 'Post text' })).toHaveValue('Not at all.');
    expect(screen.queryByRole('article', { name: /fen/ })).not.toBeInTheDocument();
  });

  test('counts as a reader does, and stops at the limit', async () => {
    const { user, box, post } = await openComposer();
    await user.click(box);
    await user.paste('👩‍👩‍👧‍👦'.repeat(3));
    expect(screen.getByText('297')).toBeInTheDocument();
    await user.clear(box);
    await user.paste('x'.repeat(301));
    expect(screen.getByText('1 character too many')).toBeInTheDocument();
    expect(post()).toBeDisabled();
  });

  test('names the price and that it stays', async () => {
    const { user, box, dialog } = await openComposer();
    await user.type(box, 'Ten bytes.');
    await waitFor(() => expect(dialog).toHaveTextContent('28 sat of play money280 bytes'));
    expect(dialog).toHaveTextContent('You have 10 seconds to change your mind, then nobody can.');
  });

  test('writes several posts as one thread with one press', async () => {
    const { client, user, box, dialog } = await openComposer();
    const add = within(dialog).getByRole('button', { name: 'Add another post' });
    expect(add).toBeDisabled();
    await user.type(box, 'First.');
    await user.click(add);
    const second = within(dialog).getByRole('textbox', { name: 'Post text, 2 of 2' });
    expect(second).toHaveFocus();
    await user.type(second, 'Second.');
    await user.click(add);
    await user.type(within(dialog).getByRole('textbox', { name: 'Post text, 3 of 3' }), 'Not that.');
    // What was regretted goes, and what was begun and left empty is not posted.
    await user.click(within(dialog).getByRole('button', { name: 'Remove post text, 3 of 3' }));
    await user.click(add);
    await waitFor(() => expect(client.unsent.get('new')?.more).toEqual([{ text: 'Second.' }, { text: '' }]));
    await user.click(within(dialog).getByRole('button', { name: 'Post all 2' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await waitFor(async () => {
      const intents = (await client.publications()).map(({ publication }) => publication.intent);
      expect(intents).toEqual([
        { kind: 'continue', after: 'publication-1', text: 'Second.', handle: 'fen' },
        { kind: 'post', text: 'First.', handle: 'fen' },
      ]);
      expect(client.unsent.has('new')).toBe(false);
    });
  });

  test('warns of what is in a post, once it is said of what', async () => {
    const { client, user, box, dialog, post } = await openComposer();
    await user.type(box, 'He is the swan.');
    const tool = within(dialog).getByRole('button', { name: 'Content warning' });
    await user.click(tool);
    expect(tool).toHaveAttribute('aria-pressed', 'true');
    const field = within(dialog).getByRole('textbox', { name: 'What the warning says' });
    expect(field).toHaveFocus();
    expect(post()).toBeDisabled();
    await user.type(field, 'The harbour play ');
    await waitFor(() =>
      expect(client.unsent.get('new')).toEqual({ text: 'He is the swan.', warning: 'The harbour play ' }),
    );
    await user.click(tool);
    expect(field).not.toBeInTheDocument();
    await user.click(tool);
    await user.type(within(dialog).getByRole('textbox', { name: 'What the warning says' }), 'The play');
    await user.click(post());
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await waitFor(async () => {
      const [view] = await client.publications();
      expect(view?.publication.intent).toEqual({
        kind: 'post',
        text: 'He is the swan.',
        handle: 'fen',
        warning: 'The play',
      });
    });
  });

  test('finds a thread again as it was left, and posts none with too many letters', async () => {
    const client = createFakeClient();
    client.unsent.set('new', { text: 'One.', more: [{ text: 'Two.' }, { text: 'x'.repeat(301) }] });
    const { user } = renderScreen(<main />, client);
    await user.click(screen.getByRole('button', { name: 'New post' }));
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByRole('textbox', { name: 'Post text, 2 of 3' })).toHaveValue('Two.');
    expect(within(dialog).getByRole('button', { name: 'Post all 3' })).toBeDisabled();
    await user.clear(within(dialog).getByRole('textbox', { name: 'Post text, 3 of 3' }));
    expect(within(dialog).getByRole('button', { name: 'Post all 2' })).toBeEnabled();
  });
});
