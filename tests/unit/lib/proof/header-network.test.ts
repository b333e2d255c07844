import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compactOf, splitHeaders, targetOf, type Header } from '#lib/chain/header.ts';
import type { Checkpoint } from '#lib/proof/checkpoints.ts';
import { HeaderChain, type Extension } from '#lib/proof/header-chain.ts';
import { EASY_BITS, mineByRule, mineTestHeader, type MinedRule } from '#tests/support/mined-headers.ts';

const DAA: MinedRule = { difficulty: 'daa', powLimitBits: EASY_BITS };
const RETARGET: MinedRule = { difficulty: 'retarget', powLimitBits: EASY_BITS };

const rawsOf = (headers: readonly Header[]): Uint8Array[] => headers.map(({ bytes }) => bytes);
const codeOf = (extension: Extension): string =>
  extension.kind === 'refused' ? extension.issue.code : extension.kind;
const pin = (headers: readonly Header[], height: number, from = 0): Checkpoint => {
  const header = headers[height - from];
  if (header === undefined) throw new Error(`no header at ${height}`);
  return { height, hash: header.hash };
};

/** Blocks come twice as fast as they should, so that the difficulty rises. */
const fast = mineByRule(DAA, 460, { gap: () => 300 });
const anchored = (at: number, checkpoints: readonly Checkpoint[], now?: () => number): HeaderChain =>
  new HeaderChain(DAA, pin(fast, at), { checkpoints, ...(now !== undefined && { now }) });

describe("a chain under its network's own rule of difficulty", () => {
  const whole = (): HeaderChain => {
    const chain = new HeaderChain(DAA, pin(fast, 0));
    chain.extend(0, rawsOf(fast.slice(0, 450)));
    return chain;
  };

  it('takes what follows the rule', () => {
    const chain = whole();
    expect(chain.nextHeight).toBe(450);
    expect(targetOf(fast[449]?.bits ?? 0)).toBeLessThan((targetOf(EASY_BITS) ?? 0n) / 3n);
    expect(chain.extend(450, rawsOf(fast.slice(450)))).toEqual({ kind: 'accepted', from: 450 });
  });

  it('refuses a fork of easy bits, however long it is', () => {
    const chain = whole();
    const before = chain.tip;
    let previous = fast[400];
    const easy: Header[] = [];
    for (let at = 0; at < 200; at += 1) {
      const header = mineTestHeader({
        ...(previous !== undefined && { prevHash: previous.hash }),
        time: (previous?.time ?? 0) + 600,
        bits: EASY_BITS,
      });
      easy.push(header);
      previous = header;
    }
    expect(chain.extend(401, rawsOf(easy))).toMatchObject({
      kind: 'refused',
      issue: { code: 'header-bits', path: 'headers/401' },
    });
    const nearly = targetOf(fast[401]?.bits ?? 0) ?? 0n;
    for (const bits of [compactOf(nearly + (nearly >> 15n)), compactOf(nearly - (nearly >> 15n))]) {
      const header = mineTestHeader({
        prevHash: fast[400]?.hash ?? NEVER,
        time: (fast[400]?.time ?? 0) + 300,
        bits,
      });
      expect(codeOf(chain.extend(401, [header.bytes]))).toBe('header-bits');
    }
    expect(chain.tip).toEqual(before);
  });

  it('refuses a fork whose skewed times make it easy, when the times are ahead of the clock', () => {
    const now = (fast[449]?.time ?? 0) * 1000;
    const chain = new HeaderChain(DAA, { height: 0 }, { now: () => now });
    chain.extend(0, rawsOf(fast.slice(0, 450)));
    const slow = mineByRule(DAA, 200, { below: fast.slice(0, 450), gap: () => 4000 });
    // Two hours are allowed, so one of them passes; what comes after it may be offered again when its time has come.
    expect(chain.extend(450, rawsOf(slow))).toEqual({ kind: 'accepted', from: 450 });
    expect(chain.tip?.height).toBe(450);
    expect(chain.extend(451, rawsOf(slow.slice(1)))).toMatchObject({
      kind: 'refused',
      issue: { code: 'header-future', path: 'headers/451' },
    });
    // A clock that stands before the chain itself is no clock.
    const early = new HeaderChain(DAA, { height: 0 }, { now: () => 0 });
    expect(codeOf(early.extend(0, rawsOf(fast)))).toBe('accepted');
  });

  it('refuses times at or below the median of the eleven before', () => {
    const chain = whole();
    const at = (time: number): Header =>
      mineTestHeader({ prevHash: fast[449]?.hash ?? NEVER, time, bits: fast[450]?.bits ?? 0 });
    const median = fast[444]?.time ?? 0;
    expect(codeOf(chain.extend(450, [at(median).bytes]))).toBe('header-time');
    expect(codeOf(chain.extend(450, [at(median + 1).bytes]))).toBe('accepted');
  });

  it("refuses another chain's headers", () => {
    const elsewhere = mineTestHeader({ time: 1_699_999_999 });
    const other = [elsewhere, ...mineByRule(RETARGET, 459, { below: [elsewhere], gap: () => 300 })];
    const chain = whole();
    expect(codeOf(chain.extend(450, rawsOf(other.slice(450))))).toBe('header-unlinked');
    expect(codeOf(chain.extend(0, rawsOf(other)))).toBe('header-anchor');
    // The two chains share what lies below their split, and each has a rule of its own.
    const split = mineByRule(RETARGET, 200, { below: fast.slice(0, 400), gap: () => 300 });
    expect(codeOf(chain.extend(400, rawsOf(split)))).toBe('header-bits');
    const theirs = new HeaderChain(RETARGET, { height: 0 });
    expect(theirs.extend(0, rawsOf(fast))).toMatchObject({ issue: { code: 'header-bits' } });
  });

  it('retargets after 2,016 blocks and refuses who does not', () => {
    const slow = mineByRule(RETARGET, 2100, { gap: () => 200 });
    const chain = new HeaderChain(RETARGET, { height: 0 });
    expect(chain.extend(0, rawsOf(slow))).toEqual({ kind: 'accepted', from: 0 });
    expect(slow[2015]?.bits).toBe(EASY_BITS);
    expect(targetOf(slow[2016]?.bits ?? 0)).toBeLessThan((targetOf(EASY_BITS) ?? 0n) / 2n);
    const lazy = mineTestHeader({ prevHash: slow[2015]?.hash ?? NEVER, time: (slow[2015]?.time ?? 0) + 600 });
    expect(codeOf(chain.extend(2016, [lazy.bytes]))).toBe('header-bits');
  });
});

describe('checkpoints', () => {
  it('answer for nothing above the last one passed until the last of all is', () => {
    const chain = anchored(100, [pin(fast, 100), pin(fast, 200), pin(fast, 300)]);
    expect(chain.tip).toBeUndefined();
    chain.extend(100, rawsOf(fast.slice(100, 150)));
    expect(chain.tip?.height).toBe(100);
    expect(chain.at(120)).toBeUndefined();
    chain.extend(150, rawsOf(fast.slice(150, 290)));
    expect(chain.tip?.height).toBe(200);
    expect(chain.at(200)?.hash).toBe(fast[200]?.hash);
    expect(chain.at(201)).toBeUndefined();
    chain.extend(290, rawsOf(fast.slice(290)));
    expect(chain.tip?.height).toBe(459);
    expect(chain.at(250)?.hash).toBe(fast[250]?.hash);
  });

  it('refuse what leads elsewhere, and every fork below one that was passed', () => {
    const chain = anchored(100, [pin(fast, 100), pin(fast, 300)]);
    const rival = mineByRule(DAA, 60, { below: fast.slice(0, 280), gap: () => 250 });
    const stray = [...fast.slice(100, 280), ...rival];
    expect(codeOf(chain.extend(100, rawsOf(stray)))).toBe('header-checkpoint');
    expect(codeOf(chain.extend(100, rawsOf(fast.slice(101, 200))))).toBe('header-anchor');
    chain.extend(100, rawsOf(fast.slice(100, 320)));
    expect(codeOf(chain.extend(280, rawsOf(rival)))).toBe('header-checkpoint');
    const fork = mineByRule(DAA, 60, { below: fast.slice(0, 310), gap: () => 250 });
    expect(chain.extend(310, rawsOf(fork))).toEqual({ kind: 'reorg', from: 310 });
  });

  it('leave no room for easy headers where the rule cannot be computed', () => {
    const chain = anchored(200, [pin(fast, 200), pin(fast, 420)]);
    const easy: Header[] = [];
    for (let at = 0, previous = fast[200]; at < 150; at += 1, previous = easy.at(-1)) {
      const time = (previous?.time ?? 0) + 600;
      easy.push(mineTestHeader({ prevHash: previous?.hash ?? NEVER, time }));
    }
    chain.extend(200, rawsOf(fast.slice(200, 201)));
    // They are taken, for the moment, and nobody is told of them.
    expect(codeOf(chain.extend(201, rawsOf(easy.slice(0, 140))))).toBe('accepted');
    expect(chain.tip?.height).toBe(200);
    expect(codeOf(chain.extend(201, rawsOf(fast.slice(201))))).toBe('reorg');
    expect(chain.tip?.height).toBe(459);
  });
});

describe('what is dropped, kept and read again', () => {
  const easyRule: MinedRule = { difficulty: 'fixed', powLimitBits: EASY_BITS };
  const long = mineByRule(easyRule, 9000);
  const full = (): HeaderChain => {
    const chain = new HeaderChain(easyRule, pin(long, 0), { checkpoints: [pin(long, 0)] });
    for (let at = 0; at < long.length; at += 3000) chain.extend(at, rawsOf(long.slice(at, at + 3000)));
    return chain;
  };
  const read = (
    chain: HeaderChain,
    height: number,
    tamper?: (at: number) => Uint8Array | undefined,
  ): string => {
    const segment = chain.segmentAround(height);
    if (segment === undefined) return 'none';
    while (segment.left > 0) {
      const from = segment.next;
      const headers = rawsOf(long.slice(from, from + Math.min(500, segment.left)));
      const given = headers.map((bytes, at) => tamper?.(from + at) ?? bytes);
      const taken = segment.take(given, (at) => at === height);
      if (!taken.ok) return taken.issue.code;
    }
    return chain.takeSegment(segment).join(' ');
  };

  it('keeps a row to the tip, one in 2,016 and what is needed', () => {
    const chain = full();
    expect(chain.forget((height) => height === 1234)).toEqual([0, 1234, 2016]);
    expect(chain.firstHeight).toBe(4032);
    expect(chain.at(1234)?.hash).toBe(long[1234]?.hash);
    expect(chain.at(1235)).toBeUndefined();
    expect(chain.at(4032)?.hash).toBe(long[4032]?.hash);
    expect(chain.tip?.height).toBe(8999);
    expect(chain.forget(() => false)).toEqual([]);
    const more = mineByRule(easyRule, 5, { below: long.slice(8990), from: 8990 });
    expect(codeOf(chain.extend(9000, rawsOf(more)))).toBe('accepted');
    expect(codeOf(chain.extend(3000, rawsOf(long.slice(3000))))).toBe('header-gap');
    expect(codeOf(chain.extend(4032, rawsOf(more)))).toBe('header-anchor');
  });

  it('reads again between the checkpoints around a height, 2,016 headers at most', () => {
    const chain = full();
    chain.forget(() => false);
    expect(chain.segmentAround(5000)).toBeUndefined();
    expect(chain.segmentAround(2016)).toBeUndefined();
    expect(chain.segmentAround(3000)?.left).toBe(2016);
    expect(read(chain, 3000)).toBe('3000');
    expect(chain.at(3000)).toMatchObject({ hash: long[3000]?.hash, time: long[3000]?.time });
    expect(chain.segmentAround(3000)).toBeUndefined();
  });

  it('takes nothing from a segment with a header of another chain, wherever it is', () => {
    const other = mineByRule(easyRule, 9000, { gap: () => 601 });
    fc.assert(
      fc.property(fc.integer({ min: 2017, max: 4032 }), (bad) => {
        const chain = full0();
        const code = read(chain, 3000, (at) => (at === bad ? other[at]?.bytes : undefined));
        expect(['header-unlinked', 'header-checkpoint']).toContain(code);
        expect(chain.at(3000)).toBeUndefined();
      }),
      { numRuns: 30 },
    );
    const chain = full0();
    const segment = chain.segmentAround(3000);
    expect(segment?.take(rawsOf(long.slice(2017, 3500)), () => true).ok).toBe(true);
    expect(segment && chain.takeSegment(segment)).toEqual([]);
    expect(segment?.take([new Uint8Array(3)], () => true)).toMatchObject({
      issue: { code: 'header-length' },
    });
  });

  const kept = full();
  kept.forget(() => false);
  /** The same chain without another 4,968 checks. */
  function full0(): HeaderChain {
    const chain = new HeaderChain(easyRule, pin(long, 0), { checkpoints: [pin(long, 0)] });
    chain.restore(kept.singles(), kept.firstHeight, splitHeaders(kept.bytesFrom(0)));
    return chain;
  }

  it('comes back from what was stored, under later checkpoints too', () => {
    const chain = full0();
    expect([chain.firstHeight, chain.tip?.height, chain.at(2016)?.hash]).toEqual([
      4032,
      8999,
      long[2016]?.hash,
    ]);
    const row = splitHeaders(kept.bytesFrom(0));
    const later = new HeaderChain(easyRule, pin(long, 6000), {
      checkpoints: [pin(long, 6000), pin(long, 8100)],
    });
    expect(later.restore([], 4032, row)).toBe(true);
    expect(later.tip?.height).toBe(8999);
    const elsewhere = new HeaderChain(easyRule, pin(long, 6000), {
      checkpoints: [pin(long, 6000), { height: 8100, hash: long[8101]?.hash ?? NEVER }],
    });
    expect(elsewhere.restore([], 4032, row)).toBe(false);
    expect([elsewhere.firstHeight, elsewhere.nextHeight, elsewhere.tip]).toEqual([6000, 6000, undefined]);
    expect(elsewhere.restore([], 4032, [new Uint8Array(1)])).toBe(false);
  });
});

const NEVER = 'ff'.repeat(32) as Header['hash'];
