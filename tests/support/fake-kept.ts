import type { Client } from '#lib/client/client.ts';

type Kept = Awaited<ReturnType<Client['kept']>>[number] & { readonly kind: string };

/** The part of a client that keeps things, in memory; and files of nothing. */
export function fakeKept(now: number): Pick<Client, 'keep' | 'kept' | 'exportHeld' | 'importHeld'> {
  let rows: readonly Kept[] = [];
  return {
    keep: async ({ kind, id, on }) => {
      const left = rows.filter((row) => row.kind !== kind || row.id !== id);
      rows = on ? [{ kind, id, at: now }, ...left] : left;
    },
    kept: async (kind) => rows.filter((row) => row.kind === kind),
    exportHeld: async () => new Blob([]),
    importHeld: async () => ({ transactions: 0, news: 0, kept: 0, refused: [] }),
  };
}
