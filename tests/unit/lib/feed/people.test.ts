import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeAddress } from '#lib/bytes/address.ts';
import type { FeedIndex } from '#lib/feed/feed-index.ts';
import { keepThat } from '#lib/feed/keep-that.ts';
import { Kept, NOTHING_KEPT } from '#lib/feed/kept.ts';
import { queryLikes } from '#lib/feed/likes.ts';
import { keysOfPerson, peopleAmong } from '#lib/feed/people.ts';
import { personView } from '#lib/feed/person-view.ts';
import { queryProfileDetails } from '#lib/feed/profile-details.ts';
import { queryFollows } from '#lib/feed/public-follows.ts';
import { querySuggestions } from '#lib/feed/suggestions.ts';
import { queryActivity } from '#lib/feed/activity.ts';
import { queryDevices, queryProfile } from '#lib/feed/queries.ts';
import { queryCounts, queryThread } from '#lib/feed/thread.ts';
import { queryTimeline } from '#lib/feed/timeline.ts';
import { bapIdOf } from '#lib/protocols/bap-id.ts';
import {
  encodeFollow,
  encodeHandleClaim,
  encodeIdentity,
  encodeLike,
  encodePost,
  encodeReply,
} from '#lib/protocols/index.ts';
import { sayings } from '#tests/support/sayings.ts';
import { writer, type Writer } from '#tests/support/written.ts';

const [mira, desk, phone, gull] = ['mira', 'desk', 'phone', 'gull'].map(writer);
if (!mira || !desk || !phone || !gull) throw new Error('four writers');

const addressOf = ({ owner }: Writer): string => encodeAddress(owner, 0x6f);

let index: FeedIndex;
let say: ReturnType<typeof sayings>['say'];

const name = (number: number, address: string): void =>
  void say(mira, [encodeIdentity(bapIdOf(addressOf(mira), number), address)]);
const under = (by: Writer, text: string, handle?: string) =>
  say(by, [encodePost({ text, owner: mira.owner, ...(handle !== undefined && { handle }) })]);

const textsOf = (key: string): readonly string[] =>
  queryTimeline(index, { of: { kind: 'author', key }, limit: 50 }).posts.map(({ text }) => text);

beforeEach(() => {
  ({ index, say } = sayings());
  under(desk, 'before any name');
  say(mira, [encodeHandleClaim('mira', mira.owner)]);
  name(0, addressOf(desk));
  name(7, addressOf(phone));
  under(desk, 'from the desk', 'mira');
  under(phone, 'from the tram', 'mira');
});

describe('the keys of one person', () => {
  it('have one page, whichever of them is asked for, with the posts of all', () => {
    for (const who of [desk.key, phone.key, mira.key, 'mira.bitter']) {
      expect(queryProfile(index, who)).toMatchObject({
        key: desk.key,
        posts: 3,
        handles: [{ name: 'mira' }],
      });
    }
    const all = ['from the tram', 'from the desk', 'before any name'];
    expect(textsOf(desk.key)).toEqual(all);
    expect(textsOf(phone.key)).toEqual(all);
  });

  it('are not those whom a holder names and who never wrote as that', () => {
    under(gull, 'nobody asked me');
    name(6, addressOf(gull));
    expect(keysOfPerson(index, gull.key).keys).toEqual([gull.key]);
    expect(keysOfPerson(index, desk.key).keys).not.toContain(gull.key);
    expect(textsOf(desk.key)).not.toContain('nobody asked me');
    // Nor by words under the name before there was one to speak by.
    const thief = writer('thief');
    under(thief, 'a borrowed name', 'mira');
    expect(keysOfPerson(index, thief.key).keys).toEqual([thief.key]);
  });

  it('keep what a device wrote until it was ended, and nothing that it wrote since', () => {
    name(7, '0');
    under(phone, 'from a thief', 'mira');
    expect(textsOf(desk.key)).toEqual(['from the tram', 'from the desk', 'before any name']);
    expect(queryProfile(index, 'mira.bitter')).toMatchObject({ posts: 3 });
    // Whoever has it now has a page of their own.
    expect(queryProfile(index, phone.key)).toMatchObject({ key: phone.key, handles: [], posts: 2 });
    expect(keysOfPerson(index, desk.key).keys).not.toContain(phone.key);
  });

  it('hear of answers to what any of them wrote', () => {
    const { id } = under(phone, 'who is there?', 'mira');
    say(gull, [encodeReply({ text: 'me', to: id, owner: gull.owner })]);
    const texts = queryActivity(index, [desk.key, mira.key]).flatMap((entry) =>
      'post' in entry ? [entry.post.text] : [],
    );
    expect(texts).toContain('me');
  });
});

describe('what people did', () => {
  const like = (by: Writer, txid: ReturnType<typeof say>['txid']) => void say(by, [encodeLike(txid)]);

  it('counts once whoever did it on two devices, under the name of their posts', () => {
    const { txid } = under(gull, 'a lamp on the quay');
    for (const by of [phone, desk]) like(by, txid);
    const [entry] = queryActivity(index, [gull.key]);
    expect(entry).toMatchObject({
      kind: 'like',
      count: 1,
      by: [{ key: desk.key, handle: 'mira', standing: 'verified' }],
    });
    const query = { of: { kind: 'liked', key: phone.key }, limit: 10 } as const;
    expect(queryLikes(index, phone.key, query).posts.map(({ text }) => text)).toEqual(['a lamp on the quay']);
  });

  it('counts a device by itself once it was ended', () => {
    const { txid } = under(gull, 'a lamp on the quay');
    for (const by of [phone, desk]) like(by, txid);
    name(7, '0');
    expect(queryActivity(index, [gull.key])[0]).toMatchObject({ kind: 'like', count: 2 });
    expect(personView(index, phone.key)).not.toHaveProperty('handle');
  });

  it('is one person in the numbers beside a post, for as long as the devices are', () => {
    const { txid } = under(gull, 'a lamp on the quay');
    const likes = (): readonly (number | undefined)[] => [
      queryCounts(index, [txid])[0]?.likes,
      queryThread(index, txid)?.post.counts.likes,
    ];
    like(phone, txid);
    expect(likes()).toEqual([1, 1]);
    like(desk, txid);
    expect(likes()).toEqual([1, 1]);
    like(writer('one'), txid);
    expect(likes()).toEqual([2, 2]);
    // Named, and never wrote as that: somebody else.
    name(6, addressOf(gull));
    like(gull, txid);
    expect(likes()).toEqual([3, 3]);
    under(gull, 'from the boat', 'mira');
    expect(likes()).toEqual([2, 2]);
    name(7, '0');
    expect(likes()).toEqual([3, 3]);
  });

  it('joins those who come first, and counts the others by their keys', () => {
    const { txid } = under(gull, 'a lamp on the quay');
    for (let other = 0; other < 127; other += 1) like(writer(`other ${other}`), txid);
    for (const by of [phone, desk]) like(by, txid);
    expect(queryCounts(index, [txid])).toMatchObject([{ likes: 129 }]);
    const { txid: quiet } = under(gull, 'another');
    for (const by of [phone, desk]) like(by, quiet);
    expect(queryCounts(index, [quiet, txid])).toMatchObject([{ likes: 1 }, { likes: 129 }]);
  });

  it('gives nobody the name of a holder whose word they did not take up', () => {
    name(6, addressOf(gull));
    expect(personView(index, gull.key)).not.toHaveProperty('handle');
    expect(peopleAmong(index, [gull.key, phone.key, desk.key, mira.key])).toEqual([gull.key, desk.key]);
  });

  it('counts followers and followed as people', () => {
    const root = bapIdOf(addressOf(gull), 0);
    say(gull, [encodeIdentity(root, addressOf(gull))]);
    for (const by of [desk, phone]) say(by, [encodeFollow(root)]);
    expect(queryProfileDetails(index, gull.key).key).toMatchObject({ followers: 1, follows: 0 });
    expect(queryProfileDetails(index, desk.key).key).toMatchObject({ followers: 0, follows: 1 });
    for (const number of [0, 7]) say(gull, [encodeFollow(bapIdOf(addressOf(mira), number))]);
    expect(queryProfileDetails(index, gull.key).key).toMatchObject({ follows: 1 });
    expect(queryProfileDetails(index, desk.key).key).toMatchObject({ followers: 1 });
  });

  it('suggests a person once, and nobody to themselves', () => {
    const { txid } = under(phone, 'lamps along the river', 'mira');
    for (const by of ['one', 'two']) like(writer(by), txid);
    const of = (own: string) => querySuggestions(index, { kept: NOTHING_KEPT, own: [own] });
    expect(of(gull.key)).toMatchObject([{ author: { key: desk.key, handle: 'mira' }, people: 2, posts: 4 }]);
    expect(of(phone.key)).toEqual([]);
  });
});

it('tells how much each device wrote, for whoever ends one', () => {
  name(6, addressOf(gull));
  name(7, '0');
  expect(queryDevices(index, mira.key)).toEqual([
    { number: 6, key: gull.key, posts: 0 },
    { number: 7, posts: 0 },
  ]);
  under(gull, 'from the boat');
  expect(queryDevices(index, mira.key)[0]).toMatchObject({ posts: 1 });
});

describe('what a reader keeps', () => {
  const open = () => Kept.open('devnet', new IDBFactory());
  const idsOf = (kept: Kept, kind: 'follow' | 'mute') =>
    kept
      .withPeople(index)
      .list(kind)
      .map(({ id }) => id)
      .toSorted();

  it('is of all keys of the people in it, and goes with any of them', async () => {
    const kept = await open();
    for (const kind of ['follow', 'mute'] as const) {
      await keepThat(kept, { kind, id: phone.key, on: true }, index);
      expect(idsOf(kept, kind)).toEqual([desk.key, phone.key].toSorted());
      await keepThat(kept, { kind, id: desk.key, on: false }, index);
      expect(idsOf(kept, kind)).toEqual([]);
    }
  });

  it('mutes a device that was ended, and follows it no more', async () => {
    const kept = await open();
    name(7, '0');
    for (const kind of ['follow', 'mute'] as const)
      await keepThat(kept, { kind, id: desk.key, on: true }, index);
    expect(idsOf(kept, 'follow')).toEqual([desk.key]);
    expect(idsOf(kept, 'mute')).toEqual([desk.key, phone.key].toSorted());
  });

  it('lists a person once', async () => {
    const kept = await open();
    await keepThat(kept, { kind: 'follow', id: phone.key, on: true }, index);
    const follows = queryFollows(index, { kept: kept.withPeople(index), own: [gull.key] });
    expect(follows).toMatchObject([{ author: { handle: 'mira', standing: 'verified' }, said: [] }]);
  });

  it('stays the same object for as long as it says the same', async () => {
    const kept = await open();
    const joined = kept.withPeople(index);
    await keepThat(kept, { kind: 'follow', id: desk.key, on: true }, index);
    const before = joined.list('follow');
    expect(joined.list('follow')).toBe(before);
    name(6, addressOf(gull));
    under(gull, 'from the boat', 'mira');
    expect(joined.list('follow')).not.toBe(before);
    expect(joined.list('follow')).toHaveLength(3);
  });
});
