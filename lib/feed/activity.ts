import { outpointTxid, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { FeedIndex } from './feed-index.ts';
import { keysOfPerson, peopleAmong } from './people.ts';
import { personView } from './person-view.ts';
import type { ActivityView } from './post-view.ts';
import { titleEvents } from './title-events.ts';
import { momentOf, parentView, postView } from './views.ts';

/** Newest posts of the reader's own whose answers and reactions are looked at. */
const MOST_OWN = 500;
/** Entries of an answer. */
const MOST_ENTRIES = 100;
/** People named in one entry; the rest are a number. */
const MOST_NAMED = 5;

/**
 * What others did that concerns some keys (hash160 in hex), as far as this device holds it, newest first: answers to their
 * posts, posts that name their handles, and likes, reposts and follows, those of one kind and post as one entry; and what
 * became of their handles and districts.
 */
export function queryActivity(index: FeedIndex, given: readonly string[]): readonly ActivityView[] {
  // What was written on another device of theirs is theirs too.
  const keys = [...new Set(given.flatMap((key) => [key, ...keysOfPerson(index, key).keys]))];
  const own = new Set(keys);
  const entries: ActivityView[] = [...answersAndMentions(index, own)];
  for (const row of ownRows(index, keys)) {
    const { txid } = index.txAt(index.posts.txs.at(row));
    for (const kind of ['like', 'repost'] as const) {
      const entry = reactionEntry(index, kind, txid, own);
      if (entry !== undefined) entries.push(entry);
    }
  }
  const followers = index.ledger.followersOf(keys).filter(({ author }) => !own.has(author));
  const newest = followers.map(({ id }) => timeOf(index, id)).sort((a, b) => b - a)[0];
  if (newest !== undefined)
    entries.push({ kind: 'follow', id: 'follow', at: newest, ...peopleOf(index, followers) });
  entries.push(...titleEntries(index, keys));
  return entries.sort((a, b) => b.at - a.at).slice(0, MOST_ENTRIES);
}

function* ownRows(index: FeedIndex, keys: readonly string[]): Generator<number, void> {
  for (const key of keys) {
    let left = MOST_OWN;
    for (const row of index.lists.of(key).before()) {
      if (left === 0) break;
      left -= 1;
      yield row;
    }
  }
}

function answersAndMentions(index: FeedIndex, own: ReadonlySet<string>): readonly ActivityView[] {
  const rows = new Map<number, 'reply' | 'mention'>();
  const names = new Set<string>();
  for (const key of own) for (const { name } of index.ledger.handles.heldBy(key)) names.add(name);
  for (const name of names) {
    let left = MOST_OWN;
    for (const row of index.lists.naming(name).before()) {
      if (left === 0) break;
      left -= 1;
      rows.set(row, 'mention');
    }
  }
  // A post that does both is an answer.
  for (const row of ownRows(index, [...own]))
    for (const reply of index.repliesTo(index.posts.txs.at(row))) rows.set(reply, 'reply');
  return [...rows].flatMap(([row, kind]) => {
    const post = index.postAt(row);
    const key = index.authorKey(post.tx.tx, post.vout);
    if (key !== undefined && own.has(key)) return [];
    return [{ kind, id: post.id, at: momentOf(post.tx), post: postView(index, post) }];
  });
}

function reactionEntry(
  index: FeedIndex,
  kind: 'like' | 'repost',
  txid: Txid,
  own: ReadonlySet<string>,
): ActivityView | undefined {
  const reactions = kind === 'like' ? index.ledger.likes : index.ledger.reposts;
  const others = reactions.of(txid).filter(({ author }) => !own.has(author));
  if (others.length === 0) return undefined;
  const at = Math.max(...others.map(({ id }) => timeOf(index, id)));
  return { kind, id: `${kind} ${txid}`, at, to: parentView(index, { txid }), ...peopleOf(index, others) };
}

/** What happened to the reader's handles and districts in blocks; claims of one of them by others are one entry. */
function titleEntries(index: FeedIndex, keys: readonly string[]): readonly ActivityView[] {
  const own = new Set(keys);
  const events = titleEvents(index, keys).filter(
    ({ kind, other, height }) =>
      kind !== 'waiting' && height !== undefined && (kind !== 'rival' || !own.has(other?.key ?? '')),
  );
  const groups = Map.groupBy(events, ({ kind, id, of }) =>
    kind === 'rival' ? `rival ${of.kind === 'handle' ? of.name : of.height}` : id,
  );
  return [...groups].slice(0, MOST_ENTRIES).flatMap(([id, [event, ...others]]): ActivityView[] => {
    if (event === undefined) return [];
    const all = [event, ...others].flatMap(({ kind, other }) =>
      kind === 'rival' && other !== undefined ? [other] : [],
    );
    const by = [...new Map(all.map((author) => [author.key, author])).values()];
    return [{ kind: 'title', id, at: event.at, event, by: by.slice(0, MOST_NAMED), count: by.length }];
  });
}

function peopleOf(index: FeedIndex, said: readonly { readonly id: Outpoint; readonly author: string }[]) {
  const newestFirst = [...said].sort((a, b) => timeOf(index, b.id) - timeOf(index, a.id));
  const people = peopleAmong(
    index,
    newestFirst.map(({ author }) => author),
  );
  return { by: people.slice(0, MOST_NAMED).map((key) => personView(index, key)), count: people.length };
}

function timeOf(index: FeedIndex, id: Outpoint): number {
  const tx = index.tx(outpointTxid(id));
  return tx === undefined ? 0 : momentOf(tx);
}
