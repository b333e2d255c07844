import type { Provider, Router } from '@helia/interface';
import type { Connection, PeerId } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { CID } from 'multiformats/cid';
import type { Txid } from '#lib/bytes/brand.ts';
import { txidOfCid } from './cid.ts';
import { DIAL_MORE_MS, DIAL_MS, ENOUGH_LINES, FIRST_DIALS, MAX_DIALS, MAX_PROVIDED } from './limits.ts';
import { Until } from './until.ts';

/** Somebody who says to hold a transaction, and where they are found. */
export type Holder = { readonly peer: PeerId; readonly addresses: readonly Multiaddr[] };

type Dialled = { readonly holder: Holder; readonly isThere: boolean };

/** The part of libp2p that reaching holders needs. */
export interface Reach {
  dial(addresses: Multiaddr[], options: { signal: AbortSignal }): Promise<Connection>;
  getConnections(peer?: PeerId): Connection[];
}

/**
 * Who holds what, as neighbours have said it, and Helia's way to find it. Bitswap connects to providers one after the
 * other and gives up at the first that is dead, so this dials them itself, several at once, and names only those that answered.
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

  /**
   * The holders of a transaction that can be reached, as soon as each is: those who are connected, then some that are
   * dialled, and the others when whoever looks goes on looking. Ends after {@link DIAL_MS} at most.
   */
  async *holdersOf(txid: Txid, signal?: AbortSignal): AsyncGenerator<Holder> {
    const search = new Until({ source: signal, ms: this.dialMs });
    const until = search.signal;
    const known = this.knownHolders(txid);
    const waiting = known.filter((holder) => !this.isConnected(holder));
    const dialled = new Map<Holder, Promise<Dialled>>();
    const dial = (most: number): void => {
      for (const holder of waiting.splice(0, most)) {
        const answer = this.reaches(holder, until).then((isThere) => ({ holder, isThere }));
        dialled.set(holder, answer);
      }
    };
    try {
      const connected = known.filter((holder) => this.isConnected(holder));
      yield* connected;
      // A want goes to all who are connected, and among many somebody has it in a moment.
      const isAlone = this.reach.getConnections().length < ENOUGH_LINES;
      if (connected.length === 0) dial(isAlone ? FIRST_DIALS : 1);
      let more = waiting.length > 0 ? pause(DIAL_MORE_MS, until) : undefined;
      while ((dialled.size > 0 || more !== undefined) && !until.aborted) {
        const ended = await Promise.race([...dialled.values(), ...(more === undefined ? [] : [more])]);
        if (ended === undefined) {
          more = undefined;
          dial(MAX_DIALS);
          continue;
        }
        dialled.delete(ended.holder);
        if (ended.isThere) yield ended.holder;
        else dial(1);
      }
    } finally {
      search.end();
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
  async reaches(holder: Holder, signal: AbortSignal): Promise<boolean> {
    const { addresses } = holder;
    const isThere = this.isConnected(holder);
    if (isThere || addresses.length === 0) return isThere;
    return this.reach.dial([...addresses], { signal }).then(
      () => true,
      () => false,
    );
  }

  /** Whether a line to a holder is open. */
  isConnected({ peer }: Holder): boolean {
    return this.reach.getConnections(peer).some(({ status }) => status === 'open');
  }
}

/** Resolves after some time, or at once when `signal` is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    resolve(undefined);
  };
  const timer = setTimeout(end, ms);
  signal.addEventListener('abort', end);
  return promise;
}
