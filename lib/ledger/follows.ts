import type { Outpoint } from '#lib/bytes/brand.ts';
import { OrderedList } from './ordered-list.ts';
import type { Position } from './position.ts';

/** That a key follows an identity from here on, or, `on: false`, that it does no more. */
export type Follow = {
  readonly id: Outpoint;
  /** The identity, by its BAP id. */
  readonly bapId: string;
  /** Hash160 (hex) of the identity's root, where the record proves it. */
  readonly key?: string;
  /** Hash160 (hex) of the key that says so. */
  readonly author: string;
  readonly on: boolean;
  readonly position: Position;
};

/** Whom each key follows: of each identity its last word counts. */
export class Follows {
  private readonly byAuthor = new Map<string, Map<string, OrderedList<Follow>>>();
  private readonly byId = new Map<Outpoint, Follow>();

  /** Enters a record, or moves it when it is known. */
  put(follow: Follow): void {
    this.remove(follow.id);
    const { id, author, bapId } = follow;
    this.byId.set(id, follow);
    const identities = this.byAuthor.get(author) ?? new Map<string, OrderedList<Follow>>();
    this.byAuthor.set(author, identities);
    const records = identities.get(bapId) ?? new OrderedList<Follow>();
    identities.set(bapId, records);
    records.add(follow);
  }

  remove(id: Outpoint): void {
    const known = this.byId.get(id);
    if (known === undefined) return;
    this.byId.delete(id);
    this.byAuthor.get(known.author)?.get(known.bapId)?.remove(known.position);
  }

  /** The records by which others follow one of some identities now. */
  after(bapIds: ReadonlySet<string>): readonly Follow[] {
    const found: Follow[] = [];
    if (bapIds.size === 0) return found;
    for (const identities of this.byAuthor.values()) {
      for (const bapId of bapIds) {
        const last = identities.get(bapId)?.all().at(-1);
        if (last?.on === true) found.push(last);
      }
    }
    return found;
  }

  /** Every identity that anybody has followed. */
  all(): ReadonlySet<string> {
    return new Set([...this.byAuthor.values()].flatMap((identities) => [...identities.keys()]));
  }

  /** The records by which a key follows whom it follows now. */
  of(author: string): readonly Follow[] {
    const followed: Follow[] = [];
    for (const records of this.byAuthor.get(author)?.values() ?? []) {
      const last = records.all().at(-1);
      if (last?.on === true) followed.push(last);
    }
    return followed;
  }
}
