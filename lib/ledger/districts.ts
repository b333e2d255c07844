import type { Outpoint } from '#lib/bytes/brand.ts';
import { ClaimBook, type Claim, type ClaimOrder } from './claims.ts';
import type { Ending, Ordinals } from './ordinals.ts';
import { isMined } from './position.ts';
import { titlesOf, type Title } from './titles.ts';

/** A claim of `name`.bitmap, the land of the block at that height. `cursed`: ord gave it a negative number. */
export type DistrictClaim<Id extends string = Outpoint> = Claim<number, Id> & { readonly cursed?: boolean };

/**
 * Who holds which `.bitmap` district: the first claim in chain order whose number is at most the height of the block
 * that it is in (equality allowed). A claim of a later block is no claim, even once that block exists, and a cursed one
 * is none either, so it bars nobody's way. Whoever holds the ordinal of that claim holds the district.
 */
export class Districts<Id extends string = Outpoint> {
  private readonly book: ClaimBook<number, Id>;
  private readonly cursed = new Set<Id>();

  constructor(ordinals?: Ordinals<Id>) {
    this.book = new ClaimBook(ordinals);
  }

  put(claim: DistrictClaim<Id>): void {
    if (claim.cursed === true) this.cursed.add(claim.id);
    else this.cursed.delete(claim.id);
    this.book.put(claim);
  }

  remove(id: Id): void {
    this.book.remove(id);
  }

  /** The claims of a district that count. One in no block counts as if it were in the block after `tipHeight`. */
  claimsOf(height: number, tipHeight: number): ClaimOrder<number, Id> {
    const [first, ...rivals] = this.book.of(height).filter((claim) => this.counts(claim, tipHeight));
    return first === undefined ? { rivals } : { first, rivals };
  }

  /** The claim in a block that made a district. */
  winnerOf(height: number): Claim<number, Id> | undefined {
    return this.book.of(height).find((claim) => isMined(claim.position) && this.counts(claim, 0));
  }

  /** The claims in blocks that made districts, one for each district that was made, in no order. */
  *winners(): Generator<Claim<number, Id>> {
    for (const height of this.book.names()) {
      const winner = this.winnerOf(height);
      if (winner !== undefined) yield winner;
    }
  }

  /** The district that a claim made, by the output of the claim; `undefined` for any other output. */
  madeBy(id: Id): number | undefined {
    const claim = this.book.claimOf(id);
    return claim !== undefined && this.winnerOf(claim.name) === claim ? claim.name : undefined;
  }

  /** Hash160 (hex) of the key that holds what a claim made, now; empty for nobody, or nobody that we can name. */
  holderOf(claim: Claim<number, Id>): string {
    return this.book.holderOf(claim);
  }

  /** Why nobody holds what a claim made any more, when that is so. */
  endingOf(claim: Claim<number, Id>): Ending | undefined {
    return this.book.endingOf(claim);
  }

  /** What became of all that a key ever claimed or held, oldest claim first. */
  titlesOf(key: string): readonly Title<number, Id>[] {
    return titlesOf(this.book, key, (claims) =>
      claims.find((claim) => isMined(claim.position) && this.counts(claim, 0)),
    );
  }

  /** Heights of the districts that a key holds by a claim in a block, oldest claim first. */
  heldBy(key: string): readonly number[] {
    return this.book
      .heldBy(key)
      .filter((claim) => this.winnerOf(claim.name) === claim)
      .map(({ name }) => name);
  }

  private counts({ name, id, position }: Claim<number, Id>, tipHeight: number): boolean {
    return !this.cursed.has(id) && name <= (isMined(position) ? position.height : tipHeight + 1);
  }
}
