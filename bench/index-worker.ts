import type { Txid } from '#lib/bytes/brand.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { FeedIndex } from '#lib/feed/feed-index.ts';
import { FeedStorage } from '#lib/feed/feed-storage.ts';
import { Holdings } from '#lib/feed/holdings.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import { checkTx } from '#lib/proof/verify-tx.ts';
import type { HeldTx } from '#lib/store/held-tx.ts';
import { EACH, writeCorpus } from './index-corpus.ts';

// The writing side of `npm run bench -- index`, in a worker of Chromium: the same classes that the feed worker runs. What
// the corpus costs to make is never counted.

/** The part of a worker's scope that is needed. */
declare const self: {
  addEventListener(type: 'message', listener: (event: MessageEvent<IndexTask>) => void): void;
  postMessage(answer: unknown): void;
};

/** Transactions of one commit: most go into chunks at once, and no row is written for them. */
const BATCH = 4096;
/** Of these, so many are made at a time. */
const BATCHES = 4;
const ROWS = 40_000;
const ROWS_OF_COMMIT = 1000;
/** The newest transactions, which are in no block yet. */
const UNMINED = 100;
/** Adds that are timed one by one, with the index as it is then. */
const SINGLE_ADDS = 200;

export type Timed = { readonly posts: number; readonly ms: number; readonly indexMs: number };
export type IndexAnswer =
  | { readonly kind: 'rows'; readonly rows: number; readonly ms: number }
  | { readonly kind: 'made' }
  | {
      readonly kind: 'written';
      readonly timed: Timed;
      readonly adds: Readonly<Record<string, readonly number[]>>;
    };

export type IndexTask =
  | { readonly kind: 'rows' }
  /** Makes what {@link write} writes, and does nothing with it. */
  | { readonly kind: 'corpus'; readonly posts: number }
  | {
      readonly kind: 'write';
      readonly network: 'devnet' | 'test';
      readonly posts: number;
      readonly hashes: boolean;
      /** Numbers of posts after which single adds are timed. */
      readonly addsAt: readonly number[];
    };

const newHoldings = (): Holdings =>
  new Holdings({ chain: new HeaderChain(NETWORK_PARAMS.devnet, { height: 0 }), index: new FeedIndex('bsv') });

/** A store of the usual kind beside ours: one row a post, one index, strict commits of a thousand rows. */
async function writeRows(): Promise<IndexAnswer> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('rows', 1);
    request.addEventListener('upgradeneeded', () => {
      request.result.createObjectStore('posts', { keyPath: 'id' }).createIndex('author', 'author');
    });
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error as Error));
  });
  const recent: Txid[] = [];
  const entries = writeCorpus(0, ROWS / EACH, recent);
  const rows = entries.flatMap(({ txid, authors, proof, heldSince }) =>
    authors.map(({ vout, key }) => ({
      id: `${txid}_${vout}`,
      author: key,
      text: `${txid} ${vout}`,
      proof,
      heldSince,
    })),
  );
  const from = performance.now();
  for (let at = 0; at < rows.length; at += ROWS_OF_COMMIT) {
    await new Promise<void>((resolve, reject) => {
      const transaction = database.transaction('posts', 'readwrite', { durability: 'strict' });
      const store = transaction.objectStore('posts');
      for (const row of rows.slice(at, at + ROWS_OF_COMMIT)) store.put(row);
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () => reject(transaction.error as Error));
    });
  }
  const ms = performance.now() - from;
  database.close();
  return { kind: 'rows', rows: rows.length, ms };
}

async function write({
  network,
  posts,
  hashes,
  addsAt,
}: Extract<IndexTask, { kind: 'write' }>): Promise<IndexAnswer> {
  const storage = await FeedStorage.open(network, {});
  if (!storage.isUsable) throw storage.trouble ?? new Error('no storage');
  const holdings = newHoldings();
  const recent: Txid[] = [];
  const adds: Record<string, readonly number[]> = {};
  let [ms, indexMs] = [0, 0];
  const txs = Math.ceil(posts / EACH);
  // As the feed does it: while one part is stored the next is read.
  let storing: Promise<unknown> = Promise.resolve();
  const take = async (entries: readonly HeldTx[]): Promise<void> => {
    const from = performance.now();
    if (hashes)
      for (const { txid, raw } of entries) if (!checkTx(txid, raw).ok) throw new Error('not its bytes');
    holdings.restore(entries);
    indexMs += performance.now() - from;
    await storing;
    storing = storage.commit({ added: entries }, holdings);
    ms += performance.now() - from;
  };
  const settle = async (): Promise<void> => {
    const from = performance.now();
    await storing;
    ms += performance.now() - from;
  };
  while (holdings.count < txs) {
    const due = addsAt.find((count) => adds[count] === undefined);
    const end = Math.min(txs, due === undefined ? txs : Math.ceil(due / EACH));
    // Made before the clock runs, so that nothing is stored while it stands.
    const parts: HeldTx[][] = [];
    for (let at = holdings.count; at < end && parts.length < BATCHES; at += BATCH)
      parts.push(writeCorpus(at, Math.min(end, at + BATCH), recent, txs - UNMINED));
    for (const part of parts) await take(part);
    await settle();
    if (due !== undefined && holdings.count >= end) {
      const before = [ms, indexMs] as const;
      const each: number[] = [];
      for (let one = 0; one < SINGLE_ADDS; one += 1) {
        const entries = writeCorpus(holdings.count, holdings.count + 1, recent);
        const from = performance.now();
        await take(entries);
        await settle();
        each.push(performance.now() - from);
      }
      adds[due] = each;
      [ms, indexMs] = before;
    }
  }
  storage.close();
  return { kind: 'written', timed: { posts: txs * EACH, ms, indexMs }, adds };
}

async function answer(task: IndexTask): Promise<IndexAnswer> {
  if (task.kind === 'rows') return writeRows();
  if (task.kind === 'write') return write(task);
  const recent: Txid[] = [];
  for (let at = 0; at < task.posts / EACH; at += BATCH) writeCorpus(at, at + BATCH, recent);
  return { kind: 'made' };
}

self.addEventListener('message', ({ data }) => {
  answer(data).then(
    (done) => self.postMessage(done),
    (error: unknown) => self.postMessage({ kind: 'failed', message: String(error) }),
  );
});
