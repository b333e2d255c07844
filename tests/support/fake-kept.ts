import type { Client } from '#lib/client/client.ts';
import { author, keyOf } from './fake-story.ts';
import type { KeptRow } from './fake-timeline.ts';

type KeepingClient = Pick<Client, 'keep' | 'kept' | 'lists' | 'exportHeld' | 'importHeld'>;

/** The part of a client that keeps things, in memory; and files of nothing. */
export function fakeKept(
  now: number,
  onChange: () => void,
): { readonly rows: () => readonly KeptRow[]; readonly client: KeepingClient } {
  let rows: readonly KeptRow[] = [];
  const people = new Map(['mira', 'runa', 'tobi'].map((name) => [keyOf(name), author(name)]));
  return {
    rows: () => rows,
    client: {
      keep: async (what) => {
        const { kind, on } = what;
        const id = what.kind === 'listed' ? `${what.id} ${what.list}` : what.id;
        const left = rows.filter((row) => row.kind !== kind || row.id !== id);
        rows = on ? [{ kind, id, at: now }, ...left] : left;
        onChange();
      },
      lists: async () =>
        rows
          .filter(({ kind }) => kind === 'list')
          .map(({ id: name }) => ({
            name,
            people: rows
              .filter(({ kind, id }) => kind === 'listed' && id.endsWith(` ${name}`))
              .map(({ id }) => people.get(id.slice(0, 40)) ?? { key: id.slice(0, 40), signature: 'none' }),
          })),
      kept: async (kind) => rows.filter((row) => row.kind === kind),
      exportHeld: async () => new Blob([]),
      importHeld: async () => ({ transactions: 0, news: 0, kept: 0, refused: [] }),
    },
  };
}
