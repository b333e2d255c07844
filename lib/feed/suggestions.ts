import type { FeedIndex } from './feed-index.ts';
import { keysOfPerson } from './people.ts';
import { personView } from './person-view.ts';
import type { AuthorView } from './post-view.ts';
import { followedKeys, type TimelineContext } from './timeline.ts';

/** Newest posts that are looked at. */
const MOST_POSTS = 5_000;
const MOST_SUGGESTED = 5;
/** Whoever moved fewer people than this is not suggested: one friend, or oneself by another key, is quickly found. */
const LEAST_PEOPLE = 2;

/** Somebody to follow, and why. */
export type SuggestionView = {
  readonly author: AuthorView;
  /** How many people liked, reposted or answered what they wrote. */
  readonly people: number;
  /** Of their posts that were looked at. */
  readonly posts: number;
};

/**
 * Whom a reader may want to follow: those whose newest posts most people answered, liked or reposted, each counted once
 * for an author. Worked out of what is held; nobody is asked, and neither the reader nor whom they follow, mute or block
 * is among them.
 */
export function querySuggestions(index: FeedIndex, context: TimelineContext): readonly SuggestionView[] {
  const { lists, posts, txs, ledger } = index;
  const { kept, own } = context;
  const known = new Map<string, string>();
  /** The first key of whoever writes by a key: they are counted once, whatever device they did it on. */
  const personOf = (key: string): string => {
    const person = known.get(key) ?? keysOfPerson(index, key).keys[0] ?? key;
    known.set(key, person);
    return person;
  };
  const left = new Set(
    [
      ...own,
      ...followedKeys(index, context),
      ...(['mute', 'block'] as const).flatMap((kind) => kept.list(kind).map(({ id }) => id)),
    ].map(personOf),
  );
  const found = new Map<string, { readonly people: Set<string>; posts: number }>();
  let looked = 0;
  for (const row of lists.order.before()) {
    looked += 1;
    if (looked > MOST_POSTS) break;
    const author = lists.listedAuthor(row);
    const wrote = author < 0 ? undefined : posts.keyOf(author);
    const key = wrote === undefined ? undefined : personOf(wrote);
    if (key === undefined || left.has(key)) continue;
    const entry = found.get(key) ?? { people: new Set<string>(), posts: 0 };
    found.set(key, entry);
    entry.posts += 1;
    const tx = posts.txs.at(row);
    const txid = txs.txidOf(tx);
    for (const reactions of [ledger.likes, ledger.reposts])
      for (const { author: who } of reactions.of(txid)) entry.people.add(personOf(who));
    for (const reply of index.repliesTo(tx)) {
      const who = lists.listedAuthor(reply);
      if (who >= 0) entry.people.add(personOf(posts.keyOf(who)));
    }
    entry.people.delete(key);
  }
  return [...found]
    .map(([key, { people, posts: count }]) => ({ key, people: people.size, posts: count }))
    .filter(({ people }) => people >= LEAST_PEOPLE)
    .sort((a, b) => b.people - a.people || b.posts - a.posts || (a.key < b.key ? -1 : 1))
    .slice(0, MOST_SUGGESTED)
    .map(({ key, ...rest }) => ({ author: personView(index, key), ...rest }));
}
