import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { exportHeld } from '#lib/feed/held-transfer.ts';
import { HeldImports, type PartPlace } from '#lib/feed/held-import.ts';
import type { KeptRow } from '#lib/store/kept-store.ts';
import { emptyHoldings, holdingsOf, manyEntries } from '#tests/support/many-posts.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const kept: readonly KeptRow[] = [{ kind: 'follow', id: 'ab'.repeat(20), at: 5 }];

/** A file of twenty transactions and one person who is followed, in parts. */
async function partsOf(): Promise<readonly (readonly [Uint8Array<ArrayBuffer>, PartPlace])[]> {
  const entries = manyEntries(20);
  const { bytes } = await exportHeld({
    network: 'devnet',
    holdings: holdingsOf(entries),
    entries: (from, end) => Promise.resolve(entries.slice(from, end)),
    kept,
  });
  const [third, size] = [Math.ceil(bytes.length / 3), bytes.length];
  return [
    [bytes.slice(0, third), 'start'],
    [bytes.slice(third, third * 2), 'middle'],
    [bytes.slice(third * 2, size), 'end'],
  ];
}

/** Tabs that hear one another; the one that stores may change. */
class Tabs {
  storing = 0;
  readonly rows: KeptRow[][] = [];
  readonly held: number[] = [];
  private readonly abort: AbortController[] = [];
  private readonly all: HeldImports[] = [];

  open(): HeldImports {
    const number = this.all.length;
    const [holdings, rows, abort] = [emptyHoldings(), [] as KeptRow[], new AbortController()];
    const imports = new HeldImports({
      target: () =>
        this.storing !== number
          ? undefined
          : {
              network: 'devnet',
              holdings,
              store: () => {
                this.held[number] = holdings.count;
                return Promise.resolve(undefined);
              },
              keep: async (more) => void rows.push(...more),
            },
      tell: (message) => {
        for (const [other, tab] of this.all.entries())
          if (other !== number && (message.type === 'import' || message.type === 'imported'))
            tab.hear(message);
      },
      onTaken: () => undefined,
      signal: abort.signal,
    });
    this.all.push(imports);
    this.rows.push(rows);
    this.abort.push(abort);
    return imports;
  }

  close(number: number): void {
    this.abort[number]?.abort();
  }
}

it('takes a file in the tab that stores, whichever was given it', async () => {
  const tabs = new Tabs();
  const all = [tabs.open(), tabs.open(), tabs.open()];
  const news: number[] = [];
  for (const tab of all) {
    let view: Awaited<ReturnType<HeldImports['take']>> | undefined;
    for (const [bytes, at] of await partsOf()) view = await tab.take(bytes, at);
    expect(view).toMatchObject({ transactions: 20, kept: 1 });
    expect(view).not.toHaveProperty('issue');
    news.push(view?.news ?? 0);
  }
  // What the first file brought is known when the others come.
  expect(news).toEqual([expect.any(Number), 0, 0]);
  expect(news[0]).toBeGreaterThan(0);
  expect(tabs.held).toEqual([news[0]]);
  expect(tabs.rows).toEqual([[...kept, ...kept, ...kept], [], []]);
});

it('says so when another tab stores from now on, or takes another file', async () => {
  const tabs = new Tabs();
  const [first, second, third] = [tabs.open(), tabs.open(), tabs.open()];
  const [start, middle] = await partsOf();
  if (start === undefined || middle === undefined) throw new Error('no parts');
  expect(await third.take(...start)).not.toHaveProperty('issue');
  expect(await second.take(...start)).not.toHaveProperty('issue');
  expect(await third.take(...middle)).toMatchObject({ issue: { code: 'held-file-interrupted' } });
  tabs.storing = 2;
  expect(await second.take(...middle)).toMatchObject({ issue: { code: 'held-file-interrupted' } });
  expect(await first.take(...middle)).toMatchObject({ issue: { code: 'held-file-interrupted' } });
});

it('waits for a tab that is closed no longer than a minute, and not beyond its own end', async () => {
  const tabs = new Tabs();
  const [, second, third] = [tabs.open(), tabs.open(), tabs.open()];
  tabs.storing = 9;
  const [start] = await partsOf();
  if (start === undefined) throw new Error('no parts');
  const given = second.take(...start);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await given).toMatchObject({ issue: { code: 'held-file-interrupted' } });
  const late = third.take(...start);
  tabs.close(2);
  expect(await late).toMatchObject({ issue: { code: 'held-file-interrupted' } });
});
