import { describe, expect, it } from 'vitest';
import { NETWORKS } from '#lib/chain/network.ts';
import { ANCHORS, CHECKPOINTS, anchorOf, readCheckpoints, writeCheckpoints } from '#lib/proof/checkpoints.ts';
import { openHeaderChain } from '#lib/proof/header-chain.ts';

describe('the checkpoints of this build', () => {
  it.each(NETWORKS)('of %s rise, and leave both rules of difficulty enough to look back on', (network) => {
    const list = CHECKPOINTS[network];
    expect(list.map(({ height }) => height)).toEqual(
      list.map(({ height }) => height).toSorted((a, b) => a - b),
    );
    expect(new Set(list.map(({ hash }) => hash)).size).toBe(list.length);
    const last = list.at(-1)?.height ?? 0;
    if (network === 'devnet') expect(ANCHORS.devnet.height).toBe(0);
    else expect(last - ANCHORS[network].height).toBeGreaterThanOrEqual(2016);
    expect(openHeaderChain(network).firstHeight).toBe(ANCHORS[network].height);
  });

  it('name blocks with work: the higher, the more zeros', () => {
    for (const { height, hash } of [...CHECKPOINTS.main, ...CHECKPOINTS.btc].filter(
      (at) => at.height > 300_000,
    ))
      expect(hash.startsWith('0'.repeat(16)), `${height}`).toBe(true);
  });

  it('of main follow the chain that split off at 556,767', () => {
    expect(CHECKPOINTS.main[1]).toEqual({
      height: 556_767,
      hash: '000000000000000001d956714215d96ffc00e0afda4cd0a96c96f8d802b1662b',
    });
  });
});

describe('a list of checkpoints', () => {
  const [a, b] = ['0a', '0b'].map((part) => part.repeat(32));
  it('is read as it is written', () => {
    const list = readCheckpoints(`\n5 ${a}\n2021 ${b}\n`);
    expect(readCheckpoints(writeCheckpoints(list))).toEqual(list);
    expect(anchorOf(list).height).toBe(5);
  });

  it.each([`5 ${a} 1`, `5 ${a}\n5 ${b}`, `5 ${a}\n4 ${b}`, '5 abc', `x ${a}`, ''])('is not %j', (text) => {
    expect(() => readCheckpoints(text)).toThrow(TypeError);
  });
});
