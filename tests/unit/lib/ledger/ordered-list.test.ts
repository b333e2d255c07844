import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderedList } from '#lib/ledger/ordered-list.ts';
import {
  comparePositions,
  parsePosition,
  positionOf,
  positionText,
  type Position,
} from '#lib/ledger/position.ts';

const at = (height: number, index = 0, vout = 0): Position => ({ height, index, vout });
const positionArbitrary = fc.record({
  height: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Infinity)),
  index: fc.integer({ min: 0, max: 9 }),
  vout: fc.integer({ min: 0, max: 3 }),
});
const distinct = fc.uniqueArray(positionArbitrary, { selector: positionText, maxLength: 120 });

describe('positions', () => {
  it('come in chain order, and after every block in order of arrival', () => {
    const place = { height: 7, hash: 'x', index: 3, time: 0 } as unknown as Parameters<typeof positionOf>[0];
    expect(positionOf(place, 99, 1)).toEqual(at(7, 3, 1));
    expect(positionOf(undefined, 99, 1)).toEqual(at(Infinity, 99, 1));
    const order = [
      at(1, 9, 9),
      at(2, 0, 0),
      at(2, 0, 1),
      at(2, 1, 0),
      at(Infinity, 0, 0),
      at(Infinity, 1, 0),
    ];
    expect([...order].reverse().sort(comparePositions)).toEqual(order);
  });

  it('read back from their text, and nothing else does', () => {
    fc.assert(
      fc.property(positionArbitrary, (position) => {
        expect(parsePosition(positionText(position))).toEqual(position);
      }),
    );
    for (const text of [
      '',
      '1.2',
      '01.2.3',
      '-1.0.0',
      'u.1',
      '1.2.3.4',
      ' 1.2.3',
      'Infinity.0.0',
      '1e3.0.0',
    ]) {
      expect(parsePosition(text)).toBeUndefined();
    }
  });
});

describe('OrderedList', () => {
  it('is in order whatever came when, with reads and removals in between', () => {
    fc.assert(
      fc.property(distinct, fc.func(fc.nat(9)), (positions, choose) => {
        const list = new OrderedList<{ readonly position: Position }>();
        let model: Position[] = [];
        for (const position of positions) {
          list.add({ position });
          model.push(position);
          const choice = choose(positionText(position));
          if (choice === 0) list.all();
          if (choice === 1) {
            const [gone] = model;
            if (gone) list.remove(gone);
            model = model.slice(1);
          }
        }
        model.sort(comparePositions);
        expect(list.length).toBe(model.length);
        expect(list.all().map(({ position }) => position)).toEqual(model);
        for (const [index, position] of model.entries()) expect(list.countBefore(position)).toBe(index);
      }),
    );
  });

  it('ignores the removal of what it does not hold', () => {
    const list = new OrderedList<{ readonly position: Position }>();
    list.add({ position: at(1) });
    list.remove(at(2));
    list.remove(at(0));
    expect(list.length).toBe(1);
  });
});
