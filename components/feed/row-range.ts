/** Rows from one up to before another. */
export type Range = { readonly start: number; readonly end: number };

/** Rows that are mounted in one step beyond the screen, and on it when a list opens, so that no frame has to make many. */
const ROWS_A_STEP = 1;
/** On the screen, when it is scrolled so fast that rows come late: twice what 4,000 pixels a second ask for at 20 frames. */
const MOST_A_STEP = 2;

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
  if (!isNear) return { start: seen.start, end: Math.min(seen.end, seen.start + MOST_A_STEP) };
  return {
    start: Math.max(start - MOST_A_STEP, Math.min(seen.start, Math.max(wanted.start, start - ROWS_A_STEP))),
    end: Math.min(end + MOST_A_STEP, Math.max(seen.end, Math.min(wanted.end, end + ROWS_A_STEP))),
  };
}
