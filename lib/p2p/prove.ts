import type { PeerId } from '@libp2p/interface';
import type { Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import type { ShelfStore } from '#lib/store/shelf-store.ts';
import { checkProof } from './check-proof.ts';
import type { Exchange } from './exchange.ts';
import type { FeedReader } from './feed-reader.ts';
import { MAX_PROOF_TXIDS, PROOFS_AT_ONCE } from './limits.ts';
import type { Proof } from './given-message.ts';

export type ProverOptions = {
  readonly store: ShelfStore;
  readonly feed: FeedReader;
  readonly exchange: Exchange;
  /** A neighbour said something that is not so. */
  readonly onRefused: (peer: PeerId) => void;
};

/** Headers below our highest that are asked for again, as the feed does with its sources. */
const OVERLAP = 12;

/** Gets Merkle paths of neighbours, and headers where a path leads above ours. */
export class Prover {
  private readonly options: ProverOptions;

  constructor(options: ProverOptions) {
    this.options = options;
  }

  /**
   * Proofs that hold for their own headers. Wrong ones are counted against the neighbour; what it has none of, or does not
   * answer in time, is left out. Those that it `gave` unasked are checked with them.
   */
  async proofsFrom(
    peer: PeerId,
    txids: readonly Txid[],
    signal: AbortSignal,
    gave: readonly Proof[] = [],
  ): Promise<ReadonlyMap<Txid, Proof>> {
    const { exchange, feed, onRefused } = this.options;
    const proofs = new Map<Txid, Proof>();
    let highest = -1;
    const take = (given: readonly Proof[]): void => {
      for (const proof of given) {
        const height = checkProof(proof);
        if (!height.ok) {
          onRefused(peer);
          continue;
        }
        proofs.set(proof.txid, proof);
        highest = Math.max(highest, height.value);
      }
    };
    const ask = async (asked: readonly Txid[]): Promise<void> => {
      const given = signal.aborted ? [] : await exchange.proofs(peer, asked, signal).catch(() => []);
      take(given);
      // What an answer has no room for is asked for again.
      const last = given.at(-1);
      const left = last === undefined ? [] : asked.slice(asked.indexOf(last.txid) + 1);
      if (left.length > 0) await ask(left);
    };
    take(gave);
    const parts = Array.from({ length: Math.ceil(txids.length / MAX_PROOF_TXIDS) }, (_none, at) =>
      txids.slice(at * MAX_PROOF_TXIDS, (at + 1) * MAX_PROOF_TXIDS),
    );
    for (let at = 0; at < parts.length; at += PROOFS_AT_ONCE)
      await Promise.all(parts.slice(at, at + PROOFS_AT_ONCE).map(ask));
    if (highest >= (await feed.nextHeight())) await this.takeHeaders(peer, signal).catch(() => undefined);
    return proofs;
  }

  private async takeHeaders(peer: PeerId, signal: AbortSignal): Promise<void> {
    const { exchange, feed, store } = this.options;
    const from = Math.max(0, (await feed.nextHeight()) - OVERLAP);
    const headers = await exchange.headers(peer, from, signal);
    if (headers.length > 0) await store.receiveHeaders({ from, packed: concatBytes(headers) });
  }
}
