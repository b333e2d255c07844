import { isMined } from '#lib/ledger/position.ts';
import type { FeedIndex } from './feed-index.ts';
import { peopleAmong } from './people.ts';
import { personView } from './person-view.ts';
import type { AuthorView } from './post-view.ts';
import type { TimelineContext } from './timeline.ts';

/** People of one answer. */
const MOST_PEOPLE = 500;

/** Whom a follow in public names: an identity by its id, or the one of which a key (hash160 in hex) is the root. */
export type Followed = { readonly bapId: string } | { readonly key: string };

/** Somebody whom the reader follows, and how far others can know of it. */
export type FollowView = {
  /** Its key is absent where an own record names an identity that nothing held here explains. */
  readonly author: AuthorView;
  /** Whom a follow in public would name: by an id when it is on the chain, which every reader of such records finds. */
  readonly name: Followed;
  /** The reader's own records by which it is public. */
  readonly said: readonly { readonly of: Followed; readonly mined: boolean }[];
};

/** Whom the reader follows, in private and in public, those of whom the world knows first. */
export function queryFollows(index: FeedIndex, { kept, own }: TimelineContext): readonly FollowView[] {
  const { ledger } = index;
  const said = new Map<string, FollowView['said'][number][]>();
  const unknown: FollowView[] = [];
  for (const { bapId, key: root, keys, position } of own.flatMap((key) => ledger.followsOf(key))) {
    const of = root === undefined ? { bapId } : { key: root };
    const record = { of, mined: isMined(position) };
    // Of an identity's keys the last speaks for it now.
    const key = keys.at(-1);
    if (key === undefined) unknown.push({ author: { signature: 'none' }, name: of, said: [record] });
    else said.set(key, [...(said.get(key) ?? []), record]);
  }
  const people = new Set(said.keys());
  const listed = new Set(peopleAmong(index, people));
  // What is kept names every key of a person, who is one here.
  for (const { id } of kept.list('follow')) {
    const [person = id] = peopleAmong(index, [id]);
    if (!listed.has(person)) people.add(id);
    listed.add(person);
  }
  const known = [...people].map((key): FollowView => {
    const bapId = ledger.identityOf(key);
    return {
      author: personView(index, key),
      name: bapId === undefined ? { key } : { bapId },
      said: said.get(key) ?? [],
    };
  });
  return [...known, ...unknown].slice(0, MOST_PEOPLE);
}
