/**
 * One file of the shell. `revision` is the SHA-256 of its bytes as they are served, in lower-case hex and possibly cut
 * short, or `null` where the URL itself names them. The service worker holds no other bytes under it. What is `late` is
 * fetched and held when a page first asks for it: few do.
 */
type ShellEntry = { readonly url: string; readonly revision: string | null; readonly late?: true };

/**
 * What the build hands to the service worker as `self.__NABO_MANIFEST`. `revision` names the whole: it differs whenever
 * an entry does, and with it the text of `/sw.js`, which is how a browser finds an update.
 */
export type ShellManifest = {
  readonly revision: string;
  readonly entries: readonly ShellEntry[];
  /** Scripts with the words of other languages: held once a page was read in one of them, and by nobody else. */
  readonly words: readonly string[];
  /** The worker's second script, which the browser itself keeps beside the first. */
  readonly helia: HeliaScriptFile;
};

/** Where the neighbour's script is, and which one: it says the same of itself. */
export type HeliaScriptFile = { readonly url: string; readonly revision: string };

/** What a build made. Paths are as a browser asks for them: `/`, `/post`, `/_next/static/chunks/1a2b.js`. */
export type ShellParts = {
  /** Prerendered pages, each with the hash of its HTML and that of its RSC payload. */
  readonly routes: readonly { readonly path: string; readonly html: string; readonly rsc: string }[];
  /** Files with a content hash in their name, which are never asked for again once held. */
  readonly hashed: readonly string[];
  /** Those of the same kind that hold the words of another language. */
  readonly words: readonly string[];
  /** Files with a fixed name, with the hash of their bytes. */
  readonly files: readonly { readonly path: string; readonly revision: string; readonly late?: true }[];
  readonly helia: HeliaScriptFile;
};

/**
 * Where a route's RSC payload is kept: its path with an empty `_rsc`. Next answers this URL without a redirect when the
 * header `RSC: 1` comes alone, and it never collides with the page's own URL.
 */
export const rscUrl = (path: string): string => `${path}?_rsc`;

/**
 * Lists what the service worker has to hold. Routes come last, so that no page is held before its scripts.
 *
 * @param revisionOf hashes text; the build's own digest, in any alphabet that a cache name can carry.
 * @example
 * shellManifest({ routes: [{ path: '/', html: 'a1', rsc: 'b2' }], hashed: [], words: [], files: [] }, sha256Hex)
 */
export function shellManifest(parts: ShellParts, revisionOf: (text: string) => string): ShellManifest {
  const entries: ShellEntry[] = [
    ...parts.hashed.map((url) => ({ url, revision: null })),
    ...parts.files.map(({ path, ...rest }) => ({ url: path, ...rest })),
    ...parts.routes.map(({ path, rsc }) => ({ url: rscUrl(path), revision: rsc })),
    ...parts.routes.map(({ path, html }) => ({ url: path, revision: html })),
  ];
  const { words, helia } = parts;
  return { revision: revisionOf(JSON.stringify([entries, words, helia])), entries, words, helia };
}
