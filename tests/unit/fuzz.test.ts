import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzz, FuzzFailure, inputAt, PARSERS } from '#tests/fuzz/fuzz.ts';
import { stockOf } from '#tests/fuzz/mutate.ts';
import { accepted, type Parser } from '#tests/fuzz/parser.ts';
import { layOut } from '#tests/fuzz/part.ts';

const INPUTS = 10_000;
const seed = Date.now() % 1_000_000;

describe(`inputs near valid ones, seed ${seed}`, () => {
  it.each(PARSERS)('$name keeps its promises and accepts a fifth', { timeout: 60_000 }, (parser) => {
    const report = fuzz(parser, { seed, count: INPUTS });
    expect(report.accepted / report.inputs).toBeGreaterThanOrEqual(0.2);
    // Whoever refuses nothing has not been tried.
    expect(report.accepted).toBeLessThan(report.inputs);
  });

  it.each(PARSERS)('$name accepts every sample as it stands', (parser) => {
    for (const sample of parser.samples()) void parser.read(layOut(sample));
    const taken = parser.samples().filter((sample) => parser.read(layOut(sample)).accepted);
    expect(taken.length).toBeGreaterThan(0);
  });
});

describe('any bytes', () => {
  it.each(PARSERS)('$name keeps its promises', (parser) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (input) => void parser.read(input)),
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

  it('names seed, number and bytes of the input that broke a promise', () => {
    const careless: Parser = {
      name: 'careless',
      samples,
      read: (input) => {
        if (input.length % 7 === 0) throw new Error('a seventh');
        return accepted('ok');
      },
    };
    const run = (): unknown => fuzz(careless, { seed: 5, count: 1_000 });
    expect(run).toThrow(FuzzFailure);
    expect(run).toThrow(/careless, seed 5, input \d+: Error: a seventh[^]*\n[0-9a-f]+$/);
  });
});
