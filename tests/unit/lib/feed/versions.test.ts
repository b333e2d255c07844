import { expect, it } from 'vitest';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { postViewSchema } from '#lib/bridge/feed-views.ts';
import { queryPosts } from '#lib/feed/thread.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import { encodePost } from '#lib/protocols/index.ts';
import { sayings } from '#tests/support/sayings.ts';
import { writer, type Writer } from '#tests/support/written.ts';

const [mira, gull] = ['mira', 'gull'].map(writer);
if (!mira || !gull) throw new Error('two writers');

function street() {
  const { index, say } = sayings();
  const post = (by: Writer, text: string, replaces?: Outpoint): Outpoint =>
    say(by, [encodePost({ text, owner: by.owner, ...(replaces !== undefined && { replaces }) })]).id;
  const versions = (id: Outpoint) => queryPosts(index, [id])[0]?.versions;
  return { index, post, versions };
}

it('a new version and the one before it know one another, and both stay where they are', () => {
  const { index, post, versions } = street();
  const first = post(mira, 'the lamp is litt');
  expect(versions(first)).toBeUndefined();
  const second = post(mira, 'the lamp is lit', first);
  const third = post(mira, 'the lamp is lit again', second);
  expect(versions(first)).toEqual({ newest: third });
  expect(versions(second)).toEqual({ earlier: first, newest: third });
  expect(versions(third)).toEqual({ earlier: second });
  const { posts } = queryTimeline(index, { of: { kind: 'latest' }, limit: 10 });
  expect(posts.map(({ id }) => id)).toEqual([third, second, first]);
  for (const view of posts) expect(postViewSchema.safeParse(view).data).toEqual(view);
});

it('nobody else makes a version of a post, and crowds none out', () => {
  const { post, versions } = street();
  const first = post(mira, 'the lamp is litt');
  const own = post(mira, 'the lamp is lit', first);
  for (let at = 0; at < 40; at += 1) {
    const forged = post(gull, `the lamp is out ${at}`, first);
    expect(versions(forged)).toBeUndefined();
  }
  expect(versions(first)).toEqual({ newest: own });
});

it('of several new versions the last in the chain counts', () => {
  const { post, versions } = street();
  const first = post(mira, 'one');
  post(mira, 'two', first);
  const last = post(mira, 'three', first);
  expect(versions(first)).toEqual({ newest: last });
});

it('a post that names what is not held is no version', () => {
  const { post, versions } = street();
  const missing = `${'ab'.repeat(32)}_0` as Outpoint;
  expect(versions(post(mira, 'of nothing', missing))).toBeUndefined();
});

it('a long row of versions ends where looking ends, and none is lost on the way back', () => {
  const { post, versions } = street();
  let last = post(mira, 'version 0');
  const first = last;
  const all = [first];
  for (let at = 1; at <= 40; at += 1) {
    last = post(mira, `version ${at}`, last);
    all.push(last);
  }
  expect(all).toContain(versions(first)?.newest);
  expect(versions(last)).toEqual({ earlier: all.at(-2) });
});
