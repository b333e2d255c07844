import { SourceError, type ChainSource, type SourcedTx } from '#lib/chain/sources/source.ts';
import type { TestChain, Written } from './written.ts';

/** What a scripted source can do wrong. Each is asked before the honest answer is given. */
export type Mischief = {
  /** Replaces transactions of a page. */
  readonly twist?: (entry: SourcedTx) => SourcedTx;
  readonly headers?: (honest: readonly Uint8Array[], from: number) => readonly Uint8Array[];
  readonly fail?: () => SourceError | undefined;
  /** Entries that a page may have before it is too large to send. */
  readonly mostEntries?: number;
};

/** An indexer in process: lists transactions in the order in which they were told to it, with what its chain proves. */
export class ScriptedSource implements ChainSource {
  readonly name: string;
  mischief: Mischief;
  readonly asked: { readonly cursor: string | undefined; readonly limit: number }[] = [];
  private readonly chain: TestChain;
  private log: Written[] = [];
  private readonly listeners = new Set<() => void>();

  constructor(name: string, chain: TestChain, mischief: Mischief = {}) {
    this.name = name;
    this.chain = chain;
    this.mischief = mischief;
  }

  /** Lists transactions, again when they changed, and announces it. */
  list(...written: readonly Written[]): void {
    this.log = [...this.log, ...written];
    for (const listener of this.listeners) listener();
  }

  changes(cursor: string | undefined, limit: number, signal: AbortSignal) {
    this.check(signal);
    this.asked.push({ cursor, limit });
    const { twist = (entry: SourcedTx) => entry, mostEntries = Infinity } = this.mischief;
    const start = Number(cursor ?? 0);
    const listed = this.log.slice(start, start + limit);
    if (listed.length > mostEntries) {
      return Promise.reject(new SourceError(this.name, 'too-large', 'more than fits'));
    }
    const entries = listed.map((written) => twist(this.chain.sourced(written)));
    return Promise.resolve({ entries, cursor: String(start + listed.length), more: listed.length > 0 });
  }

  headers(fromHeight: number, count: number, signal: AbortSignal) {
    this.check(signal);
    const honest = this.chain.raws.slice(fromHeight, fromHeight + count);
    return Promise.resolve(this.mischief.headers?.(honest, fromHeight) ?? honest);
  }

  watch(onNews: () => void, signal: AbortSignal): void {
    this.listeners.add(onNews);
    signal.addEventListener('abort', () => this.listeners.delete(onNews));
  }

  private check(signal: AbortSignal): void {
    signal.throwIfAborted();
    const failure = this.mischief.fail?.();
    if (failure !== undefined) throw failure;
  }
}
