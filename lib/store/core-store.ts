import type { Outpoint } from '#lib/bytes/brand.ts';
import type { BookChanges, BookKeeper, Books } from '#lib/publish/books.ts';
import type { Draft, Publication, PublicationState } from '#lib/publish/publication.ts';
import type { Coin } from '#lib/wallet/coins.ts';
import type { CoreDatabase } from './core-database.ts';
import type { AccountRow, DraftRow, VaultRow, VaultRow2 } from './core-rows.ts';
import type { ReadTable, WriteTable } from './database.ts';
import { StoreError } from './store-error.ts';

/** The core database in the words of those who use it. Every method that writes resolves after a strict commit. */
export interface CoreStore extends BookKeeper {
  publication(id: string): Promise<Publication | undefined>;
  /** Publications in these states (all when none is named), oldest first; forgotten ones are not among them. */
  publications(...states: readonly PublicationState[]): Promise<Publication[]>;
  /** Ids of publications in these states, without their rows. */
  ids(...states: readonly PublicationState[]): Promise<string[]>;
  /** Publications that were given up after they had left: their transactions may yet turn up. */
  forgotten(): Promise<Publication[]>;
  freeCoins(): Promise<Coin[]>;
  /** What free coins are worth together, in satoshis. */
  balance(): Promise<number>;
  /** Adds coins that are not known yet; known ones stay as they are, whatever became of them. Answers how many were new. */
  addCoins(coins: readonly Coin[]): Promise<number>;
  account(): Promise<AccountRow | undefined>;
  vault(): Promise<VaultRow | undefined>;
  /**
   * Keeps a new secret and its account. Where another tab was quicker its account stays, and that one is given back:
   * a secret is never overwritten.
   */
  createAccount(vault: VaultRow, account: AccountRow): Promise<AccountRow>;
  /**
   * Replaces the vault's row while it is still at `revision` (`undefined`: of the first form, which had none).
   *
   * @throws {StoreError} `aborted` when somebody else has changed it; then nothing is written.
   */
  changeVault(revision: number | undefined, vault: VaultRow2): Promise<void>;
  /** Changes the account's row. @throws {StoreError} `aborted` when there is none. */
  changeAccount(change: (row: AccountRow) => AccountRow): Promise<AccountRow>;
  /**
   * Takes the account off this device, with its coins and what it has published; unsent words stay. Only where a copy of
   * its key exists and nothing that it signed is on its way: else it says so and changes nothing.
   */
  forgetAccount(): Promise<'forgotten' | 'absent' | 'no-copy' | 'in-use'>;
  /** The unsent words of a place; `undefined` when there are none. */
  draft(place: string): Promise<DraftRow | undefined>;
  /** All unsent words, the latest first. */
  drafts(): Promise<DraftRow[]>;
  /** Keeps the unsent words of a place; without words and picture it is forgotten. */
  saveDraft(place: string, draft: Draft, at: number): Promise<void>;
  /** Keeps the words that another device has in a place, or none, where here are still those that were saved at `was`. Answers whether it did. */
  swapDraft(place: string, was: number | undefined, row: DraftRow | undefined): Promise<boolean>;
}

/** Gives an open core database its methods. */
export function createCoreStore(database: CoreDatabase): CoreStore {
  return {
    publication: (id) => database.read(['outbox'], ({ outbox }) => outbox.get(id)),
    publications: (...states) =>
      database.read(['outbox'], async ({ outbox }) => {
        const rows =
          states.length === 0
            ? await outbox.all()
            : (await Promise.all(states.map((state) => outbox.allBy('state', state)))).flat();
        return rows
          .filter(({ forgotten }) => forgotten !== true)
          .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
      }),
    ids: (...states) =>
      database.read(['outbox'], async ({ outbox }) =>
        (await Promise.all(states.map((state) => outbox.keysBy('state', state)))).flat(),
      ),
    forgotten: async () => {
      const failed = await database.read(['outbox'], ({ outbox }) => outbox.allBy('state', 'failed'));
      return failed.filter(({ forgotten }) => forgotten === true);
    },
    freeCoins: () => database.read(['coins'], ({ coins }) => coins.allBy('status', 'free')),
    balance: async () => {
      const free = await database.read(['coins'], ({ coins }) => coins.allBy('status', 'free'));
      // An inscription lies in one satoshi, which is never paid with.
      return free.reduce((sum, { sats }) => (sats > 1 ? sum + sats : sum), 0);
    },
    addCoins: (added) =>
      database.write(['coins'], async ({ coins }) => {
        const known = await Promise.all(added.map(({ outpoint }) => coins.get(outpoint)));
        const fresh = added.filter((_coin, at) => known[at] === undefined);
        await Promise.all(fresh.map((coin) => coins.put(coin)));
        return fresh.length;
      }),
    account: () => database.read(['account'], ({ account }) => account.get('main')),
    vault: () => database.read(['vault'], ({ vault }) => vault.get('main')),
    createAccount: (secret, row) =>
      database.write(['vault', 'account'], async ({ vault, account }) => {
        const known = await account.get('main');
        if (known !== undefined) return known;
        await vault.add(secret);
        await account.add(row);
        return row;
      }),
    changeVault: (revision, row) =>
      database.write(['vault'], async ({ vault }) => {
        const known = await vault.get('main');
        if (known === undefined || (known.version === 1 ? undefined : known.revision) !== revision)
          throw new StoreError('aborted', 'the vault was changed by somebody else');
        await vault.put(row);
      }),
    changeAccount: (change) =>
      database.write(['account'], async ({ account }) => {
        const known = await account.get('main');
        if (known === undefined) throw new StoreError('aborted', 'there is no account');
        const row = change(known);
        await account.put(row);
        return row;
      }),
    forgetAccount: () =>
      database.write(['vault', 'account', 'coins', 'outbox'], async ({ vault, account, coins, outbox }) => {
        const known = await account.get('main');
        if (known === undefined) return 'absent';
        // A linked device has nothing that the one which linked it could not make anew.
        const isKept = known.linked === true || known.copies?.file !== undefined;
        if (!isKept && known.copies?.words === undefined) return 'no-copy';
        const states = await Promise.all(
          (['draft', 'queued', 'sent', 'seen'] as const).map((state) => outbox.allBy('state', state, 1)),
        );
        if (states.flat().length > 0) return 'in-use';
        await Promise.all([vault.clear(), account.clear(), coins.clear(), outbox.clear()]);
        return 'forgotten';
      }),
    draft: (place) => database.read(['drafts'], ({ drafts }) => drafts.get(place)),
    drafts: async () => {
      const rows = await database.read(['drafts'], ({ drafts }) => drafts.all());
      return rows.toSorted((a, b) => b.savedAt - a.savedAt);
    },
    saveDraft: (place, draft, savedAt) =>
      database.write(['drafts'], ({ drafts }) =>
        draft.text === '' && draft.picture === undefined
          ? drafts.delete(place)
          : drafts.put({ ...draft, place, savedAt }),
      ),
    swapDraft: (place, was, row) =>
      database.write(['drafts'], async ({ drafts }) => {
        if ((await drafts.get(place))?.savedAt !== was) return false;
        await (row === undefined ? drafts.delete(place) : drafts.put({ ...row, place }));
        return true;
      }),
    enter: (id, also, decide) =>
      database.write(['outbox', 'coins'], async ({ outbox, coins }) => {
        const { changes, answer } = decide(await readBooks(outbox, coins, id, also));
        if (changes !== undefined) await write(outbox, coins, changes);
        return answer;
      }),
  };
}

/**
 * Reads a publication with all that hangs on it. Children, who spend what it makes, are read with all that hangs on
 * them, down to those that are in a block: what a proof shows stays there whatever becomes of what it spends, so that the
 * books of a post do not grow with the years. A parent, whose change it spends, is read only as it stands, since nothing
 * that happens to a child changes a parent.
 */
async function readBooks(
  outbox: ReadTable<string, Publication>,
  coins: ReadTable<Outpoint, Coin>,
  id: string,
  also: readonly Outpoint[],
): Promise<Books> {
  const publications = new Map<string, Publication>();
  const found = new Map<Outpoint, Coin>();
  const todo = [id];
  const done = new Set<string>();

  const spent = async (outpoint: Outpoint): Promise<void> => {
    const coin = await coins.get(outpoint);
    if (coin === undefined) return;
    found.set(outpoint, coin);
    const parent = coin.from === undefined ? undefined : await outbox.get(coin.from);
    if (parent !== undefined) publications.set(parent.id, parent);
  };

  await Promise.all(also.map(spent));
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (done.has(next)) continue;
    done.add(next);
    const row = await outbox.get(next);
    if (row !== undefined) {
      publications.set(row.id, row);
      const transactions = [...(row.tx === undefined ? [] : [row.tx]), ...(row.earlier ?? [])];
      await Promise.all(transactions.flatMap(({ inputs }) => inputs).map(spent));
    }
    if (next !== id && row?.state === 'in-block') continue;
    // Posts of one thread stand and fall together.
    if (row?.next !== undefined) todo.push(row.next);
    for (const coin of await coins.allBy('from', next)) {
      found.set(coin.outpoint, coin);
      if (coin.by !== undefined) todo.push(coin.by);
    }
  }
  return { publications, coins: found };
}

async function write(
  outbox: WriteTable<string, Publication>,
  coins: WriteTable<Outpoint, Coin>,
  { publications, coins: changed, forgotten = [] }: BookChanges,
): Promise<void> {
  for (const row of publications) {
    const known = await outbox.get(row.id);
    // Cannot be while entries are decided inside the transaction; a mistake here would lose words or coins.
    if (known !== undefined && known.revision >= row.revision) {
      throw new StoreError('aborted', `the outbox row ${row.id} was written by somebody else`);
    }
  }
  await Promise.all([
    ...publications.map((row) => outbox.put(row)),
    ...changed.map((coin) => coins.put(coin)),
    ...forgotten.map((id) => outbox.delete(id)),
  ]);
}
