import type { Outpoint } from '#lib/bytes/brand.ts';
import { Aliases } from '#lib/ledger/aliases.ts';
import { Districts } from '#lib/ledger/districts.ts';
import { Follows, type Follow } from '#lib/ledger/follows.ts';
import { Handles } from '#lib/ledger/handles.ts';
import { Identities } from '#lib/ledger/identities.ts';
import { Ordinals, type Movement } from '#lib/ledger/ordinals.ts';
import { Parcels } from '#lib/ledger/parcels.ts';
import type { Position } from '#lib/ledger/position.ts';
import { Reactions } from '#lib/ledger/reactions.ts';
import type { AuthorCheck } from '#lib/store/held-tx.ts';
import type { OtherItem } from './items.ts';

/** Where a record stands, and who wrote it. */
export type Standing = {
  readonly id: Outpoint;
  readonly position: Position;
  /** As its signatures say. */
  readonly check: AuthorCheck | undefined;
  /** The key that counts as its author now. */
  readonly author: string | undefined;
};

/** All that the ledger keeps for one chain: who holds what, who speaks for whom, and what people think of posts. */
export class IndexLedger {
  private readonly identities = new Identities();
  readonly ordinals: Ordinals;
  readonly handles: Handles;
  readonly districts: Districts;
  readonly parcels: Parcels;
  readonly likes = new Reactions();
  readonly reposts = new Reactions();
  readonly aliases = new Aliases(this.identities);
  private readonly follows = new Follows();
  /** Grows whenever {@link followedBy} may answer otherwise than before. */
  circleChanges = 0;

  /** `onKept` hears of each movement that an ordinal depends on. */
  constructor(onKept: (movement: Movement) => void) {
    this.ordinals = new Ordinals({ onKept });
    this.handles = new Handles(this.ordinals, this.identities);
    this.districts = new Districts(this.ordinals);
    this.parcels = new Parcels(this.ordinals, this.districts);
  }

  /** The keys of those whom a key follows, by its own records. */
  followedBy(key: string): readonly string[] {
    return [...new Set(this.follows.of(key).flatMap((follow) => this.keysNamed(follow)))];
  }

  /** The records by which a key follows whom it follows now, each with the keys that it names. */
  followsOf(key: string): readonly (Follow & { readonly keys: readonly string[] })[] {
    return this.follows.of(key).map((follow) => ({ ...follow, keys: this.keysNamed(follow) }));
  }

  /** The records by which others follow an identity of one of some keys. */
  followersOf(keys: readonly string[]): readonly Follow[] {
    const own = new Set(keys);
    const bapIds = [...this.follows.all()].filter(
      (bapId) =>
        this.identities.keysOf(bapId).some((key) => own.has(key)) ||
        // An id that is a hash of a key is that key's, also before there is a record of it.
        keys.some((key) => this.identities.isRoot(bapId, key)),
    );
    return this.follows.after(new Set(bapIds));
  }

  /** The identity of which a key is the signing key now, by records in blocks. */
  identityOf(key: string): string | undefined {
    return this.identities.identityOf(key);
  }

  /** All keys of the identity that a follow names: by its records, or by the follow itself where there are none. */
  private keysNamed({ bapId, key }: Follow): readonly string[] {
    const keys = this.identities.keysOf(bapId);
    return keys.length > 0 || key === undefined ? keys : [key];
  }

  /** The keys that have given this one their word. */
  holdersBehind(key: string): readonly string[] {
    return [...this.identities.holdersBehind(key)];
  }

  /** The keys that have a holder's word now, in the order in which they got it. */
  speakersFor(holder: string): readonly string[] {
    return this.identities.speakersFor(holder);
  }

  /** The keys that ever had a holder's word. */
  everSpokeFor(holder: string): readonly string[] {
    return this.identities.everSpokeFor(holder);
  }

  /** Whether a key had a holder's word at a height. */
  speaksFor(key: string, holder: string, height: number): boolean {
    return this.identities.speaksFor(key, holder, height);
  }

  /** The devices that a holder named, by their numbers; without a key where it took its word back. */
  devicesOf(holder: string): readonly { readonly number: number; readonly key?: string }[] {
    return this.identities.devicesOf(holder);
  }

  /** Enters a record, or moves it when it is known. */
  enter(item: OtherItem, { id, position, check, author }: Standing): void {
    if (item.kind === 'follow' || item.kind === 'identity') this.circleChanges += 1;
    switch (item.kind) {
      case 'handle':
        this.handles.put({ name: item.name, id, holder: item.holder, position });
        break;
      case 'district':
        this.districts.put({ name: item.height, id, holder: item.holder, position });
        break;
      case 'parcel':
        this.parcels.put({ index: item.index, height: item.height, id, holder: item.holder, position });
        break;
      case 'identity': {
        // The network checks who spends, not who speaks: only a signature over the record itself names its signer.
        if (check?.key === undefined || check.signature === 'input') break;
        const named = item.key === undefined ? {} : { key: item.key };
        this.identities.put({ id, bapId: item.bapId, signer: check.key, ...named, position });
        break;
      }
      case 'like':
      case 'repost': {
        const reactions = item.kind === 'like' ? this.likes : this.reposts;
        if (author === undefined) reactions.remove(id);
        else reactions.put({ id, target: item.target, author, on: item.on, position });
        break;
      }
      case 'follow':
        if (author === undefined) this.follows.remove(id);
        else {
          const root = item.key === undefined ? {} : { key: item.key };
          this.follows.put({ id, bapId: item.bapId, ...root, author, on: item.on, position });
        }
        break;
      case 'profile': {
        // As with identities: who pays for it says nothing.
        if (check?.key === undefined || check.signature === 'input' || check.signature === 'wrong') break;
        const { kind: _kind, vout: _vout, ...said } = item;
        this.aliases.put({ ...said, id, signer: check.key, position });
        break;
      }
      case 'other':
        break;
    }
  }
}
