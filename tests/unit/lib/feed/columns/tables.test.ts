import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteTable } from '#lib/feed/columns/byte-table.ts';
import { OrderedRows } from '#lib/feed/columns/ordered-rows.ts';
import { Postings } from '#lib/feed/columns/postings.ts';

describe('ByteTable', () => {
  it('numbers keys as a map of strings would', () => {
    const table = new ByteTable(20);
    const model = new Map<string, number>();
    const keyOf = (seed: number): Uint8Array =>
      Uint8Array.from({ length: 22 }, (_, at) => (seed * 31 + at) & 255);
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 50 }), fc.nat(2), (seeds, offset) => {
        for (const seed of seeds) {
          const key = keyOf(seed);
          const text = key.subarray(offset, offset + 20).join();
          expect(table.find(key, offset)).toBe(model.get(text) ?? -1);
          const id = table.intern(key, offset);
          if (!model.has(text)) model.set(text, model.size);
          expect(id).toBe(model.get(text));
          expect([...table.view(id)]).toEqual([...key.subarray(offset, offset + 20)]);
        }
        expect(table.size).toBe(model.size);
      }),
    );
  });
});

describe('OrderedRows', () => {
  it('is a sorted array to whoever looks at it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.nat(3000)), { maxLength: 300 }),
        fc.array(fc.nat(3000), { maxLength: 5 }),
        fc.boolean(),
        (steps, places, many) => {
          const list = new OrderedRows((a, b) => a - b);
          const model = new Set<number>();
          if (many) {
            for (let row = 0; row < 2000; row += 1) {
              list.add(row);
              model.add(row);
            }
          }
          for (const [adds, row] of steps) {
            // A run in the middle is a run only while nothing lies in it.
            const isFree = [row, row + 1, row + 2].every((each) => !model.has(each));
            if (adds && isFree && row % 3 === 0) {
              list.addRun(row, row + 3);
              model.add(row + 1).add(row + 2);
            } else if (!adds) list.remove(row);
            else if (!model.has(row)) list.add(row);
            if (adds) model.add(row);
            else model.delete(row);
          }
          const sorted = [...model].sort((a, b) => a - b);
          expect(list.length).toBe(sorted.length);
          expect([...list.before()]).toEqual([...sorted].reverse());
          for (const place of places) {
            const side = (row: number): number => row - place;
            const before = sorted.filter((row) => row < place);
            expect(list.countBefore(side)).toBe(before.length);
            expect([...list.before(side)]).toEqual(before.reverse());
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('Postings', () => {
  it('walk down the rows that were added, from wherever they are asked', () => {
    const step = fc.tuple(fc.nat(4), fc.oneof(fc.nat(3), fc.nat(200), fc.nat(70_000)));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600 }), fc.nat(), (steps, skip) => {
        const postings = new Postings();
        const model: number[][] = [[], [], [], [], []];
        let row = 0;
        for (const [term, more] of steps) {
          row += more;
          postings.add(term, row);
          const rows = model[term];
          if (rows?.at(-1) !== row) rows?.push(row);
        }
        for (const [term, rows] of model.entries()) {
          expect(postings.countOf(term)).toBe(rows.length);
          const walked: number[] = [];
          const walk = postings.walk(term);
          for (let at = walk.atMost(Infinity); at >= 0; at = walk.atMost(at - 1)) walked.push(at);
          expect(walked.reverse()).toEqual(rows);
          const most = row === 0 ? 0 : skip % row;
          expect(postings.walk(term).atMost(most)).toBe(rows.findLast((each) => each <= most) ?? -1);
        }
        expect(postings.walk(99).atMost(row)).toBe(-1);
      }),
      { numRuns: 60 },
    );
  });
});
