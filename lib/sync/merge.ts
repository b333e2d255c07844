import { rowKey, type Rows, type SyncRow } from './row.ts';

/** How far a clock may be ahead of ours: what claims to be said later is not heard before its time. */
export const MOST_AHEAD_MS = 24 * 3_600_000;

/**
 * For how long it is remembered that something was taken away. A device that was away for longer may bring back what the
 * others took away meanwhile; words that it brings back are a draft more.
 */
export const REMOVED_MS = 400 * 24 * 3_600_000;

/** Things that are there, and removals that are remembered, of one person. */
export const MOST_ROWS = 20_000;
export const MOST_REMOVED = 10_000;

/**
 * Which of two words on one thing is the last: the later one; of one moment, that of the device with the greater number. What
 * one device said twice in one moment is told apart by what it said, and a removal counts most. Zero for the same.
 */
export function compareRows(a: SyncRow, b: SyncRow): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.by !== b.by) return a.by - b.by;
  if (a.value === b.value) return 0;
  if (a.value === undefined) return 1;
  if (b.value === undefined) return -1;
  return a.value < b.value ? -1 : 1;
}

/**
 * The last word on each thing. Whatever the order in which rows come, however often and in whichever parts: once all have
 * come, all devices have the same.
 */
export function merge(known: Rows, news: Iterable<SyncRow>): Rows {
  const merged = new Map(known);
  for (const row of news) {
    const key = rowKey(row);
    const last = merged.get(key);
    if (last === undefined || compareRows(row, last) > 0) merged.set(key, row);
  }
  return merged;
}

const isExpired = ({ at, value }: SyncRow, now: number): boolean =>
  value === undefined && at < now - REMOVED_MS;

/** Of rows that came, those that are heard: not of a time to come, not long forgotten, and no more than are kept. */
export function heard(known: Rows, news: readonly SyncRow[], now: number): readonly SyncRow[] {
  let room = MOST_ROWS - [...known.values()].filter(({ value }) => value !== undefined).length;
  return news.filter((row) => {
    if (row.at > now + MOST_AHEAD_MS || isExpired(row, now)) return false;
    if (row.value === undefined || known.get(rowKey(row))?.value !== undefined) return true;
    room -= 1;
    return room >= 0;
  });
}

/** Forgets removals of long ago, and the oldest where there are too many. */
export function forget(rows: Rows, now: number): Rows {
  const removed = [...rows.values()].filter(({ value }) => value === undefined);
  const kept = removed.filter((row) => !isExpired(row, now)).toSorted((a, b) => compareRows(b, a));
  if (kept.length === removed.length && kept.length <= MOST_REMOVED) return rows;
  const stays = new Set(kept.slice(0, MOST_REMOVED));
  return new Map([...rows].filter(([, row]) => row.value !== undefined || stays.has(row)));
}

/**
 * What this device said while its clock was far ahead, and so nobody heard, is said now: else nothing that is said later
 * would count against it.
 */
export function inTime(rows: Rows, now: number): Rows {
  const late = [...rows].filter(([, { at }]) => at > now + MOST_AHEAD_MS);
  if (late.length === 0) return rows;
  return new Map([...rows, ...late.map(([key, row]) => [key, { ...row, at: now }] as const)]);
}

/** The moment of a new word: now, and behind everything that was heard. What is of a time to come is not counted. */
export function tick(rows: Rows, now: number): number {
  let last = 0;
  for (const { at } of rows.values()) if (at <= now + MOST_AHEAD_MS && at > last) last = at;
  return Math.max(now, last + 1);
}
