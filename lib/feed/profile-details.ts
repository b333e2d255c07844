import { toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import { signatureOf } from '#lib/store/fact-chunk.ts';
import type { FeedIndex } from './feed-index.ts';
import type { AuthorView } from './post-view.ts';
import { keysOfPerson, peopleAmong } from './people.ts';
import { holdersOf } from './queries.ts';
import { NOTHING_KEPT } from './kept.ts';
import { rowsOf } from './timeline.ts';
import { titleEvents, type TitleEventView } from './title-events.ts';
import { keyView, verdictOf } from './views.ts';

/** Newest posts of a key that are counted. */
const MOST_COUNTED = 5_000;
const MOST_EVENTS = 200;
const MOST_PARCELS = 1_000;

/** Whoever reads, and from where on: neither matters for what a key wrote. */
const ALONE = { kept: NOTHING_KEPT, own: [] };
const NEWEST = { way: 'older', side: undefined } as const;

/** What is known of a key, and of which part of it there is proof. */
export type KeyView = {
  /** Posts that were looked at: the newest, at most {@link MOST_COUNTED}. */
  readonly counted: number;
  /** Those of them that are in a block whose header was checked. */
  readonly proven: number;
  /** How those of them are signed. */
  readonly signatures: Readonly<Record<'sigma' | 'aip' | 'input', number>>;
  /** The oldest that is held, in the order of the chain. */
  readonly first?: { readonly id: Outpoint; readonly verdict: Verdict };
  /** Keys that gave this one their word, by a record of their own, to speak for them. */
  readonly behind: readonly AuthorView[];
  /** Other keys that speak for one of those now, as another device of theirs may; eight for each at most. */
  readonly beside: readonly AuthorView[];
  /** People who follow it, and whom it follows, by records that are held. */
  readonly followers: number;
  readonly follows: number;
};

export type ProfileDetails = {
  /** What happened to its handles and districts, newest first, at most {@link MOST_EVENTS}. */
  readonly events: readonly TitleEventView[];
  /** Parcels that it holds, of districts in order. */
  readonly parcels: readonly { readonly index: number; readonly height: number }[];
  readonly key: KeyView;
};

/** What a profile shows of a key (hash160 in hex) besides what it wrote. */
export function queryProfileDetails(index: FeedIndex, key: string): ProfileDetails {
  const holders = holdersOf(index, key);
  const parcels = holders.flatMap((holder) => index.ledger.parcels.heldBy(holder));
  return {
    events: titleEvents(index, holders).slice(0, MOST_EVENTS),
    parcels: parcels.sort((a, b) => a.height - b.height || a.index - b.index).slice(0, MOST_PARCELS),
    key: keyDetails(index, key),
  };
}

function keyDetails(index: FeedIndex, key: string): KeyView {
  const { ledger, lists, posts } = index;
  const person = keysOfPerson(index, key).keys;
  const signatures = { sigma: 0, aip: 0, input: 0 };
  let counted = 0;
  let proven = 0;
  for (const row of rowsOf(index, { kind: 'author', key }, ALONE, NEWEST)) {
    if (counted === MOST_COUNTED) break;
    counted += 1;
    if (index.txAt(posts.txs.at(row)).proof.state === 'proven') proven += 1;
    const signature = signatureOf(posts.forms.at(row)).signature;
    if (signature === 'sigma' || signature === 'aip' || signature === 'input') signatures[signature] += 1;
  }
  const { value: oldest } = lists
    .of(key)
    .from(() => 1)
    .next();
  const first = oldest === undefined ? undefined : index.postAt(oldest);
  const behind = ledger.holdersBehind(key);
  const beside = new Set(behind.flatMap((holder) => ledger.speakersFor(holder)));
  beside.delete(key);
  return {
    counted,
    proven,
    signatures,
    ...(first !== undefined && {
      first: { id: toOutpoint(first.tx.txid, first.vout), verdict: verdictOf(index, first.tx, first.vout) },
    }),
    behind: behind.map((holder) => keyView(index, holder)),
    beside: [...beside].map((other) => keyView(index, other)),
    followers: peopleAmong(
      index,
      ledger.followersOf(person).map(({ author }) => author),
    ).length,
    follows: peopleAmong(
      index,
      person.flatMap((each) => ledger.followedBy(each)),
    ).length,
  };
}
