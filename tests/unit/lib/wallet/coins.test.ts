import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import {
  LEAST_CHANGE,
  MAX_DEPTH,
  MAX_INPUTS,
  MOST_CRUMBS,
  POST_COIN_SATS,
  selectCoins,
  type Coin,
} from '#lib/wallet/coins.ts';
import { CHANGE_BYTES, feeRate, paidFee, transactionBytes } from '#lib/wallet/fee.ts';
import { coin, outpointOfByte } from '#tests/support/publications.ts';

const request = (coins: readonly Coin[], more: object = {}) =>
  ({ coins, outputBytes: [400], outputSats: 1, rate: 100, ...more }) as const;

const arbitraryCoin = fc
  .record({
    byte: fc.integer({ min: 0, max: 0xffff }),
    sats: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 1_000_000 })),
    status: fc.constantFrom('free', 'free', 'free', 'reserved', 'spent', 'void'),
    depth: fc.integer({ min: 0, max: 30 }),
    doubt: fc.constantFrom(0, 0, 0, 1),
  })
  .map(({ byte, sats, ...more }): Coin => {
    const outpoint = toOutpoint(asTxid(byte.toString(16).padStart(64, '0')), 0);
    return coin(outpoint, sats, more);
  });
const arbitraryRequest = fc.record({
  coins: fc.uniqueArray(arbitraryCoin, { selector: ({ outpoint }) => outpoint, maxLength: 80 }),
  outputBytes: fc.array(fc.integer({ min: 9, max: 20_000 }), { minLength: 1, maxLength: 3 }),
  outputSats: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 2, max: 3_000_000 })),
  rate: fc.integer({ min: 100, max: 500 }),
  doubtful: fc.boolean(),
});

describe('selectCoins', () => {
  it('conserves every satoshi, pays what is asked and little more, and spends only what may be spent', () => {
    fc.assert(
      fc.property(arbitraryRequest, (asked) => {
        const chosen = selectCoins(asked);
        if ('code' in chosen) return;
        const { inputs, change, feeSats, bytes } = chosen;
        const sum = inputs.reduce((total, { sats }) => total + sats, 0);
        const back = change.reduce((total, sats) => total + sats, 0);
        expect(sum).toBe(asked.outputSats + back + feeSats);

        const exact = transactionBytes(inputs.length, [
          ...asked.outputBytes,
          ...change.map(() => CHANGE_BYTES),
        ]);
        expect(bytes).toBe(exact);
        expect(feeSats).toBeGreaterThanOrEqual(paidFee(exact, asked.rate));
        const oneMoreOutput = paidFee(
          transactionBytes(inputs.length, [...asked.outputBytes, CHANGE_BYTES]),
          asked.rate,
        );
        expect(feeSats).toBeLessThan(Math.max(paidFee(exact, asked.rate) + 1, oneMoreOutput + LEAST_CHANGE));

        expect(new Set(inputs.map(({ outpoint }) => outpoint)).size).toBe(inputs.length);
        expect(inputs.length).toBeGreaterThan(0);
        expect(inputs.length).toBeLessThanOrEqual(MAX_INPUTS);
        for (const { status, sats, depth, doubt } of inputs) {
          expect(status).toBe('free');
          expect(sats).toBeGreaterThan(1);
          expect(depth).toBeLessThan(MAX_DEPTH);
          if (!asked.doubtful) expect(doubt).toBe(0);
        }
        for (const sats of change) expect(sats).toBeGreaterThanOrEqual(LEAST_CHANGE);
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not depend on the order of the coins', () => {
    fc.assert(
      fc.property(arbitraryRequest, fc.infiniteStream(fc.nat()), (asked, random) => {
        const shuffled = asked.coins
          .map((one) => ({ one, rank: random.next().value as number }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ one }) => one);
        expect(selectCoins({ ...asked, coins: shuffled })).toEqual(selectCoins(asked));
      }),
    );
  });

  it('finds coins whenever a single usable one is worth enough', () => {
    fc.assert(
      fc.property(arbitraryRequest, (asked) => {
        const need = asked.outputSats + paidFee(transactionBytes(1, asked.outputBytes), asked.rate);
        const enough = asked.coins.some(
          ({ status, sats, depth, doubt }) =>
            status === 'free' && sats >= need && depth < MAX_DEPTH && (asked.doubtful || doubt === 0),
        );
        if (enough) expect(selectCoins(asked)).toHaveProperty('inputs');
      }),
    );
  });

  it('never spends an inscription', () => {
    expect(
      selectCoins(request(Array.from({ length: 40 }, (_none, at) => coin(outpointOfByte(at), 1)))),
    ).toMatchObject({
      code: 'insufficient-funds',
    });
  });

  it('takes the smallest settled coin that is worth enough', () => {
    const coins = [
      coin(outpointOfByte(1), 900, { depth: 1 }),
      coin(outpointOfByte(2), 9_000),
      coin(outpointOfByte(3), 4_000),
      coin(outpointOfByte(4), 20),
    ];
    expect(selectCoins(request(coins))).toMatchObject({ inputs: [{ sats: 4_000 }] });
  });

  it('splits a large coin into a few that a post can use, the rest last', () => {
    const chosen = selectCoins(request([coin(outpointOfByte(1), 100_000)]));
    if ('code' in chosen) throw new Error(chosen.code);
    expect(chosen.change).toHaveLength(8);
    expect(chosen.change.slice(0, -1)).toEqual(Array.from({ length: 7 }, () => POST_COIN_SATS));
    expect(chosen.change.at(-1)).toBeGreaterThan(POST_COIN_SATS);
  });

  it('leaves a large coin whole while enough others are ready', () => {
    const ready = [1, 2, 3, 4, 5].map((byte) => coin(outpointOfByte(byte), 5_000, { depth: 3 }));
    const chosen = selectCoins(request([...ready, coin(outpointOfByte(9), 100_000)]));
    expect(chosen).toMatchObject({ inputs: [{ sats: 100_000 }], change: [expect.any(Number)] });
  });

  it('spends a coin of the refused transaction again', () => {
    const again = outpointOfByte(2);
    const coins = [coin(outpointOfByte(1), 5_000), coin(again, 40)];
    const chosen = selectCoins(request(coins, { again: [[again]] }));
    if ('code' in chosen) throw new Error(chosen.code);
    expect(chosen.inputs.map(({ outpoint }) => outpoint)).toEqual([again, outpointOfByte(1)]);
  });

  it('sweeps up settled crumbs once there are many, the smallest first, and spends no inscription with them', () => {
    const crumbs = Array.from({ length: MOST_CRUMBS + 5 }, (_none, at) =>
      coin(outpointOfByte(at + 1), 100 + at),
    );
    const young = coin(outpointOfByte(0x60), 50, { depth: 1 });
    const inscription = coin(outpointOfByte(0x61), 1);
    const large = coin(outpointOfByte(0x62), 9_000);
    const chosen = selectCoins(request([large, young, inscription, ...crumbs]));
    if ('code' in chosen) throw new Error(chosen.code);
    const [first, ...swept] = chosen.inputs.map(({ sats }) => sats);
    expect([first, ...swept.toSorted((a, b) => a - b)]).toEqual([100, 101, 102, 103, 104]);
    expect(chosen.change).toHaveLength(1);
    const few = selectCoins(request([large, ...crumbs.slice(0, MOST_CRUMBS)]));
    expect(few).toMatchObject({ inputs: [{}] });
  });

  it('says what is missing, or that it is only early', () => {
    expect(selectCoins(request([coin(outpointOfByte(1), 40)]))).toEqual({
      code: 'insufficient-funds',
      shortBy: 1 + paidFee(transactionBytes(1, [400]), 100) - 40,
    });
    const unsettled = coin(outpointOfByte(1), 5_000, { depth: MAX_DEPTH });
    expect(selectCoins(request([unsettled]))).toMatchObject({ code: 'unsettled' });
  });
});

describe('fees', () => {
  it('is one satoshi above the floor, by exact sizes', () => {
    // Version, one input, two outputs of 300 and 34 bytes, lock time: 4+1+148+1+300+34+4 bytes.
    expect(transactionBytes(1, [300, CHANGE_BYTES])).toBe(492);
    expect(paidFee(492, 100)).toBe(51);
    expect(paidFee(500, 100)).toBe(51);
    expect(paidFee(501, 100)).toBe(52);
  });

  it('never pays below the floor, nor an absurd rate', () => {
    expect(feeRate(1)).toBe(100);
    expect(feeRate(250)).toBe(250);
    expect(() => feeRate(10_001)).toThrow(RangeError);
    expect(() => feeRate(Number.NaN)).toThrow(RangeError);
  });
});
