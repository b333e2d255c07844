import { describe, expect, it } from 'vitest';
import { asSats, asTxid, isTxid, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { parseBlock } from '#lib/chain/block.ts';
import { HEADER_BYTES, parseHeader } from '#lib/chain/header.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { encodeTx, parseTx, txidOf } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import { bumpFromTree, encodeBump, merkleTree, parseBump } from '#lib/proof/merkle-path.ts';
import { verifyBtcTx, type BtcClaim } from '#lib/proof/verify-btc-tx.ts';
import { checkClaim, checkTx } from '#lib/proof/verify-tx.ts';
import { proveWitness, wtxidOf, type WitnessProof } from '#lib/proof/witness-commitment.ts';
import { assemble } from '#tests/support/assemble.ts';
import {
  blockOf,
  coinbaseTx,
  commitTx,
  payTo,
  revealLeaf,
  revealTx,
  testKey,
  type CoinbaseOptions,
} from '#tests/support/btc-reveal.ts';
import { mineTestHeader } from '#tests/support/mined-headers.ts';
import { hasSharedFixtures, needsFixtures, sharedBytes } from '#tests/support/shared-fixtures.ts';

const LIMITS = { maxBytes: 4_000_000, maxTransactions: 10_000 };
const KEY = testKey(11);
const leafOf = (text: string) =>
  revealLeaf(KEY, { tags: { contentType: 'text/plain' }, body: new TextEncoder().encode(text) });

function idOf(raw: Uint8Array): Txid {
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(tx.issue.message);
  return txidOf(tx.value);
}

const outcome = (verdict: ReturnType<typeof verifyBtcTx>): string =>
  verdict.state === 'refuted' ? verdict.issue.code : verdict.state;

/** One output that was made for two scripts: whoever made it can reveal either. */
const PAYMENT = payTo([leafOf('what was mined'), leafOf('what was not')]);
const COMMIT = commitTx([PAYMENT.script]);
const REVEAL = revealTx(COMMIT, [{ payment: PAYMENT, leaf: 0 }], KEY);
const SECOND = revealTx(COMMIT, [{ payment: PAYMENT, leaf: 1 }], KEY);
const TXID = idOf(REVEAL);

const GENESIS = mineTestHeader();
const chainOf = (...headers: readonly { readonly bytes: Uint8Array }[]): HeaderChain => {
  const chain = new HeaderChain(NETWORK_PARAMS.devnet, { height: 0 });
  chain.extend(
    0,
    [GENESIS, ...headers].map(({ bytes }) => bytes),
  );
  return chain;
};

const otherTx = (seed: number): Uint8Array => {
  const payment = payTo([leafOf(`other ${seed}`)]);
  return revealTx(commitTx([payment.script]), [{ payment }], KEY);
};

/** A block with the reveal at `index`, its proof and a chain that holds it. */
function mined(count: number, index: number, options: CoinbaseOptions = {}) {
  const txs = Array.from({ length: count - 1 }, (_, at) => (at === index - 1 ? REVEAL : otherTx(at)));
  const block = blockOf(GENESIS.hash, coinbaseTx(txs, options), txs);
  const proof = proveWitness({ raw: block.raw, height: 1 }, TXID, LIMITS);
  return { ...block, proof, chain: chainOf(block.header) };
}

function proofIn({ proof }: ReturnType<typeof mined>): WitnessProof {
  if (!proof.ok) throw new Error(proof.issue.message);
  return proof.value;
}

const BLOCK = mined(5, 2);
const PROOF = proofIn(BLOCK);
const claim = (changes: Partial<BtcClaim> = {}): BtcClaim => ({ txid: TXID, raw: REVEAL, ...changes });

describe('a witness that no txid covers', () => {
  it('may be another under the same txid', () => {
    expect(idOf(SECOND)).toBe(TXID);
    expect(wtxidOf(SECOND)).not.toBe(wtxidOf(REVEAL));
    const texts = [REVEAL, SECOND].map((raw) =>
      new TextDecoder().decode(readInscriptions(raw, 'btc')[0]?.body),
    );
    expect(texts).toEqual(['what was mined', 'what was not']);
  });

  it('is held, without more', () => {
    expect(verifyBtcTx(claim(), BLOCK.chain)).toEqual({ state: 'held' });
  });

  it('is refused where a txid is all that is asked about', () => {
    expect(checkTx(TXID, REVEAL)).toMatchObject({ ok: false, issue: { code: 'tx-witness' } });
  });
});

describe('committed', () => {
  it('is a script that the spent output was made for, and so is a second one', () => {
    expect(verifyBtcTx(claim({ commits: [COMMIT] }), BLOCK.chain)).toEqual({ state: 'committed' });
    expect(verifyBtcTx(claim({ raw: SECOND, commits: [COMMIT] }), BLOCK.chain)).toEqual({
      state: 'committed',
    });
  });

  it('is none that a stranger put in its place', () => {
    const payment = payTo([leafOf('forged'), leafOf('what was not')]);
    const theirs = revealTx(commitTx([payment.script]), [{ payment }], KEY);
    const [tx, forged] = [unwrap(parseTx(REVEAL)), unwrap(parseTx(theirs))];
    const witness = forged.inputs[0]?.witness ?? [];
    const raw = encodeTx({ ...tx, inputs: tx.inputs.map((input) => ({ ...input, witness })) });
    expect(idOf(raw)).toBe(TXID);
    expect(readInscriptions(raw, 'btc')).toHaveLength(1);
    expect(outcome(verifyBtcTx(claim({ raw, commits: [COMMIT] }), BLOCK.chain))).toBe('taproot-mismatch');
    expect(outcome(verifyBtcTx(claim({ raw, proof: PROOF }), BLOCK.chain))).toBe('bump-other-transaction');
  });

  it('asks every input with content, and only those', () => {
    const payments = [payTo([leafOf('a')]), payTo([leafOf('b')])] as const;
    const commit = commitTx(payments.map(({ script }) => script));
    const raw = revealTx(
      commit,
      payments.map((payment) => ({ payment })),
      KEY,
    );
    const tx = unwrap(parseTx(raw));
    const txid = idOf(raw);
    expect(verifyBtcTx({ txid, raw, commits: [COMMIT, commit] }, BLOCK.chain)).toEqual({
      state: 'committed',
    });
    const swapped = encodeTx({
      ...tx,
      inputs: tx.inputs.map((input, at) => ({ ...input, witness: tx.inputs[1 - at]?.witness ?? [] })),
    });
    const verdict = verifyBtcTx({ txid, raw: swapped, commits: [commit] }, BLOCK.chain);
    expect(verdict).toMatchObject({
      state: 'refuted',
      issue: { code: 'taproot-mismatch', path: 'inputs/0' },
    });
    const keyPath = encodeTx({
      ...tx,
      inputs: tx.inputs.map((input, at) => (at === 0 ? input : { ...input, witness: [new Uint8Array(64)] })),
    });
    expect(verifyBtcTx({ txid, raw: keyPath, commits: [commit] }, BLOCK.chain)).toEqual({
      state: 'committed',
    });
  });

  it('is nothing without the transaction that was spent, or without content', () => {
    expect(verifyBtcTx(claim({ commits: [] }), BLOCK.chain)).toEqual({ state: 'held' });
    expect(verifyBtcTx(claim({ commits: [otherTx(9)] }), BLOCK.chain)).toEqual({ state: 'held' });
    expect(verifyBtcTx({ txid: idOf(COMMIT), raw: COMMIT, commits: [COMMIT] }, BLOCK.chain)).toEqual({
      state: 'held',
    });
  });

  it('is nothing that stands in the arguments of another kind of output', () => {
    const commit = commitTx([concatBytes([Uint8Array.of(0, 32), new Uint8Array(32)])]);
    const envelope = assemble("OP_FALSE OP_IF 'ord' OP_FALSE 'anything' OP_ENDIF");
    const raw = encodeTx({
      version: 2,
      inputs: [
        {
          prevTxid: idOf(commit),
          prevVout: 0,
          script: new Uint8Array(0),
          sequence: 0,
          witness: [envelope, assemble('OP_DROP OP_1')],
        },
      ],
      outputs: [{ sats: asSats(1), script: new Uint8Array(30) }],
      lockTime: 0,
    });
    expect(readInscriptions(raw, 'btc')).toHaveLength(1);
    expect(verifyBtcTx({ txid: idOf(raw), raw, commits: [commit] }, BLOCK.chain)).toEqual({ state: 'held' });
  });

  it('refuses a transaction that is none, and one of another id', () => {
    expect(outcome(verifyBtcTx(claim({ commits: [COMMIT.subarray(1)] }), BLOCK.chain))).not.toBe('committed');
    expect(outcome(verifyBtcTx(claim({ raw: otherTx(1) }), BLOCK.chain))).toBe('txid-mismatch');
    expect(outcome(verifyBtcTx(claim({ raw: REVEAL.subarray(1) }), BLOCK.chain))).not.toBe('held');
  });
});

describe('proven', () => {
  it.each([
    [2, 1],
    [3, 2],
    [4, 1],
    [5, 2],
    [5, 4],
    [9, 8],
  ])('is a witness in a block of %i, at %i', (count, index) => {
    const block = mined(count, index);
    const { header, chain } = block;
    expect(verifyBtcTx(claim({ proof: proofIn(block) }), chain)).toEqual({
      state: 'proven',
      place: { height: 1, hash: header.hash, index, time: 1_800_000_600 },
    });
  });

  it('is not the second script that the output was made for', () => {
    expect(outcome(verifyBtcTx(claim({ raw: SECOND, proof: PROOF, commits: [COMMIT] }), BLOCK.chain))).toBe(
      'bump-other-transaction',
    );
    const forged = wtxidPath(SECOND, 2);
    expect(
      outcome(verifyBtcTx(claim({ raw: SECOND, proof: { ...PROOF, witnessBump: forged } }), BLOCK.chain)),
    ).toBe('witness-mismatch');
  });

  it('waits for the header, and keeps what is known until then', () => {
    expect(verifyBtcTx(claim({ proof: PROOF }), chainOf())).toEqual({ state: 'held' });
    expect(verifyBtcTx(claim({ proof: PROOF, commits: [COMMIT] }), chainOf())).toEqual({
      state: 'committed',
    });
  });

  it('is not of a block that the chain does not hold', () => {
    const rival = mineTestHeader({ prevHash: GENESIS.hash, time: 1_900_000_000 });
    expect(outcome(verifyBtcTx(claim({ proof: PROOF }), chainOf(rival)))).toBe('proof-other-block');
  });

  it('takes the last commitment, whatever stands behind it', () => {
    const old = concatBytes([Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed), new Uint8Array(32)]);
    const after = mined(3, 1, {
      after: [assemble("OP_RETURN 'a pool'"), old.subarray(0, 37), new Uint8Array(0)],
    });
    expect(outcome(verifyBtcTx(claim({ proof: proofIn(after) }), after.chain))).toBe('proven');
    const overruled = mined(3, 1, { after: [old] });
    expect(outcome(verifyBtcTx(claim({ proof: proofIn(overruled) }), overruled.chain))).toBe(
      'witness-mismatch',
    );
  });

  it('needs a commitment and the value that was mixed into it', () => {
    expect(mined(3, 1, { commits: false }).proof).toMatchObject({ issue: { code: 'witness-no-commitment' } });
    expect(mined(3, 1, { reserved: new Uint8Array(31) }).proof).toMatchObject({
      issue: { code: 'witness-reserved-value' },
    });
    const coinbase = unwrap(parseTx(PROOF.coinbase));
    const reserved = encodeTx({
      ...coinbase,
      inputs: coinbase.inputs.map((input) => ({ ...input, witness: [new Uint8Array(32)] })),
    });
    // The txid of the coinbase does not cover its witness either; the commitment does.
    expect(idOf(reserved)).toBe(idOf(PROOF.coinbase));
    expect(outcome(verifyBtcTx(claim({ proof: { ...PROOF, coinbase: reserved } }), BLOCK.chain))).toBe(
      'witness-mismatch',
    );
  });

  it('takes no other transaction for the coinbase', () => {
    const txs = [REVEAL, otherTx(1), otherTx(2)];
    const forged = coinbaseTx(txs, { reserved: new Uint8Array(32) });
    expect(outcome(verifyBtcTx(claim({ proof: { ...PROOF, coinbase: forged } }), BLOCK.chain))).not.toBe(
      'proven',
    );
    expect(outcome(verifyBtcTx(claim({ proof: { ...PROOF, coinbase: REVEAL } }), BLOCK.chain))).toBe(
      'witness-no-coinbase',
    );
    const { inputs, ...rest } = unwrap(parseTx(PROOF.coinbase));
    const spending = [
      encodeTx({ ...rest, inputs: inputs.map((input) => ({ ...input, prevTxid: TXID })) }),
      encodeTx({ ...rest, inputs: inputs.map((input) => ({ ...input, prevVout: 0 })) }),
      encodeTx({ ...rest, inputs: [...inputs, ...inputs] }),
    ];
    for (const coinbase of spending) {
      expect(outcome(verifyBtcTx(claim({ proof: { ...PROOF, coinbase } }), BLOCK.chain))).toBe(
        'witness-no-coinbase',
      );
    }
    // A transaction of a block may be written like a coinbase by nobody; if it were, its place gives it away.
    const inner = coinbaseTx([REVEAL]);
    const block = blockOf(GENESIS.hash, coinbaseTx([inner]), [inner]);
    const proof: WitnessProof = {
      coinbase: inner,
      coinbaseBump: pathOf([idOf(coinbaseTx([inner])), idOf(inner)], 1),
      witnessBump: pathOf([asTxid('00'.repeat(32)), wtxidOf(REVEAL)], 1),
    };
    expect(outcome(verifyBtcTx(claim({ proof }), chainOf(block.header)))).toBe('witness-no-coinbase');
  });

  it('takes no node for a leaf: both paths are as long, and of one height', () => {
    const { height, levels } = unwrap(parseBump(PROOF.witnessBump));
    const other = encodeBump({ height: height + 1, levels });
    expect(outcome(verifyBtcTx(claim({ proof: { ...PROOF, witnessBump: other } }), BLOCK.chain))).toBe(
      'witness-other-tree',
    );
    const wtxids = [asTxid('00'.repeat(32)), wtxidOf(REVEAL)];
    expect(
      outcome(verifyBtcTx(claim({ proof: { ...PROOF, witnessBump: pathOf(wtxids, 1) } }), BLOCK.chain)),
    ).toBe('witness-other-tree');
  });

  it('takes no transaction that could be a pair of nodes', () => {
    const raw = encodeTx({
      version: 1,
      inputs: [{ prevTxid: TXID, prevVout: 0, script: new Uint8Array(0), sequence: 0 }],
      outputs: [{ sats: asSats(1), script: new Uint8Array(4) }],
      lockTime: 0,
    });
    expect(raw).toHaveLength(64);
    const txid = idOf(raw);
    const block = blockOf(GENESIS.hash, coinbaseTx([raw]), [raw]);
    const proof = unwrap(proveWitness({ raw: block.raw, height: 1 }, txid, LIMITS));
    expect(outcome(verifyBtcTx({ txid, raw, proof }, chainOf(block.header)))).toBe('proof-node-pair');
  });

  it('refuses every truncation and change of its parts, and never throws', () => {
    for (const part of ['coinbase', 'coinbaseBump', 'witnessBump'] as const) {
      const bytes = PROOF[part];
      for (let at = 0; at < bytes.length; at += 1) {
        const cut = { ...PROOF, [part]: bytes.subarray(0, at) };
        expect(verifyBtcTx(claim({ proof: cut }), BLOCK.chain).state).toBe('refuted');
        const changed = { ...PROOF, [part]: bytes.with(at, (bytes[at] ?? 0) ^ 0x01) };
        const verdict = verifyBtcTx(claim({ proof: changed }), BLOCK.chain);
        // A path that names a height above the tip may still come true.
        expect(verdict.state === 'refuted' || verdict.state === 'held').toBe(true);
      }
    }
  });

  it('is made from a whole block that has the transaction behind its first', () => {
    const codeOf = (raw: Uint8Array, txid: Txid) => {
      const proof = proveWitness({ raw, height: 1 }, txid, LIMITS);
      return proof.ok ? 'ok' : proof.issue.code;
    };
    expect(codeOf(BLOCK.raw, TXID)).toBe('ok');
    expect(codeOf(BLOCK.raw, asTxid('ab'.repeat(32)))).toBe('witness-other-block');
    expect(codeOf(BLOCK.raw, idOf(PROOF.coinbase))).toBe('witness-other-block');
    expect(codeOf(BLOCK.raw.subarray(0, -1), TXID)).toBe('truncated');
    const [other, reveal] = [otherTx(1), REVEAL];
    expect(codeOf(blockOf(GENESIS.hash, other, [reveal]).raw, TXID)).toBe('witness-no-coinbase');
  });
});

function unwrap<T>(result: { ok: true; value: T } | { ok: false; issue: { message: string } }): T {
  if (!result.ok) throw new Error(result.issue.message);
  return result.value;
}

/** The path of the id at `index` in a block of these ids, at height 1. */
const pathOf = (ids: readonly Txid[], index: number): Uint8Array =>
  encodeBump(bumpFromTree(merkleTree(ids), 1, [index]));

/** A path in the tree of BLOCK's wtxids, with another transaction where the reveal is. */
function wtxidPath(raw: Uint8Array, index: number): Uint8Array {
  const { transactions } = unwrap(parseBlock(BLOCK.raw, LIMITS));
  const ids = transactions.map(({ offset, bytes }, at) =>
    at === 0 ? asTxid('00'.repeat(32)) : wtxidOf(BLOCK.raw.subarray(offset, offset + bytes)),
  );
  return pathOf(ids.with(index, wtxidOf(raw)), index);
}

describe.skipIf(!hasSharedFixtures)(`real blocks${needsFixtures}`, () => {
  it.each([
    [1, 1],
    [300_025, 40],
    [426_884, 40],
  ])('block %i proves its transactions, and no witnesses, which came later', (height, sample) => {
    const raw = sharedBytes(`blocks/mainnet-${height}.raw`);
    const { transactions } = unwrap(parseBlock(raw, LIMITS));
    const header = unwrap(parseHeader(raw.subarray(0, HEADER_BYTES)));
    const chain = new HeaderChain(NETWORK_PARAMS.btc, { height, hash: header.hash });
    expect(chain.extend(height, [header.bytes]).kind).toBe('accepted');
    const tree = merkleTree(transactions.map(({ txid }) => txid));
    const every = Math.ceil(transactions.length / sample);
    for (let index = 0; index < transactions.length; index += every) {
      const { txid, offset, bytes } = transactions[index] ?? {};
      if (txid === undefined || offset === undefined || !isTxid(txid)) throw new Error('no transaction');
      const claimed = { txid, raw: raw.slice(offset, offset + (bytes ?? 0)) };
      const bump = encodeBump(bumpFromTree(tree, height, [index]));
      const { hash, time } = header;
      expect(checkTx(txid, claimed.raw).ok).toBe(true);
      expect(checkClaim({ txid, bytes: claimed.raw.length, bumps: [bump] }, chain).verdict).toEqual({
        state: 'proven',
        place: { height, hash, index, time },
      });
      expect(verifyBtcTx(claimed, chain)).toEqual({ state: 'held' });
    }
    const [, second] = transactions;
    if (second === undefined) return;
    expect(proveWitness({ raw, height }, second.txid, LIMITS)).toMatchObject({
      issue: { code: 'witness-no-commitment' },
    });
  });
});
