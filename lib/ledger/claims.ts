import type { Outpoint } from '#lib/bytes/brand.ts';
import { OrderedList } from './ordered-list.ts';
import { Ordinals, type Ending, type Trail } from './ordinals.ts';
import { comparePositions, type Position } from './position.ts';

/** Somebody's claim of a name that only the first may have. */
export type Claim<Name, Id extends string = Outpoint> = {
  readonly name: Name;
  /** The output that made it on BSV; the inscription id on BTC. */
  readonly id: Id;
  /** Hash160 (hex) of the key that the claim was given to; empty when its output names none. */
  readonly holder: string;
  readonly position: Position;
};

/** The first claim of a name and those that came too late, in order. `holder` is who claimed, not who holds now. */
export type ClaimOrder<Name, Id extends string = Outpoint> = {
  readonly first?: Claim<Name, Id>;
  readonly rivals: readonly Claim<Name, Id>[];
};

/**
 * All claims of names of one kind, each name's in order. A claim may move, when it is mined or a reorg takes it back; the
 * ordinal that it made is followed from holder to holder.
 */
export class ClaimBook<Name, Id extends string = Outpoint> {
  private readonly ordinals: Ordinals<Id>;
  private readonly byName = new Map<Name, OrderedList<Claim<Name, Id>>>();
  private readonly byId = new Map<Id, Claim<Name, Id>>();

  constructor(ordinals: Ordinals<Id> = new Ordinals<Id>()) {
    this.ordinals = ordinals;
  }

  /** Enters a claim, or moves it when it is known. */
  put(claim: Claim<Name, Id>): void {
    this.remove(claim.id);
    this.byId.set(claim.id, claim);
    const claims = this.byName.get(claim.name) ?? new OrderedList<Claim<Name, Id>>();
    this.byName.set(claim.name, claims);
    claims.add(claim);
    this.ordinals.track(claim.id, claim.holder, claim.position);
  }

  remove(id: Id): void {
    const known = this.byId.get(id);
    if (known === undefined) return;
    this.byId.delete(id);
    this.byName.get(known.name)?.remove(known.position);
    this.ordinals.untrack(id);
  }

  /** Claims of a name, oldest first. */
  of(name: Name): readonly Claim<Name, Id>[] {
    return this.byName.get(name)?.all() ?? [];
  }

  /** The claim that an output made, the first of its name or not. */
  claimOf(id: Id): Claim<Name, Id> | undefined {
    return this.byId.get(id);
  }

  /** Every name that was ever claimed here, in no order. */
  names(): IterableIterator<Name> {
    return this.byName.keys();
  }

  /** Hash160 (hex) of the key that holds what a claim made, now; empty for nobody, or nobody that we can name. */
  holderOf({ id }: Claim<Name, Id>): string {
    return this.ordinals.holderOf(id);
  }

  /** Everybody who held what a claim made while `height` was the highest block (`Infinity`: now). */
  holdersAt({ id }: Claim<Name, Id>, height: number): readonly string[] {
    return this.ordinals.holdersAt(id, height);
  }

  /** Why nobody holds what a claim made any more. */
  endingOf({ id }: Claim<Name, Id>): Ending | undefined {
    return this.ordinals.trail(id)?.end;
  }

  /** Where what a claim made has been: see {@link Ordinals.trail}. */
  trailOf({ id }: Claim<Name, Id>): Trail<Id> | undefined {
    return this.ordinals.trail(id);
  }

  /** Claims whose ordinal a key holds now, won or not, oldest claim first. */
  heldBy(key: string): readonly Claim<Name, Id>[] {
    return this.among(this.ordinals.heldBy(key));
  }

  /** Claims whose ordinal a key holds now or held before, won or not, oldest claim first. */
  everHeldBy(key: string): readonly Claim<Name, Id>[] {
    return this.among(this.ordinals.passedThrough(key));
  }

  private among(ids: Iterable<Id>): readonly Claim<Name, Id>[] {
    const claims: Claim<Name, Id>[] = [];
    for (const id of ids) {
      const claim = this.byId.get(id);
      if (claim !== undefined) claims.push(claim);
    }
    return claims.sort((a, b) => comparePositions(a.position, b.position));
  }
}
