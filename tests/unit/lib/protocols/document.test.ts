import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as protocols from '#lib/protocols/index.ts';
import { PROTOCOLS } from '#lib/protocols/registry.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const document = read('docs/protocols.md');
/** Rows of a table of the document, by its cells. A `|` in a cell is written `\|`. */
const rowsBelow = (heading: string): readonly (readonly string[])[] => {
  const [section = ''] = document.split(`## ${heading}\n`).slice(1).join('').split('\n## ');
  return section
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('|---'))
    .slice(1)
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
};

const table = rowsBelow('The table');
const filesIn = (cell = ''): readonly string[] =>
  [...cell.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, file = '']) => file);

describe('docs/protocols.md', () => {
  it('has a row of seven cells for each protocol, none of them empty', () => {
    expect(table.length).toBeGreaterThan(8);
    for (const row of table) {
      expect(row).toHaveLength(7);
      for (const cell of row) expect(cell).not.toBe('');
    }
  });

  it('has a row for every file that decodes, and so for every protocol of the registry', () => {
    const named = new Set(table.flatMap(([, , files]) => filesIn(files)));
    const decoders = globSync('lib/protocols/*.ts', { cwd: ROOT }).filter((file) =>
      /^export (?:const|function) decode[A-Z]/m.test(read(file)),
    );
    expect(decoders.length).toBeGreaterThan(8);
    for (const file of decoders) if (!file.endsWith('/registry.ts')) expect(named).toContain(file);
    const files = decoders.map(read).join('\n');
    for (const { decode } of PROTOCOLS)
      expect(files).toMatch(new RegExp(`export (?:const|function) ${decode.name}\\b`));
  });

  it('names files and vectors that exist', () => {
    const files = filesIn(document);
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) expect(existsSync(path.join(ROOT, file)), file).toBe(true);
  });

  it('names every writer', () => {
    const writes = table.map(([, , , , cell]) => cell).join(' ');
    const writers = Object.keys(protocols).filter((name) => /^encode(?!Signature$)/.test(name));
    expect(writers.length).toBeGreaterThan(10);
    for (const name of writers) expect(writes).toContain(`\`${name}\``);
  });

  it('explains every code that a record can have, and no other', () => {
    const sources = [...globSync('lib/protocols/*.ts', { cwd: ROOT }), 'lib/bytes/json.ts']
      .map(read)
      .join('\n');
    const made = [...sources.matchAll(/\b(?:issue|note|refuse|broken)\(\s*(?:reading,\s*)?['`]([^'`]+)['`]/g)]
      .map(([, code = '']) => code)
      .flatMap((code) =>
        code === '${kind}-target'
          ? ['like', 'unlike', 'repost', 'follow', 'unfollow'].map((kind) => `${kind}-target`)
          : [code],
      );
    const explained = rowsBelow('Codes').flatMap(([codes = '']) =>
      [...codes.matchAll(/`([^`]+)`/g)].map(([, code]) => code),
    );
    expect(explained.length).toBeGreaterThan(40);
    expect(new Set(explained)).toEqual(new Set(made));
  });
});
