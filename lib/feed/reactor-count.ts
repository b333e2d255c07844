import type { Txid } from '#lib/bytes/brand.ts';
import type { Reactions } from '#lib/ledger/reactions.ts';
import type { FeedIndex } from './feed-index.ts';
import { keysOfPerson } from './people.ts';

/** Keys that are looked at beside one post. Whoever comes after them counts by their key. */
const MOST_LOOKED = 128;
/** Keys of those that are worked out to be a person's or not, which may take a walk through their posts. */
const MOST_JOINED = 16;
/** Keys of which it is remembered what was worked out. */
const MOST_KNOWN = 10_000;

/**
 * How many people react to a transaction: what somebody did on several devices counts once. Keys are kept and counted as
 * records come in; of them only such are worked out anew that a holder beside another one here named, or that named one. At
 * most {@link MOST_LOOKED} keys are looked at and {@link MOST_JOINED} worked out; all others count each by itself.
 */
export function countReactors(index: FeedIndex, reactions: Reactions, txid: Txid): number {
  const count = reactions.countOf(txid);
  if (count < 2) return count;
  const joined = keysBesideOthers(index, reactions.authorsOf(txid, MOST_LOOKED)).slice(0, MOST_JOINED);
  if (joined.length < 2) return count;
  const people = new Set(joined.map((key) => personOf(index, key)));
  return count - joined.length + people.size;
}

/** Those of some keys that share a holder, as whom they may be one person; of most keys nobody is the holder. */
function keysBesideOthers(index: FeedIndex, keys: readonly string[]): readonly string[] {
  const byHolder = new Map<string, string[]>();
  const { holders } = knownOf(index);
  for (const key of keys) {
    for (const holder of holders.get(key) ?? lookUpHolders(index, holders, key)) {
      const beside = byHolder.get(holder) ?? [];
      beside.push(key);
      byHolder.set(holder, beside);
    }
  }
  if (byHolder.size === 0) return [];
  return [...new Set([...byHolder.values()].flatMap((those) => (those.length > 1 ? those : [])))];
}

/** Whose word a key has, and itself where others have its word. */
function lookUpHolders(index: FeedIndex, holders: Known['holders'], key: string): readonly string[] {
  const behind = index.ledger.holdersBehind(key);
  const found = index.ledger.speakersFor(key).length > 0 ? [...behind, key] : behind;
  if (holders.size >= MOST_KNOWN) holders.clear();
  holders.set(key, found);
  return found;
}

/** The key that stands for whoever has this one. */
function personOf(index: FeedIndex, key: string): string {
  const { people } = knownOf(index);
  const person = people.get(key) ?? keysOfPerson(index, key).keys[0] ?? key;
  if (people.size >= MOST_KNOWN) people.clear();
  people.set(key, person);
  return person;
}

/** What was worked out of keys, for as long as nothing comes that may change it. */
type Known = {
  readonly records: number;
  readonly posts: number;
  readonly proven: number;
  readonly holders: Map<string, readonly string[]>;
  readonly people: Map<string, string>;
};
const known = new WeakMap<FeedIndex, Known>();

function knownOf(index: FeedIndex): Known {
  const before = known.get(index);
  const [records, posts, proven] = [index.ledger.circleChanges, index.posts.length, index.provenPosts];
  const isAsBefore = before?.records === records;
  if (isAsBefore && before.posts === posts && before.proven === proven) return before;
  // Posts join keys of a holder, but make nobody one.
  const holders = isAsBefore ? before.holders : new Map<string, readonly string[]>();
  const now = { records, posts, proven, holders, people: new Map<string, string>() };
  known.set(index, now);
  return now;
}
