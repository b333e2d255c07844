/**
 * Other inscriptions that a page takes parts from, as ord serves them (https://docs.ordinals.com/inscriptions/recursion.html):
 *
 *   reference = [ origin ] ( "/content/" | "/r/content/" | "/r/metadata/" | "/r/inscription/" ) id
 *   origin    = "https://ordinals.com" | "https://ordfs.network"
 *   id        = txid "i" index | txid "_" index
 *
 * Found in the text of the page, whatever it stands in: an attribute, a script, a style. One that stands in the `href` of
 * a link leads elsewhere and is no part.
 */

/** What is wanted of the other inscription. */
export type ReferenceKind = 'content' | 'metadata' | 'inscription';

export type Reference = {
  readonly kind: ReferenceKind;
  readonly id: string;
  /** Where it stands in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
};

const REFERENCE =
  /(?:https:\/\/(?:www\.)?(?:ordinals\.com|ordfs\.network))?\/(content|r\/content|r\/metadata|r\/inscription)\/([0-9a-f]{64}[i_](?:0|[1-9][0-9]{0,9}))(?![0-9a-z])/g;
/** References of one text; a page with more is a bomb. */
const MAX_REFERENCES = 2_000;
/** How far before a reference the tag may begin in which it stands. */
const LOOK_BACK = 400;
const LINK = /<(?:a|area)\s[^<>]*href\s*=\s*["']?$/i;

/** The references in `text`, in order, the first {@link MAX_REFERENCES} of them. */
export function findReferences(text: string): Reference[] {
  const found: Reference[] = [];
  for (const match of text.matchAll(REFERENCE)) {
    const [whole, path = '', id = ''] = match;
    if (LINK.test(text.slice(Math.max(0, match.index - LOOK_BACK), match.index))) continue;
    const kind = path.endsWith('content') ? 'content' : path === 'r/metadata' ? 'metadata' : 'inscription';
    found.push({ kind, id, start: match.index, end: match.index + whole.length });
    if (found.length >= MAX_REFERENCES) break;
  }
  return found;
}

/** The reference that an address is, all of it. */
export function readReference(address: string): Pick<Reference, 'kind' | 'id'> | undefined {
  const [found] = findReferences(address);
  return found?.start === 0 && found.end === address.length ? { kind: found.kind, id: found.id } : undefined;
}

/** A file of the same site, as a page names it by a path. */
export type PathReference = Pick<Reference, 'start' | 'end'> & {
  /** As it stands there, unresolved. */
  readonly address: string;
};

/**
 * What a text of a site names by a path, where browsers load something from: `src`, `poster`, `data` and `href` but of links,
 * `url()` and `@import`, `import`, `from` and `fetch`. The address is the last thing that the pattern matches.
 */
const BY_PATH =
  /(?:[\s"'](?:src|poster|data|(?:xlink:)?href)\s*=\s*["']?|\burl\(\s*["']?|@import\s+["']|\b(?:import|from)\s*["']|\b(?:import|fetch|importScripts|Worker)\(\s*["'`])([^"'`\s<>()]{1,512})/gi;

/** Places that are looked at in one text, whether they name something or not. */
const MAX_LOOKED = 20_000;

/** The paths that `text` names, in order, the first {@link MAX_REFERENCES} of them. */
export function findPathReferences(text: string): PathReference[] {
  const found: PathReference[] = [];
  let looked = 0;
  for (const match of text.matchAll(BY_PATH)) {
    looked += 1;
    if (looked > MAX_LOOKED) break;
    const [whole, address = ''] = match;
    const end = match.index + whole.length;
    const start = end - address.length;
    // A fragment is of the page itself, and what has a scheme is of no site.
    if (/^(?:#|[a-z][a-z0-9+.-]*:)/i.test(address)) continue;
    if (LINK.test(text.slice(Math.max(0, start - LOOK_BACK), start))) continue;
    found.push({ address, start, end });
    if (found.length >= MAX_REFERENCES) break;
  }
  return found;
}
