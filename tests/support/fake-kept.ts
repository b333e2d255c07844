import type { Client } from '#lib/client/client.ts';
import type { KeptRow } from './fake-timeline.ts';

type KeepingClient = Pick<Client, 'keep' | 'kept' | 'exportHeld' | 'importHeld'>;

/** The part of a client that keeps things, in memory; and files of nothing. */
export function fakeKept(
  now: number,
  onChange: () => void,
): { readonly rows: () => readonly KeptRow[]; readonly client: KeepingClient } {
  let rows: readonly KeptRow[] = [];
  return {
    rows: () => rows,
    client: {
      keep: async ({ kind, id, on }) => {
        const left = rows.filter((row) => row.kind !== kind || row.id !== id);
        rows = on ? [{ kind, id, at: now }, ...left] : left;
        onChange();
      },
      kept: async (kind) => rows.filter((row) => row.kind === kind),
      exportHeld: async () => new Blob([]),
      importHeld: async () => ({ transactions: 0, news: 0, kept: 0, refused: [] }),
    },
  };
}
