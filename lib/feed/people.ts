import type { KeptKind, KeptRow } from '#lib/store/kept-store.ts';
import type { FeedIndex } from './feed-index.ts';
import type { KeptLists } from './kept.ts';

/** Newest posts of a key that are looked through for one under a handle of whoever named it. */
const MOST_LOOKED = 5_000;

/** Keys that are shown as one person. */
export type PersonKeys = {
  /** Those that speak for the same holder now, the first that did so in front; a key that nobody named is alone. */
  readonly keys: readonly string[];
  /** Those that did so once, each with the holder that it did so for: what they wrote in that time is the person's. */
  readonly ended: ReadonlyMap<string, string>;
};

/**
 * The keys of whoever writes by `key` (hash160 in hex). A holder names as many as it likes, so its word alone joins nobody:
 * each of them must have written under a handle of the holder while it had that word, and be joined by that.
 */
export function keysOfPerson(index: FeedIndex, key: string): PersonKeys {
  const { ledger } = index;
  const holders = new Set(ledger.holdersBehind(key).filter((holder) => wroteAs(index, key, holder)));
  if (ledger.speakersFor(key).length > 0) holders.add(key);
  const keys = new Set<string>();
  const ended = new Map<string, string>();
  for (const holder of holders) {
    for (const speaker of ledger.speakersFor(holder))
      if (speaker === key || wroteAs(index, speaker, holder)) keys.add(speaker);
    // One key did everything in the first layout: a holder that writes is one of its own keys.
    if (index.lists.of(holder).length > 0) keys.add(holder);
    for (const speaker of ledger.everSpokeFor(holder)) ended.set(speaker, holder);
  }
  keys.add(key);
  for (const each of keys) ended.delete(each);
  return { keys: [...keys], ended };
}

/** The people behind some keys, in the order in which they come: of each the first key, which has their page. */
export function peopleAmong(index: FeedIndex, keys: Iterable<string>): readonly string[] {
  const people = new Set<string>();
  for (const key of new Set(keys)) people.add(keysOfPerson(index, key).keys[0] ?? key);
  return [...people];
}

/** Whether a key wrote under a handle of a holder while it had that holder's word; looks through its newest 5,000 posts. */
export function wroteAs(index: FeedIndex, key: string, holder: string): boolean {
  const names = new Set(index.ledger.handles.heldBy(holder).map(({ name }) => name));
  if (names.size === 0) return false;
  const { posts } = index;
  let looked = 0;
  for (const row of index.lists.of(key).before()) {
    looked += 1;
    if (looked > MOST_LOOKED) return false;
    const handle = posts.handleNumbers.at(row);
    if (handle > 0 && names.has(posts.handles.at(handle - 1)) && isOf(index, row, key, holder)) return true;
  }
  return false;
}

/** Whether a key had a holder's word when it wrote the post in `row`. */
const isOf = (index: FeedIndex, row: number, key: string, holder: string): boolean =>
  index.ledger.speaksFor(
    key,
    holder,
    index.placeOf(index.posts.txs.at(row), index.posts.vouts.at(row)).height,
  );

/** Whether the post in `row`, by one of a person's keys, is that person's: of a key that was ended, what it wrote before. */
export function isByPerson(index: FeedIndex, { ended }: PersonKeys, row: number): boolean {
  const author = index.lists.listedAuthor(row);
  const key = author < 0 ? undefined : index.posts.keyOf(author);
  const holder = key === undefined ? undefined : ended.get(key);
  return key === undefined || holder === undefined || isOf(index, row, key, holder);
}

/** How many posts a person's keys wrote, as far as they are held. */
export function postsOfPerson(index: FeedIndex, person: PersonKeys): number {
  let posts = person.keys.reduce((sum, key) => sum + index.lists.of(key).length, 0);
  for (const key of person.ended.keys())
    for (const row of index.lists.of(key).before()) if (isByPerson(index, person, row)) posts += 1;
  return posts;
}

const PEOPLE: ReadonlySet<KeptKind> = new Set(['follow', 'mute', 'block']);

type Made = { readonly state: readonly unknown[]; readonly rows: readonly KeptRow[] };

/**
 * What a reader keeps, with every key of the people in it: whoever follows, mutes or blocks one of them means them all.
 * Worked out anew when records of identities, posts or blocks came; the answers stay the same objects for as long as they
 * say the same, since timelines are worked out anew when they do not.
 */
export function keptWithPeople(kept: KeptLists): (index: FeedIndex) => KeptLists {
  const made = new Map<KeptKind, Made>();
  return (index) => ({
    list(kind) {
      const rows = kept.list(kind);
      if (!PEOPLE.has(kind) || rows.length === 0) return rows;
      const state = [rows, index, index.ledger.circleChanges, index.posts.length, index.provenPosts];
      const before = made.get(kind);
      if (before?.state.every((value, at) => value === state[at]) === true) return before.rows;
      const joined = withPeople(index, kind, rows);
      const same = before !== undefined && saysTheSame(before.rows, joined) ? before.rows : joined;
      made.set(kind, { state, rows: same });
      return same;
    },
  });
}

function withPeople(index: FeedIndex, kind: KeptKind, rows: readonly KeptRow[]): readonly KeptRow[] {
  const known = new Set(rows.map(({ id }) => id));
  const joined = rows.flatMap((row) => {
    const { keys, ended } = keysOfPerson(index, row.id);
    const others = kind === 'follow' ? keys : [...keys, ...ended.keys()];
    const more = others.filter((id) => !known.has(id));
    for (const id of more) known.add(id);
    return [row, ...more.map((id) => ({ ...row, id }))];
  });
  return joined.length === rows.length ? rows : joined;
}

const saysTheSame = (before: readonly KeptRow[], after: readonly KeptRow[]): boolean =>
  before.length === after.length &&
  before.every(({ id, at }, place) => id === after[place]?.id && at === after[place].at);
