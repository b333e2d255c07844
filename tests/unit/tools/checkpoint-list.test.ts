import { describe, expect, it } from 'vitest';
import { SourceError } from '#lib/chain/sources/source.ts';
import type { Header } from '#lib/chain/header.ts';
import type { Checkpoint } from '#lib/proof/checkpoints.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import { EASY_BITS, mineByRule, type MinedRule } from '#tests/support/mined-headers.ts';
import { extendList, fillList, type HeaderSource } from '#tools/checkpoint-list.ts';

const RULE: MinedRule = { difficulty: 'fixed', powLimitBits: EASY_BITS };
const chain = mineByRule(RULE, 11_000);
const pin = (height: number): Checkpoint => ({ height, hash: (chain[height] ?? fail()).hash });
const fail = (): never => {
  throw new Error('no such header');
};
const known = [pin(0), pin(500), pin(2600)];
const { signal } = new AbortController();
const quiet = (): void => undefined;

const serving = (name: string, headers: readonly Header[]): HeaderSource => ({
  name,
  headers: async (from, count) => headers.slice(from, from + count).map(({ bytes }) => bytes),
});
const open = () => new HeaderChain(RULE, pin(500), { checkpoints: known });
const extend = (a: readonly Header[], b: readonly Header[]) =>
  extendList('devnet', known, [serving('a', a), serving('b', b)], signal, quiet, open);

describe('a longer list of checkpoints', () => {
  it('has every 2,016th block on which two sources agree, well below both tips', async () => {
    expect(await extend(chain, chain)).toEqual([4032, 6048, 8064].map(pin));
    expect(await extend(chain, chain.slice(0, 8070))).toEqual([4032, 6048].map(pin));
  });

  it('is none where the two part ways, or one of them breaks a rule', async () => {
    const fork = [
      ...chain.slice(0, 5000),
      ...mineByRule(RULE, 6000, { below: chain.slice(4980, 5000), from: 4980, gap: () => 601 }),
    ];
    await expect(extend(chain, fork)).rejects.toThrow(/part ways at or below 6048/);
    await expect(extend(chain.toSpliced(3000, 1), chain)).rejects.toThrow(/^a, from/);
  });

  it('fills the spans between known blocks, from whichever source has them', async () => {
    const wide = [pin(0), pin(500), pin(6500), pin(8064)];
    const broken: HeaderSource = {
      name: 'gone',
      headers: async () => {
        throw new SourceError('gone', 'unreachable', 'nobody there');
      },
    };
    const whole = serving('whole', chain);
    expect(await fillList(wide, [broken, whole], signal, quiet)).toEqual([2016, 4032, 6048].map(pin));
    const forged = serving('forged', chain.with(700, chain[701] ?? fail()));
    await expect(fillList(wide, [broken, forged], signal, quiet)).rejects.toThrow(/gone.*forged/);
  });
});
