import { describe, expect, it } from 'vitest';
import { asBlockHash } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { SourceError, type BlockSource } from '#lib/chain/sources/source.ts';
import { loadDistrictBlock } from '#lib/feed/district-block.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import { mineTestHeader } from '#tests/support/mined-headers.ts';
import { sampleRaw, txidOfRaw } from '#tests/support/sample-tx.ts';

const raws = [1, 2, 3].map((seed) => sampleRaw(seed));
const txids = raws.map(txidOfRaw);
const genesis = mineTestHeader();
const header = mineTestHeader({
  prevHash: genesis.hash,
  merkleRoot: merkleRoot(txids),
  time: 1_800_000_600,
});
const rawBlock = (head: Uint8Array, list: readonly Uint8Array[]): Uint8Array =>
  concatBytes([head, encodeVarint(list.length), ...list]);
const good = rawBlock(header.bytes, raws);
const live = new AbortController().signal;

const giving = (name: string, block: BlockSource['block']): BlockSource => ({ name, block });
const honest = giving('honest', () => Promise.resolve({ hash: header.hash, raw: good }));
const chainOf = (...headers: readonly { readonly bytes: Uint8Array }[]): HeaderChain => {
  const chain = new HeaderChain(NETWORK_PARAMS.devnet, { height: 0 });
  chain.extend(
    0,
    headers.map(({ bytes }) => bytes),
  );
  return chain;
};
const codeOf = async (source: BlockSource, chain = chainOf(genesis, header)): Promise<string | undefined> =>
  (await loadDistrictBlock(1, [source], chain, live)).issue?.code;

describe('loadDistrictBlock', () => {
  it('gives a block whose transactions lead to our header', async () => {
    const { block, issue } = await loadDistrictBlock(1, [honest], chainOf(genesis, header), live);
    expect(issue).toBeUndefined();
    expect(block).toEqual({
      place: { height: 1, hash: header.hash, time: header.time },
      rootChecked: true,
      bytes: good.length,
      transactions: raws.map((raw, at) => ({
        txid: txids[at],
        outputSats: BigInt(at + 2),
        bytes: raw.length,
        vbytes: raw.length,
      })),
      from: 'honest',
    });
  });

  it('says that it could not be checked where we have no header', async () => {
    const { block } = await loadDistrictBlock(1, [honest], chainOf(genesis), live);
    expect(block?.rootChecked).toBe(false);
  });

  it('passes over a source that has none, fails or lies', async () => {
    const none = giving('none', () => Promise.resolve(undefined));
    const down = giving('down', () => Promise.reject(new SourceError('down', 'timeout', 'slow')));
    const other = giving('other', () =>
      Promise.resolve({ hash: header.hash, raw: rawBlock(header.bytes, raws.slice(1)) }),
    );
    const { block } = await loadDistrictBlock(1, [none, down, other, honest], chainOf(genesis, header), live);
    expect(block?.from).toBe('honest');
    expect(await codeOf(none)).toBe('block-missing');
    expect(await codeOf(down)).toBe('block-timeout');
    expect((await loadDistrictBlock(1, [], chainOf(genesis), live)).issue?.code).toBe('block-no-source');
  });

  it('refuses other transactions, repeated ones, another block and nonsense', async () => {
    const give = (raw: Uint8Array, hash = header.hash): BlockSource =>
      giving('liar', () => Promise.resolve({ hash, raw }));
    expect(await codeOf(give(rawBlock(header.bytes, raws.slice(1))))).toBe('block-root');
    expect(await codeOf(give(rawBlock(header.bytes, [...raws, ...raws.slice(2)])))).toBe('block-repeats');
    expect(await codeOf(give(good, asBlockHash('ab'.repeat(32))))).toBe('block-hash');
    const rival = mineTestHeader({
      prevHash: genesis.hash,
      merkleRoot: merkleRoot(txids),
      time: 1_900_000_000,
    });
    expect(await codeOf(give(rawBlock(rival.bytes, raws), rival.hash))).toBe('block-other');
    expect(await codeOf(give(good.subarray(0, 200)))).not.toBeUndefined();
  });
});
