import type { Outpoint, Txid } from '#lib/bytes/brand.ts';
import type { Claim, ClaimBook } from './claims.ts';
import type { Ending } from './ordinals.ts';
import { comparePositions, isMined, type Position } from './position.ts';

/** Something that happened to what a key claims, holds or held. `with`: hash160 (hex) of the other key, empty for nobody. */
export type TitleEvent<Id extends string = Outpoint> = { readonly position: Position } & (
  | {
      /** The key's claim was the first, or came too late: then `with` claimed before, or nobody where it was no claim. */
      readonly kind: 'won' | 'late';
      readonly by: Id;
      readonly with: string;
    }
  /** The key's claim is in no block yet. */
  | { readonly kind: 'waiting'; readonly by: Id; readonly with: string }
  /** `with` claimed what the key held then. */
  | { readonly kind: 'rival'; readonly by: Id; readonly with: string }
  /** It came from `with`, or went there. */
  | { readonly kind: 'received' | 'handed-on'; readonly by: Id | Outpoint; readonly with: string }
  /** Nobody holds it any more. */
  | { readonly kind: 'ended'; readonly by: Txid; readonly why: Ending['why']; readonly with: string }
);

/** What became, as far as a key is concerned, of a name that it ever claimed or held. */
export type Title<Name, Id extends string = Outpoint> = {
  readonly name: Name;
  /** The claim whose ordinal it is. */
  readonly id: Id;
  /** Oldest first. */
  readonly events: readonly TitleEvent<Id>[];
};

/**
 * What became of all that a key ever claimed or held, oldest claim first.
 *
 * @param winnerOf the claim in a block that made the name, of all its claims in order.
 */
export function titlesOf<Name, Id extends string>(
  book: ClaimBook<Name, Id>,
  key: string,
  winnerOf: (claims: readonly Claim<Name, Id>[]) => Claim<Name, Id> | undefined,
): readonly Title<Name, Id>[] {
  return book.everHeldBy(key).map((claim) => {
    const claims = book.of(claim.name);
    const candidate = winnerOf(claims);
    const winner = candidate !== undefined && isMined(candidate.position) ? candidate : undefined;
    const events =
      winner?.id === claim.id
        ? [...ownClaim(claim, key, winner), ...moves(book, claim, key), ...rivals(book, claim, claims, key)]
        : ownClaim(claim, key, winner);
    return {
      name: claim.name,
      id: claim.id,
      events: events.toSorted((a, b) => comparePositions(a.position, b.position)),
    };
  });
}

/** How the key's own claim ended; nothing where somebody else made the claim. */
function ownClaim<Name, Id extends string>(
  { id, holder, position }: Claim<Name, Id>,
  key: string,
  winner: Claim<Name, Id> | undefined,
): readonly TitleEvent<Id>[] {
  if (holder !== key) return [];
  if (!isMined(position)) return [{ kind: 'waiting', position, by: id, with: winner?.holder ?? '' }];
  if (winner?.id === id) return [{ kind: 'won', position, by: id, with: '' }];
  return [{ kind: 'late', position, by: id, with: winner?.holder ?? '' }];
}

/** From whom it came and to whom it went. */
function moves<Name, Id extends string>(
  book: ClaimBook<Name, Id>,
  claim: Claim<Name, Id>,
  key: string,
): readonly TitleEvent<Id>[] {
  const { holdings = [], end } = book.trailOf(claim) ?? {};
  const events: TitleEvent<Id>[] = [];
  for (const [at, holding] of holdings.entries()) {
    const before = holdings[at - 1];
    if (before === undefined || before.holder === holding.holder) continue;
    const { at: by, from: position } = holding;
    if (holding.holder === key) events.push({ kind: 'received', position, by, with: before.holder });
    if (before.holder === key) events.push({ kind: 'handed-on', position, by, with: holding.holder });
  }
  if (end !== undefined && holdings.at(-1)?.holder === key)
    events.push({ kind: 'ended', position: end.from, by: end.by, why: end.why, with: '' });
  return events;
}

/** Claims by others in blocks in which the key held it. */
function rivals<Name, Id extends string>(
  book: ClaimBook<Name, Id>,
  claim: Claim<Name, Id>,
  claims: readonly Claim<Name, Id>[],
  key: string,
): readonly TitleEvent<Id>[] {
  return claims
    .filter(({ id, holder, position }) => id !== claim.id && holder !== key && isMined(position))
    .filter(({ position }) => book.holdersAt(claim, position.height).includes(key))
    .map(({ id, holder, position }) => ({ kind: 'rival', position, by: id, with: holder }));
}
