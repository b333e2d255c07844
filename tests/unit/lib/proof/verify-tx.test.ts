import { describe, expect, it } from 'vitest';
import { asSats, asTxid } from '#lib/bytes/brand.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { toDisplayHex } from '#lib/bytes/hex.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { encodeTx } from '#lib/chain/tx.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import { bumpOf, encodeBump } from '#lib/proof/merkle-path.ts';
import { verifyTx } from '#lib/proof/verify-tx.ts';
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
const codeOf = (verdict: ReturnType<typeof verifyTx>): string =>
  verdict.state === 'refuted' ? verdict.issue.code : verdict.state;

describe('verifyTx', () => {
  it('proves a transaction with its place', () => {
    expect(verifyTx({ txid, raw, bump }, chainWith([genesis, block]))).toEqual({
      state: 'proven',
      place: { height: 1, hash: block.hash, index: 3, time: 1_800_000_600 },
    });
  });

  it('holds one that has no path, or a path to a height that we have no header for', () => {
    expect(verifyTx({ txid, raw }, chainWith([genesis, block]))).toEqual({ state: 'held' });
    expect(verifyTx({ txid, raw, bump }, chainWith([genesis]))).toEqual({ state: 'held' });
  });

  it('refutes a path that does not lead to our block', () => {
    expect(codeOf(verifyTx({ txid, raw, bump }, chainWith([genesis, ...rival])))).toBe('proof-other-block');
    expect(
      codeOf(verifyTx({ txid, raw, bump: encodeBump(bumpOf(txids, 0, [3])) }, chainWith([genesis, block]))),
    ).toBe('proof-other-block');
  });

  it('refutes bytes of another transaction, a path of another transaction and bytes that are neither', () => {
    const chain = chainWith([genesis, block]);
    expect(codeOf(verifyTx({ txid, raw: raws[2] ?? raw, bump }, chain))).toBe('txid-mismatch');
    expect(codeOf(verifyTx({ txid, raw, bump: encodeBump(bumpOf(txids, 1, [0])) }, chain))).toBe(
      'bump-other-transaction',
    );
    expect(codeOf(verifyTx({ txid, raw: raw.subarray(1) }, chain))).not.toBe('held');
    expect(codeOf(verifyTx({ txid, raw, bump: bump.subarray(1) }, chain))).not.toBe('held');
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
    expect(codeOf(verifyTx({ txid: idOf(pair), raw: pair, bump: path }, chainWith([genesis, header])))).toBe(
      'proof-node-pair',
    );
  });

  it('refutes a path that is cut short', () => {
    const { levels } = bumpOf(txids, 1, [3]);
    const short = encodeBump({ height: 1, levels: levels.slice(0, -1) });
    expect(codeOf(verifyTx({ txid, raw, bump: short }, chainWith([genesis, block])))).toBe(
      'proof-other-block',
    );
  });
});
