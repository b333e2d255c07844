import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTxid, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { Districts } from '#lib/ledger/districts.ts';
import { Follows } from '#lib/ledger/follows.ts';
import { Handles } from '#lib/ledger/handles.ts';
import { comparePositions, isMined, type Position } from '#lib/ledger/position.ts';
import { Reactions } from '#lib/ledger/reactions.ts';

const txidAt = (seed: number): Txid => asTxid(seed.toString(16).padStart(64, '0'));
const idAt = (seed: number): Outpoint => toOutpoint(txidAt(seed), 0);
const at = (height: number, index = 0): Position => ({ height, index, vout: 0 });
const pending = (arrival: number): Position => at(Infinity, arrival);

/** A record that arrives pending, and may then be mined, taken back by a reorg and mined elsewhere. */
type Fact = {
  readonly seed: number;
  readonly name: number;
  readonly who: string;
  readonly on: boolean;
  readonly position: Position;
};

/** Facts of distinct places in blocks. */
const factsArbitrary = fc
  .uniqueArray(
    fc.record({
      height: fc.integer({ min: 1, max: 12 }),
      index: fc.integer({ min: 0, max: 5 }),
      name: fc.integer({ min: 0, max: 14 }),
      who: fc.constantFrom('a', 'b', 'c'),
      on: fc.boolean(),
    }),
    { selector: ({ height, index }) => `${height}.${index}`, maxLength: 30 },
  )
  .map((list) =>
    list.map(({ height, index, name, who, on }, seed): Fact => ({
      seed,
      name,
      who,
      on,
      position: at(height, index),
    })),
  );

/** The same facts in another order, some of them seen pending or elsewhere before. */
const shuffled = (facts: readonly Fact[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...facts], { minLength: facts.length }),
      fc.array(fc.constantFrom('straight', 'pending', 'elsewhere', 'removed'), {
        minLength: facts.length,
        maxLength: facts.length,
      }),
    )
    .map(([order, ways]) => order.map((fact, step) => ({ fact, way: ways[step] ?? 'straight', step })));

type Book = { enter(fact: Fact, position: Position): void; drop(id: Outpoint): void };

function play(
  book: Book,
  steps: readonly { readonly fact: Fact; readonly way: string; readonly step: number }[],
): void {
  for (const { fact, way, step } of steps) {
    if (way === 'pending') book.enter(fact, pending(step));
    if (way === 'elsewhere') book.enter(fact, at(100 + step));
    if (way === 'removed') {
      book.enter(fact, pending(step));
      book.drop(idAt(fact.seed));
    }
    book.enter(fact, fact.position);
  }
}

const anyOrder = factsArbitrary.chain((facts) => shuffled(facts).map((steps) => ({ facts, steps })));
const inOrder = (facts: readonly Fact[]): Fact[] =>
  [...facts].sort((a, b) => comparePositions(a.position, b.position));

describe('Handles', () => {
  const enter = (handles: Handles, { seed, name, who }: Fact, position: Position): void =>
    handles.put({ name: `n${name}`, id: idAt(seed), holder: who, position });

  it('gives a name to the first claim in chain order, in whatever order claims arrive', () => {
    fc.assert(
      fc.property(anyOrder, ({ facts, steps }) => {
        const handles = new Handles();
        play(
          { enter: (fact, position) => enter(handles, fact, position), drop: (id) => handles.remove(id) },
          steps,
        );
        for (let name = 0; name < 15; name += 1) {
          const ids = inOrder(facts)
            .filter((fact) => fact.name === name)
            .map(({ seed }) => idAt(seed));
          const order = handles.claimsOf(`n${name}`);
          expect([order.first?.id, ...order.rivals.map(({ id }) => id)]).toEqual(
            ids.length === 0 ? [undefined] : ids,
          );
        }
        for (const who of ['a', 'b', 'c']) {
          const firsts = new Map<number, Fact>();
          for (const fact of inOrder(facts)) if (!firsts.has(fact.name)) firsts.set(fact.name, fact);
          const held = [...firsts.values()].filter((fact) => fact.who === who).map(({ seed }) => idAt(seed));
          expect(handles.heldBy(who).map(({ id }) => id)).toEqual(held);
        }
      }),
    );
  });

  it('verifies a key from the height of its claim on, and no other key', () => {
    const handles = new Handles();
    handles.put({ name: 'mira', id: idAt(1), holder: 'aa', position: at(10, 4) });
    handles.put({ name: 'mira', id: idAt(2), holder: 'bb', position: at(10, 5) });
    expect(handles.standingOf('mira', 'aa', 10)).toBe('verified');
    expect(handles.standingOf('mira', 'aa', Infinity)).toBe('verified');
    expect(handles.standingOf('mira', 'aa', 9)).toBe('not-verified');
    expect(handles.standingOf('mira', 'bb', 12)).toBe('not-verified');
    expect(handles.standingOf('mira', undefined, 12)).toBe('not-verified');
    expect(handles.standingOf('Mira', 'aa', 12)).toBe('unclaimed');
  });

  it('believes no claim that is in no block, and shows it all the same', () => {
    const handles = new Handles();
    handles.put({ name: 'mira', id: idAt(1), holder: 'aa', position: pending(3) });
    expect(handles.standingOf('mira', 'aa', Infinity)).toBe('unclaimed');
    expect(handles.claimsOf('mira').first?.id).toBe(idAt(1));
    handles.put({ name: 'mira', id: idAt(2), holder: 'bb', position: at(11) });
    expect(handles.claimsOf('mira').first?.id).toBe(idAt(2));
    expect(handles.claimsOf('mira').rivals.map(({ id }) => id)).toEqual([idAt(1)]);
    expect(handles.standingOf('mira', 'bb', Infinity)).toBe('verified');
    // The block is taken back.
    handles.put({ name: 'mira', id: idAt(2), holder: 'bb', position: pending(4) });
    expect(handles.claimsOf('mira').first?.id).toBe(idAt(1));
  });
});

describe('Districts', () => {
  it('gives a district to the first claim that its block allowed, in whatever order claims arrive', () => {
    fc.assert(
      fc.property(anyOrder, ({ facts, steps }) => {
        const districts = new Districts();
        const enter = ({ seed, name, who }: Fact, position: Position): void =>
          districts.put({ name, id: idAt(seed), holder: who, position });
        play({ enter, drop: (id) => districts.remove(id) }, steps);
        for (let name = 0; name < 15; name += 1) {
          const ids = inOrder(facts)
            .filter((fact) => fact.name === name && name <= fact.position.height)
            .map(({ seed }) => idAt(seed));
          const order = districts.claimsOf(name, 20);
          expect([order.first?.id, ...order.rivals.map(({ id }) => id)]).toEqual(
            ids.length === 0 ? [undefined] : ids,
          );
        }
        for (const who of ['a', 'b', 'c']) {
          for (const height of districts.heldBy(who))
            expect(districts.claimsOf(height, 20).first?.holder).toBe(who);
        }
      }),
    );
  });

  it('allows the block that the claim is in, and no later one, even when it comes', () => {
    const districts = new Districts();
    districts.put({ name: 12, id: idAt(1), holder: 'aa', position: at(11) });
    expect(districts.claimsOf(12, 30)).toEqual({ rivals: [] });
    districts.put({ name: 12, id: idAt(2), holder: 'bb', position: at(12) });
    expect(districts.claimsOf(12, 30).first?.holder).toBe('bb');
    expect(districts.heldBy('aa')).toEqual([]);
    expect(districts.heldBy('bb')).toEqual([12]);
  });

  it('shows a claim that is in no block if the next one could hold it', () => {
    const districts = new Districts();
    districts.put({ name: 12, id: idAt(1), holder: 'aa', position: pending(0) });
    expect(districts.claimsOf(12, 10)).toEqual({ rivals: [] });
    expect(districts.claimsOf(12, 11).first?.holder).toBe('aa');
    expect(districts.heldBy('aa')).toEqual([]);
  });
});

describe('Follows', () => {
  it('knows whom each key follows by its last word, in whatever order records arrive', () => {
    fc.assert(
      fc.property(anyOrder, ({ facts, steps }) => {
        const follows = new Follows();
        const enter = ({ seed, name, who, on }: Fact, position: Position): void =>
          follows.put({ id: idAt(seed), bapId: `${name}`, author: who, on, position });
        play({ enter, drop: (id) => follows.remove(id) }, steps);
        for (const author of new Set(facts.map(({ who }) => who))) {
          const last = new Map(
            inOrder(facts)
              .filter(({ who }) => who === author)
              .map(({ name, on }) => [`${name}`, on]),
          );
          const followed = [...last].filter(([, on]) => on).map(([name]) => name);
          expect(
            follows
              .of(author)
              .map(({ bapId }) => bapId)
              .sort(),
          ).toEqual(followed.sort());
        }
      }),
    );
  });
});

describe('Reactions', () => {
  it('counts authors by their last word, in whatever order reactions arrive', () => {
    fc.assert(
      fc.property(anyOrder, ({ facts, steps }) => {
        const likes = new Reactions();
        const enter = ({ seed, name, who, on }: Fact, position: Position): void =>
          likes.put({ id: idAt(seed), target: txidAt(name), author: who, on, position });
        play({ enter, drop: (id) => likes.remove(id) }, steps);
        for (let name = 0; name < 15; name += 1) {
          const last = new Map(
            inOrder(facts)
              .filter((fact) => fact.name === name)
              .map(({ who, on }) => [who, on]),
          );
          expect(likes.countOf(txidAt(name))).toBe([...last.values()].filter(Boolean).length);
        }
      }),
    );
  });

  it('counts one author once', () => {
    const likes = new Reactions();
    for (const seed of [1, 2, 3]) {
      likes.put({ id: idAt(seed), target: txidAt(9), author: 'aa', on: true, position: at(seed) });
    }
    expect(likes.countOf(txidAt(9))).toBe(1);
    likes.put({ id: idAt(4), target: txidAt(9), author: 'aa', on: false, position: pending(0) });
    expect(likes.countOf(txidAt(9))).toBe(0);
    expect(isMined(pending(0))).toBe(false);
  });
});
