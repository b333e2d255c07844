import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzz, FuzzFailure, inputAt, PARSERS, shareOf } from '#tests/fuzz/fuzz.ts';
import { stockOf } from '#tests/fuzz/mutate.ts';
import { accepted as taken, type Parser } from '#tests/fuzz/parser.ts';
import { layOut } from '#tests/fuzz/part.ts';
import { SEED } from '#tests/support/seed.ts';

const INPUTS = 10_000;

describe(`inputs near valid ones, seed ${SEED}`, () => {
  it.each(PARSERS)('$name keeps its promises and accepts a fifth', { timeout: 120_000 }, async (parser) => {
    const report = await fuzz(parser, { seed: SEED, count: shareOf(parser, INPUTS) });
    // Of few inputs the share is a matter of luck.
    const least = parser.every === undefined ? 0.2 : 0.05;
    expect(report.accepted / report.inputs).toBeGreaterThanOrEqual(least);
    // Whoever refuses nothing has not been tried.
    expect(report.accepted).toBeLessThan(report.inputs);
  });

  it.each(PARSERS)('$name accepts a sample as it stands', async (parser) => {
    let accepted = 0;
    for (const sample of parser.samples()) if ((await parser.read(layOut(sample))).accepted) accepted += 1;
    expect(accepted).toBeGreaterThan(0);
  });
});

describe('any bytes', () => {
  it.each(PARSERS)('$name keeps its promises', async (parser) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (input) => void (await parser.read(input))),
      { numRuns: 300 },
    );
  });
});

describe('the fuzzer itself', () => {
  const [first] = PARSERS;
  const samples: Parser['samples'] = first?.samples ?? (() => [{ kind: 'run', parts: [] }]);

  it('makes the same input of the same seed and number, and others of others', () => {
    const stock = stockOf(samples());
    const made = Array.from({ length: 200 }, (_slot, index) => inputAt(stock, 1, index));
    expect(Array.from({ length: 200 }, (_slot, index) => inputAt(stock, 1, index))).toEqual(made);
    const different = new Set(made.map((input) => Buffer.from(input).toString('hex')));
    expect(different.size).toBeGreaterThan(100);
  });

  it('names seed, number and bytes of the input that broke a promise', async () => {
    const careless: Parser = {
      name: 'careless',
      samples,
      read: (input) => {
        if (input.length % 7 === 0) throw new Error('a seventh');
        return taken('ok');
      },
    };
    const failure = await fuzz(careless, { seed: 5, count: 1_000 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FuzzFailure);
    expect(String(failure)).toMatch(/careless, seed 5, input \d+: Error: a seventh[^]*\n[0-9a-f]+$/);
  });
});
