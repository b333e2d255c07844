import type { Outpoint } from '#lib/bytes/brand.ts';
import { OrderedList } from './ordered-list.ts';
import type { Position } from './position.ts';

/** Somebody's claim of a name that only the first may have. */
export type Claim<Name> = {
  readonly name: Name;
  readonly id: Outpoint;
  /** Hash160 (hex) of the key that the claim was given to; empty when its output names none. */
  readonly holder: string;
  readonly position: Position;
};

/** The first claim of a name and those that came too late, in order. */
export type ClaimOrder<Name> = {
  readonly first?: Claim<Name>;
  readonly rivals: readonly Claim<Name>[];
};

/** All claims of names of one kind, each name's in order. A claim may move, when it is mined or a reorg takes it back. */
export class ClaimBook<Name> {
  private readonly byName = new Map<Name, OrderedList<Claim<Name>>>();
  private readonly byId = new Map<Outpoint, Claim<Name>>();
  private readonly namesOfHolder = new Map<string, Set<Name>>();

  /** Enters a claim, or moves it when it is known. */
  put(claim: Claim<Name>): void {
    this.remove(claim.id);
    this.byId.set(claim.id, claim);
    setDefault(this.byName, claim.name, () => new OrderedList<Claim<Name>>()).add(claim);
    setDefault(this.namesOfHolder, claim.holder, () => new Set<Name>()).add(claim.name);
  }

  remove(id: Outpoint): void {
    const known = this.byId.get(id);
    if (known === undefined) return;
    this.byId.delete(id);
    this.byName.get(known.name)?.remove(known.position);
  }

  /** Claims of a name, oldest first. */
  of(name: Name): readonly Claim<Name>[] {
    return this.byName.get(name)?.all() ?? [];
  }

  /** Names that a key has ever claimed, won or not. */
  namesOf(holder: string): readonly Name[] {
    return [...(this.namesOfHolder.get(holder) ?? [])];
  }
}

function setDefault<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
