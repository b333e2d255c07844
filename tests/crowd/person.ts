import { IDBFactory } from 'fake-indexeddb';
import type { PeerId } from '@libp2p/interface';
import type { Blockstore } from 'interface-blockstore';
import type { CID } from 'multiformats/cid';
import type { Txid } from '#lib/bytes/brand.ts';
import { Neighbour } from '#lib/p2p/neighbour.ts';
import { txidOfCid } from '#lib/p2p/cid.ts';
import { ShelfStore } from '#lib/store/shelf-store.ts';
import { PLAYED_RELAY, PlayedNode } from './played-node.ts';
import type { PlayedNetwork } from './played-network.ts';

/** An honest device of a crowd: `lib/p2p` as it is, over storage of its own that outlives its absence. */
export class CrowdPerson {
  readonly peer: PeerId;
  private readonly network: PlayedNetwork;
  private readonly factory: IDBFactory;
  private readonly store: ShelfStore;
  /** The bytes, beside the database: a want that nobody can serve must cost no more than it does in a browser. */
  private readonly blocks = new Map<Txid, Uint8Array>();
  private neighbour: Neighbour | undefined;

  private constructor(network: PlayedNetwork, peer: PeerId, factory: IDBFactory, store: ShelfStore) {
    this.network = network;
    this.peer = peer;
    this.factory = factory;
    this.store = store;
  }

  static async make(network: PlayedNetwork, peer: PeerId): Promise<CrowdPerson> {
    const factory = new IDBFactory();
    const store = await ShelfStore.open('devnet', { factory });
    return new CrowdPerson(network, peer, factory, store);
  }

  get isHere(): boolean {
    return this.neighbour !== undefined;
  }

  async come(revisitMs?: number): Promise<void> {
    if (this.neighbour !== undefined) return;
    const { network, peer, store, factory, blocks } = this;
    const node = new PlayedNode({
      network,
      peer,
      give: (txid) => blocks.get(txid),
      keep: async (txid, raw) => void blocks.set(txid, raw),
    });
    this.neighbour = await Neighbour.start({
      network: 'devnet',
      relays: [PLAYED_RELAY],
      store,
      blockstore: blocksIn(blocks),
      // Only Helia reads it.
      datastore: {} as never,
      factory,
      startNode: async ({ isBanned }) => {
        node.enter();
        return node.asNode(isBanned);
      },
      ...(revisitMs !== undefined && { revisitMs }),
    });
  }

  async go(): Promise<void> {
    const { neighbour } = this;
    this.neighbour = undefined;
    await neighbour?.stop();
  }

  /** Writes something. */
  async say(txid: Txid, raw: Uint8Array): Promise<void> {
    await this.neighbour?.hold(txid, raw);
  }

  async holds(): Promise<number> {
    return this.store.count();
  }

  async refused(): Promise<number> {
    return (await this.store.meta()).refused ?? 0;
  }

  async leaveForEver(): Promise<void> {
    await this.go();
    this.store.close();
  }
}

/** The part of a block store that `lib/p2p` itself calls, over blocks of transactions alone. */
const blocksIn = (blocks: Map<Txid, Uint8Array>): Blockstore => {
  const heldAs = (cid: CID): Uint8Array | undefined => blocks.get(named(cid));
  return {
    has: async (cid: CID) => heldAs(cid) !== undefined,
    get: async function* get(cid: CID) {
      const raw = heldAs(cid);
      if (raw === undefined) throw new Error('not held');
      yield raw;
    },
    put: async (cid: CID, raw: Uint8Array) => {
      blocks.set(named(cid), raw);
      return cid;
    },
    delete: async (cid: CID) => void blocks.delete(named(cid)),
  } as unknown as Blockstore;
};

function named(cid: CID): Txid {
  const txid = txidOfCid(cid);
  if (txid === undefined) throw new RangeError('unreachable: only transactions are kept here');
  return txid;
}
