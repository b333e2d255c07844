import type { PeerId } from '@libp2p/interface';
import type { Txid } from '#lib/bytes/brand.ts';
import type { Network } from '#lib/chain/network.ts';
import type { Films } from './films.ts';
import type { MediaOffer } from './message.ts';
import type { Receipt } from './receive.ts';
import type { Holder } from './router.ts';

// What a node that gives and takes large transactions is to its neighbour. The service worker's has none.

export interface MediaDesk {
  /** A neighbour says that it holds these. */
  heard(holder: Holder, offers: readonly MediaOffer[]): void;
  /** Whether somebody said to hold it. */
  knows(txid: Txid): boolean;
  /** Somebody opened it and nobody is known to hold it: should one say so within a minute, it is taken. */
  want(txid: Txid): void;
  /** Takes it from those who said to hold it, one after the other, and leaves it for the feed. Nobody else hears of it. */
  fetch(txid: Txid, signal: AbortSignal): Promise<Receipt | undefined>;
  /** It may be asked of this device from now on: `own` words are announced soon, what was opened some time later. */
  share(txid: Txid, own: boolean): void;
  /** Somebody came who has not heard yet what is held. */
  greet(): void;
  stop(): void;
}

/** What it needs of the neighbour that it belongs to. */
export type MediaParts = {
  readonly network: Network;
  /** Asks one neighbour, by a stream of its own. */
  readonly ask: (
    peer: PeerId,
    question: Uint8Array,
    maxBytes: number,
    signal: AbortSignal,
  ) => Promise<Uint8Array>;
  /** Connects to a holder, unless it is connected. */
  readonly reaches: (holder: Holder, signal: AbortSignal) => Promise<boolean>;
  readonly onRefused: (peer: PeerId) => void;
  /** Tells all neighbours; answers whether there was one to hear it. */
  readonly announce: (offers: readonly MediaOffer[]) => Promise<boolean>;
  /** Leaves a transaction whose bytes hash to its name for the feed. */
  readonly leave: (raw: Uint8Array, receipt: Receipt, peer: PeerId) => Promise<void>;
};

export type OpenMediaDesk = (parts: MediaParts) => {
  readonly desk: MediaDesk;
  /** Answers what a neighbour asks. */
  readonly answer: (question: Uint8Array) => Promise<Uint8Array | undefined>;
  /** What is played while it comes; absent where nothing is kept in parts. */
  readonly films?: Films;
};
