import { asTxid, toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import { applySigned } from '#lib/publish/books.ts';
import type { Publication } from '#lib/publish/publication.ts';
import { openCoreDatabase } from '#lib/store/core-database.ts';
import { createCoreStore } from '#lib/store/core-store.ts';

// Runs in a page: several of them want every coin at once, each for a publication of its own.

const hex = (number: number): string => number.toString(16).padStart(64, '0');
const outpointOf = (at: number): Outpoint => toOutpoint(asTxid(hex(at + 1)), 0);

async function openStore() {
  return createCoreStore(await openCoreDatabase('devnet'));
}

/** Puts `count` coins into the books. */
export async function fund(count: number): Promise<number> {
  const store = await openStore();
  return store.addCoins(
    Array.from({ length: count }, (_none, at) => ({
      outpoint: outpointOf(at),
      sats: 1_000,
      script: new Uint8Array(25),
      status: 'free',
      depth: 0,
      doubt: 0,
    })),
  );
}

/** Wants each of `count` coins, all at once and each tab in another order; gives those that it got. */
export async function race(tab: number, count: number): Promise<readonly number[]> {
  const store = await openStore();
  const order = Array.from({ length: count }, (_none, at) => (at * 7 + tab * 131) % count);
  const got = await Promise.all(order.map(async (at) => ((await want(at)) ? [at] : [])));
  return got.flat();

  function want(at: number): Promise<boolean> {
    const draft: Publication = {
      id: `tab ${tab}, coin ${at}`,
      network: 'devnet',
      createdAt: 1,
      intent: { kind: 'post', text: 'mine' },
      state: 'draft',
      attempts: 0,
      revision: 0,
    };
    const bytes = new Uint8Array(1);
    const tx = {
      txid: asTxid(hex(0x100_0000 * (tab + 1) + at)),
      raw: bytes,
      ef: bytes,
      inputs: [outpointOf(at)],
      feeSats: 54,
    };
    return store.enter(draft.id, tx.inputs, ({ coins }) => {
      const entry = applySigned({ publications: new Map([[draft.id, draft]]), coins }, draft, tx, []);
      return entry.ok ? { changes: entry.value, answer: true } : { answer: false };
    });
  }
}

/** Who holds each coin, by the id of the publication, and whether that publication is there. */
export async function holders(count: number): Promise<readonly (string | undefined)[]> {
  const store = await openStore();
  const rows = await store.publications('queued');
  const spends = new Map(rows.flatMap(({ id, tx }) => tx?.inputs.map((input) => [input, id] as const) ?? []));
  const free = await store.freeCoins();
  return Array.from({ length: count }, (_none, at) =>
    free.some(({ outpoint }) => outpoint === outpointOf(at)) ? undefined : spends.get(outpointOf(at)),
  );
}
