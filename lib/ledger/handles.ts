import type { Outpoint } from '#lib/bytes/brand.ts';
import { ClaimBook, type Claim, type ClaimOrder } from './claims.ts';
import { titlesOf, type Title } from './titles.ts';
import { Identities } from './identities.ts';
import type { Ending, Ordinals } from './ordinals.ts';
import { isMined } from './position.ts';

/** A name without `.bitter`, compared byte for byte. */
export type HandleClaim = Claim<string>;

/** Whether a key may speak under a handle: see `HandleStanding` of the feed. */
export type Standing = 'verified' | 'not-verified' | 'unclaimed';

/**
 * Who holds which `.bitter` handle. The claim that is first in chain order makes it, and no other ever does; from then on
 * whoever holds that claim's ordinal holds the handle. Only what is in a block counts for {@link standingOf}, because
 * anybody can make what is not. A handle whose ordinal was melted belongs to nobody, for good.
 */
export class Handles {
  private readonly book: ClaimBook<string>;
  private readonly identities: Identities;

  constructor(ordinals?: Ordinals, identities: Identities = new Identities()) {
    this.book = new ClaimBook(ordinals);
    this.identities = identities;
  }

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

  /** Hash160 (hex) of the key that holds what a claim made, now; empty for nobody, or nobody that we can name. */
  holderOf(claim: HandleClaim): string {
    return this.book.holderOf(claim);
  }

  /** Why nobody holds what a claim made any more, when that is so. */
  endingOf(claim: HandleClaim): Ending | undefined {
    return this.book.endingOf(claim);
  }

  /**
   * Whether `key` held the handle at `height` (`Infinity`: as of now), or had an identity's word for whoever did. In the
   * block in which a handle changes hands both were its holder. A key that is not known holds nothing.
   */
  standingOf(name: string, key: string | undefined, height: number): Standing {
    const [first] = this.book.of(name);
    if (first === undefined || !isMined(first.position)) return 'unclaimed';
    if (key === undefined || key === '') return 'not-verified';
    const speaks = this.book
      .holdersAt(first, height)
      .some((holder) => holder === key || this.identities.speaksFor(key, holder, height));
    return speaks ? 'verified' : 'not-verified';
  }

  /** What became of all that a key ever claimed or held, oldest claim first. */
  titlesOf(key: string): readonly Title<string>[] {
    return titlesOf(this.book, key, (claims) => claims[0]);
  }

  /** First claims whose handle a key holds now, oldest claim first; those that are in no block yet come last. */
  heldBy(key: string): readonly HandleClaim[] {
    return this.book.heldBy(key).filter((claim) => this.book.of(claim.name)[0] === claim);
  }
}
