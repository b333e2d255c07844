import { wordsOf } from './columns/segments.ts';
import { foldText } from './columns/word-table.ts';
import type { FeedIndex } from './feed-index.ts';
import type { PostView, SearchQuery, TimelinePage } from './post-view.ts';
import { writerOf } from './queries.ts';
import { readSearch, type Clause, type Moment } from './search-clauses.ts';
import { FACET, type TermRows } from './term-index.ts';
import { postView } from './views.ts';

/** Posts that are looked at for one page, and those of them whose text is read. */
const MAX_LOOKED_AT = 200_000;
const MAX_READ = 2000;
const KEY = /^[0-9a-f]{40}$/;

/** Rows in falling order: asked with falling numbers, it gives the highest that is at most as high, or -1. */
type Walk = { readonly size: number; readonly atMost: (most: number) => number };

/** What a clause demands: rows to walk along, a question that is quickly answered, and one that needs the text. */
type Demand = {
  readonly walks: readonly Walk[];
  readonly holds?: (row: number) => boolean;
  readonly reads?: (fold: string) => boolean;
};

/** A demand that no post meets. */
const NEVER: Demand = { walks: [{ size: 0, atMost: () => -1 }] };

/**
 * Posts that a text asks for, whatever its case and accents, in the order in which they came to this device, newest first.
 * A cursor is the number of the last post that was looked at.
 */
export function querySearch(index: FeedIndex, { text, after, limit }: SearchQuery): TimelinePage {
  index.terms.enter();
  const clauses = readSearch(text.toWellFormed());
  const wanted = clauses.filter(({ isNot }) => !isNot).map((clause) => demandOf(index, clause));
  const unwanted = clauses.filter(({ isNot }) => isNot).map((clause) => demandOf(index, clause));
  if (wanted.every(isEmpty) && unwanted.every(isEmpty)) return { posts: [] };
  const walks = wanted.flatMap((demand) => demand.walks).sort((a, b) => a.size - b.size);
  const needsText = [...wanted, ...unwanted].some(({ reads }) => reads !== undefined);
  const posts: PostView[] = [];
  let looked = 0;
  let read = 0;
  let last = rowOf(after) ?? index.posts.length;
  for (const row of rowsOfAll(walks, last - 1)) {
    if (posts.length === limit || looked === MAX_LOOKED_AT || read === MAX_READ)
      return { posts, next: String(last) };
    last = row;
    looked += 1;
    if (!wanted.every(({ holds }) => holds === undefined || holds(row))) continue;
    let fold: string | undefined;
    if (needsText) {
      fold = foldText(index.posts.textOf(row));
      read += 1;
    }
    const meets = (demand: Demand): boolean => isMet(demand, row, fold);
    if (wanted.every(({ reads }) => reads === undefined || reads(fold ?? '')) && !unwanted.some(meets))
      posts.push(postView(index, index.postAt(row)));
  }
  return { posts };
}

/** Whether a clause asks for nothing at all, like a word without letters. */
const isEmpty = ({ walks, holds, reads }: Demand): boolean =>
  walks.length === 0 && holds === undefined && reads === undefined;

const isMet = (demand: Demand, row: number, fold: string | undefined): boolean =>
  !isEmpty(demand) &&
  demand.walks.every(({ atMost }) => atMost(row) === row) &&
  (demand.holds === undefined || demand.holds(row)) &&
  (demand.reads === undefined || demand.reads(fold ?? ''));

const rowOf = (cursor: string | undefined): number | undefined =>
  cursor !== undefined && /^\d{1,10}$/.test(cursor) ? Number(cursor) : undefined;

const walkOf = ({ size, walk }: TermRows): Walk => ({ size, atMost: (most) => walk.atMost(most) });

function demandOf(index: FeedIndex, clause: Clause): Demand {
  const { posts, terms, lists } = index;
  switch (clause.kind) {
    case 'words':
    case 'phrase':
      return wordsDemand(index, clause);
    case 'tag': {
      const term = posts.findTerm(clause.tag);
      return term === undefined
        ? NEVER
        : { walks: [walkOf(terms.withWord(term))], holds: (row) => lists.isTagged(row, term) };
    }
    case 'from':
      return authorDemand(index, clause.who);
    case 'media':
      return { walks: [walkOf(terms.withFacet(FACET.media))] };
    case 'reply':
      return { walks: [walkOf(terms.withFacet(FACET.reply))] };
    case 'before':
      return { walks: [], holds: (row) => isBefore(index, row, clause.moment) };
    case 'since':
      return { walks: [], holds: (row) => !isBefore(index, row, clause.moment) };
  }
}

function wordsDemand(
  { posts, terms }: FeedIndex,
  { kind, text }: { readonly kind: 'words' | 'phrase'; readonly text: string },
): Demand {
  const found = posts.search(text);
  if (found === undefined) return NEVER;
  const { isSure } = found;
  const walks = found.terms.map((term) => walkOf(terms.withWord(term)));
  const words = wordsOf(text).map(foldText);
  if (kind === 'phrase' && words.length > 1) {
    const phrase = spaced(foldText(text)).trim();
    return { walks, reads: (fold) => spaced(fold).includes(phrase) };
  }
  return isSure ? { walks } : { walks, reads: (fold) => words.every((word) => fold.includes(word)) };
}

/** A text in which every space is one space. */
const spaced = (text: string): string => text.replace(/\s+/gu, ' ');

/** Posts of a key; or those that say a handle and may, and those of its holder that say none. */
function authorDemand(index: FeedIndex, who: string): Demand {
  const { posts, terms, lists, ledger } = index;
  const isKey = KEY.test(who);
  const holder = isKey ? who : writerOf(index, who);
  const key = holder === undefined ? -1 : posts.findKey(holder);
  const handle = isKey ? -1 : posts.handles.find(who);
  const walks = [
    ...(key < 0 ? [] : [walkOf(terms.withFacet(FACET.by(key)))]),
    ...(handle < 0 ? [] : [walkOf(terms.withFacet(FACET.says(handle)))]),
  ];
  if (walks.length === 0) return NEVER;
  const either: Walk = {
    size: walks.reduce((sum, { size }) => sum + size, 0),
    atMost: (most) => Math.max(...walks.map(({ atMost }) => atMost(most))),
  };
  const holds = (row: number): boolean => {
    const author = lists.listedAuthor(row);
    if (isKey) return author === key;
    const said = posts.handleNumbers.at(row) - 1;
    if (said !== handle || handle < 0) return said < 0 && author === key;
    const { height } = index.placeOf(posts.txs.at(row), posts.vouts.at(row));
    const speaker = author < 0 ? undefined : posts.keyOf(author);
    return ledger.handles.standingOf(who, speaker, height) !== 'not-verified';
  };
  return { walks: [either], holds };
}

function isBefore({ posts, txs }: FeedIndex, row: number, moment: Moment): boolean {
  const tx = posts.txs.at(row);
  return 'height' in moment ? txs.heightOf(tx) < moment.height : txs.timeOf(tx) < moment.time;
}

/** Rows that all walks meet in, from the highest of at most `from` down; every row where there is none. */
function* rowsOfAll(walks: readonly Walk[], from: number): Generator<number, void> {
  for (let most = from; most >= 0;) {
    let lowest = most;
    for (const { atMost } of walks) {
      lowest = atMost(lowest);
      if (lowest < 0) return;
    }
    // The first of them may have been asked for a number that another does not have.
    if (walks.every(({ atMost }) => atMost(lowest) === lowest)) {
      yield lowest;
      most = lowest - 1;
    } else {
      most = lowest;
    }
  }
}
