import type { Txid } from '#lib/bytes/brand.ts';
import { equalBytes } from '#lib/bytes/concat.ts';
import type { Network } from '#lib/chain/network.ts';
import {
  MAX_ANSWER_BYTES,
  MAX_QUESTION_BYTES,
  MAX_RECONCILE_DIGITS,
  MAX_RECONCILE_NODES,
  MAX_RECONCILE_ROUNDS,
  MAX_RECONCILED,
  RECONCILE_LEAF,
} from './limits.ts';
import {
  ANSWER_FRAME,
  answerBytes,
  nodeBytes,
  questionFrame,
  type Node,
  type NodeAnswer,
  type ReconcileQuestion,
} from './reconcile-message.ts';
import { FINGERPRINT_BYTES, fingerprintOf, SALT_BYTES, type TxidTree } from './txid-tree.ts';

/** Where a reconciliation begins: at the 256 nodes of two digits, 2.6 KB, whatever is held. */
const FIRST_DIGITS = 2;
const DIGITS = '0123456789abcdef';

/** Says of each node what the asker may lack below it, as much as one answer holds. */
export function answerReconcile(tree: TxidTree, { salt, nodes }: ReconcileQuestion): NodeAnswer[] {
  const parts: NodeAnswer[] = [];
  let room = MAX_ANSWER_BYTES - ANSWER_FRAME;
  for (const { prefix, fingerprint } of nodes) {
    const own = tree.below(prefix);
    const part = partOf();
    room -= answerBytes(part);
    if (room < 0) break;
    parts.push(part);

    function partOf(): NodeAnswer {
      if (own.count === 0 || equalBytes(fingerprintOf(own, salt), fingerprint)) return { kind: 'nothing' };
      const isFew = own.count <= RECONCILE_LEAF || prefix.length >= MAX_RECONCILE_DIGITS;
      // Whoever has nothing there lacks all of it.
      const isAll =
        isNothing(fingerprint) && answerBytes({ kind: 'txids', txids: [] }) + 32 * own.count <= MOST_AT_ONCE;
      if (isFew || isAll) return { kind: 'txids', txids: tree.txids(prefix, MOST_AT_ONCE / 32) };
      return {
        kind: 'children',
        fingerprints: tree.children(prefix).map((each) => fingerprintOf(each, salt)),
      };
    }
  }
  return parts;
}

/** Bytes of txids that one node may bring: a quarter of an answer. */
const MOST_AT_ONCE = MAX_ANSWER_BYTES / 4;

export type ReconcileOptions = {
  readonly network: Network;
  /** What is held here. It may grow meanwhile. */
  readonly tree: TxidTree;
  /** Asks the neighbour. Rejects when it does not answer, or not with an answer to that. */
  readonly ask: (question: ReconcileQuestion) => Promise<readonly NodeAnswer[]>;
};

/**
 * Finds what a neighbour holds and this device does not, a part for every answer that brings something: at first both
 * compare 256 sums, then sixteen for each that differs, until few enough txids are left to be named. What it costs grows
 * with the difference: ten missing of ten thousand take two questions and some 6 KB. It ends by itself after
 * {@link MAX_RECONCILE_ROUNDS} questions and {@link MAX_RECONCILED} txids.
 *
 * @throws {Error} what `ask` rejects with.
 */
export async function* findMissing({
  network,
  tree,
  ask,
}: ReconcileOptions): AsyncGenerator<readonly Txid[]> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const nodeAt = (prefix: string): Node => ({ prefix, fingerprint: fingerprintOf(tree.below(prefix), salt) });
  const open = prefixes(FIRST_DIGITS).map(nodeAt);
  let found = 0;
  for (let round = 0; open.length > 0 && round < MAX_RECONCILE_ROUNDS && found < MAX_RECONCILED; round += 1) {
    const nodes = fitting(open, network);
    const parts = await ask({ network, salt, nodes });
    if (parts.length === 0) return;
    const asked = open.splice(0, parts.length);
    const missing: Txid[] = [];
    for (const [at, part] of parts.entries()) {
      const { prefix = '' } = asked[at] ?? {};
      if (part.kind === 'txids') missing.push(...part.txids.filter((txid) => !tree.has(txid)));
      else if (part.kind === 'children' && prefix.length < MAX_RECONCILE_DIGITS)
        open.push(...differing(prefix, part.fingerprints));
    }
    found += missing.length;
    if (missing.length > 0) yield missing;
  }

  function differing(prefix: string, fingerprints: readonly Uint8Array[]): Node[] {
    return tree.children(prefix).flatMap((below, digit) => {
      const theirs = fingerprints[digit];
      const ours = fingerprintOf(below, salt);
      if (theirs === undefined || isNothing(theirs) || equalBytes(theirs, ours)) return [];
      return [{ prefix: `${prefix}${DIGITS[digit]}`, fingerprint: ours }];
    });
  }
}

const isNothing = (fingerprint: Uint8Array): boolean =>
  fingerprint.length === FINGERPRINT_BYTES && fingerprint.every((byte) => byte === 0);

const prefixes = (digits: number): string[] =>
  Array.from({ length: 16 ** digits }, (_none, at) => at.toString(16).padStart(digits, '0'));

/** As many of the first nodes as one question holds. */
function fitting(open: readonly Node[], network: Network): readonly Node[] {
  let room = MAX_QUESTION_BYTES - questionFrame(network);
  let count = 0;
  for (const node of open.slice(0, MAX_RECONCILE_NODES)) {
    room -= nodeBytes(node);
    if (room < 0) break;
    count += 1;
  }
  return open.slice(0, count);
}
