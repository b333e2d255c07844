import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { sha256 } from '#lib/bytes/hash.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { MAX_ANSWER_BYTES, MAX_QUESTION_BYTES, MAX_RECONCILE_ROUNDS } from '#lib/p2p/limits.ts';
import { answerReconcile, findMissing } from '#lib/p2p/reconcile.ts';
import {
  decodeReconcileAnswer,
  decodeReconcileQuestion,
  encodeReconcileAnswer,
  encodeReconcileQuestion,
  type NodeAnswer,
  type ReconcileQuestion,
} from '#lib/p2p/reconcile-message.ts';
import { fingerprintOf, TxidTree } from '#lib/p2p/txid-tree.ts';

const txidAt = (number: number): Txid => asTxid(toHex(sha256(encodeUtf8(`transaction ${number}`))));
const txidsUpTo = (count: number): Txid[] => Array.from({ length: count }, (_none, at) => txidAt(at));

function treeOf(txids: readonly Txid[]): TxidTree {
  const tree = new TxidTree();
  for (const txid of txids) tree.add(txid);
  return tree;
}

/** Somebody who answers from a tree, through the bytes of both messages, and what that cost. */
function neighbourOf(tree: TxidTree): {
  ask: (question: ReconcileQuestion) => Promise<readonly NodeAnswer[]>;
  cost: { questions: number; bytes: number };
} {
  const cost = { questions: 0, bytes: 0 };
  return {
    cost,
    async ask(question) {
      const asked = encodeReconcileQuestion(question);
      expect(asked.length).toBeLessThanOrEqual(MAX_QUESTION_BYTES);
      const heard = decodeReconcileQuestion(asked);
      if (heard === undefined) throw new Error('a question that is none');
      const said = encodeReconcileAnswer(answerReconcile(tree, heard));
      expect(said.length).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
      cost.questions += 1;
      cost.bytes += asked.length + said.length;
      const answer = decodeReconcileAnswer(said, question.nodes);
      if (answer === undefined) throw new Error('an answer that is none');
      return answer;
    },
  };
}

async function missingFrom(own: TxidTree, theirs: TxidTree) {
  const { ask, cost } = neighbourOf(theirs);
  const found: Txid[] = [];
  for await (const part of findMissing({ network: 'devnet', tree: own, ask })) found.push(...part);
  return { found, ...cost };
}

describe('reconciliation', () => {
  it('finds ten missing of ten thousand in two questions and less than 20 KB', async () => {
    const all = txidsUpTo(10_000);
    const lacking = all.filter((_txid, at) => at % 1000 !== 7);
    const { found, questions, bytes } = await missingFrom(treeOf(lacking), treeOf(all));
    expect(found.toSorted()).toEqual(all.filter((_txid, at) => at % 1000 === 7).toSorted());
    expect(questions).toBeLessThanOrEqual(3);
    expect(bytes).toBeLessThanOrEqual(20_000);
  });

  it('says that nothing is missing in one question of a fixed size', async () => {
    const few = await missingFrom(treeOf(txidsUpTo(10)), treeOf(txidsUpTo(10)));
    const many = await missingFrom(treeOf(txidsUpTo(20_000)), treeOf(txidsUpTo(20_000)));
    expect(few).toEqual({ found: [], questions: 1, bytes: expect.any(Number) });
    expect(many).toEqual(few);
  });

  it('does not ask for what only this device holds', async () => {
    const { found } = await missingFrom(treeOf(txidsUpTo(3000)), treeOf(txidsUpTo(2000)));
    expect(found).toEqual([]);
  });

  it('brings everything to somebody who has nothing, in as many answers as it takes', async () => {
    const all = txidsUpTo(10_000);
    const { found, questions } = await missingFrom(new TxidTree(), treeOf(all));
    expect(found.toSorted()).toEqual(all.toSorted());
    expect(questions).toBeLessThanOrEqual(8);
  });

  it('ends with somebody who says for ever that something differs', async () => {
    let questions = 0;
    const liar = (question: ReconcileQuestion): Promise<readonly NodeAnswer[]> => {
      questions += 1;
      const fingerprints = Array.from({ length: 16 }, () => crypto.getRandomValues(new Uint8Array(8)));
      return Promise.resolve(question.nodes.map(() => ({ kind: 'children', fingerprints })));
    };
    const found: Txid[] = [];
    for await (const part of findMissing({ network: 'devnet', tree: new TxidTree(), ask: liar }))
      found.push(...part);
    expect(found).toEqual([]);
    expect(questions).toBeLessThanOrEqual(MAX_RECONCILE_ROUNDS);
  });

  it('finds exactly what is missing, whatever both hold', async () => {
    // Few first digits, so that deep nodes come up too.
    const txid = fc
      .tuple(fc.constantFrom('00', 'a1', 'a1b2c3', 'ff'), fc.uint8Array({ minLength: 32, maxLength: 32 }))
      .map(([begins, bytes]) => asTxid((begins + toHex(bytes)).slice(0, 64)));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(txid, fc.constantFrom('ours', 'theirs', 'both')), {
          selector: ([each]) => each,
          maxLength: 120,
        }),
        async (held) => {
          const of = (...whose: string[]): Txid[] =>
            held.filter(([, who]) => whose.includes(who)).map(([each]) => each);
          const { found } = await missingFrom(treeOf(of('ours', 'both')), treeOf(of('theirs', 'both')));
          expect(found.toSorted()).toEqual(of('theirs').toSorted());
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('TxidTree', () => {
  const salt = new Uint8Array(8);

  it('says the same of the same set, in whatever order it came and went', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(5000), { maxLength: 60 }),
        fc.uniqueArray(fc.nat(5000), { maxLength: 60 }),
        (stay, go) => {
          const gone = go.filter((number) => !stay.includes(number));
          const tree = treeOf([...gone, ...stay, ...gone].map(txidAt));
          for (const number of gone) tree.delete(txidAt(number));
          const other = treeOf(stay.toReversed().map(txidAt));
          expect(tree.count).toBe(stay.length);
          for (const prefix of ['', '7', '7f', '7f3', '7f3a']) {
            expect(fingerprintOf(tree.below(prefix), salt)).toEqual(fingerprintOf(other.below(prefix), salt));
            expect(tree.children(prefix)).toEqual(other.children(prefix));
          }
          for (const number of stay) expect(tree.has(txidAt(number))).toBe(true);
          for (const number of gone) expect(tree.has(txidAt(number))).toBe(false);
        },
      ),
    );
  });

  it('sums what is below a node as its children do', () => {
    const tree = treeOf(txidsUpTo(5000));
    for (const prefix of ['', 'a', 'ab', 'abc']) {
      const total = tree.children(prefix).reduce((sum, { count }) => sum + count, 0);
      expect(total).toBe(tree.below(prefix).count);
      expect(tree.txids(prefix, 10_000)).toHaveLength(total);
    }
  });
});

describe('messages of reconciliation', () => {
  const digits = fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), maxLength: 24 });
  const eight = fc.uint8Array({ minLength: 8, maxLength: 8 });
  const question = fc.record({
    network: fc.constantFrom('devnet' as const, 'main' as const),
    salt: eight,
    nodes: fc.array(fc.record({ prefix: digits, fingerprint: eight }), { maxLength: 100 }),
  });

  it('come back as they were written', () => {
    fc.assert(
      fc.property(question, (asked) => {
        expect(decodeReconcileQuestion(encodeReconcileQuestion(asked))).toEqual(asked);
        const parts = asked.nodes.map(({ prefix }, at): NodeAnswer => {
          if (at % 3 === 0) return { kind: 'nothing' };
          if (at % 3 === 1)
            return { kind: 'children', fingerprints: Array.from({ length: 16 }, () => asked.salt) };
          return { kind: 'txids', txids: [asTxid((prefix + txidAt(at)).slice(0, 64))] };
        });
        expect(decodeReconcileAnswer(encodeReconcileAnswer(parts), asked.nodes)).toEqual(parts);
      }),
    );
  });

  it('are nothing when they are anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), question, (bytes, { nodes }) => {
        const asked = decodeReconcileQuestion(bytes);
        if (asked !== undefined) expect(encodeReconcileQuestion(asked)).toEqual(bytes);
        const parts = decodeReconcileAnswer(bytes, nodes);
        if (parts !== undefined) expect(encodeReconcileAnswer(parts)).toEqual(bytes);
      }),
    );
    const [node] = [{ prefix: 'ab', fingerprint: new Uint8Array(8) }];
    const other = encodeReconcileAnswer([{ kind: 'txids', txids: [asTxid('cd'.repeat(32))] }]);
    expect(decodeReconcileAnswer(other, [node])).toBeUndefined();
    expect(decodeReconcileAnswer(Uint8Array.of(1, 1, 255, 255), [node])).toBeUndefined();
    expect(decodeReconcileQuestion(new Uint8Array(MAX_QUESTION_BYTES + 1))).toBeUndefined();
  });
});
