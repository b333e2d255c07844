import type { Network } from '#lib/chain/network.ts';
import {
  KEPT_KINDS,
  KeptStore,
  listedId,
  parseListed,
  type KeptKind,
  type KeptRow,
} from '#lib/store/kept-store.ts';
import { toStoreError, type StoreError } from '#lib/store/store-error.ts';
import { keptWithPeople } from './people.ts';

/** What queries need to know of what a person keeps. */
export type KeptLists = {
  /** Newest first. */
  list(kind: KeptKind): readonly KeptRow[];
};

/** For whoever keeps nothing. */
export const NOTHING_KEPT: KeptLists = { list: () => [] };

/** What a person keeps, in memory as it is on the disk. Without storage nothing can be kept. */
export class Kept implements KeptLists {
  private readonly store: KeptStore | undefined;
  private readonly trouble: StoreError | undefined;
  private rows = new Map<KeptKind, readonly KeptRow[]>();
  /** What is kept, with all keys of the people in it. */
  readonly withPeople = keptWithPeople(this);

  private constructor(store: KeptStore | undefined, trouble?: StoreError) {
    this.store = store;
    this.trouble = trouble;
  }

  static async open(network: Network, factory?: IDBFactory, slot?: string): Promise<Kept> {
    try {
      const options = { ...(factory !== undefined && { factory }), ...(slot !== undefined && { slot }) };
      const kept = new Kept(await KeptStore.open(network, options));
      await kept.read();
      return kept;
    } catch (error) {
      return new Kept(undefined, toStoreError(error));
    }
  }

  list(kind: KeptKind): readonly KeptRow[] {
    return this.rows.get(kind) ?? [];
  }

  /**
   * Keeps something, or no longer. Resolves when that is on the disk. With a list goes who is in it; with somebody in a
   * list comes the list; whoever is no longer blocked leaves the lists of others, too.
   *
   * @throws {StoreError} when it could not be stored; then nothing has changed.
   */
  async set(kind: KeptKind, id: string, on: boolean, at: number): Promise<void> {
    const { store, trouble } = this;
    if (store === undefined) throw trouble ?? new Error('there is no storage');
    const rows = [{ kind, id, at }, ...(on ? this.listFor(kind, id, at) : this.goesWith(kind, id))];
    await (on ? store.keep(rows) : store.drop(rows));
    await this.read();
  }

  /**
   * Gives a list another name; who is in it stays. A name that another list has, and a list that is not kept, change nothing.
   *
   * @throws {StoreError} when it could not be stored; then nothing has changed.
   */
  async renameList(from: string, to: string): Promise<void> {
    const { store, trouble } = this;
    if (store === undefined) throw trouble ?? new Error('there is no storage');
    const list = this.list('list').find(({ id }) => id === from);
    if (list === undefined || this.list('list').some(({ id }) => id === to)) return;
    const old = [list, ...this.goesWith('list', from)];
    const renamed = old.map((row) => ({ ...row, id: row === list ? to : listedId(row.id.slice(0, 40), to) }));
    await store.replace(old, renamed);
    await this.read();
  }

  private listFor(kind: KeptKind, id: string, at: number): readonly KeptRow[] {
    const name = kind === 'listed' ? parseListed(id)?.name : undefined;
    return name === undefined ? [] : [{ kind: 'list', id: name, at }];
  }

  private goesWith(kind: KeptKind, id: string): readonly KeptRow[] {
    if (kind === 'block') return this.list('block-listed').filter((row) => parseListed(row.id)?.key === id);
    const members = kind === 'list' ? 'listed' : kind === 'block-list' ? 'block-listed' : undefined;
    return members === undefined ? [] : this.list(members).filter((row) => parseListed(row.id)?.name === id);
  }

  /**
   * Keeps a list of keys that somebody else blocks, in place of one of that name.
   *
   * @throws {StoreError} when it could not be stored.
   */
  async setBlockList(name: string, keys: readonly string[], at: number): Promise<void> {
    const { store, trouble } = this;
    if (store === undefined) throw trouble ?? new Error('there is no storage');
    await store.replace(this.goesWith('block-list', name), [
      { kind: 'block-list', id: name, at },
      ...keys.map((key) => ({ kind: 'block-listed', id: listedId(key, name), at }) as const),
    ]);
    await this.read();
  }

  /** Keeps things that were kept elsewhere. @throws {StoreError} when they could not be stored. */
  async keepAll(rows: readonly KeptRow[]): Promise<void> {
    const { store, trouble } = this;
    if (store === undefined) throw trouble ?? new Error('there is no storage');
    await store.keep(rows);
    await this.read();
  }

  /** Reads what another tab has written. */
  async read(): Promise<void> {
    const all = (await this.store?.all()) ?? [];
    const newestFirst = [...all].sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
    this.rows = new Map(KEPT_KINDS.map((kind) => [kind, newestFirst.filter((row) => row.kind === kind)]));
  }

  close(): void {
    this.store?.close();
  }
}
