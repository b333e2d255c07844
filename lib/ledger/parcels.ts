import { outpointTxid, outpointVout, type Outpoint } from '#lib/bytes/brand.ts';
import { ClaimBook, type Claim, type ClaimOrder } from './claims.ts';
import type { Districts } from './districts.ts';
import type { Ordinals } from './ordinals.ts';
import { isMined } from './position.ts';

/** `index`.`height`.bitmap: the part of a district that one transaction of its block gives. */
export type ParcelClaim = Claim<string> & { readonly index: number; readonly height: number };

/** The name of a parcel, as claims are kept by it. */
export const parcelName = (index: number, height: number): string => `${index}.${height}`;

/** Where the output of a parcel stands; the district's own comes back before it. */
const PARCEL_VOUT = 1;

/**
 * Who holds which parcel. A parcel is cut out of its district by whoever holds that: the transaction spends the
 * district's output as its first input, returns it as its first output, and inscribes the parcel in the second. The
 * first claim that was made so wins; one that was not takes nobody's place. The index must be one of the block's
 * transactions, once their number is known; until then every index may be one. A parcel that nobody has cut out belongs
 * to whoever holds the district, and moves with it; one that was cut out goes its own way.
 */
export class Parcels {
  private readonly book: ClaimBook<string>;
  private readonly ordinals: Ordinals;
  private readonly districts: Districts;
  private readonly counts = new Map<number, number>();
  /** By district, the parcels that anybody ever claimed. */
  private readonly named = new Map<number, Set<number>>();

  constructor(ordinals: Ordinals, districts: Districts) {
    this.book = new ClaimBook(ordinals);
    this.ordinals = ordinals;
    this.districts = districts;
  }

  put(claim: Omit<ParcelClaim, 'name'>): void {
    const { index, height } = claim;
    const named = this.named.get(height) ?? new Set();
    this.named.set(height, named.add(index));
    this.book.put({ ...claim, name: parcelName(index, height) });
  }

  remove(id: Outpoint): void {
    this.book.remove(id);
  }

  /** Says how many transactions a block has, after its bytes were checked. */
  setCount(height: number, transactions: number): void {
    this.counts.set(height, transactions);
  }

  /** The claims of a parcel that count, all of them in blocks. */
  claimsOf(index: number, height: number): ClaimOrder<string> {
    const count = this.counts.get(height);
    if (count !== undefined && index >= count) return { rivals: [] };
    const [first, ...rivals] = this.book
      .of(parcelName(index, height))
      .filter((claim) => this.isCut(claim, height));
    return first === undefined ? { rivals } : { first, rivals };
  }

  /** The parcels that were cut out of a district, each with its first claim and how many came too late, in no order. */
  *cutOutOf(height: number): Generator<{
    readonly index: number;
    readonly claim: Claim<string>;
    readonly rivals: number;
  }> {
    for (const index of this.named.get(height) ?? []) {
      const { first, rivals } = this.claimsOf(index, height);
      if (first !== undefined) yield { index, claim: first, rivals: rivals.length };
    }
  }

  /** The parcels that were cut out and that a key holds now, oldest claim first. */
  heldBy(key: string): readonly { readonly index: number; readonly height: number }[] {
    return this.book.heldBy(key).flatMap(({ id, name }) => {
      const [index = 0, height = 0] = name.split('.').map(Number);
      return this.claimsOf(index, height).first?.id === id ? [{ index, height }] : [];
    });
  }

  /** Hash160 (hex) of the key that holds a parcel now, its district's holder where nobody has cut it out. */
  holderOf(index: number, height: number): string {
    const { first } = this.claimsOf(index, height);
    if (first !== undefined) return this.book.holderOf(first);
    const district = this.districts.winnerOf(height);
    const count = this.counts.get(height);
    return district === undefined || (count !== undefined && index >= count)
      ? ''
      : this.districts.holderOf(district);
  }

  /** Whether the claim's transaction was made with the district in its hands. */
  private isCut({ id, position }: Claim<string>, height: number): boolean {
    const district = this.districts.winnerOf(height);
    if (district === undefined || !isMined(position) || outpointVout(id) !== PARCEL_VOUT) return false;
    const step = this.ordinals
      .trail(district.id)
      ?.holdings.find(({ at }) => outpointTxid(at) === outpointTxid(id));
    return step !== undefined && step.input === 0 && outpointVout(step.at) === 0;
  }
}
