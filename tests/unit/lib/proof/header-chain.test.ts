import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeHeader, meetsTarget, parseHeader, splitHeaders, type Header } from '#lib/chain/header.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import { EASY_BITS, mineTestBranch, mineTestHeader, NO_HASH } from '#tests/support/mined-headers.ts';

const rawsOf = (headers: readonly Header[]): Uint8Array[] => headers.map(({ bytes }) => bytes);
const newChain = (): HeaderChain => new HeaderChain(NETWORK_PARAMS.devnet, { height: 0 });
const chainOf = (headers: readonly Header[]): HeaderChain => {
  const chain = newChain();
  chain.extend(0, rawsOf(headers));
  return chain;
};
const hashesOf = (chain: HeaderChain): (string | undefined)[] =>
  Array.from({ length: chain.nextHeight }, (_, height) => chain.at(height)?.hash);

describe('HeaderChain', () => {
  const main = mineTestBranch(12);
  const fork = [
    ...main.slice(0, 8),
    ...mineTestBranch(6, { prevHash: main[7]?.hash ?? NO_HASH, time: 1_900_000_000 }),
  ];

  it('grows, and gives hash, root and time by height', () => {
    const chain = newChain();
    expect(chain.tip).toBeUndefined();
    expect(chain.extend(0, rawsOf(main.slice(0, 5)))).toEqual({ kind: 'accepted', from: 0 });
    expect(chain.extend(5, rawsOf(main.slice(5)))).toEqual({ kind: 'accepted', from: 5 });
    expect(chain.extend(3, rawsOf(main.slice(3)))).toEqual({ kind: 'unchanged' });
    expect(chain.extend(0, [])).toEqual({ kind: 'unchanged' });
    expect(chain.tip).toEqual({
      height: 11,
      hash: main[11]?.hash,
      merkleRoot: main[11]?.merkleRoot,
      time: main[11]?.time,
    });
    expect(chain.at(12)).toBeUndefined();
    expect(chain.at(-1)).toBeUndefined();
    expect(splitHeaders(chain.bytesFrom(10))).toEqual(rawsOf(main.slice(10)));
  });

  it('follows the branch with most work, and back', () => {
    const chain = chainOf(main);
    expect(chain.extend(6, rawsOf(fork.slice(6, 12)))).toEqual({ kind: 'weaker', from: 8 });
    expect(chain.tip?.hash).toBe(main[11]?.hash);
    expect(chain.extend(6, rawsOf(fork.slice(6)))).toEqual({ kind: 'reorg', from: 8 });
    expect(hashesOf(chain)).toEqual(fork.map(({ hash }) => hash));
    const longer = [
      ...main,
      ...mineTestBranch(3, { prevHash: main[11]?.hash ?? NO_HASH, time: 1_800_010_000 }),
    ];
    expect(chain.extend(0, rawsOf(longer))).toEqual({ kind: 'reorg', from: 8 });
    expect(hashesOf(chain)).toEqual(longer.map(({ hash }) => hash));
  });

  it('prefers work to length', () => {
    const hard = mineTestBranch(2, {
      prevHash: main[9]?.hash ?? NO_HASH,
      bits: 0x200f_ffff,
      time: 1_950_000_000,
    });
    const chain = new HeaderChain({ difficulty: 'daa', powLimitBits: EASY_BITS }, { height: 0 });
    const more = mineTestBranch(3, { prevHash: main[11]?.hash ?? NO_HASH, time: 1_800_010_000 });
    chain.extend(0, rawsOf([...main, ...more]));
    expect(chain.nextHeight).toBe(15);
    expect(chain.extend(10, rawsOf(hard))).toEqual({ kind: 'reorg', from: 10 });
    expect(chain.nextHeight).toBe(12);
  });

  it('refuses what does not link, lacks work, claims another difficulty or leaves a gap', () => {
    const chain = chainOf(main.slice(0, 6));
    const before = hashesOf(chain);
    const codeOf = (from: number, headers: readonly Uint8Array[]): string => {
      const result = chain.extend(from, headers);
      return result.kind === 'refused' ? result.issue.code : result.kind;
    };
    expect(codeOf(6, rawsOf(main.slice(7)))).toBe('header-unlinked');
    expect(codeOf(5, rawsOf(fork.slice(9)))).toBe('header-unlinked');
    expect(codeOf(8, rawsOf(main.slice(8)))).toBe('header-gap');
    expect(codeOf(6, [new Uint8Array(79)])).toBe('header-length');
    const easy = mineTestHeader({ prevHash: main[5]?.hash ?? NO_HASH, bits: 0x207f_fffe });
    expect(codeOf(6, [easy.bytes])).toBe('header-bits');
    const lazy = Array.from({ length: 64 }, (_, nonce) =>
      parseHeader(encodeHeader({ ...easy, bits: EASY_BITS, nonce })),
    );
    const idle = lazy.find((header) => header.ok && !meetsTarget(header.value));
    expect(codeOf(6, idle?.ok ? [idle.value.bytes] : [])).toBe('header-work');
    // All or nothing: a good header before a bad one is not taken either.
    expect(codeOf(6, [...rawsOf(main.slice(6, 7)), easy.bytes])).toBe('header-unlinked');
    expect(hashesOf(chain)).toEqual(before);
  });

  it('holds to its anchor', () => {
    const chain = new HeaderChain(NETWORK_PARAMS.devnet, { height: 3, hash: main[3]?.hash ?? NO_HASH });
    expect(chain.extend(3, rawsOf(fork.slice(8)))).toMatchObject({
      kind: 'refused',
      issue: { code: 'header-anchor' },
    });
    expect(chain.extend(2, rawsOf(main.slice(2)))).toMatchObject({
      kind: 'refused',
      issue: { code: 'header-gap' },
    });
    expect(chain.extend(3, rawsOf(main.slice(3)))).toEqual({ kind: 'accepted', from: 3 });
    expect(chain.at(11)?.hash).toBe(main[11]?.hash);
  });

  it('does not take easy headers on a network with a difficulty', () => {
    const chain = new HeaderChain(NETWORK_PARAMS.main, { height: 0 });
    expect(chain.extend(0, rawsOf(main))).toMatchObject({ kind: 'refused', issue: { code: 'header-bits' } });
  });

  it('ends on the branch with most work in whatever order branches are offered', () => {
    const branches = [1, 3, 5].map((extra, at) => [
      ...main.slice(0, 4 + at),
      ...mineTestBranch(extra + 4, {
        prevHash: main[3 + at]?.hash ?? NO_HASH,
        time: 1_900_000_000 + at * 1e6,
      }),
    ]);
    const longest = branches.reduce((best, branch) => (branch.length > best.length ? branch : best));
    fc.assert(
      fc.property(fc.shuffledSubarray(branches, { minLength: 3 }), (order) => {
        const chain = newChain();
        for (const branch of order) chain.extend(0, rawsOf(branch));
        expect(hashesOf(chain)).toEqual(longest.map(({ hash }) => hash));
      }),
    );
  });

  it('never throws for any bytes', () => {
    const chain = chainOf(main);
    fc.assert(
      fc.property(
        fc.integer({ min: -3, max: 20 }),
        fc.array(fc.uint8Array({ maxLength: 90 }), { maxLength: 4 }),
        (from, raws) => {
          const result = chain.extend(from, raws);
          expect(['refused', 'unchanged']).toContain(result.kind);
        },
      ),
    );
  });
});
