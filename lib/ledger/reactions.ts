import type { Outpoint, Txid } from '#lib/bytes/brand.ts';
import { OrderedList } from './ordered-list.ts';
import type { Position } from './position.ts';

/** What somebody did about a transaction. `on: false` takes it back. */
export type Reaction = {
  readonly id: Outpoint;
  readonly target: Txid;
  /** Hash160 (hex) of the author's key. */
  readonly author: string;
  readonly on: boolean;
  readonly position: Position;
};

type Target = { count: number; readonly byAuthor: Map<string, OrderedList<Reaction>> };

/** Reactions of one kind (likes, or reposts), counted by distinct authors: of each author the last word counts. */
export class Reactions {
  private readonly targets = new Map<Txid, Target>();
  private readonly byId = new Map<Outpoint, Reaction>();
  /** Grows whenever any of them may be other than before. */
  changes = 0;

  /** Enters a reaction, or moves it when it is known. */
  put(reaction: Reaction): void {
    this.remove(reaction.id);
    this.byId.set(reaction.id, reaction);
    const target = this.targets.get(reaction.target) ?? { count: 0, byAuthor: new Map() };
    this.targets.set(reaction.target, target);
    const list = target.byAuthor.get(reaction.author) ?? new OrderedList<Reaction>();
    target.byAuthor.set(reaction.author, list);
    recount(target, list, () => list.add(reaction));
    this.changes += 1;
  }

  remove(id: Outpoint): void {
    const known = this.byId.get(id);
    if (known === undefined) return;
    this.changes += 1;
    this.byId.delete(id);
    const target = this.targets.get(known.target);
    const list = target?.byAuthor.get(known.author);
    if (target === undefined || list === undefined) return;
    recount(target, list, () => list.remove(known.position));
    if (list.length === 0) target.byAuthor.delete(known.author);
  }

  /** The last word of each author who reacts to a transaction now, in no order. */
  of(txid: Txid): readonly Reaction[] {
    const lists = this.targets.get(txid)?.byAuthor.values() ?? [];
    return [...lists].flatMap((list) => {
      const last = list.all().at(-1);
      return last?.on === true ? [last] : [];
    });
  }

  /** Every reaction that holds now: of each author the last word about a transaction. In no order. */
  *all(): Generator<Reaction, void> {
    for (const txid of this.targets.keys()) yield* this.of(txid);
  }

  /**
   * The keys (hash160 in hex) that react to a transaction now, as they came here; of all that ever did, the first `most`
   * are looked at.
   */
  authorsOf(txid: Txid, most: number): readonly string[] {
    const authors: string[] = [];
    let looked = 0;
    for (const [author, list] of this.targets.get(txid)?.byAuthor ?? []) {
      if (looked === most) break;
      looked += 1;
      if (isOn(list)) authors.push(author);
    }
    return authors;
  }

  /** How many authors react to a transaction now. */
  countOf(txid: Txid): number {
    return this.targets.get(txid)?.count ?? 0;
  }
}

function recount(target: Target, list: OrderedList<Reaction>, change: () => void): void {
  const before = isOn(list);
  change();
  target.count += Number(isOn(list)) - Number(before);
}

const isOn = (list: OrderedList<Reaction>): boolean => list.all().at(-1)?.on === true;
