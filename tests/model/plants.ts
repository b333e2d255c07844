import type { Books, Entry } from '#lib/publish/books.ts';
import type { Publication } from '#lib/publish/publication.ts';

/**
 * A mistake, planted between the rules and the database, for the model to find. Without one, what is decided is written.
 */
export type Plant = {
  readonly decide: <Answer>(books: Books, entry: Entry<Answer>) => Entry<Answer>;
};

export const NO_PLANT: Plant = { decide: (_books, entry) => entry };

/** A mistake in what becomes of each changed publication; `before` is how it was. */
const spoil = (
  change: (row: Publication, before: Publication | undefined) => 'keep' | 'drop' | Publication,
): Plant => ({
  decide(books, entry) {
    if (entry.changes === undefined) return entry;
    const publications = entry.changes.publications.flatMap((row) => {
      const changed = change(row, books.publications.get(row.id));
      return changed === 'drop' ? [] : changed === 'keep' ? [row] : [changed];
    });
    return { ...entry, changes: { ...entry.changes, publications } };
  },
});

/** Takes silence for a refusal: the coins go back, and the words are signed anew with whatever coins there are. */
const releasesOnTimeout: Plant = {
  decide(books, entry) {
    const late = entry.changes?.publications.find(
      ({ state, waiting, tx }) => state !== 'draft' && waiting?.code === 'timeout' && tx !== undefined,
    );
    if (entry.changes === undefined || late?.tx === undefined) return entry;
    const { tx, waiting: _waiting, ...rest } = late;
    const coins = tx.inputs.flatMap((outpoint) => {
      const coin = books.coins.get(outpoint);
      if (coin === undefined) return [];
      const { by: _by, ...free } = coin;
      return [{ ...free, status: 'free' as const }];
    });
    return { ...entry, changes: { publications: [{ ...rest, state: 'draft' }], coins } };
  },
};

/** Frees nothing: the coins of what was refused stay with it for ever. */
const keepsCoins: Plant = {
  decide: (_books, entry) =>
    entry.changes === undefined || entry.changes.publications.every(({ state }) => state !== 'failed')
      ? entry
      : { ...entry, changes: { ...entry.changes, coins: [] } },
};

/** Mistakes that were made somewhere, or nearly. The model is worth as much as it finds of them. */
export const PLANTS = {
  'takes silence for a refusal': releasesOnTimeout,
  'keeps the coins of what was refused': keepsCoins,
  'takes a word for evidence': spoil((row) =>
    row.state === 'sent' && row.waiting === undefined ? { ...row, state: 'seen' } : 'keep',
  ),
  'does not hear of a reorg': spoil((row, before) =>
    before?.state === 'in-block' && row.state !== 'in-block' ? 'drop' : 'keep',
  ),
  'says saved before it is': spoil((row, before) =>
    before === undefined && row.createdAt % 7 < 1 ? 'drop' : 'keep',
  ),
} as const satisfies Record<string, Plant>;
