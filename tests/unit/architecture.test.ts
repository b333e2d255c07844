import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkArchitecture, readTable, type Module } from '#tests/support/architecture.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const table = readTable(await readFile(path.join(ROOT, 'docs/architecture.md'), 'utf8'));

async function projectModules(): Promise<Module[]> {
  const modules: Module[] = [];
  for await (const file of glob('{app,components,lib,host,devnet,bench,tools}/**/*.{ts,tsx,mjs}', {
    cwd: ROOT,
    exclude: (name) => name === 'node_modules',
  })) {
    modules.push({
      path: file.split(path.sep).join('/'),
      source: await readFile(path.join(ROOT, file), 'utf8'),
    });
  }
  return modules;
}

describe('the project', () => {
  it('imports only downwards, and names each thing in its place', async () => {
    const report = checkArchitecture(await projectModules(), table);
    expect(report.violations).toEqual([]);
    // A check that sees nothing must fail.
    expect(report.modules).toBeGreaterThan(200);
    expect(report.edges).toBeGreaterThan(400);
  });
});

/** Violations of a project of one module. */
const check = (file: string, source: string): readonly string[] =>
  checkArchitecture([{ path: file, source }], table).violations;

describe('a planted violation is found', () => {
  it.each([
    [
      'a lower folder that imports a higher one',
      'lib/chain/x.ts',
      "import { a } from '#lib/envelopes/index.ts';",
    ],
    ['the same by a relative path', 'lib/chain/x.ts', "import { a } from '../envelopes/index.ts';"],
    ['a dynamic import', 'lib/bytes/x.ts', "export const a = () => import('#lib/chain/tx.ts');"],
    ['a re-export', 'lib/protocols/x.ts', "export * from '#lib/proof/verdict.ts';"],
    ['a type by import()', 'lib/bytes/x.ts', "export type A = import('#lib/chain/tx.ts').Tx;"],
    ['a value where types are allowed', 'components/x.tsx', "import { a } from '#lib/feed/index.ts';"],
    [
      'names marked as types, which still import',
      'components/x.tsx',
      "import { type A } from '#lib/feed/post-view.ts';",
    ],
    ['an adapter in a pure step', 'lib/proof/x.ts', "import { a } from '#lib/chain/sources/one-sat.ts';"],
    [
      'the client, by another component',
      'components/x.tsx',
      "import { a } from '#lib/client/create-client.ts';",
    ],
    ['a key outside the signer', 'lib/client/x.ts', "import { a } from '#lib/wallet/vault.ts';"],
    ['a runtime root', 'lib/store/x.ts', "import type { A } from '#lib/client/client.ts';"],
    ['the service worker', 'components/x.tsx', "import type { A } from '#lib/sw/caches.ts';"],
    ['a worker', 'lib/client/x.ts', "import type { A } from '#lib/feed/worker.ts';"],
    ['the host', 'lib/bytes/x.ts', "import type { A } from '#host/table.ts';"],
    ['the devnet', 'host/x.ts', "import { a } from '#devnet/devnet.ts';"],
    ['tests', 'lib/bytes/x.ts', "import { a } from '#tests/support/fakes.ts';"],
    ['a screen that a route reaches around', 'app/page.tsx', "import { a } from '#lib/store/database.ts';"],
    ['a screen from below', 'lib/feed/x.ts', "import type { A } from '#components/post/card.tsx';"],
    ['a folder without a row', 'lib/utils/x.ts', 'export const a = 1;'],
    ['React in lib', 'lib/feed/x.ts', "import { useState } from 'react';"],
    ['Next in lib', 'lib/client/x.ts', "import { cookies } from 'next/headers';"],
    ['React Query in lib', 'lib/client/x.ts', "import { QueryClient } from '@tanstack/react-query';"],
    ['React Query in a screen', 'components/feed/x.tsx', "import { useQuery } from '@tanstack/react-query';"],
    ['Node in lib', 'lib/chain/x.ts', "import { readFile } from 'node:fs/promises';"],
    ['Helia outside lib/p2p', 'lib/sw/x.ts', "import { createHelia } from 'helia';"],
    ['libp2p outside lib/p2p', 'lib/client/x.ts', "const a = await import('@libp2p/websockets');"],
    ['three on a first page', 'components/plots/x.tsx', "import { Scene } from 'three';"],
    ['three beside pictures', 'components/media/x.tsx', "import { Scene } from 'three';"],
    ['the whole of zod', 'lib/bridge/x.ts', "import * as z from 'zod';"],
    ['IndexedDB outside lib/store', 'lib/feed/x.ts', "export const a = indexedDB.open('x');"],
    ['IndexedDB by the global object', 'lib/sw/x.ts', "export const a = self.indexedDB.open('x');"],
    ['fetch in a screen', 'components/x.tsx', "export const a = () => fetch('/x');"],
    ['fetch handed on from a step', 'lib/publish/x.ts', 'export const a = { fetch };'],
    ['fetch by the global object', 'lib/proof/x.ts', "export const a = () => globalThis.fetch('/x');"],
    ['the environment elsewhere', 'host/serve/x.ts', "export const a = process.env['PORT'];"],
    ['the environment by its module', 'devnet/x.ts', "import { env } from 'node:process';"],
    ['a process in a browser', 'components/x.tsx', 'export const { env } = process;'],
    ['a clock in a protocol', 'lib/protocols/x.ts', 'export const a = () => Date.now();'],
    ['chance in the ledger', 'lib/ledger/x.ts', 'export const a = () => Math.random();'],
    ['output in plots', 'lib/plots/x.ts', "console.log('x');"],
    ['storage without transactions', 'lib/wallet/x.ts', "localStorage.setItem('key', '1');"],
    [
      'a sandbox that undoes itself',
      'components/x.tsx',
      'export const a = <iframe sandbox="allow-scripts allow-same-origin" />;',
    ],
  ])('%s', (_what, file, source) => {
    expect(check(file, source)).toHaveLength(1);
  });

  it('a module that does not parse, or imports by a computed name, stops the check', () => {
    expect(() => check('lib/bytes/x.ts', 'export const = 1;')).toThrow(/lib\/bytes\/x\.ts/);
    expect(() => check('lib/bytes/x.ts', 'export const a = (name: string) => import(name);')).toThrow(
      /computed name/,
    );
  });
});

describe('what is allowed is not reported', () => {
  it.each([
    ['downwards', 'lib/chain/x.ts', "import { a } from '#lib/bytes/hex.ts';"],
    ['within the folder', 'lib/chain/x.ts', "import { a } from './tx.ts';"],
    ['types where types are allowed', 'components/x.tsx', "import type { A } from '#lib/feed/post-view.ts';"],
    ['a type that a global has', 'components/x.tsx', 'export type A = typeof fetch;'],
    [
      'a member that is called like a global',
      'lib/ledger/x.ts',
      'export const a = (b: { Date: number }) => b.Date;',
    ],
    ['a style sheet', 'components/x.tsx', "import styles from './x.module.css';"],
    ['a comment and a text', 'lib/protocols/x.ts', "// fetch, Date.now()\nexport const a = 'process.env';"],
  ])('%s', (_what, file, source) => {
    expect(check(file, source)).toEqual([]);
  });
});

describe('the table itself', () => {
  it('is read from the document, and a row that names nothing known is refused', () => {
    expect(() => readTable('# nothing here')).toThrow(/no table/);
    expect(() => readTable('| `a` | `b` | |')).toThrow(/no row/);
  });

  it('has no way round: no folder reaches itself by values', () => {
    for (const name of table.keys()) expect(reachable(name), name).not.toContain(name);
  });
});

/** Folders that a folder may import at run time, by any number of steps. */
function reachable(name: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const todo = [...(table.get(name)?.from ?? [])];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    todo.push(...(table.get(next)?.from ?? []));
  }
  return seen;
}
