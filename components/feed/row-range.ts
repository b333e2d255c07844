/** Rows from one up to before another. */
export type Range = { readonly start: number; readonly end: number };

/** Rows that are mounted in one step beyond the screen, and on it when a list opens, so that no frame has to make many. */
const ROWS_A_STEP = 1;

type Look = {
  /** Rows that the screen shows, and those that should be there. */
  readonly seen: Range;
  readonly wanted: Range;
  /** The screen is filled for the first time. */
  readonly isFilling: boolean;
};

/** The rows to mount next, one step nearer to what is wanted. */
export function nextRows(now: Range, { seen, wanted, isFilling }: Look): Range {
  const { start, end } = now;
  const isNear = start <= seen.end && end >= seen.start && end > start;
  if (isFilling) {
    const from = isNear ? now : { start: seen.start, end: seen.start };
    return {
      start: Math.max(seen.start, from.start - ROWS_A_STEP),
      end: Math.min(seen.end, from.end + ROWS_A_STEP),
    };
  }
  if (!isNear) return seen;
  return {
    start: Math.min(seen.start, Math.max(wanted.start, Math.min(start - ROWS_A_STEP, seen.start))),
    end: Math.max(seen.end, Math.min(wanted.end, Math.max(end + ROWS_A_STEP, seen.end))),
  };
}
