import type { Outpoint } from '#lib/bytes/brand.ts';
import { ClaimBook, type Claim, type ClaimOrder } from './claims.ts';
import { comparePositions, isMined } from './position.ts';

/** A claim of `name`.bitmap, the land of the block at that height. */
export type DistrictClaim = Claim<number>;

/**
 * Who holds which `.bitmap` district: the first claim in chain order whose number is at most the height of the block
 * that it is in (equality allowed). A claim of a later block is no claim, even once that block exists.
 */
export class Districts {
  private readonly book = new ClaimBook<number>();

  put(claim: DistrictClaim): void {
    this.book.put(claim);
  }

  remove(id: Outpoint): void {
    this.book.remove(id);
  }

  /** The claims of a district that count. One in no block counts as if it were in the block after `tipHeight`. */
  claimsOf(height: number, tipHeight: number): ClaimOrder<number> {
    const [first, ...rivals] = this.book.of(height).filter((claim) => counts(claim, tipHeight));
    return first === undefined ? { rivals } : { first, rivals };
  }

  /** Heights of the districts that a key holds by a claim in a block, oldest claim first. */
  heldBy(key: string): readonly number[] {
    return this.book
      .namesOf(key)
      .map((height) => this.book.of(height).find((claim) => isMined(claim.position) && counts(claim, 0)))
      .filter((claim): claim is DistrictClaim => claim?.holder === key)
      .sort((a, b) => comparePositions(a.position, b.position))
      .map(({ name }) => name);
  }
}

const counts = ({ name, position }: DistrictClaim, tipHeight: number): boolean =>
  name <= (isMined(position) ? position.height : tipHeight + 1);
