import type { Outpoint } from '#lib/bytes/brand.ts';
import type { Identities } from './identities.ts';
import { OrderedList } from './ordered-list.ts';
import type { Position } from './position.ts';

/** A BAP `ALIAS` whose signature was checked: what somebody says of themselves. */
export type Alias = {
  readonly id: Outpoint;
  readonly bapId: string;
  /** Hash160 (hex) of the key that signed it. */
  readonly signer: string;
  readonly name?: string;
  readonly description?: string;
  readonly image?: string;
  readonly page?: Outpoint;
  readonly position: Position;
};

/**
 * What each key says of itself: its last alias in the order of the chain. One counts where the key may speak for the
 * identity, as its root (an id is a hash of the root's address) or as the signing key that it has now. Nothing here is more
 * than the key's own word.
 */
export class Aliases {
  private readonly bySigner = new Map<string, OrderedList<Alias>>();
  private readonly byId = new Map<Outpoint, Alias>();
  private readonly identities: Pick<Identities, 'isRoot' | 'keyOf'>;

  constructor(identities: Pick<Identities, 'isRoot' | 'keyOf'>) {
    this.identities = identities;
  }

  /** Enters a record, or moves it when it is known. */
  put(alias: Alias): void {
    this.remove(alias.id);
    this.byId.set(alias.id, alias);
    const own = this.bySigner.get(alias.signer) ?? new OrderedList<Alias>();
    this.bySigner.set(alias.signer, own);
    own.add(alias);
  }

  remove(id: Outpoint): void {
    const known = this.byId.get(id);
    if (known === undefined) return;
    this.byId.delete(id);
    this.bySigner.get(known.signer)?.remove(known.position);
  }

  /** What a key (hash160 in hex) says of itself now. */
  of(key: string): Alias | undefined {
    return this.bySigner
      .get(key)
      ?.all()
      .findLast(({ bapId }) => this.identities.isRoot(bapId, key) || this.identities.keyOf(bapId) === key);
  }
}
