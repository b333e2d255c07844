import type { PeerId } from '@libp2p/interface';
import type { Txid } from '#lib/bytes/brand.ts';
import { nameOf } from './cid.ts';
import type { Exchange, HeldBytes } from './exchange.ts';
import { ASK_NEXT_MS, DRAWER_DIGITS, MAX_ASKED, MAX_DRAWER_DIGITS, OPEN_MS } from './limits.ts';
import type { Gift, Receipt } from './receive.ts';
import type { Holder, HolderRouter } from './router.ts';
import type { Shelf } from './shelf.ts';

export type PostFinderOptions = {
  readonly shelf: Shelf;
  readonly holders: Pick<HolderRouter, 'knownHolders' | 'reaches'>;
  /** Neighbours that are connected right now. */
  readonly connected: () => readonly Holder[];
  readonly exchange: Pick<Exchange, 'drawer'>;
  readonly keep: (gift: Gift, signal: AbortSignal) => Promise<readonly Receipt[]>;
  /** A neighbour gave something that was not asked for. */
  readonly onRefused: (peer: PeerId) => void;
};

type Ended = { readonly holder: Holder; readonly receipt: Receipt | undefined };

/**
 * Finds one transaction that somebody opened and that no announcement brought. A neighbour is never asked for it by name:
 * it is asked for the whole drawer of its shelf in which the txid would lie, all of which is kept, so that it learns no
 * more than the first digits. Neighbours are asked one after the other, those first who said to hold it, and the next is
 * asked beside one that is slow.
 */
export class PostFinder {
  private readonly options: PostFinderOptions;

  constructor(options: PostFinderOptions) {
    this.options = options;
  }

  /** Answers what was received, or `undefined` when nobody had it within {@link OPEN_MS}. */
  async find(txid: Txid, signal: AbortSignal): Promise<Receipt | undefined> {
    const stop = new AbortController();
    const until = AbortSignal.any([signal, stop.signal, AbortSignal.timeout(OPEN_MS)]);
    const waiting = this.candidates(txid);
    const running = new Map<Holder, Promise<Ended>>();
    try {
      while (!until.aborted) {
        const next = waiting.shift();
        if (next !== undefined) running.set(next, this.ask(next, txid, until));
        if (running.size === 0) return undefined;
        const isSlow = waiting.length > 0 ? [pause(ASK_NEXT_MS)] : [];
        const ended = await Promise.race([...running.values(), ...isSlow]);
        if (ended?.receipt !== undefined) return ended.receipt;
        if (ended !== undefined) running.delete(ended.holder);
      }
      return undefined;
    } finally {
      stop.abort();
    }
  }

  private candidates(txid: Txid): Holder[] {
    const { holders, connected } = this.options;
    const byId = new Map<string, Holder>();
    for (const holder of [...holders.knownHolders(txid), ...connected()]) {
      const id = holder.peer.toString();
      if (!byId.has(id)) byId.set(id, holder);
    }
    return [...byId.values()].slice(0, MAX_ASKED);
  }

  private async ask(holder: Holder, txid: Txid, signal: AbortSignal): Promise<Ended> {
    const begun = performance.now();
    try {
      if (!(await this.options.holders.reaches(holder, signal))) return { holder, receipt: undefined };
      const txs = await this.openDrawer(holder.peer, txid, signal);
      const given = await this.options.keep({ peer: holder.peer, txs, begun, wanted: txid }, signal);
      return { holder, receipt: given.find((each) => each.txid === txid) };
    } catch {
      // Gone, too late, or no answer: others are asked.
      return { holder, receipt: undefined };
    }
  }

  /** What a neighbour gives of the drawer and is not held here, and the one that is wanted in any case. */
  private async openDrawer(peer: PeerId, wanted: Txid, signal: AbortSignal): Promise<readonly HeldBytes[]> {
    const { exchange, shelf, onRefused } = this.options;
    for (let digits = DRAWER_DIGITS; digits <= MAX_DRAWER_DIGITS; digits += 1) {
      const begins = wanted.slice(0, digits);
      const answer = await exchange.drawer(peer, begins, signal);
      if (answer.narrower === true && answer.txs.length === 0) continue;
      const named = answer.txs.map(({ raw, path }) => ({ txid: nameOf(raw), raw, path }));
      const fitting = named.filter(({ txid }) => txid.startsWith(begins));
      if (fitting.length < named.length) onRefused(peer);
      const missing = new Set(await shelf.missing(fitting.map(({ txid }) => txid)));
      return fitting.filter(({ txid }) => txid === wanted || missing.has(txid));
    }
    return [];
  }
}

const pause = (ms: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
