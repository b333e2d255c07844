/** The encodings that we keep copies in, best first. */
const ENCODINGS = ['br', 'gzip'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** The best of `available` that an `Accept-Encoding` header takes; `undefined` for the plain bytes. */
export function chooseEncoding(
  header: string | undefined,
  available: Readonly<Partial<Record<Encoding, string | undefined>>>,
): Encoding | undefined {
  const accepted = new Map<string, number>();
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const weight = parameters.find((text) => text.startsWith('q='));
    accepted.set(name, weight === undefined ? 1 : Number(weight.slice(2)));
  }
  return ENCODINGS.find(
    (name) => available[name] !== undefined && (accepted.get(name) ?? accepted.get('*') ?? 0) > 0,
  );
}

/** Whether an `If-None-Match` header names `etag`, by the weak comparison that a conditional GET uses. */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((tag) => opaque(tag) === opaque(etag));
}
