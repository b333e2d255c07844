import type { Provider, Router } from '@helia/interface';
import type { Connection, PeerId } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { CID } from 'multiformats/cid';
import type { Txid } from '#lib/bytes/brand.ts';
import { txidOfCid } from './cid.ts';
import { DIAL_MS, MAX_DIALS, MAX_PROVIDED } from './limits.ts';

/** Somebody who says to hold a transaction, and where they are found. */
export type Holder = { readonly peer: PeerId; readonly addresses: readonly Multiaddr[] };

/** The part of libp2p that reaching holders needs. */
export interface Reach {
  dial(addresses: Multiaddr[], options: { signal: AbortSignal }): Promise<Connection>;
  getConnections(peer: PeerId): Connection[];
}

/**
 * Who holds what, as neighbours have said it, and Helia's way to find it. Bitswap connects to providers one after the
 * other and gives up at the first that is dead, so this dials them itself, all at once, and names only those that answered.
 */
export class HolderRouter implements Router {
  readonly name = 'nabo-holders';
  private readonly holders = new Map<Txid, Holder[]>();
  private readonly reach: Reach;
  private readonly dialMs: number;

  constructor(reach: Reach, dialMs = DIAL_MS) {
    this.reach = reach;
    this.dialMs = dialMs;
  }

  /** Notes that `holder` says to hold these. The newest are tried first; the oldest transactions are forgotten. */
  note(txids: readonly Txid[], holder: Holder): void {
    for (const txid of txids) {
      const others = (this.holders.get(txid) ?? []).filter(({ peer }) => !peer.equals(holder.peer));
      this.holders.delete(txid);
      this.holders.set(txid, [holder, ...others].slice(0, MAX_DIALS));
    }
    for (const txid of this.holders.keys()) {
      if (this.holders.size <= MAX_PROVIDED) break;
      this.holders.delete(txid);
    }
  }

  /** Forgets a holder of a transaction that did not have it, or had something else. */
  drop(txid: Txid, peer: PeerId): void {
    const left = this.holders.get(txid)?.filter((holder) => !holder.peer.equals(peer));
    if (left !== undefined) this.holders.set(txid, left);
  }

  /** Who said to hold a transaction, newest first. */
  knownHolders(txid: Txid): readonly Holder[] {
    return this.holders.get(txid) ?? [];
  }

  /** The holders of a transaction that can be reached, as soon as each is. Ends after {@link DIAL_MS} at most. */
  async *holdersOf(txid: Txid, signal?: AbortSignal): AsyncGenerator<Holder> {
    const late = AbortSignal.timeout(this.dialMs);
    const until = signal === undefined ? late : AbortSignal.any([signal, late]);
    const dialled = new Map(
      this.knownHolders(txid).map((holder) => {
        const dial = this.reaches(holder, until).then((isThere) => ({ holder, isThere }));
        return [holder, dial] as const;
      }),
    );
    while (dialled.size > 0) {
      const { holder, isThere } = await Promise.race(dialled.values());
      dialled.delete(holder);
      if (isThere) yield holder;
    }
  }

  async *findProviders(cid: CID, options?: { signal?: AbortSignal }): AsyncGenerator<Provider> {
    const txid = txidOfCid(cid);
    if (txid === undefined) return;
    for await (const { peer, addresses } of this.holdersOf(txid, options?.signal)) {
      yield {
        id: peer.toCID(),
        multiaddrs: [...addresses],
        protocols: ['transport-bitswap'],
        router: this.name,
        fallback: false,
      };
    }
  }

  /** Connects to a holder, unless it is connected. Answers whether it is. */
  async reaches({ peer, addresses }: Holder, signal: AbortSignal): Promise<boolean> {
    const isThere = this.reach.getConnections(peer).some(({ status }) => status === 'open');
    if (isThere || addresses.length === 0) return isThere;
    return this.reach.dial([...addresses], { signal }).then(
      () => true,
      () => false,
    );
  }
}
