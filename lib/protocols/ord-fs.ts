import { isTxid, toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';

/**
 * Directories of files as ordfs serves them (https://docs.1sat.app, "ord-fs/json"): an inscription whose body is
 *
 *   directory = "{" path ":" pointer { "," path ":" pointer } "}"                           JSON, UTF-8
 *   pointer   = "_" index                       an output of the directory's own transaction
 *             | [ "ord://" ] txid [ ( "_" | "." ) index ]
 *
 * A pointer to another directory stands for everything below that path. What is asked for by no path is what `.` points to,
 * else `index.html`.
 */

/** The media type of a directory. */
export const ORD_FS = 'ord-fs/json';

/** Files of one directory that are written; as many as are saved at once. */
export const MOST_FILES = 15;
/** Longest path that is written or looked up, in UTF-16 units. */
export const MAX_PATH = 255;

/** What lies where. Paths are an author's words: they are looked up, never assigned to objects. */
export type Directory = ReadonlyMap<string, Outpoint>;

/** A path from the root of a site: segments that a browser would not change, none of them a step up. */
export const isPath = (path: string): boolean =>
  path.length <= MAX_PATH &&
  path.isWellFormed() &&
  // oxlint-disable-next-line no-control-regex -- paths with them are what this refuses
  /^[^\u0000-\u001f\u007f\\?#/]+(?:\/[^\u0000-\u001f\u007f\\?#/]+)*$/.test(path) &&
  path.split('/').every((segment) => segment !== '.' && segment !== '..');

/** Whether a directory of these files can be written: some, not too many, and each path a path that stands there once. */
export const fitsDirectory = (files: readonly { readonly path: string }[]): boolean =>
  files.length > 0 &&
  files.length <= MOST_FILES &&
  new Set(files.map(({ path }) => path)).size === files.length &&
  files.every(({ path }) => isPath(path));

/**
 * The body of a directory.
 *
 * @throws {RangeError} when {@link fitsDirectory} says no.
 */
export function encodeDirectory(
  files: readonly { readonly path: string; readonly at: Outpoint }[],
): Uint8Array<ArrayBuffer> {
  if (!fitsDirectory(files))
    throw new RangeError(`a directory has 1 to ${MOST_FILES} paths, each of them once`);
  // By hand, so that no path is taken for a property and they stand in their order.
  const entries = files.map(({ path, at }) => `${JSON.stringify(path)}:${JSON.stringify(`ord://${at}`)}`);
  return Uint8Array.from(encodeUtf8(`{${entries.join(',')}}`));
}

/**
 * Reads the directory that transaction `own` holds. Entries that are no path or point to nothing are left out; `undefined`
 * for what is no JSON object. Within the bounds of `parseJson`: 64 KB and 256 entries.
 */
export function decodeDirectory(body: Uint8Array, own: Txid): Directory | undefined {
  const text = decodeUtf8(body);
  const parsed = text === undefined ? undefined : parseJson(text);
  if (parsed?.ok !== true || typeof parsed.value !== 'object' || parsed.value === null) return undefined;
  if (Array.isArray(parsed.value)) return undefined;
  const entries = new Map<string, Outpoint>();
  for (const [path, pointer] of Object.entries(parsed.value)) {
    const at = typeof pointer === 'string' ? readPointer(pointer, own) : undefined;
    if (at !== undefined && (path === '.' || isPath(path))) entries.set(path, at);
  }
  return entries;
}

const POINTER = /^(?:ord:\/\/)?([0-9a-f]{64})?(?:[_.](0|[1-9][0-9]{0,9}))?$/i;

function readPointer(pointer: string, own: Txid): Outpoint | undefined {
  if (pointer.length > 100) return undefined;
  const [matched, hash, digits] = POINTER.exec(pointer) ?? [];
  if (matched === undefined || (hash === undefined && !pointer.startsWith('_'))) return undefined;
  const txid = hash === undefined ? own : hash.toLowerCase();
  const index = Number(digits ?? 0);
  return isTxid(txid) && index <= 0xffff_ffff ? toOutpoint(txid, index) : undefined;
}

/** Where something of a directory was found. `below` is what is left of the path, for a directory in between. */
export type Found = { readonly at: Outpoint; readonly below: string };

/** What a path leads to in a directory: the file itself, or a directory above it. An empty path is the default. */
export function findInDirectory(directory: Directory, path: string): Found | undefined {
  if (path === '') {
    const at = directory.get('.') ?? directory.get('index.html');
    return at && { at, below: '' };
  }
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const at = directory.get(path.slice(0, end));
    if (at !== undefined) return { at, below: path.slice(end + 1) };
  }
  return undefined;
}

const ROOT = 'https://site.invalid/';

/**
 * The path that an address leads to, as it stands in a file of a site at `base`: relative, or from the root of the site.
 * `undefined` for whatever leads elsewhere. A path that ends in `/` is that of a directory, without its slash.
 */
export function resolvePath(base: string, address: string): string | undefined {
  if (address.length > 2 * MAX_PATH || /^[a-z][a-z0-9+.-]*:|^\/\/|^\\/i.test(address)) return undefined;
  const from = `${ROOT}${base.split('/').map(encodeURIComponent).join('/')}`;
  if (!URL.canParse(address, from)) return undefined;
  const { origin, pathname } = new URL(address, from);
  if (`${origin}/` !== ROOT) return undefined;
  let path: string;
  try {
    path = decodeURIComponent(pathname.slice(1));
  } catch {
    return undefined;
  }
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
  return trimmed === '' || isPath(trimmed) ? trimmed : undefined;
}
