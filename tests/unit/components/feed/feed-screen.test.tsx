import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { FeedScreen } from '#components/feed/feed-screen.tsx';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { neighboursOf } from '#tests/support/fake-neighbours.ts';
import { post } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';
import { scrolledTo } from '#tests/support/scrolled-to.ts';

/** The feed with the rows of the whole screen, which come one after the other. */
async function feed(): Promise<HTMLElement> {
  const found = await screen.findByRole('feed', { name: 'Latest posts' });
  await waitFor(() => expect(found).toHaveAttribute('aria-busy', 'false'));
  return found;
}

describe('the feed', () => {
  test('is a feed of articles that know their names, ids and places', async () => {
    const { client } = renderScreen(<FeedScreen />);
    const articles = within(await feed()).getAllByRole('article');
    // Those near the screen; jsdom lays nothing out, so each of them is taken for usual.
    expect(articles.length).toBeGreaterThan(4);
    expect(articles.length).toBeLessThan(30);
    const [first] = articles;
    expect(first).toHaveAttribute('data-id', client.posts[0]?.id);
    expect(first).toHaveAttribute('aria-posinset', '1');
    expect(first).toHaveAttribute('aria-setsize', '-1');
    expect(within(await feed()).getAllByRole('article', { name: 'tobi.bitter' }).length).toBeGreaterThan(0);
  });

  test('says in words where a post is, and why a name is in doubt', async () => {
    renderScreen(<FeedScreen />);
    await feed();
    expect(screen.getByText('signed, not in a block yet')).toBeInTheDocument();
    expect(screen.getByText('its block was replaced')).toBeInTheDocument();
    expect(screen.getByText('not verified')).toBeInTheDocument();
    expect(screen.getByText('Signed, but not by the key that holds ines.bitter.')).toBeInTheDocument();
  });

  test('says which posts no server was asked for, and how many neighbours are in', async () => {
    const now = Date.now();
    renderScreen(<FeedScreen />, createFakeClient({ now, neighbours: neighboursOf(now) }));
    const [line, ...others] = await screen.findAllByText('From a neighbour. No server was asked.');
    expect(others).toEqual([]);
    expect(line?.closest('article')).toHaveTextContent('Soup is on');
    const near = await screen.findByRole('link', { name: '6 neighbours near' });
    expect(near).toHaveAttribute('href', '/neighbours');
  });

  test('keeps ids in fragments', async () => {
    const { client } = renderScreen(<FeedScreen />);
    const [first] = within(await feed()).getAllByRole('article');
    if (first === undefined) throw new Error('there is a first post');
    const hrefs = within(first)
      .getAllByRole('link')
      .map((link) => link.getAttribute('href'));
    expect(hrefs).toContain(`/post#${client.posts[0]?.id}`);
    expect(hrefs.every((href) => !href?.includes('?'))).toBe(true);
  });

  test('holds new posts behind a pill while the reader is further down', async () => {
    const { client, user } = renderScreen(<FeedScreen />);
    await feed();
    scrolledTo(500);
    client.arrive(post({ name: 'late', text: 'Just in.', heldSince: Date.now() }));
    const pill = await screen.findByRole('button', { name: '1 new post' });
    expect(screen.queryByText('Just in.')).not.toBeInTheDocument();
    await user.click(pill);
    expect(screen.getByText('Just in.')).toBeInTheDocument();
  });

  test('shows them at once to a reader at the top', async () => {
    const { client } = renderScreen(<FeedScreen />);
    await feed();
    client.arrive(post({ name: 'late', text: 'Just in.' }));
    expect(await screen.findByText('Just in.')).toBeInTheDocument();
  });

  test('hides what did not check out, and says so', async () => {
    const lie = post({
      name: 'lie',
      text: 'Send coins here.',
      from: 'a source',
      verdict: {
        state: 'refuted',
        issue: { code: 'merkle-root', message: 'The path leads to another root.' },
      },
    });
    renderScreen(<FeedScreen />, createFakeClient({ posts: [lie] }));
    expect(await screen.findByText('This one did not check out.')).toBeInTheDocument();
    expect(screen.getByText(/The path leads to another root/)).toBeInTheDocument();
    expect(screen.queryByText('Send coins here.')).not.toBeInTheDocument();
  });

  test('says kindly that nothing is there, with one thing to do', async () => {
    const { user } = renderScreen(<FeedScreen />, createFakeClient({ posts: [] }));
    await user.click(await screen.findByRole('button', { name: 'Write the first post' }));
    expect(await screen.findByRole('textbox', { name: 'Post text' })).toHaveFocus();
  });

  test('does not call a feed empty while a source is still being asked', async () => {
    const client = createFakeClient({ posts: [] });
    const { feed: before } = await client.status();
    client.change({ feed: { ...before, sources: [{ name: 'devnet', state: 'asking' }] } });
    renderScreen(<FeedScreen />, client);
    expect(await screen.findByText('Asking 1 source')).toBeInTheDocument();
    expect(screen.queryByText('Nobody here yet')).not.toBeInTheDocument();
    client.change({ feed: before });
    expect(await screen.findByText('Nobody here yet')).toBeInTheDocument();
  });

  test('tells who is out of reach, and how much is held', async () => {
    const { client } = renderScreen(<FeedScreen />);
    await feed();
    client.change({ hostReachable: false });
    expect(await screen.findByText(/The host of this app does not answer/)).toBeInTheDocument();
    expect(screen.getByText('79 posts')).toBeInTheDocument();
  });

  test('names the network when it is not the main one', async () => {
    renderScreen(<FeedScreen />);
    expect(await screen.findByText('devnet')).toBeInTheDocument();
  });
});

describe("one's own posts", () => {
  const write = async (client = createFakeClient()) => {
    const view = renderScreen(<FeedScreen />, client);
    await feed();
    const { id } = await client.publish({ kind: 'post', text: 'From my window.' });
    const card = (): HTMLElement => screen.getByText('From my window.').closest('article') ?? document.body;
    await screen.findByText('From my window.');
    return { ...view, id, card };
  };

  test('stand on top and tell their way in words', async () => {
    const { client, id, card } = await write();
    await feed();
    expect(screen.getAllByRole('article')[0]).toBe(card());
    expect(await within(card()).findByText('Saved')).toBeInTheDocument();
    client.move(id, 'sent');
    expect(await within(card()).findByText('Sent')).toBeInTheDocument();
    client.move(id, 'seen');
    expect(await within(card()).findByText('Seen')).toBeInTheDocument();
    client.move(id, 'in-block');
    expect(await within(card()).findByText('In block 14,205')).toBeInTheDocument();
    expect(within(card()).getByText('in block 14,205, proof checked')).toBeInTheDocument();
  });

  test('can be taken back until they leave, and say what cannot be taken back', async () => {
    const { client, id, card, user } = await write();
    expect(await within(card()).findByText('Once it is out, nobody can delete it.')).toBeVisible();
    client.move(id, 'sent');
    await within(card()).findByText('Sent');
    expect(within(card()).queryByRole('button', { name: 'Undo' })).toBeNull();
    client.move(id, 'queued');
    await user.click(await within(card()).findByRole('button', { name: 'Undo' }));
    await waitFor(() =>
      expect(screen.getByRole('textbox', { name: 'Post text' })).toHaveValue('From my window.'),
    );
    expect(await client.publications()).toEqual([]);
  });

  test('fail with a reason and every way out, and lose no word', async () => {
    const { client, id, card, user } = await write();
    client.move(id, 'failed', 'The coin for this was already spent.');
    expect(await within(card()).findByText('The coin for this was already spent.')).toBeInTheDocument();
    expect(within(card()).getByText(/DOUBLE_SPEND_ATTEMPTED/)).toBeInTheDocument();

    expect(within(card()).getByText('Save the raw transaction')).toBeInTheDocument();

    await user.click(within(card()).getByRole('button', { name: 'Ask another broadcaster' }));
    expect(await within(card()).findByText('Saved')).toBeInTheDocument();
    client.move(id, 'failed', 'The coin for this was already spent.');
    await user.click(await within(card()).findByRole('button', { name: 'Try again' }));
    expect(await within(card()).findByText('Saved')).toBeInTheDocument();

    client.move(id, 'failed', 'The fee was too low.');
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    await waitFor(() =>
      expect(screen.getByRole('textbox', { name: 'Post text' })).toHaveValue('From my window.'),
    );
    expect(await client.publications()).toEqual([]);
  });
});

describe('actions', () => {
  test('a like goes out once and stays, when it was read what it does', async () => {
    const { client, user } = renderScreen(<FeedScreen />);
    const [first, second] = within(await feed()).getAllByRole('article');
    if (first === undefined || second === undefined) throw new Error('there are two posts');
    const likeOf = (card: HTMLElement) => within(card).getByRole('button', { name: /Like/ });
    await user.click(likeOf(first));
    const asks = within(await screen.findByRole('dialog', { name: /^A like costs \d+ sat$/ }));
    expect(asks.getByText(/cannot be taken back/)).toBeVisible();
    await user.click(asks.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(likeOf(first)).toHaveAttribute('aria-pressed', 'false'));
    expect(await client.publications()).toEqual([]);

    await user.click(likeOf(first));
    const again = within(await screen.findByRole('dialog', { name: /^A like costs/ }));
    await user.click(again.getByRole('checkbox', { name: /^Do not ask again/ }));
    await user.click(again.getByRole('button', { name: 'Like it' }));
    await waitFor(() => expect(likeOf(first)).toHaveAttribute('aria-pressed', 'true'));
    await user.click(likeOf(first));
    const liked = async () => (await client.publications()).map((view) => view.publication.intent);
    await waitFor(async () => expect(await liked()).toEqual([{ kind: 'like', to: client.posts[0]?.txid }]));
    // From now on a press is enough.
    await user.click(likeOf(second));
    await waitFor(async () => expect(await liked()).toHaveLength(2));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  test('what is muted leaves the feed, and comes back', async () => {
    const { client } = renderScreen(<FeedScreen />);
    const [first] = within(await feed()).getAllByRole('article');
    const key = client.posts[0]?.author.key;
    if (first === undefined || key === undefined) throw new Error('there is a first post of a key');
    const id = first.dataset.id ?? '';
    await client.keep({ kind: 'mute', id: key, on: true });
    await waitFor(() => expect(document.querySelector(`article[data-id="${id}"]`)).toBeNull());
    await client.keep({ kind: 'mute', id: key, on: false });
    await waitFor(() => expect(document.querySelector(`article[data-id="${id}"]`)).not.toBeNull());
  });

  test('strangers are folded for whoever follows somebody; a press opens them, another says by which rule', async () => {
    const client = createFakeClient();
    const followed = client.posts.find(({ author: { handle } }) => handle === 'runa')?.author.key ?? '';
    await client.keep({ kind: 'follow', id: followed, on: true });
    const { user } = renderScreen(<FeedScreen />, client);
    const articles = within(await feed()).getAllByRole('article');
    expect(articles.every((each) => within(each).queryByText('runa') !== null)).toBe(true);
    const [fold] = await screen.findAllByRole('button', { name: /by people nobody you know follows$/ });
    if (fold === undefined) throw new Error('there are strangers');
    const [why] = screen.getAllByRole('button', { name: 'Why?' });
    if (why === undefined) throw new Error('there is a rule');
    await user.click(why);
    const rule = await screen.findByRole('dialog', { name: 'Why these are folded' });
    expect(rule).toHaveTextContent('Whoever follows nobody sees everybody.');
    await user.click(within(rule).getByRole('button', { name: 'Close' }));
    await user.click(fold);
    await waitFor(() =>
      expect(
        within(screen.getByRole('feed', { name: 'Latest posts' })).getAllByRole('article').length,
      ).toBeGreaterThan(articles.length),
    );
  });

  test('a post says why it is here', async () => {
    const client = createFakeClient();
    const key = client.posts[0]?.author.key ?? '';
    await client.keep({ kind: 'follow', id: key, on: true });
    const { user } = renderScreen(<FeedScreen />, client);
    const [first] = within(await feed()).getAllByRole('article');
    if (first === undefined) throw new Error('there is a first post');
    await user.click(within(first).getByRole('button', { name: 'More' }));
    await user.click(await screen.findByRole('button', { name: 'Why am I seeing this?' }));
    expect(await screen.findByText('You follow who wrote it.')).toBeInTheDocument();
    expect(screen.getByRole('dialog')).toHaveTextContent(/Nothing is ranked/);
  });

  test('a post has a link, as a code too, an id and a name in IPFS to copy', async () => {
    const { client, user } = renderScreen(<FeedScreen />);
    const [first] = within(await feed()).getAllByRole('article');
    if (first === undefined) throw new Error('there is a first post');
    await user.click(within(first).getByRole('button', { name: 'More' }));
    await user.click(await screen.findByRole('button', { name: 'Link, code and names' }));
    const [shown] = client.posts;
    const link = `${window.location.origin}/post#${shown?.id}`;
    expect(await screen.findByRole('img', { name: `A code that holds ${link}` })).toBeInTheDocument();
    for (const [name, text] of [
      ['Copy the link', link],
      ['Copy id', shown?.txid],
      ['Copy ipfs:// name', /^ipfs:\/\/bagyqcvra[a-z2-7]{52}$/],
    ] as const) {
      await user.click(screen.getByRole('button', { name }));
      expect(await window.navigator.clipboard.readText()).toEqual(
        text instanceof RegExp ? expect.stringMatching(text) : text,
      );
    }
  });

  test('the menu of a post keeps what is chosen, on this device', async () => {
    const { client, user } = renderScreen(<FeedScreen />);
    const [first] = within(await feed()).getAllByRole('article');
    if (first === undefined) throw new Error('there is a first post');
    await user.click(within(first).getByRole('button', { name: 'More' }));
    await user.click(await screen.findByRole('button', { name: 'Bookmark' }));
    await waitFor(async () =>
      expect((await client.kept('bookmark')).map(({ id }) => id)).toEqual([client.posts[0]?.id]),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  test('a post is quoted from its menu, in words that are kept apart from answers', async () => {
    const { client, user } = renderScreen(<FeedScreen />);
    const [first] = within(await feed()).getAllByRole('article');
    if (first === undefined) throw new Error('there is a first post');
    await user.click(within(first).getByRole('button', { name: 'More' }));
    await user.click(await screen.findByRole('button', { name: /^Quote/ }));
    await screen.findByRole('heading', { name: /^Quote / });
    await user.type(await screen.findByRole('textbox', { name: 'Post text' }), 'Look at this.');
    const quoted = client.posts[0]?.id;
    await waitFor(() => expect(client.unsent.get(`quote:${quoted}`)).toEqual({ text: 'Look at this.' }));
    await user.click(screen.getByRole('button', { name: 'Post' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await waitFor(async () => {
      const [view] = await client.publications();
      expect(view?.publication.intent).toMatchObject({ kind: 'post', text: `Look at this.\n\n${quoted}` });
    });
  });

  test('the other feeds say what is in them, and Following where to find somebody', async () => {
    const { user } = renderScreen(<FeedScreen />, createFakeClient(), '/#following');
    expect(await screen.findByText('You follow nobody yet')).toBeInTheDocument();
    const suggested = await screen.findByRole('region', { name: 'People whom others listen to' });
    expect(suggested).toHaveTextContent('mira.bitter3 people answered, liked or reposted their 7 posts');
    await user.click(screen.getByRole('button', { name: 'Browse Latest' }));
    await feed();
    expect(screen.getByRole('link', { name: 'Latest' })).toHaveAttribute('aria-current', 'page');
  });

  test('keys move through the posts and open the composer', async () => {
    const { user } = renderScreen(<FeedScreen />);
    await feed();
    await user.keyboard('jj');
    expect(document.activeElement).toHaveAttribute('aria-posinset', '2');
    await user.keyboard('k');
    expect(document.activeElement).toHaveAttribute('aria-posinset', '1');
    await user.keyboard('n');
    expect(await screen.findByRole('textbox', { name: 'Post text' })).toHaveFocus();
  });
});
