import { asTxid, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { sha256 } from '#lib/bytes/hash.ts';
import { toHex } from '#lib/bytes/hex.ts';
import type { BroadcastReply } from '#lib/broadcast/reply.ts';
import type { BlockPlace } from '#lib/proof/verdict.ts';
import { applyEvent, type Books, type Entry } from '#lib/publish/books.ts';
import { createOutbox, type Outbox } from '#lib/publish/outbox.ts';
import type { Clock, OutboxPlatform, OutboxStore, Signer } from '#lib/publish/platform.ts';
import type { Publication, PublicationState, SignedTx } from '#lib/publish/publication.ts';
import { createSigningDesk, type Crafted } from '#lib/publish/signing-desk.ts';
import { isLive } from '#lib/publish/transition.ts';
import { selectCoins, type Coin } from '#lib/wallet/coins.ts';
import { coin, place, TestBooks } from './publications.ts';
import { Scheduler } from './scheduler.ts';

/**
 * A small world to play the outbox in: a clock that jumps, a chain that knows the truth, a broadcaster that may lie,
 * tabs that may die at every await. Everything that happens is chosen by one seed, so a failure can be played again.
 */

/** How often things go wrong, each from 0 to 1. */
export type Faults = {
  readonly crash: number;
  readonly lostBefore: number;
  readonly lostAfter: number;
  readonly slow: number;
  readonly saysNoKeeps: number;
  readonly saysYesDrops: number;
  readonly saysRivalFalsely: number;
};

export const NO_FAULTS: Faults = {
  crash: 0,
  lostBefore: 0,
  lostAfter: 0,
  slow: 0,
  saysNoKeeps: 0,
  saysYesDrops: 0,
  saysRivalFalsely: 0,
};

/** A transaction in this world: what it spends, what it makes. */
type WorldTx = {
  readonly id: string;
  readonly inputs: readonly Outpoint[];
  readonly outputs: readonly number[];
};

const encodeTx = (tx: WorldTx): Uint8Array => new TextEncoder().encode(JSON.stringify(tx));
const txidOf = (raw: Uint8Array): Txid => asTxid(toHex(sha256(raw)));
const never = (): Promise<never> => new Promise(() => undefined);

/** The chain as it truly is. */
class WorldChain {
  readonly known = new Map<Txid, WorldTx>();
  readonly mempool = new Set<Txid>();
  readonly mined = new Map<Txid, BlockPlace>();
  /** Which living transaction spends an output. */
  readonly spends = new Map<Outpoint, Txid>();
  height = 0;

  lives(txid: Txid): boolean {
    return this.mempool.has(txid) || this.mined.has(txid);
  }

  /** Whether an output exists, as far as the living transactions go. */
  private exists(outpoint: Outpoint): boolean {
    const txid = asTxid(outpoint.slice(0, 64));
    return this.lives(txid) && Number(outpoint.slice(65)) < (this.known.get(txid)?.outputs.length ?? 0);
  }

  verdict(raw: Uint8Array): 'known' | 'fits' | 'rival' | 'unknown-coins' {
    const txid = txidOf(raw);
    if (this.lives(txid)) return 'known';
    const { inputs } = JSON.parse(new TextDecoder().decode(raw)) as WorldTx;
    if (inputs.some((outpoint) => !this.exists(outpoint))) return 'unknown-coins';
    return inputs.some((outpoint) => this.spends.has(outpoint)) ? 'rival' : 'fits';
  }

  accept(raw: Uint8Array): void {
    const txid = txidOf(raw);
    const tx = JSON.parse(new TextDecoder().decode(raw)) as WorldTx;
    this.known.set(txid, tx);
    this.mempool.add(txid);
    for (const outpoint of tx.inputs) this.spends.set(outpoint, txid);
  }

  fund(sats: number): { raw: Uint8Array; txid: Txid } {
    const raw = encodeTx({ id: `fund ${this.known.size}`, inputs: [], outputs: [sats] });
    this.accept(raw);
    return { raw, txid: txidOf(raw) };
  }

  mine(): void {
    this.height += 1;
    for (const txid of this.mempool) this.mined.set(txid, place(this.height));
    this.mempool.clear();
  }

  /** Takes the newest block back; its transactions wait for the next one. */
  reorg(): void {
    for (const [txid, { height }] of this.mined) {
      if (height !== this.height) continue;
      this.mined.delete(txid);
      this.mempool.add(txid);
    }
    // The next block at this height is another one.
    this.height += 1;
  }

  unspent(): Outpoint[] {
    return [...this.known].flatMap(([txid, { outputs }]) =>
      this.lives(txid)
        ? outputs
            .map((sats, vout) => ({ sats, outpoint: toOutpoint(txid, vout) }))
            .filter(({ sats, outpoint }) => sats > 1 && !this.spends.has(outpoint))
            .map(({ outpoint }) => outpoint)
        : [],
    );
  }
}

/** The broadcaster's side: tells the truth, or not, and sometimes nothing. */
async function answer(world: World, txid: Txid, raw: Uint8Array): Promise<BroadcastReply> {
  const { scheduler, chain, faults } = world;
  const reply = (state: BroadcastReply['state'], code: string): BroadcastReply => ({
    txid,
    state,
    broadcaster: 'w',
    code,
  });
  if (scheduler.chance(faults.lostBefore)) return reply('pending', 'unreachable');
  if (scheduler.chance(faults.saysYesDrops)) return reply('accepted', 'SEEN_ON_NETWORK');
  if (scheduler.chance(faults.saysRivalFalsely)) return reply('conflict', '466');
  const truth = chain.verdict(raw);
  if (truth === 'fits') chain.accept(raw);
  if (scheduler.chance(faults.slow)) await scheduler.wait(scheduler.random() * 90_000);
  if (scheduler.chance(faults.lostAfter)) return reply('pending', 'timeout');
  if (truth === 'fits' && scheduler.chance(faults.saysNoKeeps)) {
    return scheduler.chance(0.5) ? reply('rejected', 'REJECTED') : reply('rejected', '465');
  }
  if (truth === 'rival') return reply('conflict', '466');
  if (truth === 'unknown-coins') return reply('pending', 'SEEN_IN_ORPHAN_MEMPOOL');
  return scheduler.chance(0.5) ? reply('accepted', 'SEEN_ON_NETWORK') : reply('pending', 'RECEIVED');
}

/** One tab: an outbox of its own over the shared store. Once dead, nothing of it ever moves again. */
export class Tab {
  readonly outbox: Outbox;
  readonly closed = new AbortController();
  dead = false;
  onDeath: () => void = () => undefined;
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
    const { scheduler, chain } = world;
    const store: OutboxStore & { freeCoins(): Promise<Coin[]> } = {
      publication: (id) => this.step(() => world.books.publications.get(id)),
      publications: (...states) => this.step(() => world.rows(states)),
      forgotten: () => this.step(() => world.everyRow().filter(({ forgotten }) => forgotten === true)),
      freeCoins: () =>
        this.step(() => [...world.books.coins.values()].filter(({ status }) => status === 'free')),
      enter: (id, also, decide) => this.step(() => world.enter(id, also, decide)),
    };
    const desk = createSigningDesk({
      store,
      craft: (request) => this.step(() => craft(request)),
      address: () => this.step(() => 'address'),
    });
    const signer: Signer = {
      publish: (id, intent, context) => desk.publish(id, intent, context),
      addFunding: (raw) =>
        this.step(() => {
          const outpoint = toOutpoint(txidOf(raw), 0);
          if (world.books.coins.has(outpoint)) return 0;
          world.books.fund(
            coin(outpoint, (JSON.parse(new TextDecoder().decode(raw)) as WorldTx).outputs[0] ?? 0),
          );
          return 1;
        }),
    };
    const clock: Clock = {
      now: () => scheduler.time,
      wait: async (milliseconds, signal) => {
        await scheduler.wait(milliseconds, signal);
        if (this.dead) await never();
      },
    };
    const platform: OutboxPlatform = {
      store,
      signer,
      clock,
      sender: {
        submit: ({ txid, raw }) => this.step(() => answer(world, txid, raw)),
        status: (txid) =>
          this.step(() =>
            chain.lives(txid) && !scheduler.chance(world.faults.lostBefore)
              ? { txid, state: 'accepted', broadcaster: 'w', code: 'SEEN_ON_NETWORK' }
              : undefined,
          ),
      },
      funder: {
        fund: () =>
          this.step(() => {
            if (scheduler.chance(world.faults.lostBefore)) throw new Error('no faucet');
            const granted = chain.fund(world.grant);
            world.granted.add(granted.txid);
            return granted;
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
      newId: () => `p${(world.ids += 1)}`,
    };
    this.outbox = createOutbox({
      platform,
      network: 'devnet',
      satsPerKilobyte: 100,
      onChange: () => undefined,
    });
  }

  /** One await of the app: others go first, and the tab may die just before or just after what it asks for happens. */
  private async step<T>(effect: () => T | Promise<T>): Promise<T> {
    const { scheduler, faults } = this.world;
    await scheduler.turn();
    if (this.dead || (scheduler.chance(faults.crash / 2) && this.die())) return never();
    let outcome: { readonly value: T } | { readonly error: unknown };
    try {
      outcome = { value: await effect() };
    } catch (error) {
      outcome = { error };
    }
    if (this.dead || (scheduler.chance(faults.crash / 2) && this.die())) return never();
    await scheduler.turn();
    if (this.dead) return never();
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  die(): true {
    this.dead = true;
    this.world.bury(this);
    this.onDeath();
    return true;
  }
}

/** Stands in for the wallet: real choice of coins, and bytes that only this world reads. */
function craft({
  intent,
  coins,
  again,
  context,
}: Parameters<Parameters<typeof createSigningDesk>[0]['craft']>[0]): Crafted {
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
  // The words are the publication's own id, so that the chain can be asked for them.
  const raw = encodeTx({
    id: intent.kind === 'post' ? intent.text : intent.kind,
    inputs,
    outputs: [1, ...chosen.change],
  });
  const txid = txidOf(raw);
  const tx: SignedTx = { txid, raw, ef: raw, inputs, feeSats: chosen.feeSats };
  const change = chosen.change.map((sats, at) => coin(toOutpoint(txid, at + 1), sats));
  return { state: 'made', tx, change };
}

export class World {
  readonly scheduler: Scheduler;
  readonly chain = new WorldChain();
  readonly books = new TestBooks();
  readonly granted = new Set<Txid>();
  faults: Faults = NO_FAULTS;
  /** What the faucet gives. */
  grant = 20_000;
  ids = 0;
  /** Every coin that was reserved for two living publications at once, which must never be. */
  readonly doubleSpends: string[] = [];
  private holder: Tab | undefined;
  private waiting: { readonly tab: Tab; readonly take: () => void }[] = [];
  private readonly bells = new Map<Tab, (hurry?: string) => void>();

  private readonly locked: boolean;

  /** @param locked - whether the lock holds; without it every tab believes that it is the only one */
  constructor(seed: number, locked = true) {
    this.scheduler = new Scheduler(seed);
    this.locked = locked;
  }

  /** Whether a transaction with the words of a publication lives. */
  saidOnChain(id: string): boolean {
    return [...this.chain.known].some(([txid, { id: by }]) => by === id && this.chain.lives(txid));
  }

  /** Publications as a person sees them. */
  rows(states: readonly PublicationState[]): Publication[] {
    return this.everyRow().filter(
      ({ state, forgotten }) => forgotten !== true && (states.length === 0 || states.includes(state)),
    );
  }

  everyRow(): Publication[] {
    return [...this.books.publications.values()].toSorted((a, b) => a.createdAt - b.createdAt);
  }

  enter<Answer>(_id: string, _also: readonly Outpoint[], decide: (books: Books) => Entry<Answer>): Answer {
    const before = new Map(this.books.publications);
    const { changes, answer: told } = decide(this.books);
    if (changes === undefined) return told;
    for (const row of changes.publications) {
      const known = before.get(row.id);
      const signed = isLive(row) && known?.state === 'draft' && row.state === 'queued';
      if (signed) this.watchCoins(row.id, row.tx);
    }
    this.books.write(changes);
    return told;
  }

  /** A transaction is signed only over coins that no other living publication spends. */
  private watchCoins(id: string, tx: SignedTx): void {
    for (const other of this.books.publications.values()) {
      if (other.id === id || !isLive(other)) continue;
      const shared = tx.inputs.filter((outpoint) => other.tx.inputs.includes(outpoint));
      if (shared.length > 0) this.doubleSpends.push(`${id} and ${other.id} spend ${shared.join()}`);
    }
  }

  async lock(tab: Tab, signal: AbortSignal): Promise<() => void> {
    while (this.locked && this.holder !== undefined) {
      await new Promise<void>((take) => this.waiting.push({ tab, take }));
      if (tab.dead) await never();
      signal.throwIfAborted();
    }
    this.holder = tab;
    return () => {
      if (this.holder === tab) this.free();
    };
  }

  private free(): void {
    this.holder = undefined;
    const waiting = this.waiting;
    this.waiting = [];
    for (const { take } of waiting) take();
  }

  bury(tab: Tab): void {
    this.bells.delete(tab);
    if (this.holder === tab) this.free();
  }

  ring(from: Tab, hurry?: string): void {
    for (const [tab, onRing] of this.bells) if (tab !== from) onRing(hurry);
  }

  listen(tab: Tab, onRing: (hurry?: string) => void): () => void {
    this.bells.set(tab, onRing);
    return () => this.bells.delete(tab);
  }

  /** What the feed worker tells about our transactions, refused ones included. */
  evidence(): void {
    for (const { id, tx, earlier = [], state } of this.everyRow()) {
      for (const { txid } of [...earlier, ...(tx === undefined ? [] : [tx])]) {
        const mined = this.chain.mined.get(txid);
        if (mined !== undefined) this.observe(id, { type: 'mined', txid, place: mined });
        else if (state === 'in-block' && tx?.txid === txid) this.observe(id, { type: 'orphaned', txid });
        else if (this.chain.mempool.has(txid)) this.observe(id, { type: 'seen', txid });
      }
    }
  }

  private observe(id: string, event: Parameters<typeof applyEvent>[2]): void {
    this.enter(id, [], (books) => {
      const entry = applyEvent(books, id, event);
      return entry.ok ? { changes: entry.value, answer: undefined } : { answer: undefined };
    });
  }
}
