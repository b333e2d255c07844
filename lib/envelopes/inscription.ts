import type { Chain } from '#lib/chain/network.ts';
import type { Txid } from '#lib/bytes/brand.ts';
import type { Tape } from './op-return.ts';

/** A tagged value of an envelope, as its bytes lie on the chain. */
export type Field = { readonly tag: Uint8Array; readonly value: Uint8Array };

/**
 * What is odd about an envelope, in ord's words. On BTC each of them once made an inscription cursed; on BSV only
 * `duplicateField` and `incompleteField` can be set.
 */
export type EnvelopeFlags = {
  readonly pushnum: boolean;
  readonly stutter: boolean;
  readonly duplicateField: boolean;
  readonly incompleteField: boolean;
  readonly unrecognizedEvenField: boolean;
};

/**
 * Content that a transaction carries, taken out of its envelope and not interpreted. Bodies and values are views into
 * the transaction where they can be. `id` and `txid` are hashed when first asked for, everything else when first read.
 */
export type Inscription = {
  /** `<txid>i<n>` on BTC, with n counted over the transaction; `<txid>_<vout>` on BSV. */
  readonly id: string;
  readonly chain: Chain;
  readonly txid: Txid;
  /** BSV: the output that holds the content. */
  readonly vout?: number | undefined;
  /** BTC: the input whose witness holds the content. */
  readonly input?: number | undefined;
  /** BTC: which envelope of that input. */
  readonly offset?: number | undefined;
  /** The declared media type, when it is valid UTF-8. Nothing says that the body is of that type. */
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  /** Absent when there is no envelope, or an envelope without a body. */
  readonly body?: Uint8Array | undefined;
  /** Every complete pair before the body, in order, known or not; the first 16,384 of them. */
  readonly fields: readonly Field[];
  readonly flags: EnvelopeFlags;
  /** BSV: hash160 (hex) of the key that can spend the output, when a P2PKH lock says so. */
  readonly owner?: string | undefined;
  /** BSV: the tapes after a top-level OP_RETURN. */
  readonly bitcom?: readonly Tape[] | undefined;
};

/** What an inscription shows: its own content, or another's that it stands for. */
export type Content = Pick<Inscription, 'contentType' | 'contentEncoding' | 'body'>;

/** `inscription` with other content; who it is, its fields and its flags stay. Nothing is hashed for it. */
export function withContent(inscription: Inscription, content: Content): Inscription {
  const { chain, vout, input, offset } = inscription;
  const { contentType, contentEncoding, body } = content;
  return {
    chain,
    vout,
    input,
    offset,
    contentType,
    contentEncoding,
    body,
    get id() {
      return inscription.id;
    },
    get txid() {
      return inscription.txid;
    },
    get fields() {
      return inscription.fields;
    },
    get flags() {
      return inscription.flags;
    },
    get owner() {
      return inscription.owner;
    },
    get bitcom() {
      return inscription.bitcom;
    },
  };
}
