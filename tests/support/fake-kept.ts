import type { Client } from '#lib/client/client.ts';
import { readBlockFile, writeBlockFile } from '#lib/client/block-file.ts';
import { author, keyOf } from './fake-story.ts';
import type { KeptRow } from './fake-timeline.ts';

type KeepingClient = Pick<
  Client,
  'keep' | 'kept' | 'takeBlockList' | 'readBlockList' | 'ownBlockList' | 'lists' | 'exportHeld' | 'importHeld'
>;

/** The part of a client that keeps things, in memory; and files of nothing. */
export function fakeKept(
  now: number,
  onChange: () => void,
): { readonly rows: () => readonly KeptRow[]; readonly client: KeepingClient } {
  let rows: readonly KeptRow[] = [];
  const people = new Map(['mira', 'runa', 'tobi'].map((name) => [keyOf(name), author(name)]));
  const take = (name: string, keys: readonly string[]): void => {
    const others = rows.filter(({ kind, id }) => !kind.startsWith('block-list') || !id.endsWith(name));
    const named = keys.length === 0 ? [] : [{ kind: 'block-list' as const, id: name, at: now }];
    const listed = keys.map((key) => ({ kind: 'block-listed' as const, id: `${key} ${name}`, at: now }));
    rows = [...named, ...listed, ...others];
    onChange();
  };
  return {
    rows: () => rows,
    client: {
      keep: async (what) => {
        if (what.kind === 'block-list') return take(what.id, what.keys);
        if (what.kind === 'list-name') {
          const { id: from, to } = what;
          rows = rows.map((row) =>
            row.kind === 'list' && row.id === from
              ? { ...row, id: to }
              : row.kind === 'listed' && row.id.slice(41) === from
                ? { ...row, id: `${row.id.slice(0, 40)} ${to}` }
                : row,
          );
          onChange();
          return;
        }
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
      readBlockList: async (file) => {
        const read = await readBlockFile(file);
        return read && { name: read.name, keys: read.keys.length };
      },
      takeBlockList: async (file) => {
        const read = await readBlockFile(file);
        if (read !== undefined) take(read.name, read.keys);
        return read && { name: read.name, keys: read.keys.length };
      },
      ownBlockList: async () =>
        writeBlockFile(
          rows.flatMap(({ kind, id }) => (kind === 'block' ? [id] : [])),
          undefined,
        ),
      kept: async (kind) => rows.filter((row) => row.kind === kind),
      exportHeld: async () => new Blob([]),
      importHeld: async () => ({ transactions: 0, news: 0, kept: 0, refused: [] }),
    },
  };
}
