import path from 'node:path';
import { scanModule, type ModuleScan } from './module-scan.ts';

/** A module of the project: path from the project's folder, with `/`, and text. */
export type Module = { readonly path: string; readonly source: string };

/** What one folder may import, as docs/architecture.md says it. */
export type Row = { readonly from: ReadonlySet<string>; readonly typesFrom: ReadonlySet<string> };

/** The table of docs/architecture.md: every folder, and what it may import besides itself. */
export type Table = ReadonlyMap<string, Row>;

export type Report = {
  /** One sentence each, beginning with the path of the module. */
  readonly violations: readonly string[];
  readonly modules: number;
  /** Imports from one folder into another. */
  readonly edges: number;
};

/**
 * Reads the table of directions out of the document that people read, so that the two cannot differ.
 *
 * @throws {Error} when there is no such table, or a row names a folder that has no row.
 */
export function readTable(markdown: string): Table {
  const table = new Map<string, Row>();
  for (const line of markdown.split('\n')) {
    const [, name = '', from, typesFrom] = line.split('|').map((cell) => cell.trim());
    if (!/^`[^`]+`$/.test(name)) continue;
    table.set(name.slice(1, -1), { from: quotedNames(from), typesFrom: quotedNames(typesFrom) });
  }
  if (table.size === 0) throw new Error('no table of directions found');
  for (const [name, { from, typesFrom }] of table) {
    for (const other of [...from, ...typesFrom]) {
      if (!table.has(other)) throw new Error(`the row of ${name} names ${other}, which has no row`);
    }
  }
  return table;
}

const quotedNames = (cell = ''): ReadonlySet<string> =>
  new Set([...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));

/** Checks every module against the table and against the names that belong to one place each. */
export function checkArchitecture(modules: readonly Module[], table: Table): Report {
  const violations: string[] = [];
  let edges = 0;
  for (const { path: file, source } of modules) {
    const folder = folderOf(file, table);
    const scan = scanModule(file, source);
    if (folder === undefined) violations.push(`${file} is in no folder of the table`);
    for (const { specifier, typeOnly } of scan.references) {
      const target = targetOf(file, specifier);
      if (target === undefined) {
        violations.push(...checkPackage(file, specifier));
        continue;
      }
      const to = folderOf(target, table);
      if (to === folder || isStyle(target)) continue;
      edges += 1;
      const row = folder === undefined ? undefined : table.get(folder);
      const allowed =
        to !== undefined && (row?.from.has(to) === true || (typeOnly && row?.typesFrom.has(to) === true));
      if (KEEPS_KEYS.test(target) && !/^(?:lib\/wallet|bench)\//.test(file)) {
        violations.push(`${file} imports ${target}: keys stay in the signer`);
      } else if (!allowed)
        violations.push(`${file} imports ${typeOnly ? 'types of ' : ''}${target}: ${folder} may not`);
    }
    violations.push(...checkNames(file, scan));
  }
  return { violations, modules: modules.length, edges };
}

/** The longest row that the path lies in: a file of its own before its folder. */
function folderOf(file: string, table: Table): string | undefined {
  const inside = [...table.keys()].filter((name) => file === name || file.startsWith(`${name}/`));
  return inside.sort((a, b) => b.length - a.length)[0];
}

/** The project's own file that a specifier names; `undefined` for a package. */
function targetOf(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return specifier.slice(1);
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : undefined;
}

/** Files that make, open or use keys. What else lib/wallet knows (fees, outputs) is no secret. */
const KEEPS_KEYS =
  /^lib\/wallet\/(?:keys|vault|words|passphrase|backup-file|keyring|custody|sign|signer|device-secret|devices|sync-key)\.ts$/;

const isStyle = (file: string): boolean => file.endsWith('.css');

/** Names that belong to one place each. `where` are the folders and files that may use them; `in` the ones that are looked at. */
type NameRule = {
  readonly what: string;
  readonly names: readonly string[];
  readonly in: readonly string[];
  readonly where: readonly string[];
};

const NAME_RULES: readonly NameRule[] = [
  {
    what: 'IndexedDB is named in lib/store alone',
    names: ['indexedDB', 'IDBKeyRange', 'IDBDatabase', 'IDBRequest', 'IDBTransaction'],
    in: ['app', 'components', 'lib'],
    where: ['lib/store', 'lib/p2p'],
  },
  {
    what: 'fetch belongs to the adapters of sources and broadcasters, the service worker, and the roots that hand it on',
    names: ['fetch', 'XMLHttpRequest', 'EventSource', 'WebSocket'],
    in: ['app', 'components', 'lib'],
    where: ['lib/chain/sources', 'lib/broadcast', 'lib/sw', 'lib/client', 'lib/feed/worker.ts', 'lib/p2p'],
  },
  {
    what: 'the environment is read in one file per runtime',
    names: ['process.env'],
    in: ['app', 'components', 'lib', 'host', 'devnet'],
    where: ['host/config.ts', 'host/launch/settings.mjs', 'lib/broadcast/server-config.ts', 'lib/p2p/relay'],
  },
  {
    what: 'a browser has no process',
    names: ['process', 'Buffer', 'require', '__dirname'],
    in: ['app', 'components', 'lib'],
    where: ['lib/broadcast/server-config.ts', 'lib/p2p/relay'],
  },
  {
    what: 'protocols, ledger and plots are pure: no clock, no chance, no input or output',
    names: [
      'Date',
      'performance',
      'Math.random',
      'crypto',
      'setTimeout',
      'setInterval',
      'queueMicrotask',
      'fetch',
      'caches',
      'navigator',
      'console',
      'Worker',
      'BroadcastChannel',
    ],
    in: ['lib/protocols', 'lib/ledger', 'lib/plots'],
    where: [],
  },
  {
    what: 'nothing of ours that matters is kept where it has no transactions',
    names: ['localStorage', 'sessionStorage'],
    in: ['lib'],
    where: [],
  },
];

const lies = (file: string, places: readonly string[]): boolean =>
  places.some((place) => file === place || file.startsWith(`${place}/`));

function checkNames(file: string, { names, strings }: ModuleScan): string[] {
  const violations = NAME_RULES.filter((rule) => lies(file, rule.in) && !lies(file, rule.where)).flatMap(
    (rule) =>
      rule.names.filter((name) => names.has(name)).map((name) => `${file} uses ${name}: ${rule.what}`),
  );
  // A frame with both may take its sandbox off.
  if (strings.some((text) => text.includes('allow-scripts') && text.includes('allow-same-origin'))) {
    violations.push(`${file} joins allow-scripts and allow-same-origin, which undoes a sandbox`);
  }
  return violations;
}

/** Packages that belong to one place each. */
const PACKAGE_RULES: readonly {
  readonly what: string;
  readonly packages: RegExp;
  readonly in: readonly string[];
  readonly where: readonly string[];
}[] = [
  {
    what: 'lib knows neither React nor Next',
    packages: /^(?:react|react-dom|next|@tanstack\/.*)(?:\/|$)/,
    in: ['lib'],
    where: [],
  },
  {
    what: 'TanStack is loaded with the client; screens take use-answers.ts or query-hooks.ts',
    packages: /^@tanstack\/react-query$/,
    in: ['app', 'components'],
    where: ['components/queries.ts', 'components/query-hooks.ts'],
  },
  {
    what: 'the environment is read in one file per runtime',
    packages: /^node:process$/,
    in: ['host', 'devnet'],
    where: [],
  },
  {
    what: 'lib runs in browsers',
    packages: /^node:/,
    in: ['lib'],
    where: ['lib/p2p/relay'],
  },
  {
    what: 'Helia and libp2p are named in lib/p2p alone',
    packages:
      /^(?:helia|libp2p|multiformats|blockstore-.*|datastore-.*|@helia\/.*|@libp2p\/.*|@chainsafe\/libp2p-.*|@multiformats\/.*)(?:\/|$)/,
    in: ['app', 'components', 'lib', 'host', 'devnet'],
    where: ['lib/p2p'],
  },
  {
    what: 'three is named where cities and models are drawn, and loaded with them',
    packages: /^three(?:\/|$)/,
    in: ['app', 'components', 'lib', 'host', 'devnet', 'bench'],
    where: ['components/plots/city', 'components/media/model'],
  },
  {
    what: 'the whole of zod is for servers; what a page loads uses zod/mini',
    packages: /^zod$/,
    in: ['app', 'components', 'lib'],
    where: ['lib/p2p/relay'],
  },
];

const checkPackage = (file: string, specifier: string): string[] =>
  PACKAGE_RULES.filter(
    (rule) => rule.packages.test(specifier) && lies(file, rule.in) && !lies(file, rule.where),
  ).map((rule) => `${file} imports ${specifier}: ${rule.what}`);
