import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compactOf, targetOf, workOf } from '#lib/chain/header.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { requiredBits, type Lineage } from '#lib/proof/difficulty.ts';

const { main, test, btc, devnet } = NETWORK_PARAMS;

/** Blocks that only say when they came and what they claim, the first at height `from`. */
class Said implements Lineage {
  readonly from: number;
  private readonly blocks: { time: number; bits: number; work: bigint }[] = [];

  constructor(from = 0) {
    this.from = from;
  }

  get next(): number {
    return this.from + this.blocks.length;
  }

  get time(): number {
    return this.blocks.at(-1)?.time ?? 0;
  }

  add(time: number, bits: number): void {
    this.blocks.push({ time, bits, work: (this.blocks.at(-1)?.work ?? 0n) + workOf(bits) });
  }

  timeAt = (height: number): number | undefined => this.blocks[height - this.from]?.time;
  bitsAt = (height: number): number | undefined => this.blocks[height - this.from]?.bits;
  workAt = (height: number): bigint | undefined => this.blocks[height - this.from]?.work;
}

const hex = (bits: number | undefined): string | undefined => bits?.toString(16);

describe('the DAA of November 2017', () => {
  const next = (chain: Said): number => requiredBits(main, chain, chain.next, chain.time + 600) ?? 0;

  /**
   * The course and the figures of `cash_difficulty_test`, by which the nodes of the network hold their own rule: blocks
   * every ten minutes, then two skewed times, then faster, much faster and much slower ones.
   */
  it('gives the figures that the nodes give', () => {
    const start = compactOf(((1n << 224n) - 1n) >> 4n);
    const chain = new Said();
    chain.add(1_269_211_443, start);
    const after = (seconds: number, bits: number): number => {
      chain.add(chain.time + seconds, bits);
      return next(chain);
    };
    while (chain.next < 2050) chain.add(chain.time + 600, start);
    let bits = next(chain);
    const steady = bits;
    for (let at = 0; at < 10; at += 1) expect(after(600, bits)).toBe(steady);
    expect(after(6000, bits)).toBe(steady);
    expect(after(1200 - 6000, bits)).toBe(steady);
    for (let at = 0; at < 20; at += 1) expect(after(600, bits)).toBe(steady);
    expect(after(550, bits)).toBe(steady);
    for (let at = 0; at < 10; at += 1) bits = after(550, bits);
    expect(hex(bits)).toBe('1c0fe7b1');
    for (let at = 0; at < 20; at += 1) bits = after(10, bits);
    expect(hex(bits)).toBe('1c0db19f');
    bits = after(6000, bits);
    expect(hex(bits)).toBe('1c0d9222');
    for (let at = 0; at < 93; at += 1) bits = after(6000, bits);
    expect(hex(bits)).toBe('1c2f13b9');
    bits = after(6000, bits);
    expect(hex(bits)).toBe('1c2ee9bf');
    for (let at = 0; at < 192; at += 1) bits = after(6000, bits);
    expect(hex(bits)).toBe('1d00ffff');
    for (let at = 0; at < 5; at += 1) bits = after(6000, bits);
    expect(hex(bits)).toBe('1d00ffff');
  });

  it('says nothing before 147 blocks are known', () => {
    const chain = new Said(700_000);
    for (let at = 0; at < 146; at += 1) chain.add(1_700_000_000 + at * 600, 0x1c0f_ffff);
    expect(requiredBits(main, chain, chain.next, chain.time)).toBeUndefined();
    chain.add(chain.time + 600, 0x1c0f_ffff);
    expect(hex(requiredBits(main, chain, chain.next, chain.time))).toBe('1c0fffff');
  });

  it('takes the middle one of three by time, and of equal ones the one that every node takes', () => {
    const worth = (times: readonly number[]): number => {
      const chain = new Said();
      for (let at = 0; at < 200; at += 1) chain.add(1_700_000_000 + at * 600, 0x1c0f_ffff);
      for (const time of times) chain.add(time, 0x1c0f_ffff);
      return next(chain);
    };
    const base = 1_700_000_000 + 200 * 600;
    // The same three times in any order name the same time; which block bears it decides how much work the span has.
    expect(worth([base, base + 600, base + 1200])).toBe(worth([base + 1200, base + 600, base]));
    expect(worth([base + 600, base, base + 1200])).not.toBe(worth([base, base + 600, base + 1200]));
    expect(worth([base + 600, base + 600, base + 600])).toBe(worth([base, base + 600, base + 1200]));
    expect(worth([base + 600, base + 600, base])).toBe(worth([base, base + 600, base + 1200]));
    expect(worth([base + 600, base, base + 600])).not.toBe(worth([base + 600, base + 600, base]));
  });

  it('never asks for more than twice or less than half of what the span had, give or take rounding', () => {
    const bits = 0x1b0f_ffff;
    const target = targetOf(bits) ?? 1n;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -600, max: 20_000 }), { minLength: 147, maxLength: 147 }),
        (gaps) => {
          const chain = new Said(600_000);
          chain.add(1_700_000_000, bits);
          for (const gap of gaps) chain.add(chain.time + gap, bits);
          const required = targetOf(next(chain)) ?? 0n;
          // The span holds 142 to 146 blocks, by where its middle blocks lie.
          expect(required * 1000n).toBeLessThanOrEqual(target * 2033n);
          expect(required * 1000n).toBeGreaterThanOrEqual(target * 490n);
        },
      ),
    );
  });
});

describe('the test network', () => {
  it('lets anybody make a block when none came for more than twenty minutes', () => {
    const chain = new Said(1_600_000);
    for (let at = 0; at < 200; at += 1) chain.add(1_700_000_000 + at * 600, 0x1c0f_ffff);
    const required = (wait: number): string | undefined =>
      hex(requiredBits(test, chain, chain.next, chain.time + wait));
    expect(required(1200)).toBe('1c0fffff');
    expect(required(1201)).toBe('1d00ffff');
    expect(hex(requiredBits(main, chain, chain.next, chain.time + 90_000))).toBe('1c0fffff');
  });
});

describe("BTC's retarget", () => {
  const at = (first: number, last: number, height: number, bits: number): string | undefined => {
    const lineage: Lineage = {
      timeAt: (asked) => (asked === height - 2016 ? first : asked === height - 1 ? last : undefined),
      bitsAt: (asked) => (asked === height - 1 ? bits : undefined),
      workAt: () => undefined,
    };
    return hex(requiredBits(btc, lineage, height, last + 600));
  };

  it('gives what the chain has where it has it, and what nodes give at both bounds', () => {
    expect(at(1_261_130_161, 1_262_152_739, 32_256, 0x1d00_ffff)).toBe('1d00d86a');
    expect(at(1_231_006_505, 1_233_061_996, 2016, 0x1d00_ffff)).toBe('1d00ffff');
    expect(at(1_279_008_237, 1_279_297_671, 68_544, 0x1c05_a3f4)).toBe('1c0168fd');
    expect(at(1_263_163_443, 1_269_211_443, 46_368, 0x1c38_7f6f)).toBe('1d00e1fd');
  });

  it('changes nothing within a period, and says nothing without its first block', () => {
    expect(at(0, 1_700_000_000, 32_257, 0x1c05_a3f4)).toBe('1c05a3f4');
    const lineage: Lineage = { timeAt: () => undefined, bitsAt: () => 0x1c05_a3f4, workAt: () => undefined };
    expect(requiredBits(btc, lineage, 4032, 0)).toBeUndefined();
  });
});

it('never changes on the devnet', () => {
  expect(hex(requiredBits(devnet, new Said(), 5, 0))).toBe('207fffff');
});

describe('compactOf', () => {
  it('is what targetOf reads, for every value that it can hold', () => {
    for (const bits of [
      0x1d00_ffff, 0x1c0f_e7b1, 0x207f_ffff, 0x0300_0001, 0x0301_2345, 0x0400_8000, 0x1b7f_ffff,
    ]) {
      expect(compactOf(targetOf(bits) ?? 0n)).toBe(bits === 0x0300_0001 ? 0x0101_0000 : bits);
    }
    expect(compactOf(0n)).toBe(0);
    expect(compactOf(0x80_0000n)).toBe(0x0400_8000);
    expect(() => compactOf(-1n)).toThrow(RangeError);
    expect(() => compactOf(1n << 256n)).toThrow(RangeError);
  });

  it('keeps the three highest bytes at least, and never rounds up', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: (1n << 256n) - 1n }), (target) => {
        const kept = targetOf(compactOf(target)) ?? 0n;
        expect(kept).toBeLessThanOrEqual(target);
        expect((target - kept) * 0x8000n).toBeLessThan(target + 0x8000n);
        expect(compactOf(kept)).toBe(compactOf(target));
      }),
    );
  });
});
