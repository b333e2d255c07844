import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compareRows,
  forget,
  heard,
  inTime,
  merge,
  MOST_AHEAD_MS,
  MOST_REMOVED,
  MOST_ROWS,
  REMOVED_MS,
  tick,
} from '#lib/sync/merge.ts';
import { rowKey, SYNC_KINDS, type Rows, type SyncRow } from '#lib/sync/row.ts';

const NOW = 1_790_000_000_000;

// Few things, moments and devices, so that they meet.
const row: fc.Arbitrary<SyncRow> = fc
  .record({
    kind: fc.constantFrom(...SYNC_KINDS),
    id: fc.constantFrom('a', 'b', 'c'),
    at: fc.integer({ min: 0, max: 6 }),
    by: fc.integer({ min: 0, max: 7 }),
    value: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
  })
  .map(({ value, ...rest }) => (value === undefined ? rest : { ...rest, value }));
const rows = fc.array(row, { maxLength: 30 });
const sorted = (known: Rows) => [...known].toSorted(([a], [b]) => (a < b ? -1 : 1));
const NONE: Rows = new Map();

test('the order in which rows come, how often and in which parts, changes nothing', () => {
  fc.assert(
    fc.property(rows, rows, fc.func(fc.integer()), (some, others, shuffle) => {
      const a = merge(NONE, some);
      const b = merge(NONE, others);
      const both = sorted(merge(a, b.values()));
      expect(sorted(merge(b, a.values()))).toEqual(both);
      expect(sorted(merge(merge(a, b.values()), b.values()))).toEqual(both);
      const all = [...some, ...others, ...some].map((each, at) => [shuffle(at), each] as const);
      const shuffled = all.toSorted(([x], [y]) => x - y).map(([, each]) => each);
      expect(sorted(merge(NONE, shuffled))).toEqual(both);
    }),
  );
});

test('three devices agree whichever two of them meet first', () => {
  fc.assert(
    fc.property(rows, rows, rows, (a, b, c) => {
      const first = merge(merge(merge(NONE, a), b), c);
      const last = merge(merge(NONE, a), merge(merge(NONE, b), c).values());
      expect(sorted(last)).toEqual(sorted(first));
    }),
  );
});

test('of two rows one is the last, and of three there is no circle', () => {
  fc.assert(
    fc.property(row, row, row, (a, b, c) => {
      const alike = { ...b, kind: a.kind, id: a.id };
      expect(Math.sign(compareRows(a, alike))).toBe(-Math.sign(compareRows(alike, a)) || 0);
      if (compareRows(a, b) <= 0 && compareRows(b, c) <= 0) expect(compareRows(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});

test('what was taken away does not come back with what was said before', () => {
  const follow: SyncRow = { kind: 'follow', id: 'a', at: 5, by: 7, value: '5' };
  const gone: SyncRow = { kind: 'follow', id: 'a', at: 6, by: 0 };
  expect([...merge(merge(NONE, [gone]), [follow, follow]).values()]).toEqual([gone]);
  // Said in one moment by one device, a removal counts.
  expect(compareRows({ ...gone, at: 5, by: 7 }, follow)).toBeGreaterThan(0);
});

test('a new word is behind all that was heard, and a clock that is far ahead is not followed', () => {
  const at = (moment: number): Rows =>
    merge(NONE, [{ kind: 'hide', id: 'a', at: moment, by: 0, value: '1' }]);
  expect(tick(NONE, NOW)).toBe(NOW);
  expect(tick(at(NOW + 1_000), NOW)).toBe(NOW + 1_001);
  expect(tick(at(NOW + MOST_AHEAD_MS + 1), NOW)).toBe(NOW);
  // What this device itself said in such a time is said now.
  expect([...inTime(at(NOW + MOST_AHEAD_MS + 1), NOW).values()][0]?.at).toBe(NOW);
});

test('rows of a time to come, of long ago, and more than are kept are not heard', () => {
  const ahead: SyncRow = { kind: 'hide', id: 'a', at: NOW + MOST_AHEAD_MS + 1, by: 0, value: '1' };
  const old: SyncRow = { kind: 'hide', id: 'b', at: NOW - REMOVED_MS - 1, by: 0 };
  const fine: SyncRow = { kind: 'hide', id: 'c', at: NOW, by: 0, value: '1' };
  expect(heard(NONE, [ahead, old, fine], NOW)).toEqual([fine]);
  const full = merge(
    NONE,
    Array.from({ length: MOST_ROWS - 1 }, (_, id): SyncRow => ({
      kind: 'mute',
      id: `${id}`,
      at: 1,
      by: 0,
      value: '1',
    })),
  );
  const more = { ...fine, id: 'd' };
  const known: SyncRow = { kind: 'mute', id: '7', at: NOW, by: 1, value: '2' };
  expect(heard(full, [fine, more, known], NOW)).toEqual([fine, known]);
});

test('removals are forgotten when they are old, and the oldest where there are too many', () => {
  const gone = Array.from({ length: MOST_REMOVED + 5 }, (_, id): SyncRow => ({
    kind: 'mute',
    id: `${id}`,
    at: NOW - id,
    by: 0,
  }));
  const kept: SyncRow = { kind: 'follow', id: 'a', at: 0, by: 0, value: '0' };
  const rest = forget(merge(NONE, [...gone, kept]), NOW);
  expect(rest.size).toBe(MOST_REMOVED + 1);
  expect(rest.has(rowKey(kept))).toBe(true);
  expect(rest.has(`mute ${MOST_REMOVED + 4}`)).toBe(false);
  expect(forget(rest, NOW + REMOVED_MS + 1).size).toBe(1);
});
