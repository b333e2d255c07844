import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import { NETWORKS, type Network } from '#lib/chain/network.ts';
import { MAX_ANSWER_BYTES, MAX_QUESTION_BYTES, MAX_RECONCILE_DIGITS, MAX_RECONCILE_NODES } from './limits.ts';
import { FINGERPRINT_BYTES, SALT_BYTES } from './txid-tree.ts';

// `/nabo/reconcile/1` in bytes, little-endian: fingerprints and txids fill it, and hex would double them.
//
//   question   version 1 · length and name of the network · salt 8 · count 2 · nodes: digits 1, prefix, fingerprint 8
//   answer     version 1 · one part for each node, in the same order; it may stop early:
//              0 nothing that the asker lacks · 1 count 2, txids of 32 · 2 the fingerprints of sixteen children

const VERSION = 1;
const TXID_BYTES = 32;
const CHILDREN = 16;

/** A node of the tree of txids: its leading digits, and what the asker holds below them. */
export type Node = { readonly prefix: string; readonly fingerprint: Uint8Array };
export type ReconcileQuestion = {
  readonly network: Network;
  readonly salt: Uint8Array;
  readonly nodes: readonly Node[];
};
/** What the other side says of one node. */
export type NodeAnswer =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'txids'; readonly txids: readonly Txid[] }
  | { readonly kind: 'children'; readonly fingerprints: readonly Uint8Array[] };

const KINDS = ['nothing', 'txids', 'children'] as const;

/** Bytes of an answer before its parts, and of each kind of part. */
export const ANSWER_FRAME = 1;
export const answerBytes = (part: NodeAnswer): number => {
  if (part.kind === 'nothing') return 1;
  return part.kind === 'txids' ? 3 + TXID_BYTES * part.txids.length : 1 + CHILDREN * FINGERPRINT_BYTES;
};

/** Bytes of a question before its nodes, and of a node. */
export const questionFrame = (network: Network): number => 2 + network.length + SALT_BYTES + 2;
export const nodeBytes = ({ prefix }: Node): number => 1 + Math.ceil(prefix.length / 2) + FINGERPRINT_BYTES;

/** Writes at most {@link MAX_RECONCILE_NODES} nodes. */
export function encodeReconcileQuestion({ network, salt, nodes }: ReconcileQuestion): Uint8Array {
  const name = encodeUtf8(network);
  return concatBytes([
    Uint8Array.of(VERSION, name.length),
    name,
    salt,
    u16(nodes.length),
    ...nodes.flatMap(({ prefix, fingerprint }) => [
      Uint8Array.of(prefix.length),
      fromHex(prefix.length % 2 === 0 ? prefix : `${prefix}0`) ?? new Uint8Array(0),
      fingerprint,
    ]),
  ]);
}

/** Reads a question; `undefined` for anything else, too long, too deep, or of too many nodes. */
export function decodeReconcileQuestion(bytes: Uint8Array): ReconcileQuestion | undefined {
  if (bytes.length > MAX_QUESTION_BYTES) return undefined;
  const reader = new ByteReader(bytes);
  if (reader.u8() !== VERSION) return undefined;
  const name = decodeUtf8(reader.take(reader.u8()));
  const network = NETWORKS.find((each) => each === name);
  const salt = reader.take(SALT_BYTES);
  const count = reader.u16();
  if (count > MAX_RECONCILE_NODES) return undefined;
  const nodes: Node[] = [];
  for (let at = 0; at < count && reader.failure === undefined; at += 1) {
    const digits = reader.u8();
    if (digits > MAX_RECONCILE_DIGITS) return undefined;
    const padded = toHex(reader.take(Math.ceil(digits / 2)));
    // One way alone to write a prefix.
    if (digits % 2 === 1 && !padded.endsWith('0')) return undefined;
    nodes.push({ prefix: padded.slice(0, digits), fingerprint: reader.take(FINGERPRINT_BYTES) });
  }
  if (reader.failure !== undefined || reader.remaining > 0) return undefined;
  return network === undefined ? undefined : { network, salt, nodes };
}

export const encodeReconcileAnswer = (parts: readonly NodeAnswer[]): Uint8Array =>
  concatBytes([
    Uint8Array.of(VERSION),
    ...parts.flatMap((part) => {
      const kind = Uint8Array.of(KINDS.indexOf(part.kind));
      if (part.kind === 'nothing') return [kind];
      if (part.kind === 'children') return [kind, ...part.fingerprints];
      return [kind, u16(part.txids.length), ...part.txids.map((txid) => fromHex(txid) ?? new Uint8Array(0))];
    }),
  ]);

/** Reads an answer about `nodes`, of which it may leave out the last; `undefined` for anything else. */
export function decodeReconcileAnswer(
  bytes: Uint8Array,
  nodes: readonly Node[],
): readonly NodeAnswer[] | undefined {
  if (bytes.length > MAX_ANSWER_BYTES) return undefined;
  const reader = new ByteReader(bytes);
  if (reader.u8() !== VERSION) return undefined;
  const parts: NodeAnswer[] = [];
  while (reader.remaining > 0) {
    const node = nodes[parts.length];
    const kind = KINDS[reader.u8()];
    if (node === undefined || kind === undefined) return undefined;
    if (kind === 'nothing') parts.push({ kind });
    else if (kind === 'children')
      parts.push({
        kind,
        fingerprints: Array.from({ length: CHILDREN }, () => reader.take(FINGERPRINT_BYTES)),
      });
    else {
      const count = reader.u16();
      if (count * TXID_BYTES > reader.remaining) return undefined;
      const txids = Array.from({ length: count }, () => asTxid(toHex(reader.take(TXID_BYTES))));
      // What was not asked for is no answer.
      if (!txids.every((txid) => txid.startsWith(node.prefix))) return undefined;
      parts.push({ kind, txids });
    }
  }
  return reader.failure === undefined ? parts : undefined;
}

const u16 = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8);
