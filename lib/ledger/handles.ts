import type { Outpoint } from '#lib/bytes/brand.ts';
import { ClaimBook, type Claim, type ClaimOrder } from './claims.ts';
import { comparePositions, isMined } from './position.ts';

/** A name without `.bitter`, compared byte for byte. */
export type HandleClaim = Claim<string>;

/** Whether a key may speak under a handle: see `HandleStanding` of the feed. */
export type Standing = 'verified' | 'not-verified' | 'unclaimed';

/**
 * Who holds which `.bitter` handle: whoever's claim is first in chain order, and nobody else ever. Only claims that are
 * in a block count for {@link standingOf}, because anybody can make one that is not. That a handle was handed on is not
 * followed yet: the first claim's key counts as its holder.
 */
export class Handles {
  private readonly book = new ClaimBook<string>();

  put(claim: HandleClaim): void {
    this.book.put(claim);
  }

  remove(id: Outpoint): void {
    this.book.remove(id);
  }

  /** All claims of a name that we know, mined or not. */
  claimsOf(name: string): ClaimOrder<string> {
    const [first, ...rivals] = this.book.of(name);
    return first === undefined ? { rivals } : { first, rivals };
  }

  /**
   * Whether `key` held the handle at `height` (`Infinity`: as of now). A key that is not known holds nothing.
   */
  standingOf(name: string, key: string | undefined, height: number): Standing {
    const [first] = this.book.of(name);
    if (first === undefined || !isMined(first.position)) return 'unclaimed';
    return first.holder === key && first.position.height <= height ? 'verified' : 'not-verified';
  }

  /** First claims that a key holds, oldest first; those that are in no block yet come last. */
  heldBy(key: string): readonly HandleClaim[] {
    return this.book
      .namesOf(key)
      .map((name) => this.book.of(name)[0])
      .filter((claim): claim is HandleClaim => claim?.holder === key)
      .sort((a, b) => comparePositions(a.position, b.position));
  }
}
