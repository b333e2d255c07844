import { outpointTxid, outpointVout, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { comparePositions, isMined, type Position } from './position.ts';

/** What a transaction does with satoshis. `owner` is a hash160 (hex), empty when the output names no single key. */
export type Movement = {
  readonly txid: Txid;
  /** Of the transaction: `vout` is 0. */
  readonly position: Position;
  readonly inputs: readonly Outpoint[];
  readonly outputs: readonly { readonly sats: number; readonly owner: string }[];
  /** It has an output of one satoshi that inscribes nothing: what an ordinal that is handed on leaves behind. */
  readonly carries: boolean;
};

/** A key's time with an ordinal, which lasts until the next holding begins. */
export type Holding<Id extends string = Outpoint> = {
  readonly at: Id | Outpoint;
  /** Hash160 (hex) of the key; empty when the output names none. */
  readonly holder: string;
  readonly from: Position;
  /** Which input of the transaction that moved it here spent the holding before; absent for the first. */
  readonly input?: number;
};

/**
 * Why nobody holds an ordinal any more since the transaction `by`: its satoshi went into an output of more than one, or to a miner; or, `lost`,
 * nobody has shown us the transactions that say which output it went to.
 */
export type Ending = { readonly from: Position; readonly by: Txid; readonly why: 'merged' | 'fee' | 'lost' };

/** Where an ordinal has been, oldest first, and whether that ended. */
export type Trail<Id extends string = Outpoint> = {
  readonly holdings: readonly Holding<Id>[];
  readonly end?: Ending;
};

/**
 * Movements that touch no tracked ordinal and carry nothing, as nearly all posts are, and are kept for a claim to come; and
 * outputs of them all, because one may have any number.
 */
const MAX_IDLE = 50_000;
const MAX_IDLE_OUTPUTS = 200_000;

export type OrdinalsOptions = {
  /** How many movements that concern nobody are kept in case that they come to. */
  readonly maxIdle?: number;
  /** Called once for each movement that does not concern nobody any more: whoever starts again must {@link Ordinals.put} it. */
  readonly onKept?: (movement: Movement) => void;
};

type Followed<Id extends string> = {
  readonly holdings: Holding<Id>[];
  end?: Ending;
  /** The transaction whose outputs would tell where a lost ordinal went. */
  awaits?: Txid;
};

/**
 * Follows ordinals from output to output, as 1Sat Ordinals do: the k-th satoshi that goes into a transaction is the k-th
 * that comes out, and an output of exactly one satoshi holds the ordinal. Only transactions in a block move anything. Each
 * ordinal that is tracked has its trail at hand; a new movement costs a step, whatever the trail's length.
 */
export class Ordinals<Id extends string = Outpoint> {
  private readonly movements = new Map<Txid, Movement>();
  private readonly spenders = new Map<Outpoint, Txid[]>();
  private readonly trails = new Map<Id, Followed<Id>>();
  /** Of every output on a trail: whose, and which holding of it. Inscribed again, a satoshi is on several. */
  private readonly places = new Map<string, Map<Id, number>>();
  /** By key: every ordinal that is, or was, in its hands. */
  private readonly passed = new Map<string, Set<Id>>();
  private readonly waiting = new Map<Txid, Set<Id>>();
  /** Movements that concern no trail so far, oldest first. */
  private readonly idle = new Set<Txid>();
  private idleOutputs = 0;
  private readonly maxIdle: number;
  private readonly onKept: (movement: Movement) => void;

  constructor({ maxIdle = MAX_IDLE, onKept = () => undefined }: OrdinalsOptions = {}) {
    this.maxIdle = maxIdle;
    this.onKept = onKept;
  }

  /** How many movements are known. */
  get size(): number {
    return this.movements.size;
  }

  /** Tells of a transaction that is new, or of its new position. */
  put(movement: Movement): void {
    const { txid } = movement;
    if (this.movements.has(txid)) this.move(txid, movement.position);
    else this.enter(movement);
  }

  /** Tells that a transaction was mined, taken back or mined elsewhere. One that is not known changes nothing. */
  move(txid: Txid, position: Position): void {
    const movement = this.movements.get(txid);
    if (movement === undefined) return;
    this.movements.set(txid, { ...movement, position });
    this.refollowInputs(movement);
  }

  /** Whether {@link put} was told of a transaction and has not forgotten it. */
  knows(txid: Txid): boolean {
    return this.movements.has(txid);
  }

  private enter(movement: Movement): void {
    const { txid, inputs, carries } = movement;
    this.movements.set(txid, movement);
    for (const input of new Set(inputs)) {
      const spenders = this.spenders.get(input);
      if (spenders === undefined) this.spenders.set(input, [txid]);
      else spenders.push(txid);
    }
    const awaiting = this.waiting.get(txid) ?? [];
    this.waiting.delete(txid);
    for (const id of awaiting) {
      const trail = this.trails.get(id);
      if (trail?.awaits === txid) this.refollow(id, trail.holdings.length - 1);
    }
    const concerns = this.refollowInputs(movement);
    if (concerns || carries) this.onKept(movement);
    else this.rest(movement);
  }

  private rest({ txid, outputs }: Movement): void {
    this.idle.add(txid);
    this.idleOutputs += outputs.length;
    while (this.idle.size > this.maxIdle || this.idleOutputs > MAX_IDLE_OUTPUTS) this.forgetOldest();
  }

  /** A movement that was idle concerns an ordinal from now on. */
  private keep(movement: Movement): void {
    if (!this.idle.delete(movement.txid)) return;
    this.idleOutputs -= movement.outputs.length;
    this.onKept(movement);
  }

  private forgetOldest(): void {
    const [oldest] = this.idle;
    if (oldest === undefined) return;
    this.idle.delete(oldest);
    this.idleOutputs -= this.movements.get(oldest)?.outputs.length ?? 0;
    for (const input of new Set(this.movements.get(oldest)?.inputs)) {
      const spenders = this.spenders.get(input)?.filter((spender) => spender !== oldest) ?? [];
      if (spenders.length > 0) this.spenders.set(input, spenders);
      else this.spenders.delete(input);
    }
    this.movements.delete(oldest);
  }

  /** Goes on anew from every holding that a movement spends; answers whether there is one. */
  private refollowInputs({ inputs }: Movement): boolean {
    let concerns = false;
    for (const input of inputs) {
      for (const [id, step] of this.places.get(input) ?? []) {
        concerns = true;
        this.refollow(id, step);
      }
    }
    return concerns;
  }

  /** Begins to follow the ordinal that an inscription made, or moves where that began. */
  track(id: Id, holder: string, position: Position): void {
    this.untrack(id);
    this.trails.set(id, { holdings: [] });
    this.arrive(id, { at: id, holder, from: position });
    this.advance(id);
  }

  untrack(id: Id): void {
    this.cut(id, 0);
    this.trails.delete(id);
  }

  /** Whether an output holds an ordinal that is tracked, or held one until it was spent. */
  isTracked(output: Outpoint): boolean {
    return this.places.has(output);
  }

  /** The trail of a tracked ordinal. The object is this class's own: read it, and forget it before the next change. */
  trail(id: Id): Trail<Id> | undefined {
    return this.trails.get(id);
  }

  /** Who holds an ordinal now: a hash160 (hex), or empty when that is nobody, or nobody that we can name. */
  holderOf(id: Id): string {
    const trail = this.trails.get(id);
    return trail === undefined || trail.end !== undefined ? '' : (trail.holdings.at(-1)?.holder ?? '');
  }

  /** The ordinals that a key holds now, in no order. */
  heldBy(key: string): Iterable<Id> {
    return [...this.passedThrough(key)].filter((id) => this.holderOf(id) === key);
  }

  /** The ordinals that a key holds now or held before, in no order. */
  passedThrough(key: string): Iterable<Id> {
    return this.passed.get(key) ?? [];
  }

  /** Everybody who held an ordinal while `height` was the highest block: two or more where it changed hands in that block. */
  holdersAt(id: Id, height: number): string[] {
    const trail = this.trails.get(id);
    if (trail === undefined) return [];
    const { holdings, end } = trail;
    const last = countUntil(holdings, height);
    const holders: string[] = [];
    for (let at = last - 1; at >= 0; at -= 1) {
      const holding = holdings[at];
      const until = holdings[at + 1]?.from ?? end?.from;
      if (holding === undefined || (until !== undefined && until.height < height)) break;
      if (holding.holder !== '') holders.push(holding.holder);
    }
    return holders;
  }

  private refollow(id: Id, step: number): void {
    this.cut(id, step + 1);
    this.advance(id);
  }

  /** Forgets the holdings of a trail from `step` on, and how it ended. */
  private cut(id: Id, step: number): void {
    const trail = this.trails.get(id);
    if (trail === undefined) return;
    const { awaits } = trail;
    if (awaits !== undefined) this.waiting.get(awaits)?.delete(id);
    delete trail.awaits;
    delete trail.end;
    for (const { at, holder } of trail.holdings.splice(step)) {
      const place = this.places.get(at);
      place?.delete(id);
      if (place?.size === 0) this.places.delete(at);
      if (!trail.holdings.some((left) => left.holder === holder)) this.forgetHolder(id, holder);
    }
  }

  private arrive(id: Id, holding: Holding<Id>): void {
    const trail = this.trails.get(id);
    if (trail === undefined) return;
    const place = this.places.get(holding.at) ?? new Map<Id, number>();
    this.places.set(holding.at, place.set(id, trail.holdings.length));
    trail.holdings.push(holding);
    const { holder } = holding;
    if (holder === '') return;
    const ids = this.passed.get(holder);
    if (ids === undefined) this.passed.set(holder, new Set([id]));
    else ids.add(id);
  }

  private forgetHolder(id: Id, holder: string): void {
    const ids = this.passed.get(holder);
    ids?.delete(id);
    if (ids?.size === 0) this.passed.delete(holder);
  }

  /** Goes on from the last holding of a trail, through every mined transaction that spends it. */
  private advance(id: Id): void {
    const trail = this.trails.get(id);
    for (let last = trail?.holdings.at(-1); trail !== undefined && last !== undefined;) {
      const spender = this.minedSpender(last.at);
      if (spender === undefined) return;
      const { movement, input } = spender;
      const { position: from, txid, outputs } = movement;
      this.keep(movement);
      const landing = this.landing(movement, input);
      if (typeof landing !== 'number') {
        trail.end = { from, by: txid, why: landing.why };
        if (landing.awaits !== undefined) this.await(id, trail, landing.awaits);
        return;
      }
      last = {
        at: toOutpoint(txid, landing),
        holder: outputs[landing]?.owner ?? '',
        from: { ...from, vout: landing },
        input,
      };
      this.arrive(id, last);
    }
  }

  private await(id: Id, trail: Followed<Id>, txid: Txid): void {
    trail.awaits = txid;
    const ids = this.waiting.get(txid) ?? new Set<Id>();
    this.waiting.set(txid, ids.add(id));
  }

  private minedSpender(output: string): { readonly movement: Movement; readonly input: number } | undefined {
    let first: Movement | undefined;
    // A claim's id on BTC is no outpoint, and nothing spends it.
    for (const txid of this.spenders.get(output as Outpoint) ?? []) {
      const movement = this.movements.get(txid);
      if (movement === undefined || !isMined(movement.position)) continue;
      if (first === undefined || comparePositions(movement.position, first.position) < 0) first = movement;
    }
    return first && { movement: first, input: first.inputs.indexOf(output as Outpoint) };
  }

  /** Which output the first satoshi of an input goes to, or why none holds it alone. */
  private landing(
    { inputs, outputs }: Movement,
    input: number,
  ): number | { readonly why: Ending['why']; readonly awaits?: Txid } {
    let offset = 0;
    for (const before of inputs.slice(0, input)) {
      const txid = outpointTxid(before);
      const funding = this.movements.get(txid);
      const sats = funding?.outputs[outpointVout(before)]?.sats;
      if (funding === undefined || sats === undefined) return { why: 'lost', awaits: txid };
      this.keep(funding);
      offset += sats;
    }
    for (const [vout, { sats }] of outputs.entries()) {
      if (offset < sats) return sats === 1 ? vout : { why: 'merged' };
      offset -= sats;
    }
    return { why: 'fee' };
  }
}

/** How many holdings began in a block of at most this height; those that began in no block do only at `Infinity`. */
function countUntil(holdings: readonly { readonly from: Position }[], height: number): number {
  let low = 0;
  let high = holdings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((holdings[middle]?.from.height ?? Infinity) <= height) low = middle + 1;
    else high = middle;
  }
  return low;
}
