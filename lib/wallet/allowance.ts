/**
 * What the signer spends without asking: `each` transaction at most, and all of them together in a `day`; in satoshis.
 * `spent` says in which hours since 1970 so many were. One that is refused counts as well: it may yet be mined.
 */
export type Allowance = {
  readonly each: number;
  readonly day: number;
  readonly spent: readonly { readonly hour: number; readonly sats: number }[];
};

/** The two amounts that a person sets. */
export type Limits = Pick<Allowance, 'each' | 'day'>;

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
