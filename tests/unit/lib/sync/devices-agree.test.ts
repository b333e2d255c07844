import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heard, forget, merge } from '#lib/sync/merge.ts';
import {
  baseAfter,
  changed,
  changesFor,
  notice,
  type Bases,
  type Live,
  type Lives,
} from '#lib/sync/notice.ts';
import { rowKey, type Rows, type SyncKind, type SyncRow } from '#lib/sync/row.ts';

// Devices with stores of their own, on which a person does things; they meet in any order, hear some of what others have, and
// crash between the stores and what is known of them.

const START = 1_790_000_000_000;

class Device {
  readonly by: number;
  rows: Rows = new Map();
  base: Bases | undefined;
  live = new Map<string, Live>();

  constructor(by: number) {
    this.by = by;
  }

  write(kind: SyncKind, id: string, value: string | undefined, since: number): void {
    const key = rowKey({ kind, id });
    if (value === undefined) this.live.delete(key);
    else this.live.set(key, { kind, id, value, since });
  }

  /**
   * As the page does it. `crash`: it is ended before what the stores became is written down. `meanwhile`: what a person does
   * between the look and the changes.
   */
  look(now: number, crash = false, meanwhile: () => void = () => undefined): void {
    const { by, base } = this;
    const seen: Lives = new Map(this.live);
    const held = new Set<string>();
    const rows = forget(notice({ rows: this.rows, base, live: seen, held, now, by }), now);
    const changes = changesFor(rows, { live: seen, base, held });
    meanwhile();
    const made = changes.filter(({ kind, id, was, becomes }) => {
      const isAsSeen = this.live.get(rowKey({ kind, id }))?.value === was;
      if (isAsSeen) this.write(kind, id, becomes, now);
      return isAsSeen;
    });
    if (crash) return;
    this.base = baseAfter(rows, { live: changed(seen, made), base, held });
    this.rows = rows;
  }

  hear(rows: Iterable<SyncRow>, now: number): void {
    this.rows = merge(this.rows, heard(this.rows, [...rows], now));
  }

  words(): string[] {
    return [...this.live.values()].filter(({ kind }) => kind === 'draft').map(({ value }) => value);
  }
}

type Step =
  | {
      readonly does: 'write';
      readonly device: number;
      readonly kind: SyncKind;
      readonly id: string;
      readonly keep: boolean;
      readonly amid: boolean;
    }
  | { readonly does: 'meet'; readonly from: number; readonly to: number; readonly part: number }
  | { readonly does: 'look'; readonly device: number; readonly crash: boolean };

const device = fc.integer({ min: 0, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    does: fc.constant('write' as const),
    device,
    kind: fc.constantFrom<SyncKind>('follow', 'draft', 'place'),
    id: fc.constantFrom('new', 'other'),
    keep: fc.boolean(),
    amid: fc.boolean(),
  }),
  fc.record({
    does: fc.constant('meet' as const),
    from: device,
    to: device,
    part: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ does: fc.constant('look' as const), device, crash: fc.boolean() }),
);

const livesOf = (each: Device) =>
  [...each.live.values()].map(({ kind, id, value }) => `${kind} ${id} ${value}`).toSorted();

function settle(devices: readonly Device[], now: number): void {
  for (let round = 0; round < 6; round += 1) {
    for (const each of devices) each.look(now);
    for (const from of devices) for (const to of devices) to.hear(from.rows.values(), now);
  }
  for (const each of devices) each.look(now);
}

test('whatever is done and heard where, all devices have the same in the end, and no words are lost', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const devices = [new Device(0), new Device(1), new Device(2)];
      /** Words that nobody who saw them took away or wrote over. */
      const standing = new Set<string>();
      let now = START;
      let written = 0;
      for (const does of steps) {
        now += 1_000;
        if (does.does === 'look') {
          devices[does.device]?.look(now, does.crash);
        } else if (does.does === 'meet') {
          const rows = [...(devices[does.from]?.rows.values() ?? [])];
          devices[does.to]?.hear(
            rows.filter((_, at) => at % does.part === 0),
            now,
          );
        } else {
          written += 1;
          const each = devices[does.device];
          const { kind, id, keep } = does;
          const value = kind === 'place' ? `post${written} {}` : `said ${written}`;
          const write = (): void => {
            const before = each?.live.get(rowKey({ kind, id }))?.value;
            each?.write(kind, id, keep ? value : undefined, now);
            if (kind !== 'draft') return;
            if (before !== undefined) standing.delete(before);
            if (keep) standing.add(value);
          };
          if (does.amid) each?.look(now, false, write);
          else write();
        }
      }
      settle(devices, now + 1_000);
      const [first, ...others] = devices;
      if (first === undefined) return;
      for (const other of others) {
        expect(livesOf(other)).toEqual(livesOf(first));
        expect(other.rows).toEqual(first.rows);
      }
      expect(first.words()).toEqual(expect.arrayContaining([...standing]));
    }),
  );
});

test('two who change the same words keep both', () => {
  const [a, b] = [new Device(0), new Device(1)];
  a.write('draft', 'new', 'the kettle', START);
  settle([a, b], START);
  expect(b.words()).toEqual(['the kettle']);
  a.write('draft', 'new', 'the kettle is on', START + 1);
  b.write('draft', 'new', 'the kettle was off', START + 2);
  settle([a, b], START + 3);
  expect(a.words().toSorted()).toEqual(['the kettle is on', 'the kettle was off']);
  expect(livesOf(b)).toEqual(livesOf(a));
  // One of them stays where it was written.
  expect(a.live.has('draft new')).toBe(true);
  // Both are sent, or thrown away: neither comes back.
  for (const key of b.live.keys()) b.live.delete(key);
  settle([a, b], START + 4);
  expect([a.words(), b.words()]).toEqual([[], []]);
});

test('what was unfollowed on one device is not followed again by another that was away', () => {
  const [a, b] = [new Device(0), new Device(1)];
  a.write('follow', 'fern', '1', START);
  settle([a, b], START);
  b.write('follow', 'fern', undefined, START + 1);
  b.look(START + 1);
  a.look(START + 2);
  settle([a, b], START + 3);
  expect([livesOf(a), livesOf(b)]).toEqual([[], []]);
});

test('a device that joins brings what it has, and takes the reading position of the others', () => {
  const [a, b] = [new Device(0), new Device(1)];
  a.write('place', 'latest', 'fern {}', START);
  a.write('follow', 'fern', '7', START);
  a.look(START);
  b.write('place', 'latest', 'moss {}', START + 9);
  b.write('follow', 'moss', '8', START + 9);
  settle([a, b], START + 10);
  expect(livesOf(a)).toEqual(['follow fern 7', 'follow moss 8', 'place latest fern {}']);
  expect(livesOf(b)).toEqual(livesOf(a));
});

test('what is held is neither told nor touched', () => {
  const a = new Device(0);
  a.write('draft', 'new', 'with a picture', START);
  const key = 'draft new';
  const other: SyncRow = { kind: 'draft', id: 'new\n5-1-1', at: 5, by: 1, value: 'of another device' };
  const rows = merge(new Map(), [other]);
  const seen = { live: a.live, base: undefined, held: new Set([key]) };
  const noticed = notice({ rows, ...seen, now: START, by: 0 });
  expect([...noticed.values()]).toEqual([other]);
  expect(changesFor(noticed, seen)).toEqual([]);
});
