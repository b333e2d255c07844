import { describe, expect, it } from 'vitest';
import { asSats, asTxid, type Txid } from '#lib/bytes/brand.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { toDisplayHex } from '#lib/bytes/hex.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { encodeTx, parseTx } from '#lib/chain/tx.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import { bumpOf, encodeBump } from '#lib/proof/merkle-path.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import { checkClaim, checkTx } from '#lib/proof/verify-tx.ts';
import { mineTestBranch, mineTestHeader } from '#tests/support/mined-headers.ts';

const rawOf = (seed: number, scriptBytes = 20): Uint8Array =>
  encodeTx({
    version: 1,
    inputs: [{ prevTxid: asTxid('11'.repeat(32)), prevVout: seed, script: new Uint8Array(), sequence: 0 }],
    outputs: [{ sats: asSats(1), script: new Uint8Array(scriptBytes).fill(0x51) }],
    lockTime: 0,
  });
const idOf = (raw: Uint8Array) => asTxid(toDisplayHex(sha256d(raw)));

const raws = [0, 1, 2, 3, 4].map((seed) => rawOf(seed));
const raw = raws[3] ?? new Uint8Array();
const txid = idOf(raw);
const txids = raws.map(idOf);
const bump = encodeBump(bumpOf(txids, 1, [3]));

const genesis = mineTestHeader();
const block = mineTestHeader({ prevHash: genesis.hash, merkleRoot: merkleRoot(txids), time: 1_800_000_600 });
const rival = mineTestBranch(2, { prevHash: genesis.hash, time: 1_900_000_000 });
const chainWith = (headers: readonly { bytes: Uint8Array }[]): HeaderChain => {
  const chain = new HeaderChain(NETWORK_PARAMS.devnet, { height: 0 });
  chain.extend(
    0,
    headers.map(({ bytes }) => bytes),
  );
  return chain;
};
/** What everybody does with bytes that somebody gave an id to. */
const judge = (
  { txid: claimed, raw: bytes, bump: path }: { txid: Txid; raw: Uint8Array; bump?: Uint8Array },
  chain: HeaderChain,
): Verdict => {
  const tx = checkTx(claimed, bytes);
  if (!tx.ok) return { state: 'refuted', issue: tx.issue };
  const paths = path === undefined ? { bumps: [] } : { bumps: [path], bumpIndex: 0 };
  return checkClaim({ txid: claimed, bytes: bytes.length, ...paths }, chain).verdict;
};
const codeOf = (verdict: Verdict): string =>
  verdict.state === 'refuted' ? verdict.issue.code : verdict.state;

describe('checkTx and checkClaim', () => {
  it('proves a transaction with its place', () => {
    expect(judge({ txid, raw, bump }, chainWith([genesis, block]))).toEqual({
      state: 'proven',
      place: { height: 1, hash: block.hash, index: 3, time: 1_800_000_600 },
    });
  });

  it('holds one that has no path, or a path to a height that we have no header for', () => {
    expect(judge({ txid, raw }, chainWith([genesis, block]))).toEqual({ state: 'held' });
    expect(judge({ txid, raw, bump }, chainWith([genesis]))).toEqual({ state: 'held' });
  });

  it('refutes a path that does not lead to our block', () => {
    expect(codeOf(judge({ txid, raw, bump }, chainWith([genesis, ...rival])))).toBe('proof-other-block');
    expect(
      codeOf(judge({ txid, raw, bump: encodeBump(bumpOf(txids, 0, [3])) }, chainWith([genesis, block]))),
    ).toBe('proof-other-block');
  });

  it('refutes bytes of another transaction, a path of another transaction and bytes that are neither', () => {
    const chain = chainWith([genesis, block]);
    expect(codeOf(judge({ txid, raw: raws[2] ?? raw, bump }, chain))).toBe('txid-mismatch');
    expect(codeOf(judge({ txid, raw, bump: encodeBump(bumpOf(txids, 1, [0])) }, chain))).toBe(
      'bump-other-transaction',
    );
    expect(codeOf(judge({ txid, raw: raw.subarray(1) }, chain))).not.toBe('held');
    expect(codeOf(judge({ txid, raw, bump: bump.subarray(1) }, chain))).not.toBe('held');
  });

  it('refutes a transaction that has the size of a pair of tree nodes', () => {
    const pair = rawOf(9, 4);
    expect(pair.length).toBe(64);
    const ids = [idOf(pair), ...txids];
    const header = mineTestHeader({
      prevHash: genesis.hash,
      merkleRoot: merkleRoot(ids),
      time: 1_800_000_600,
    });
    const path = encodeBump(bumpOf(ids, 1, [0]));
    expect(codeOf(judge({ txid: idOf(pair), raw: pair, bump: path }, chainWith([genesis, header])))).toBe(
      'proof-node-pair',
    );
  });

  it('refutes bytes with a witness, which hash to the same txid', () => {
    const tx = parseTx(raw);
    if (!tx.ok) throw new Error(tx.issue.message);
    const withWitness = encodeTx({
      ...tx.value,
      inputs: tx.value.inputs.map((input) => ({ ...input, witness: [new Uint8Array(3)] })),
    });
    expect(codeOf(judge({ txid, raw: withWitness, bump }, chainWith([genesis, block])))).toBe('tx-witness');
  });

  it('refutes a path that is cut short', () => {
    const { levels } = bumpOf(txids, 1, [3]);
    const short = encodeBump({ height: 1, levels: levels.slice(0, -1) });
    expect(codeOf(judge({ txid, raw, bump: short }, chainWith([genesis, block])))).toBe('proof-other-block');
  });

  it('finds its path among those of others, whatever a producer says about them', () => {
    const other = encodeBump(bumpOf(txids.slice(0, 3), 1, [0]));
    const chain = chainWith([genesis, block]);
    const check = (bumps: Uint8Array[], bumpIndex?: number) =>
      checkClaim({ txid, bytes: raw.length, bumps, ...(bumpIndex !== undefined && { bumpIndex }) }, chain);
    expect(check([other, Uint8Array.of(1), bump], 0)).toMatchObject({
      height: 1,
      verdict: { state: 'proven' },
    });
    expect(check([other])).toEqual({ verdict: { state: 'held' } });
    expect(check([other], 0)).toMatchObject({ verdict: { issue: { code: 'bump-other-transaction' } } });
    expect(check([Uint8Array.of(1)])).toEqual({ verdict: { state: 'held' } });
    expect(check([Uint8Array.of(1)], 0)).toMatchObject({ verdict: { state: 'refuted' } });
  });
});
