import { describe, expect, test } from 'vitest';
import { foldKey } from '#components/feed/folds.ts';
import { PostList } from '#components/feed/post-list.ts';
import { queryFollowing } from '#lib/feed/following.ts';
import type { PostView } from '#lib/feed/post-view.ts';
import { encodePost, encodeRepost } from '#lib/protocols/index.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { author, idOf, post } from '#tests/support/fake-story.ts';
import { sayings } from '#tests/support/sayings.ts';
import { writer } from '#tests/support/written.ts';

const story = (count: number, from = 0): PostView[] =>
  Array.from({ length: count }, (_, at) => post({ name: `${from + at}`, text: `Number ${from + at}` }));

function listOver(posts: readonly PostView[], seen: readonly PostView[] = []) {
  const client = createFakeClient({ posts });
  const list = new PostList({
    ask: (part, signal) => client.timeline({ of: { kind: 'latest' }, ...part }, signal),
    read: (ids) => client.heldPosts(ids),
    seen: seen.map(({ id }) => id),
  });
  return { client, list };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const texts = (list: PostList): string[] => list.rows().map((row) => row.post?.text ?? '');

/** Looks until all rows near that part are there. */
async function look(list: PostList, top: number, bottom: number, beyond = 0): Promise<void> {
  while (list.look(top, bottom, beyond)) await settled();
  await settled();
}

describe('a list of posts', () => {
  test('counts what was handed on among what is new above it', async () => {
    const [mira, gull] = [writer('mira'), writer('gull')];
    const { index, say } = sayings();
    const stranger = say(gull, [encodePost({ text: 'old news', owner: gull.owner })]);
    for (let at = 0; at < 3; at += 1) say(mira, [encodePost({ text: `number ${at}`, owner: mira.owner })]);
    const follow = { kind: 'follow', id: mira.key, at: 0 } as const;
    const kept = { list: (kind: string) => (kind === 'follow' ? [follow] : []) };
    const list = new PostList({
      ask: async (part) => queryFollowing(index, { of: { kind: 'following' }, ...part }, { kept, own: [] }),
      read: async () => [],
    });
    await list.open();
    await look(list, 0, 600);
    expect(list.length).toBe(3);
    say(mira, [encodeRepost(stranger.txid)]);
    await list.renew(false);
    expect(list.waiting.map(({ text, reposted }) => [text, reposted?.count])).toEqual([['old news', 1]]);
    await list.showWaiting();
    await look(list, 0, 600);
    expect(texts(list)).toEqual(['old news', 'number 2', 'number 1', 'number 0']);
  });

  test('has rows near the screen alone, and room for the rest', async () => {
    const { list } = listOver(story(60));
    await list.open();
    await look(list, 0, 600, 300);
    expect(texts(list)).toEqual(['Number 0', 'Number 1', 'Number 2', 'Number 3', 'Number 4', 'Number 5']);
    expect(list.height).toBe(list.length * 150);
    for (const { key } of list.rows()) list.measure(key, 100);
    expect(list.offsetOf(6)).toBe(600);
    expect(list.height).toBe(600 + (list.length - 6) * 150);
  });

  test('fills the screen a row a step when it opens, and two a step where it is scrolled to', async () => {
    const { list } = listOver(story(60));
    await list.open();
    for (const rows of [1, 2, 3, 4]) {
      expect(list.isFilling).toBe(true);
      expect(list.look(0, 600, 1_500)).toBe(true);
      expect(list.rows()).toHaveLength(rows);
    }
    expect(list.isFilling).toBe(false);
    await settled();
    expect(list.look(900, 1_500, 0)).toBe(true);
    expect(texts(list)).toEqual(['Number 6', 'Number 7']);
    expect(list.look(900, 1_500, 0)).toBe(false);
    expect(texts(list)).toEqual(['Number 6', 'Number 7', 'Number 8', 'Number 9']);
    // The other way, and a part of a screen: what was there goes when the rest is far enough.
    expect(list.look(450, 1_050, 0)).toBe(true);
    expect(texts(list)).toEqual(['Number 4', 'Number 5', 'Number 6']);
    expect(list.look(450, 1_050, 0)).toBe(false);
    expect(texts(list)).toEqual(['Number 3', 'Number 4', 'Number 5', 'Number 6']);
  });

  test('is full when the rows that are there turn out to be taller than they were taken for', async () => {
    const { list } = listOver(story(8));
    await list.open();
    list.look(0, 600, 300);
    list.look(0, 600, 300);
    for (const { key } of list.rows()) list.measure(key, 400);
    expect([list.rows().length, list.isFilling]).toEqual([2, true]);
    list.look(0, 600, 100);
    expect([list.rows().length, list.isFilling]).toEqual([2, false]);
    await look(list, 0, 600, 500);
    expect(list.rows().length).toBe(4);
  });

  test('takes few rows a step beyond the screen', async () => {
    const { list } = listOver(story(60));
    await list.open();
    await look(list, 0, 600);
    expect(list.rows()).toHaveLength(4);
    expect(list.look(0, 600, 1_500)).toBe(true);
    expect(list.rows()).toHaveLength(5);
    expect(list.look(0, 600, 1_500)).toBe(true);
    expect(list.rows()).toHaveLength(6);
  });

  test('reads on at its end until there is no more', async () => {
    const { list } = listOver(story(60));
    await list.open();
    for (let top = 0; top < 60 * 150; top += 300) await look(list, top, top + 600);
    expect(list.length).toBe(60);
    expect(list.hasOlder).toBe(false);
    expect(texts(list).at(-1)).toBe('Number 59');
  });

  test('goes on below its end when older posts come after it was reached', async () => {
    const { client, list } = listOver(story(20));
    await list.open();
    for (let top = 0; top < 20 * 150; top += 300) await look(list, top, top + 600);
    expect(list.hasOlder).toBe(false);
    client.posts.push(...story(30, 20));
    await list.renew(false);
    for (let top = 0; top < 50 * 150; top += 300) await look(list, top, top + 600);
    expect(list.length).toBe(50);
    expect(texts(list).at(-1)).toBe('Number 49');
    expect(list.waiting).toEqual([]);
  });

  test('begins where a reader left, with newer posts above', async () => {
    const posts = story(60);
    const { list } = listOver(posts, posts.slice(0, 3));
    await list.open(posts[30]?.id);
    const at = list.indexOf(posts[30]?.id ?? '');
    expect(at).toBe(12);
    // Where the post is held, whatever comes above it.
    const top = (): number => list.offsetOf(list.indexOf(posts[30]?.id ?? ''));
    while (list.look(top(), top() + 450, 0)) await settled();
    expect(texts(list)).toEqual(['Number 30', 'Number 31', 'Number 32']);
    expect(list.hasNewer).toBe(true);
    expect(list.waiting).toEqual([]);
    // Upwards until the newest; what is on screen is the same post at another index.
    for (let step = 0; list.hasNewer && step < 20; step += 1) await look(list, 0, 450);
    expect(list.indexOf(posts[30]?.id ?? '')).toBe(30);
    expect(list.indexOf(posts[0]?.id ?? '')).toBe(0);
  });

  test('begins at the top where the post is gone', async () => {
    const [gone] = story(1, 900);
    const { list } = listOver(story(20));
    await list.open(gone?.id);
    await look(list, 0, 300);
    expect(texts(list)[0]).toBe('Number 0');
  });

  test('lets new posts wait, counts them, and shows them without a gap', async () => {
    const { client, list } = listOver(story(40));
    await list.open();
    await look(list, 1_500, 2_000);
    const before = texts(list);
    client.posts.unshift(...story(3, 100));
    await list.renew(false);
    expect(list.waiting.map(({ text }) => text)).toEqual(['Number 100', 'Number 101', 'Number 102']);
    expect(texts(list)).toEqual(before);
    await list.showWaiting();
    await look(list, 0, 600);
    expect(texts(list)).toEqual(['Number 100', 'Number 101', 'Number 102', 'Number 0']);
    expect(list.waiting).toEqual([]);
  });

  test('counts what came since the last visit as new, wherever the reader is', async () => {
    const posts = story(60);
    const { list } = listOver([...story(2, 200), ...posts], posts.slice(0, 8));
    await list.open(posts[30]?.id);
    await settled();
    expect(list.waiting.map(({ text }) => text)).toEqual(['Number 200', 'Number 201']);
  });

  test('says that there are more than it looked at, and begins anew at the top', async () => {
    const { client, list } = listOver(story(40));
    await list.open();
    client.posts.unshift(...story(300, 1_000));
    await list.renew(false);
    expect(list.waiting).toHaveLength(100);
    expect(list.hasMoreWaiting).toBe(true);
    await list.showWaiting();
    await look(list, 0, 300);
    expect(texts(list)[0]).toBe('Number 1000');
    expect(list.hasMoreWaiting).toBe(false);
  });

  test('renews what is on screen in its place', async () => {
    const posts = story(40);
    const { client, list } = listOver(posts);
    await list.open();
    await look(list, 0, 450);
    const [first, ...rest] = client.posts;
    if (first === undefined) throw new Error('there is a first post');
    client.posts.splice(
      0,
      client.posts.length,
      ...rest.slice(0, 9),
      { ...first, text: 'moved' },
      ...rest.slice(9),
    );
    await list.renew(false);
    expect(texts(list)).toEqual(['moved', 'Number 1', 'Number 2']);
    expect(list.waiting).toEqual([]);
  });

  test('gives no room to what is not accepted', async () => {
    const { list } = listOver(story(20));
    await list.open();
    await look(list, 0, 450);
    list.filter(({ text }) => text !== 'Number 1');
    expect(texts(list)).toEqual(['Number 0', 'Number 2']);
    expect(list.offsetOf(3)).toBe(300);
  });

  test('forgets words far from the screen, keeps their room, and reads them again', async () => {
    const { list } = listOver(story(400));
    await list.open();
    await look(list, 0, 450);
    for (const { key } of list.rows()) list.measure(key, 200);
    for (let top = 0; top < 390 * 150; top += 300) await look(list, top, top + 600);
    expect(list.shown(12)).toEqual([]);
    expect(list.offsetOf(3)).toBe(600);
    await look(list, 0, 600);
    await look(list, 0, 600);
    expect(texts(list)).toEqual(['Number 0', 'Number 1', 'Number 2']);
  });

  test('says what went wrong, and works when asked again', async () => {
    const { client } = listOver(story(5));
    let isDown = true;
    const list = new PostList({
      ask: async (part) => {
        if (isDown) throw new Error('The disk is full.');
        return client.timeline({ of: { kind: 'latest' }, ...part });
      },
      read: (ids) => client.heldPosts(ids),
    });
    await list.open();
    expect([list.state, list.error?.message]).toEqual(['failed', 'The disk is full.']);
    isDown = false;
    await list.renew(true);
    expect([list.state, list.error, list.length]).toEqual(['ready', null, 5]);
  });
});

describe('a list with folds', () => {
  const near = author('mira');
  const far = author('gull');
  /** Every fifth post is by somebody near. */
  const street = (count: number, from = 0): PostView[] =>
    story(count, from).map((each, at) => ({ ...each, author: at % 5 === 4 ? near : far }));

  async function foldedList(posts: readonly PostView[]) {
    const client = createFakeClient({ posts });
    await client.keep({ kind: 'follow', id: near.key ?? '', on: true });
    const list = new PostList({
      ask: (part, signal) => client.timeline({ of: { kind: 'latest' }, folds: true, ...part }, signal),
      read: (ids) => client.heldPosts(ids),
    });
    await list.open();
    await look(list, 0, 2_000);
    return { client, list };
  }
  const foldsOf = (list: PostList) => list.rows().map(({ fold }) => fold?.count ?? 0);

  test('keeps room for each of them', async () => {
    const { list } = await foldedList(street(20));
    expect(texts(list)).toEqual(['Number 4', 'Number 9', 'Number 14', 'Number 19']);
    expect(foldsOf(list)).toEqual([4, 4, 4, 4]);
    expect(list.height).toBe(4 * (150 + 56));
    expect(list.measure(foldKey(idOf('4')), 60)).toBe(true);
    expect(list.height).toBe(4 * (150 + 60));
  });

  test('shows what is in one where it stands', async () => {
    const { list } = await foldedList(street(20));
    const fold = list.rows()[1]?.fold;
    if (fold === undefined) throw new Error('the second row has a fold above it');
    await list.unfold(fold);
    await look(list, 0, 2_000);
    expect(texts(list)).toEqual([4, 5, 6, 7, 8, 9, 14, 19].map((number) => `Number ${number}`));
    expect(foldsOf(list)).toEqual([4, 0, 0, 0, 0, 0, 4, 4]);
  });

  test('opens a great one a part at a time, and the last of all downwards', async () => {
    const [first, ...rest] = story(61);
    if (first === undefined) throw new Error('there is a post');
    const { list } = await foldedList([
      { ...first, author: near },
      ...rest.map((each) => ({ ...each, author: far })),
    ]);
    expect(list.tail).toMatchObject({ count: 60 });
    for (const left of [36, 12]) {
      if (list.tail !== undefined) await list.unfold(list.tail);
      expect(list.tail).toMatchObject({ count: left });
    }
    if (list.tail !== undefined) await list.unfold(list.tail);
    expect(list.tail).toBeUndefined();
    expect(list.length).toBe(61);
  });

  test('folds what comes to an opened one since', async () => {
    const { client, list } = await foldedList(street(20));
    const fold = list.rows()[0]?.fold;
    if (fold === undefined) throw new Error('the first row has a fold above it');
    await list.unfold(fold);
    client.posts.unshift(...story(2, 700).map((each) => ({ ...each, author: far })));
    await list.renew(true);
    await look(list, 0, 2_000);
    expect(foldsOf(list).slice(0, 5)).toEqual([2, 0, 0, 0, 0]);
    expect(texts(list)[0]).toBe('Number 0');
  });
});
