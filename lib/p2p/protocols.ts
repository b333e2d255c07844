import type { Network } from '#lib/chain/network.ts';

// Names of what neighbours speak. A network has its own topic; the streams name the network in their questions.

/** Gossip: who holds what is new. */
export const topicOf = (network: Network): string => `/nabo/${network}/1`;
/** Gossip among tabs that reach each other without a relay: the same, of the same form. */
export const directTopicOf = (network: Network): string => `/nabo/${network}/direct/1`;
/** What a neighbour holds, newest first. */
export const RECENT = '/nabo/recent/1';
/** Where two shelves differ, by sums over leading digits of txids. */
export const RECONCILE = '/nabo/reconcile/1';
/** Merkle path and header of transactions. */
export const PROOF = '/nabo/proof/1';
/** A drawer of the shelf, whole: everything whose txid begins with the same digits. */
export const DRAWER = '/nabo/drawer/1';
/** Headers by height, so that a path to a block which we have not heard of can be judged. */
export const HEADERS = '/nabo/headers/1';
/** A block of the chain by its hash: the land of a district. */
export const BLOCK = '/nabo/block/1';
/** A transaction above the shelf's size, in parts: the sums of its parts, or one of them. */
export const MEDIA = '/nabo/media/1';
/** Sealed frames between the devices of one person; anybody else hears noise. */
export const DEVICES = '/nabo/devices/1';
/** Blocks, as Helia speaks it. */
export const BITSWAP = '/ipfs/bitswap/1.2.0';
