import type { PeerId } from '@libp2p/interface';
import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeDrawerAnswer, encodeProofAnswer } from '#lib/p2p/given-message.ts';
import { answerReconcile } from '#lib/p2p/reconcile.ts';
import {
  decodeReconcileQuestion,
  encodeReconcileAnswer,
  type NodeAnswer,
} from '#lib/p2p/reconcile-message.ts';
import { encodeMessage } from '#lib/p2p/message.ts';
import { DRAWER, PROOF, RECENT, RECONCILE } from '#lib/p2p/protocols.ts';
import { serve } from '#lib/p2p/stream.ts';
import { TxidTree } from '#lib/p2p/txid-tree.ts';
import { PlayedNode } from './played-node.ts';
import type { PlayedNetwork } from './played-network.ts';

/** How often one of them says something, in milliseconds. */
const TALKS_MS = 4_000;
const KINDS = ['invents', 'forges', 'contradicts', 'is silent'] as const;

export type Liar = { stop(): void };

/**
 * A device that harms the crowd: it `invents` transactions that nobody has, `forges` the bytes of what is asked for while
 * it says to hold what others have announced, `contradicts` every comparison of shelves, or `is silent` on every question.
 */
export async function startLiar(network: PlayedNetwork, number: number, peer: PeerId): Promise<Liar> {
  const kind = KINDS[number % KINDS.length] ?? 'is silent';
  const overheard = new Set<Txid>();
  const node = new PlayedNode({
    network,
    peer,
    give: () => (kind === 'forges' ? crypto.getRandomValues(new Uint8Array(400)) : undefined),
    keep: async () => undefined,
  });
  const { libp2p } = node;
  const answerWith = (
    protocol: string,
    answer: (question: Uint8Array) => Uint8Array | undefined,
  ): Promise<void> =>
    serve(libp2p, protocol, (question) =>
      kind === 'is silent' ? new Promise(() => undefined) : Promise.resolve(answer(question)),
    );
  await answerWith(RECENT, () =>
    encodeMessage({ v: 1, txids: [...overheard, ...invented(20)].slice(0, 256) }),
  );
  await answerWith(PROOF, () => encodeProofAnswer([]));
  await answerWith(DRAWER, () => encodeDrawerAnswer({ txs: [] }));
  await answerWith(RECONCILE, (bytes) => {
    const question = decodeReconcileQuestion(bytes);
    if (question === undefined) return undefined;
    if (kind !== 'contradicts') return encodeReconcileAnswer(answerReconcile(treeOf(invented(50)), question));
    const fingerprints = (): Uint8Array[] =>
      Array.from({ length: 16 }, () => crypto.getRandomValues(new Uint8Array(8)));
    return encodeReconcileAnswer(
      question.nodes.map((): NodeAnswer => ({ kind: 'children', fingerprints: fingerprints() })),
    );
  });
  libp2p.services.gossip.topicValidators.set('', () => 'accept' as never);
  libp2p.services.gossip.addEventListener('gossipsub:message', ({ detail: { msg } }) => {
    const said = JSON.parse(new TextDecoder().decode(msg.data)) as { readonly txids: readonly Txid[] };
    for (const txid of said.txids) overheard.add(txid);
  });
  node.enter();
  const talk = setInterval(
    () => {
      const txids = kind === 'forges' ? [...overheard].slice(-20) : invented(3);
      node.say(encodeMessage({ v: 1, txids, addrs: [node.address().toString()] }));
    },
    TALKS_MS * (0.5 + Math.random()),
  );
  return {
    stop() {
      clearInterval(talk);
      node.leave();
    },
  };
}

const invented = (count: number): Txid[] =>
  Array.from({ length: count }, () => asTxid(toHex(crypto.getRandomValues(new Uint8Array(32)))));

function treeOf(txids: readonly Txid[]): TxidTree {
  const tree = new TxidTree();
  for (const txid of txids) tree.add(txid);
  return tree;
}
