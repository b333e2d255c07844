import { parseListed } from '#lib/store/kept-store.ts';
import type { FeedIndex } from './feed-index.ts';
import type { KeptLists } from './kept.ts';
import { personView } from './person-view.ts';
import type { AuthorView } from './post-view.ts';

/** A list of people that the reader made and nobody else hears of. */
export type ListView = {
  readonly name: string;
  /** Who is in it, the last one added first. */
  readonly people: readonly AuthorView[];
};

/** Keys (hash160 in hex) of whom a list names, the last one added first; none for a list that is not kept. */
export function keysListed(kept: KeptLists, name: string): readonly string[] {
  if (!kept.list('list').some(({ id }) => id === name)) return [];
  return kept.list('listed').flatMap(({ id }) => {
    const listed = parseListed(id);
    return listed?.name === name ? [listed.key] : [];
  });
}

/** All lists by name, each with its people as this device knows them. */
export function queryLists(index: FeedIndex, kept: KeptLists): readonly ListView[] {
  return kept
    .list('list')
    .map(({ id }) => id)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => ({ name, people: keysListed(kept, name).map((key) => personView(index, key)) }));
}
