import type { Block } from '#devnet/chain.ts';
import { startDevnet } from '#devnet/devnet.ts';
import { equalBytes } from '#lib/bytes/concat.ts';
import type { Txid } from '#lib/bytes/brand.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { startWriter, type Writer } from './writer.ts';

/** How much goes wrong, and for how many. */
export type FaultRunOptions = {
  readonly posts: number;
  readonly writers: number;
  /** Of a hundred submissions so many fail, in all of the devnet's ways, at each broadcaster. */
  readonly percent: number;
  readonly seed: number;
  /** Milliseconds until it is given up. */
  readonly patience: number;
};

export type FaultRun = {
  /** Words that are on the chain so many times; all of them once is right. */
  readonly onChain: ReadonlyMap<number, number>;
  /** Publications that were called seen while the second source had no such bytes. */
  readonly falseTicks: number;
  readonly ticks: number;
  /** How often somebody pressed "Try again" on a plain failure. */
  readonly retries: number;
  /** Bodies that our own route was given. */
  readonly handedOver: number;
};

/** How many transactions the second source is asked for in one look. */
const LOOKS = 25;
const LOOK_EVERY_MS = 250;
/** A block comes after so many looks, so that there is something to be seen before. */
const LOOKS_A_BLOCK = 4;

/**
 * People who write all at once to a devnet whose broadcasters fail on command, behind our own route and beside it. Blocks
 * come as fast as they are full of something. It ends when all words are in a block, or when nobody waits any longer.
 */
export async function runFaults(options: FaultRunOptions): Promise<FaultRun> {
  await using devnet = await startDevnet();
  const writers: Writer[] = [];
  for (let at = 0; at < options.writers; at += 1) {
    const direct = [
      { name: 'arcade', kind: 'arcade', url: `${devnet.url}/arcade` },
      { name: 'woc', kind: 'whatsonchain', url: `${devnet.url}/woc` },
    ] as const;
    writers.push(await startWriter({ devnetUrl: devnet.url, direct, hasWitness: false }));
  }
  const told = { falseTicks: 0, ticks: 0, retries: 0 };
  const blocks: Block[] = [];
  try {
    await fetch(`${devnet.url}/dev/faults`, {
      method: 'POST',
      body: JSON.stringify({ percent: options.percent, seed: options.seed, delayMs: 200 }),
    });
    const each = Math.ceil(options.posts / options.writers);
    await Promise.all(
      writers.map(async ({ outbox }, person) => {
        for (let at = person * each; at < Math.min(options.posts, (person + 1) * each); at += 1)
          await outbox.publish({ kind: 'post', text: wordsOf(at) });
      }),
    );
    const end = performance.now() + options.patience;
    for (let looks = 1; performance.now() < end; looks += 1) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      const open = await Promise.all(writers.map((writer) => look(writer, devnet.url, told)));
      if (open.every((count) => count === 0)) break;
      if (looks % LOOKS_A_BLOCK !== 0) continue;
      const fresh = devnet.mine();
      blocks.push(...fresh);
      for (const writer of writers) await tell(writer, fresh);
    }
    return {
      ...told,
      handedOver: writers.reduce((sum, { sent }) => sum + sent.length, 0),
      onChain: await countOnChain(options.posts, blocks, devnet.url),
    };
  } finally {
    for (const writer of writers) await writer[Symbol.asyncDispose]();
  }
}

/** All that is not in a block. */
const OPEN = ['draft', 'queued', 'sent', 'seen', 'failed'] as const;

type Told = { falseTicks: number; ticks: number; retries: number };

/** The bytes of a transaction as the second source has them. */
async function shown(devnetUrl: string, txid: Txid): Promise<Uint8Array | undefined> {
  const answer = await fetch(`${devnetUrl}/1sat/beef/${txid}/tx`);
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
}

/** What a person and a reader do: try again what failed, tell what was seen. Answers how many are not in a block yet. */
async function look({ outbox, store }: Writer, devnetUrl: string, told: Told): Promise<number> {
  const rows = await store.publications(...OPEN);
  for (const { id, state, tx } of rows.slice(0, LOOKS)) {
    if (state === 'failed') {
      told.retries += 1;
      await outbox.retry(id);
    }
    if (tx === undefined || state === 'draft' || state === 'failed') continue;
    const bytes = await shown(devnetUrl, tx.txid);
    const isThere = bytes !== undefined && equalBytes(bytes, tx.raw);
    if (state === 'seen') {
      told.ticks += 1;
      if (!isThere) told.falseTicks += 1;
    } else if (isThere) await outbox.observe(id, { type: 'seen', txid: tx.txid });
  }
  return rows.length;
}

/** Proofs, as the reading side would find them. */
async function tell({ outbox, store }: Writer, blocks: readonly Block[]): Promise<void> {
  if (blocks.every(({ txids }) => txids.length === 0)) return;
  const made = new Map(
    (await store.publications(...OPEN)).flatMap(({ id, tx, earlier = [] }) =>
      [...earlier, ...(tx === undefined ? [] : [tx])].map(({ txid }) => [txid, id] as const),
    ),
  );
  for (const { header, height, txids } of blocks)
    for (const [index, txid] of txids.entries()) {
      const id = made.get(txid);
      const place = { height, hash: header.hash, index, time: header.time };
      if (id !== undefined) await outbox.observe(id, { type: 'mined', txid, place });
    }
}

/** How many words are in the blocks how many times, told by the blocks alone. */
async function countOnChain(
  posts: number,
  blocks: readonly Block[],
  devnetUrl: string,
): Promise<Map<number, number>> {
  const times = new Map<string, number>(
    Array.from({ length: posts }, (_none, at) => [wordsOf(at), 0] as const),
  );
  for (const txid of blocks.flatMap(({ txids }) => txids)) {
    const raw = await shown(devnetUrl, txid);
    for (const { body } of raw === undefined ? [] : readInscriptions(raw, 'bsv')) {
      const words = body === undefined ? '' : new TextDecoder().decode(body);
      const known = times.get(words);
      if (known !== undefined) times.set(words, known + 1);
    }
  }
  const counts = new Map<number, number>();
  for (const count of times.values()) counts.set(count, (counts.get(count) ?? 0) + 1);
  return counts;
}

const wordsOf = (at: number): string => `Words ${at}`;
