import { IDBFactory } from 'fake-indexeddb';
import { applyEvent, type BookChanges } from '#lib/publish/books.ts';
import type { Publication, PublicationState, SignedTx } from '#lib/publish/publication.ts';
import { isLive, type PublicationEvent } from '#lib/publish/transition.ts';
import { openCoreDatabase, type CoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore } from '#lib/store/core-store.ts';
import type { Coin } from '#lib/wallet/coins.ts';
import { Broadcasters, NO_FAULTS, type Faults } from './broadcasters.ts';
import { NO_PLANT, type Plant } from './plants.ts';
import { Scheduler } from './scheduler.ts';
import type { Tab } from './tab.ts';
import { WorldChain } from './world-chain.ts';

/**
 * A small world to play the outbox in: a clock that jumps, a chain that knows the truth, broadcasters that may lie, tabs
 * that may die at every await, and one real database for all of them. Everything that happens is chosen by one seed, so
 * that a failure can be played again.
 */
export class World {
  readonly scheduler: Scheduler;
  readonly chain = new WorldChain();
  readonly broadcasters: Broadcasters;
  /** Where all tabs keep their books. */
  readonly factory: IDBFactory = new IDBFactory();
  readonly plant: Plant;
  faults: Faults = NO_FAULTS;
  /** The await at which whoever is there dies, counted over all tabs. */
  crashAt: number | undefined;
  awaits = 0;
  /** How long words may be taken back. */
  readonly undoMs: number;
  /** What the faucet gives. */
  readonly grant = 20_000;
  /** What must never be, as it was found. */
  readonly wrongs: string[] = [];
  /** Publications as they were committed, kept beside the database. */
  readonly rows = new Map<string, Publication>();
  #ids = 0;
  #holder: Tab | undefined;
  #waiting: { readonly tab: Tab; readonly take: () => void }[] = [];
  readonly #bells = new Map<Tab, (hurry?: string) => void>();
  readonly #locked: boolean;
  #database: Promise<CoreDatabase> | undefined;

  /** `locked`: whether the lock holds; without it every tab believes that it is the only one */
  constructor(
    { seed, locked, undoMs }: { readonly seed: number; readonly locked: boolean; readonly undoMs: number },
    plant: Plant = NO_PLANT,
  ) {
    this.scheduler = new Scheduler(seed);
    this.undoMs = undoMs;
    this.#locked = locked;
    this.plant = plant;
    const { scheduler, chain } = this;
    this.broadcasters = new Broadcasters({ scheduler, chain, faults: () => this.faults });
  }

  newId(): string {
    this.#ids += 1;
    return `p${this.#ids}`;
  }

  /** The id that the next publication will get. */
  get nextId(): string {
    return `p${this.#ids + 1}`;
  }

  /** A connection of nobody's, for those who look on. It fails nobody. */
  database(): Promise<CoreDatabase> {
    return (this.#database ??= openCoreDatabase('devnet', { factory: this.factory }));
  }

  /** Publications as a person sees them. */
  shown(...states: readonly PublicationState[]): Publication[] {
    return [...this.rows.values()].filter(
      ({ state, forgotten }) => forgotten !== true && (states.length === 0 || states.includes(state)),
    );
  }

  /** Looks at what was just written, and remembers it. */
  committed({ publications, forgotten = [] }: BookChanges): void {
    for (const row of publications) {
      const before = this.rows.get(row.id);
      if (isLive(row) && before?.state === 'draft' && row.state === 'queued')
        this.#watchCoins(row.id, row.tx);
      const ticked = row.state === 'seen' && before?.state !== 'seen';
      if (ticked && row.tx !== undefined && !this.chain.known.has(row.tx.txid))
        this.wrongs.push(`${row.id} is called seen, and nobody has its bytes`);
      this.rows.set(row.id, row);
    }
    for (const id of forgotten) this.rows.delete(id);
  }

  /** A transaction is signed only over coins that no other living publication spends. */
  #watchCoins(id: string, tx: SignedTx): void {
    for (const other of this.rows.values()) {
      if (other.id === id || !isLive(other)) continue;
      const shared = tx.inputs.filter((outpoint) => other.tx.inputs.includes(outpoint));
      if (shared.length > 0) this.wrongs.push(`${id} and ${other.id} both spend ${shared.join()}`);
    }
  }

  async lock(tab: Tab, signal: AbortSignal): Promise<() => void> {
    while (this.#locked && this.#holder !== undefined) {
      await new Promise<void>((take) => this.#waiting.push({ tab, take }));
      if (tab.dead) await new Promise(() => undefined);
      signal.throwIfAborted();
    }
    this.#holder = tab;
    return () => {
      if (this.#holder === tab) this.#free();
    };
  }

  #free(): void {
    this.#holder = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { take } of waiting) take();
  }

  bury(tab: Tab): void {
    this.#bells.delete(tab);
    if (this.#holder === tab) this.#free();
  }

  ring(from: Tab, hurry?: string): void {
    for (const [tab, onRing] of this.#bells) if (tab !== from) onRing(hurry);
  }

  listen(tab: Tab, onRing: (hurry?: string) => void): () => void {
    this.#bells.set(tab, onRing);
    return () => this.#bells.delete(tab);
  }

  /** What sources show about our transactions, refused ones included. What the books say already is not told again. */
  async evidence(): Promise<void> {
    for (const { id, tx, earlier = [], state, place } of this.rows.values()) {
      for (const { txid } of [...earlier, ...(tx === undefined ? [] : [tx])]) {
        const mined = this.chain.mined.get(txid);
        const isCurrent = tx?.txid === txid && state !== 'failed';
        const isInBlock = isCurrent && state === 'in-block';
        if (mined !== undefined) {
          if (!isInBlock || place?.hash !== mined.hash)
            await this.#observe(id, { type: 'mined', txid, place: mined });
        } else if (isInBlock) await this.#observe(id, { type: 'orphaned', txid });
        else if (this.chain.mempool.has(txid) && !(isCurrent && state === 'seen'))
          await this.#observe(id, { type: 'seen', txid });
      }
    }
  }

  async #observe(id: string, event: PublicationEvent): Promise<void> {
    const done = this.scheduler.begin();
    const store = createCoreStore(await this.database());
    let written: BookChanges | undefined;
    await store.enter(id, [], (books) => {
      const decided = applyEvent(books, id, event);
      const entry = this.plant.decide(books, {
        ...(decided.ok && { changes: decided.value }),
        answer: undefined,
      });
      written = entry.changes;
      return entry;
    });
    if (written !== undefined) this.committed(written);
    done();
  }

  /** All that is in the books, as the database has it. */
  async books(): Promise<{ readonly publications: Publication[]; readonly coins: Coin[] }> {
    const database = await this.database();
    return database.read(['outbox', 'coins'], async ({ outbox, coins }) => ({
      publications: await outbox.all(),
      coins: await coins.all(),
    }));
  }
}
