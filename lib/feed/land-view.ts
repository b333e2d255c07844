import type { Outpoint } from '#lib/bytes/brand.ts';
import type { Issue } from '#lib/bytes/issue.ts';
import type { PostView } from './post-view.ts';

/** The claimed districts of a chain in columns: one row each, by height. */
export type LandView = {
  /** The chain's highest block that we checked; there is land up to it. */
  readonly asOfHeight: number;
  /** Above this height nobody lists claims: a district may be claimed there, and nobody here knows. */
  readonly listedTo?: number;
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

/** Blocks whose land this device keeps, by height: as many of them as one answer carries. */
export type HeldLand = {
  readonly heights: Uint32Array;
  /** Where the amounts of each block end in `sats`. */
  readonly ends: Uint32Array;
  /** Sums of the outputs of their transactions, in block order. */
  readonly sats: Float64Array;
  /** Where the next answer begins; absent when there are no more. */
  readonly next?: number;
};

/** A part of a list of winners of BTC that somebody made. */
export type BtcPart = {
  /** Who made it. */
  readonly list: string;
  /** Of how many parts the list is made. */
  readonly parts: number;
  /** The districts that this part names a winner for. */
  readonly heights: Uint32Array;
  /** Whether its bytes are those that were inscribed: `said` when they come from elsewhere. What they say is its maker's word. */
  readonly state: 'committed' | 'held' | 'said';
  /** Height of BTC's highest block, as a source says: districts go as far, lists do not. */
  readonly tip?: number;
  /** Why there is nothing in it. */
  readonly issue?: Issue;
};

/** A claim in the block at `height`; `index` counts the transactions of that block's list. */
export type InRace = { readonly id: string; readonly height: number; readonly index: number };

/** What is said of a district of BTC. Nothing of it is proven here; each part says by whom it is. */
export type BtcDistrictView = {
  readonly height: number;
  readonly listed?: {
    readonly list: string;
    readonly sat?: number;
    /** The winner's inscription, where the list names it. */
    readonly id?: string;
    /** Whether that inscription, read here, claims this very district; absent when it could not be read. */
    readonly saysSo?: boolean;
  };
  /** The claims in the blocks that were searched, from the district's own, the earliest that can be; decided by their order. */
  readonly race?: {
    readonly source: string;
    /** The last block that was searched: the first that has a claim, or as far as somebody asked. */
    readonly searchedTo: number;
    readonly first?: InRace;
    readonly rivals: readonly InRace[];
    /** Transactions with inscriptions that were too many to read. */
    readonly unread: number;
  };
  /** Other claims that were read here, by their ids; in which blocks they are is not known. */
  readonly seen: readonly string[];
  readonly issues: readonly Issue[];
};

/** A claim of a district of BTC, by its inscription id. */
export type BtcClaimView = {
  readonly id: string;
  /** The district that it claims; absent when it claims none, or could not be read. */
  readonly height?: number;
  readonly list?: string;
  /** Whether the list has this claim as the winner, another one, or none. */
  readonly says?: 'same' | 'another' | 'silent';
  readonly issue?: Issue;
};

/** What became of a district since it was claimed. */
export type PlotView = {
  /** Who held it, oldest first, at most the last hundred. `since`: height of the block in which it came to them. */
  readonly history: readonly { readonly holder: string; readonly since?: number }[];
  /** The output that it lies in now; absent while nobody holds it. */
  readonly at?: Outpoint;
  /** The parcels that were cut out of it, by index. */
  readonly parcels: readonly {
    readonly index: number;
    readonly id: Outpoint;
    readonly claimant: string;
    /** Hash160 (hex) of the key that holds it now; empty for nobody that can be named. */
    readonly holder: string;
    /** How many later claims of it were made with the district in hand. */
    readonly rivals: number;
    /** The output that it lies in now; absent while nobody holds it. */
    readonly at?: Outpoint;
  }[];
  /** Pictures that were inscribed as children of its parcels, at most one of each. */
  readonly pictures: readonly { readonly index: number; readonly id: Outpoint }[];
  /** What was said there: the posts that answer its claim, newest first, at most the last fifty. */
  readonly posts: readonly PostView[];
};
