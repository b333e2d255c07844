import type { StoredIntent } from '#lib/publish/publication.ts';

/**
 * What the signer spends without asking: `each` transaction at most, and all of them together in a `day`; in satoshis.
 * `spent` says in which hours since 1970 so many were. One that is refused counts as well: it may yet be mined.
 */
export type Allowance = {
  readonly each: number;
  readonly day: number;
  /** Up to so much a like or a repost goes by its press alone; above it, and where this is absent, its effect is shown first. */
  readonly quiet?: number;
  readonly spent: readonly { readonly hour: number; readonly sats: number }[];
};

/** The amounts that a person sets. */
export type Limits = Pick<Allowance, 'each' | 'day' | 'quiet'>;

/** What a person saw and said before something is signed, in satoshis; zero where there was nothing. */
export type Consent = {
  readonly kind: StoredIntent['kind'];
  /** What a screen said that it costs. */
  readonly shown?: number;
  /** What a person said it may cost, above all limits. */
  readonly approved?: number;
};

/** Why a person has to be asked first. */
export type Question = 'not-shown' | 'above-allowance';

/**
 * How much more may be signed for than was shown, in satoshis: which coins are spent, and whether change is split, is known
 * only then. A small part of a cent.
 */
const MORE_THAN_SHOWN = 1_000;

/** Whether a person knew what this costs: by a screen, or since they said not to be asked about such. */
function isKnown({ kind, shown }: Consent, sats: number, { quiet = 0 }: Allowance): boolean {
  if (shown !== undefined && sats <= shown + MORE_THAN_SHOWN) return true;
  return (kind === 'like' || kind === 'repost') && sats <= quiet;
}

/** What a person has to be asked before so much is spent; `undefined`: nothing, or they said yes to it. */
export function questionFor(
  allowance: Allowance,
  sats: number,
  consent: Consent,
  now: number,
): Question | undefined {
  if (sats <= (consent.approved ?? 0)) return undefined;
  if (!isKnown(consent, sats, allowance)) return 'not-shown';
  return isAbove(allowance, sats, now) ? 'above-allowance' : undefined;
}

/** A few cents: a post with a large picture, and a day of writing. */
export const FIRST_ALLOWANCE: Allowance = { each: 50_000, day: 200_000, spent: [] };

const HOUR_MS = 3_600_000;
const HOURS = 24;

/**
 * What was spent in the day before `now`, in milliseconds since 1970. Hours that are yet to come count too: a clock that
 * was set back gives nobody another day.
 */
export function spentToday({ spent }: Pick<Allowance, 'spent'>, now: number): number {
  const since = Math.floor(now / HOUR_MS) - HOURS;
  return spent.reduce((sum, { hour, sats }) => (hour > since ? sum + sats : sum), 0);
}

/** Whether so much is more than may be spent now without asking. */
export const isAbove = (allowance: Allowance, sats: number, now: number): boolean =>
  sats > allowance.each || spentToday(allowance, now) + sats > allowance.day;

/** The allowance once so much more was spent; what is older than a day is forgotten. */
export function afterSpending(allowance: Allowance, sats: number, now: number): Allowance {
  const own = Math.floor(now / HOUR_MS);
  const hours = new Map([[own, sats]]);
  for (const { hour, sats: before } of allowance.spent) {
    // What lies ahead of a clock that was set back is of this hour, so that there are never more than a day's.
    const at = Math.min(hour, own);
    if (at > own - HOURS) hours.set(at, (hours.get(at) ?? 0) + before);
  }
  return { ...allowance, spent: [...hours].map(([hour, sum]) => ({ hour, sats: sum })) };
}
