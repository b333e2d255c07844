/** The claimed districts of a chain in columns: one row each, by height. */
export type LandView = {
  /** The chain's highest block that we checked; there is land up to it. */
  readonly asOfHeight: number;
  /** Who lists claims. Without one, nothing is known of districts that seem free. */
  readonly sources: readonly string[];
  readonly heights: Uint32Array;
  /** Height of the block that the first claim is in. */
  readonly claimedAt: Uint32Array;
  /** The holder, by number in `keys`. */
  readonly holders: Uint32Array;
  /** Hash160 (hex) of each holder's key; empty for nobody, or nobody that can be named. */
  readonly keys: readonly string[];
};

/** Blocks by the time that their headers say. */
export type HeightsOn = {
  /** Headers below this height are not on this device. */
  readonly knownFrom: number;
  readonly range?: { readonly from: number; readonly to: number };
};
