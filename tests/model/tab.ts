import type { BookChanges } from '#lib/publish/books.ts';
import { createOutbox, type Outbox } from '#lib/publish/outbox.ts';
import type { Clock, OutboxPlatform, OutboxStore, Signer } from '#lib/publish/platform.ts';
import { createSigningDesk, type Crafted, type SigningDeskOptions } from '#lib/publish/signing-desk.ts';
import { openCoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore, type CoreStore } from '#lib/store/core-store.ts';
import { selectCoins, type Coin } from '#lib/wallet/coins.ts';
import { toOutpoint } from '#lib/bytes/brand.ts';
import { coin } from '#tests/support/publications.ts';
import type { World } from './world.ts';
import { decodeTx, encodeTx, txidOf } from './world-chain.ts';

const never = (): Promise<never> => new Promise(() => undefined);

/** A database transaction takes so many turns of the event loop at most; a tab may die at any of them. */
const MOST_TURNS = 40;

/**
 * One tab: an outbox of its own, on a connection of its own to the database that all tabs share. Once dead nothing of it
 * ever moves again, and a transaction that it had open is taken back, as a browser does.
 */
export class Tab {
  readonly closed = new AbortController();
  dead = false;
  onDeath: () => void = () => undefined;
  readonly #world: World;
  /** The newest transaction on this tab's connection. */
  #transaction: IDBTransaction | undefined;
  #outbox: Outbox | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  get outbox(): Outbox {
    if (this.#outbox === undefined) throw new Error('the tab is not open yet');
    return this.#outbox;
  }

  /** Opens the database and starts the outbox. Never resolves when the tab dies before. */
  async open(): Promise<void> {
    const store = await this.#inDatabase(async () =>
      createCoreStore(await openCoreDatabase('devnet', { factory: this.#factory() })),
    );
    this.#outbox = createOutbox({
      platform: this.#platform(store),
      network: 'devnet',
      satsPerKilobyte: 100,
      undoMs: this.#world.undoMs,
      onChange: () => undefined,
    });
  }

  die(): void {
    this.dead = true;
    this.#world.bury(this);
    this.onDeath();
  }

  /** The shared database, by a connection whose transactions this tab remembers. */
  #factory(): IDBFactory {
    const { factory } = this.#world;
    const remember = (database: IDBDatabase): void => {
      const begin = database.transaction.bind(database);
      database.transaction = (...parts) => (this.#transaction = begin(...parts));
    };
    const open = (name: string, version?: number): IDBOpenDBRequest => {
      const request = factory.open(name, version);
      request.addEventListener('success', () => remember(request.result));
      return request;
    };
    return new Proxy(factory, {
      get: (target, key): unknown => (key === 'open' ? open : Reflect.get(target, key)),
    });
  }

  /** One await of the app: others go first, and the tab may die before, during or after what it asks for. */
  async #step<T>(effect: () => T | Promise<T>): Promise<T> {
    const { scheduler, faults } = this.#world;
    await scheduler.turn();
    if (this.dead) return never();
    this.#world.awaits += 1;
    if (this.#dies(faults.crash / 3)) return never();
    let outcome: { readonly value: T } | { readonly error: unknown };
    try {
      outcome = { value: await effect() };
    } catch (error) {
      outcome = { error };
    }
    if (this.dead || this.#dies(faults.crash / 3)) return never();
    await scheduler.turn();
    if (this.dead) return never();
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  #dies(probability: number): boolean {
    const { scheduler, crashAt, awaits } = this.#world;
    if (awaits === crashAt) this.#world.crashAt = undefined;
    else if (!scheduler.chance(probability)) return false;
    this.die();
    return true;
  }

  /** A step in the database, which may be cut off in the middle: the tab dies, or storage fails it. */
  #inDatabase<T>(work: () => Promise<T>): Promise<T> {
    const { scheduler, faults } = this.#world;
    return this.#step(async () => {
      const isCut = scheduler.chance(faults.crash / 3);
      const fails = !isCut && scheduler.chance(faults.storage);
      if (isCut || fails) {
        let turns = Math.floor(scheduler.random() * MOST_TURNS);
        const cut = (): void => {
          turns -= 1;
          if (turns > 0) {
            setImmediate(cut);
            return;
          }
          try {
            this.#transaction?.abort();
          } catch {
            // It was over already; then it counts.
          }
        };
        cut();
      }
      const done = scheduler.begin();
      try {
        return await work();
      } finally {
        done();
        if (isCut) this.die();
      }
    });
  }

  #store(real: CoreStore): OutboxStore & { freeCoins(): Promise<Coin[]> } {
    const world = this.#world;
    return {
      publication: (id) => this.#inDatabase(() => real.publication(id)),
      publications: (...states) => this.#inDatabase(() => real.publications(...states)),
      ids: (...states) => this.#inDatabase(() => real.ids(...states)),
      forgotten: () => this.#inDatabase(() => real.forgotten()),
      freeCoins: () => this.#inDatabase(() => real.freeCoins()),
      enter: (id, also, decide) =>
        this.#inDatabase(async () => {
          let written: BookChanges | undefined;
          const answer = await real.enter(id, also, (books) => {
            const entry = world.plant.decide(books, decide(books));
            written = entry.changes;
            return entry;
          });
          // The commit is done, whether the tab lives to hear of it or not.
          if (written !== undefined) world.committed(written);
          return answer;
        }),
    };
  }

  #platform(real: CoreStore): OutboxPlatform {
    const world = this.#world;
    const { scheduler, chain, broadcasters } = world;
    const store = this.#store(real);
    const desk = createSigningDesk({
      store,
      craft: (request) => this.#step(() => craft(request)),
      address: () => this.#step(() => 'address'),
      // Nobody in this world holds an inscription.
      addHolding: () => this.#step(() => undefined),
      spend: () => this.#step(() => undefined),
    });
    const signer: Signer = {
      publish: (id, intent, context) => desk.publish(id, intent, context),
      addFunding: (raw) =>
        this.#inDatabase(() =>
          real.addCoins([coin(toOutpoint(txidOf(raw), 0), decodeTx(raw).outputs[0] ?? 0)]),
        ),
    };
    const clock: Clock = {
      now: () => scheduler.time,
      wait: async (milliseconds, signal) => {
        await scheduler.wait(milliseconds, signal);
        if (this.dead) await never();
      },
    };
    return {
      store,
      signer,
      clock,
      sender: {
        submit: ({ txid, raw }) => this.#step(() => broadcasters.submit(txid, raw)),
        status: (txid) => this.#step(() => broadcasters.status(txid)),
      },
      funder: {
        fund: () =>
          this.#step(() => {
            if (scheduler.chance(world.faults.lostBefore)) throw new Error('no faucet');
            return { raw: chain.grant(world.grant) };
          }),
      },
      locks: {
        hold: async (_name, signal, work) => {
          const release = await world.lock(this, signal);
          try {
            await work();
          } finally {
            release();
          }
        },
      },
      bell: {
        ring: (hurry) => world.ring(this, hurry),
        listen: (onRing) => world.listen(this, onRing),
      },
      random: scheduler.random,
      newId: () => world.newId(),
      follow: async (_open, onNews, signal) => {
        while (!signal.aborted) {
          await clock.wait(5_000 + scheduler.random() * 60_000, signal);
          if (broadcasters.said.length > 0 && scheduler.chance(world.faults.repeats))
            onNews(scheduler.pick(broadcasters.said));
        }
      },
    };
  }
}

/** Stands in for keys and scripts: the real choice of coins, and bytes that only this world reads. */
function craft({ intent, coins, again, context }: Parameters<SigningDeskOptions['craft']>[0]): Crafted {
  const chosen = selectCoins({
    coins,
    again,
    outputBytes: [300],
    outputSats: 1,
    rate: context.satsPerKilobyte,
    doubtful: context.doubtful,
  });
  if ('code' in chosen) return { state: 'short', shortage: chosen };
  const inputs = chosen.inputs.map(({ outpoint }) => outpoint);
  const words = 'text' in intent ? intent.text : intent.kind;
  const to = intent.kind === 'reply' ? { to: intent.to } : {};
  const raw = encodeTx({ words, ...to, inputs, outputs: [1, ...chosen.change] });
  const txid = txidOf(raw);
  const change = chosen.change.map((sats, at) => coin(toOutpoint(txid, at + 1), sats));
  return { state: 'made', tx: { txid, raw, ef: raw, inputs, feeSats: chosen.feeSats }, change };
}
