import type { PeerId } from '@libp2p/interface';
import type { BlockHash, Txid } from '#lib/bytes/brand.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { HEADER_BYTES, parseHeader } from '#lib/chain/header.ts';
import type { Network } from '#lib/chain/network.ts';
import type { FeedReader } from './feed-reader.ts';
import {
  decodeDrawerAnswer,
  decodeProofAnswer,
  encodeDrawerAnswer,
  encodeProofAnswer,
  fittingDrawer,
  type DrawerAnswer,
  type GivenTx,
  type Proof,
} from './given-message.ts';
import {
  MAX_ANSWER_BYTES,
  MAX_BLOCK_BYTES,
  MAX_DRAWER_DIGITS,
  MAX_HEADERS_BYTES,
  MAX_PROOF_TXIDS,
} from './limits.ts';
import {
  encodeMessage,
  readBlockQuestion,
  readDrawerQuestion,
  readHeadersAnswer,
  readHeadersQuestion,
  readProofQuestion,
  readRecentAnswer,
  readRecentQuestion,
  type RecentAnswer,
} from './message.ts';
import { BLOCK, DRAWER, HEADERS, PROOF, RECENT, RECONCILE } from './protocols.ts';
import {
  decodeReconcileAnswer,
  decodeReconcileQuestion,
  encodeReconcileAnswer,
  encodeReconcileQuestion,
  type NodeAnswer,
  type ReconcileQuestion,
} from './reconcile-message.ts';
import { answerReconcile } from './reconcile.ts';
import type { Shelf } from './shelf.ts';
import { ask, serve, type Dialer, type Listener } from './stream.ts';

/** A transaction, the name that its bytes hash to, and what came along of its path. */
export type HeldBytes = {
  readonly txid: Txid;
  readonly raw: Uint8Array;
  readonly path?: GivenTx['path'];
};

export type ServedOptions = {
  readonly network: Network;
  readonly shelf: Shelf;
  readonly feed: FeedReader;
  /** The bytes of a block that this device looked at. */
  readonly block?: (hash: BlockHash) => Promise<Uint8Array | undefined>;
  /** Transactions go out to a neighbour by our own stream. Those that bitswap brings are not among them. */
  readonly onServed: (peer: PeerId, txs: readonly HeldBytes[]) => void;
  /** A neighbour asks what there is on the shelf. */
  readonly onRead?: (peer: PeerId) => void;
};

/** Answers what neighbours ask of this device: what it holds, the proofs of that, and headers. */
export async function serveExchange(
  node: Listener,
  { network, shelf, feed, block, onServed, onRead }: ServedOptions,
): Promise<void> {
  await serve(node, RECENT, async (bytes, peer) => {
    const question = readRecentQuestion(bytes);
    if (question?.network !== network) return undefined;
    onRead?.(peer);
    return encodeMessage({ v: 1, ...(await shelf.recent(question.before)) });
  });
  await serve(node, RECONCILE, async (bytes, peer) => {
    const question = decodeReconcileQuestion(bytes);
    if (question?.network !== network) return undefined;
    onRead?.(peer);
    return encodeReconcileAnswer(answerReconcile(await shelf.tree(), question));
  });
  await serve(node, DRAWER, async (bytes, peer) => {
    const question = readDrawerQuestion(bytes);
    if (question?.network !== network) return undefined;
    const txs = await openDrawer(shelf, feed, question.begins);
    if (txs === undefined) return encodeDrawerAnswer({ txs: [], narrower: true });
    if (txs.length > 0) onServed(peer, txs);
    return encodeDrawerAnswer({ txs });
  });
  await serve(node, PROOF, async (bytes) => {
    const question = readProofQuestion(bytes);
    if (question?.network !== network) return undefined;
    const found = await Promise.all(question.txids.map((txid) => feed.proofOf(txid)));
    return encodeProofAnswer(found.filter((proof) => proof !== undefined));
  });
  await serve(node, BLOCK, async (bytes) => {
    const question = readBlockQuestion(bytes);
    if (question?.network !== network) return undefined;
    const raw = await block?.(question.hash);
    return raw === undefined || raw.length > MAX_BLOCK_BYTES ? new Uint8Array(0) : raw;
  });
  await serve(node, HEADERS, async (bytes) => {
    const question = readHeadersQuestion(bytes);
    return question?.network === network ? feed.headersFrom(question.from) : undefined;
  });
}

/**
 * The transactions of a drawer with what is known of their paths, or `undefined` when it is too full for one answer and may
 * be asked for more narrowly.
 */
async function openDrawer(
  shelf: Shelf,
  feed: FeedReader,
  begins: string,
): Promise<readonly (GivenTx & { readonly txid: Txid })[] | undefined> {
  const rows = await shelf.drawer(begins);
  const fitting = fittingDrawer(rows);
  if (fitting.length < rows.length && begins.length < MAX_DRAWER_DIGITS) return undefined;
  const txs = await Promise.all(
    fitting.map(async (row) => {
      const [raw, path = 'unknown' as const] = await Promise.all([shelf.read(row.txid), feed.pathOf(row)]);
      return { txid: row.txid, raw, path };
    }),
  );
  return txs.flatMap(({ txid, raw, path }) => (raw === undefined ? [] : [{ txid, raw, path }]));
}

/** The questions that this device asks. Each rejects when there is no answer in time; what does not parse is no answer. */
export class Exchange {
  private readonly node: Dialer;
  private readonly network: Network;

  constructor(node: Dialer, network: Network) {
    this.node = node;
    this.network = network;
  }

  /** What a neighbour holds, newest first. */
  async recent(peer: PeerId, before: number | undefined, signal: AbortSignal): Promise<RecentAnswer> {
    const question = this.question(before === undefined ? {} : { before });
    const answer = readRecentAnswer(await ask(this.node, peer, RECENT, question, MAX_ANSWER_BYTES, signal));
    if (answer === undefined) throw new Error('not an answer');
    return answer;
  }

  /** What a neighbour says of parts of its shelf that were summed up. */
  async reconcile(
    peer: PeerId,
    question: ReconcileQuestion,
    signal: AbortSignal,
  ): Promise<readonly NodeAnswer[]> {
    const asked = encodeReconcileQuestion(question);
    const bytes = await ask(this.node, peer, RECONCILE, asked, MAX_ANSWER_BYTES, signal);
    const answer = decodeReconcileAnswer(bytes, question.nodes);
    if (answer === undefined) throw new Error('not an answer');
    return answer;
  }

  /** What a neighbour holds whose txid begins so. What it says is not looked at yet. */
  async drawer(peer: PeerId, begins: string, signal: AbortSignal): Promise<DrawerAnswer> {
    const question = this.question({ begins });
    const answer = decodeDrawerAnswer(await ask(this.node, peer, DRAWER, question, MAX_ANSWER_BYTES, signal));
    if (answer === undefined) throw new Error('not an answer');
    return answer;
  }

  /** The proofs that a neighbour has, of what was asked and nothing else. */
  async proofs(peer: PeerId, txids: readonly Txid[], signal: AbortSignal): Promise<readonly Proof[]> {
    const asked = txids.slice(0, MAX_PROOF_TXIDS);
    const bytes = await ask(
      this.node,
      peer,
      PROOF,
      this.question({ txids: asked }),
      MAX_ANSWER_BYTES,
      signal,
    );
    const proofs = decodeProofAnswer(bytes);
    if (proofs === undefined) throw new Error('not an answer');
    return proofs.filter(({ txid }) => asked.includes(txid));
  }

  /** The block of a hash, as far as its header says so; the rest is for whoever draws it to check. Absent where it has none. */
  async block(peer: PeerId, hash: BlockHash, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const raw = await ask(this.node, peer, BLOCK, this.question({ hash }), MAX_BLOCK_BYTES, signal);
    if (raw.length === 0) return undefined;
    const header = parseHeader(raw.subarray(0, HEADER_BYTES));
    if (!header.ok || header.value.hash !== hash) throw new Error('another block than asked');
    return raw;
  }

  async headers(peer: PeerId, from: number, signal: AbortSignal): Promise<readonly Uint8Array[]> {
    return readHeadersAnswer(
      await ask(this.node, peer, HEADERS, this.question({ from }), MAX_HEADERS_BYTES, signal),
    );
  }

  private question(parts: object): Uint8Array {
    return encodeUtf8(JSON.stringify({ v: 1, network: this.network, ...parts }));
  }
}
