/** What a file's extension promises; anything without one is a page. */
const TYPES: Readonly<Record<string, RegExp>> = {
  js: /^(?:text|application)\/javascript\b/,
  css: /^text\/css\b/,
  svg: /^image\/svg\+xml\b/,
  html: /^text\/html\b/,
  txt: /^text\/(?:plain|x-component)\b/,
  webmanifest: /^application\/(?:manifest\+)?json\b/,
};
const PAGE = /^text\/html\b/;
const PAYLOAD = /^text\/x-component\b/;

/**
 * Whether a response can be what its URL names. A portal's login page or a host that answers every path with its start
 * page would otherwise be kept as a script, and the app would stay broken until the next revision.
 */
export function fitsUrl(
  url: string,
  response: { readonly status: number; readonly headers: Headers },
): boolean {
  if (response.status !== 200) return false;
  const { pathname, searchParams } = new URL(url, 'https://shell.invalid');
  const type = response.headers.get('content-type') ?? '';
  if (searchParams.has('_rsc')) return PAYLOAD.test(type);
  const extension = /\.([a-z0-9]+)$/.exec(pathname)?.[1];
  if (extension === undefined) return PAGE.test(type);
  return (TYPES[extension] ?? /^(?!text\/html\b)/).test(type);
}
