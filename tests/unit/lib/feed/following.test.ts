import { describe, expect, it } from 'vitest';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { queryFollowing } from '#lib/feed/following.ts';
import type { TimelinePage } from '#lib/feed/post-view.ts';
import type { TimelineContext } from '#lib/feed/timeline.ts';
import { encodePost, encodeRepost } from '#lib/protocols/index.ts';
import type { KeptRow } from '#lib/store/kept-store.ts';
import { sayings } from '#tests/support/sayings.ts';
import { writer, type Writer } from '#tests/support/written.ts';

const [mira, ines, gull, tomo] = [writer('mira'), writer('ines'), writer('gull'), writer('tomo')];

const following = (...people: readonly Writer[]): TimelineContext => {
  const rows = people.map(({ key }, at): KeptRow => ({ kind: 'follow', id: key, at }));
  return { kept: { list: (kind) => (kind === 'follow' ? rows : []) }, own: [] };
};

/** Two people's posts; one of the followed hands a stranger's on, twice, and one that stands here anyway. */
function street() {
  const { index, say } = sayings();
  const note = (by: Writer, text: string) => say(by, [encodePost({ text, owner: by.owner })]);
  const stranger = note(gull, 'old news');
  const first = note(mira, 'one');
  const second = note(ines, 'two');
  say(ines, [encodeRepost(stranger.txid)]);
  const third = note(mira, 'three');
  say(mira, [encodeRepost(stranger.txid)]);
  say(mira, [encodeRepost(second.txid)]);
  say(tomo, [encodeRepost(first.txid)]);
  const last = note(ines, 'four');
  return { index, stranger, expected: [last.id, third.id, stranger.id, second.id, first.id], note, say };
}

describe('queryFollowing', () => {
  it('puts what was handed on where it was first handed on, once', () => {
    const { index, stranger, expected } = street();
    const page = queryFollowing(index, { of: { kind: 'following' }, limit: 10 }, following(mira, ines));
    expect(page.posts.map(({ id }) => id)).toEqual(expected);
    const handedOn = page.posts.find(({ id }) => id === stranger.id);
    expect(handedOn?.reposted).toMatchObject({ count: 2, by: [{ key: ines.key }, { key: mira.key }] });
    expect(page.posts.filter(({ reposted }) => reposted !== undefined)).toHaveLength(1);
    expect(page).not.toHaveProperty('next');
    expect(page).not.toHaveProperty('prev');
  });

  it('reads the same page by page, down and up, from any post', () => {
    const { index, expected, note, say } = street();
    const ids = [...expected];
    for (let at = 0; at < 12; at += 1) {
      const far = note(tomo, `far ${at}`);
      if (at % 3 !== 0) continue;
      say(mira, [encodeRepost(far.txid)]);
      ids.unshift(far.id);
      ids.unshift(note(ines, `near ${at}`).id);
    }
    const context = following(mira, ines);
    const query = { of: { kind: 'following' } } as const;
    for (let limit = 1; limit < 5; limit += 1) {
      const down: Outpoint[] = [];
      for (let page: TimelinePage | undefined; ;) {
        page = queryFollowing(
          index,
          { ...query, limit, ...(page?.next !== undefined && { after: page.next }) },
          context,
        );
        down.push(...page.posts.map(({ id }) => id));
        if (page.next === undefined) break;
      }
      expect(down).toEqual(ids);
      for (const [at, from] of ids.entries()) {
        const page = queryFollowing(index, { ...query, limit, from }, context);
        expect(page.posts.map(({ id }) => id)).toEqual(ids.slice(at, at + limit));
        const above: Outpoint[] = [];
        for (let before = page.prev; before !== undefined;) {
          const next = queryFollowing(index, { ...query, before, limit }, context);
          above.unshift(...next.posts.map(({ id }) => id));
          before = next.prev;
        }
        expect(above).toEqual(ids.slice(0, at));
      }
    }
  });

  it('forgets what nobody hands on whom the reader still follows', () => {
    const { index, stranger } = street();
    const query = { of: { kind: 'following' }, limit: 10 } as const;
    const has = (context: TimelineContext): boolean =>
      queryFollowing(index, query, context).posts.some(({ id }) => id === stranger.id);
    expect(has(following(mira))).toBe(true);
    expect(has(following(tomo))).toBe(false);
    expect(queryFollowing(index, query, following()).posts).toEqual([]);
  });
});
