import type { PeerId } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import type { Blockstore } from 'interface-blockstore';
import type { Txid } from '#lib/bytes/brand.ts';
import { cidOf } from './cid.ts';
import { collectBlock } from './shelf-blockstore.ts';
import type { PassingBlock } from './traffic.ts';
import { Until } from './until.ts';

/** A block, and who gave it. */
export type FetchedBlock = { readonly raw: Uint8Array; readonly peer: PeerId };

/**
 * Gets blocks by bitswap from whichever neighbour answers first. Wants go to every connected neighbour, and tell them
 * nothing but what is held in bulk anyway. Bitswap misses a block that comes before it has begun to listen, and then
 * waits in vain: so a block is taken as it goes by, when its bytes hash to the name.
 */
export class BlockFetcher {
  private readonly blocks: Pick<Blockstore, 'get'>;
  private readonly awaited = new Map<Txid, Set<(block: FetchedBlock) => void>>();

  /** @param blocks Helia's, which asks neighbours for what it does not hold. */
  constructor(blocks: Pick<Blockstore, 'get'>) {
    this.blocks = blocks;
  }

  /** @throws {Error} when nobody gave it until `signal` was aborted, or it came meanwhile by somebody else's asking. */
  async fetch(txid: Txid, signal: AbortSignal): Promise<FetchedBlock> {
    const { promise, resolve, reject } = Promise.withResolvers<FetchedBlock>();
    const until = new Until({ source: signal });
    const waiting = this.awaited.get(txid) ?? new Set();
    this.awaited.set(txid, waiting.add(resolve));
    // Its own answer does not say whose block it is, and comes after the block went by.
    collectBlock(this.blocks.get(cidOf(txid), { signal: until.signal })).then(
      () => reject(new Error('it is held')),
      reject,
    );
    try {
      return await promise;
    } finally {
      // Nobody else need be called for it, or give it a second time.
      until.end();
      waiting.delete(resolve);
      if (waiting.size === 0) this.awaited.delete(txid);
    }
  }

  /** A block came in, asked for or not. */
  passed({ txid, block, peer }: PassingBlock): void {
    const waiting = this.awaited.get(txid);
    if (waiting === undefined) return;
    const fetched = { raw: block.slice(), peer: peerIdFromString(peer) };
    for (const resolve of waiting) resolve(fetched);
  }
}
