import type { Txid } from '#lib/bytes/brand.ts';

/** What this device knows of its neighbours, as screens show it. Plain data: it crosses from the service worker to the page. */
export type NeighboursView = {
  /** Whether this device serves and announces what it holds. */
  readonly sharing: boolean;
  /**
   * `off`: sharing is switched off, or the host names no relay. `starting`: the node is being made, or no relay is
   * connected yet. `on`: neighbours can reach this device. `unsupported`: this browser gives us no service worker or no storage.
   */
  readonly state: 'off' | 'starting' | 'on' | 'unsupported';
  /** How neighbours know this device: a PeerId, in base58. */
  readonly self?: string;
  readonly relays: readonly { readonly address: string; readonly connected: boolean }[];
  readonly peers: readonly NeighbourView[];
  /** What this device holds and serves. */
  readonly shelf: {
    readonly transactions: number;
    readonly bytes: number;
    /**
     * What was added today (UTC), and how much may be added in a day; what is evicted gives nothing back. Both are the same
     * where the device is full.
     */
    readonly addedToday: number;
    readonly budgetBytes: number;
  };
  /** Blocks and proofs of neighbours that were not what they were said to be, and were not kept. */
  readonly refused: number;
  /** What came and went last, newest first. */
  readonly recent: readonly {
    readonly txid: Txid;
    readonly direction: 'in' | 'out';
    /** PeerId. */
    readonly peer: string;
    readonly bytes: number;
    /** From asking to having checked it; 0 for what went out. */
    readonly ms: number;
    /** Milliseconds since 1970. */
    readonly at: number;
  }[];
};

/** One connected neighbour. Counts are since the connection was made. */
export type NeighbourView = {
  /** PeerId. */
  readonly id: string;
  /** The PeerId by which the same device is found through relays, as it says itself. */
  readonly of?: string;
  readonly via: 'relay' | 'direct';
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly blocksIn: number;
  readonly blocksOut: number;
};
