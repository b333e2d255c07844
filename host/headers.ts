import { FRAME_POLICY } from '#lib/bridge/frame-policy.ts';

/** What kind of thing a response is: which content policy it needs. */
export const CONTENT_KINDS = [
  /** A page: scripts by hash, Trusted Types. */
  'document',
  /** The feed worker: it asks the network, and touches no document. */
  'worker',
  /** The service worker, and whatever it imports: it meets neighbours besides. */
  'service-worker',
  /** The signer: it holds keys and reaches nobody. */
  'signer',
  /** Where a page of the chain runs, shut in: any script, no network, an origin of nobody. */
  'frame',
  /** Everything that is never a page: data, pictures, scripts of a page. */
  'inert',
] as const;

export type ContentKind = (typeof CONTENT_KINDS)[number];

export type PolicyParts = {
  /** CSP hash sources of the page's inline scripts: `sha256-…` without quotes. */
  readonly scriptHashes: readonly string[];
  /** Origins besides our own that a response of this kind may ask. */
  readonly origins: readonly string[];
  /** Whether the page came by TLS, so that all it loads must too. */
  readonly secure: boolean;
};

const quoted = (hashes: readonly string[]): string => hashes.map((hash) => ` '${hash}'`).join('');
const listed = (origins: readonly string[]): string => origins.map((origin) => ` ${origin}`).join('');

/** The content policy of a response, as the header says it. No `unsafe-` anything, no wildcard, but in the frame. */
export function contentPolicy(kind: ContentKind, { scriptHashes, origins, secure }: PolicyParts): string {
  switch (kind) {
    case 'document':
      return [
        "default-src 'none'",
        `script-src 'self'${quoted(scriptHashes)}`,
        "style-src 'self'",
        "style-src-attr 'none'",
        "img-src 'self' blob: data:",
        // A film that plays while it comes has an address of our own, which the service worker answers.
        "media-src 'self' blob:",
        "font-src 'self'",
        `connect-src 'self'${listed(origins)}`,
        "worker-src 'self'",
        "frame-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        'trusted-types default',
        ...(secure ? ['upgrade-insecure-requests'] : []),
      ].join('; ');
    case 'worker':
    case 'service-worker':
      return `default-src 'none'; script-src 'self'; connect-src 'self'${listed(origins)}`;
    case 'signer':
      return "default-src 'none'; script-src 'self'";
    case 'frame':
      return FRAME_POLICY;
    case 'inert':
      return "default-src 'none'; frame-ancestors 'none'; sandbox";
  }
}

/**
 * The part of the policy that is written into the page itself, for hosts that send no headers: what guards the scripts.
 * It names no origin, because the network is chosen at run time.
 */
export const metaPolicy = (scriptHashes: readonly string[]): string =>
  [
    `script-src 'self'${quoted(scriptHashes)}`,
    "object-src 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');

const PERMISSIONS = [
  // Codes of devices that are near are read by it, after a press.
  'camera=(self)',
  'microphone=()',
  'geolocation=()',
  'usb=()',
  'serial=()',
  'payment=()',
  'publickey-credentials-get=(self)',
].join(', ');

/** All security headers of a response. Lower-case names, so that two of them never differ by case alone. */
export function securityHeaders(kind: ContentKind, parts: PolicyParts): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentPolicy(kind, parts),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': PERMISSIONS,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    // Looking a name up tells whoever answers for it that somebody is here.
    ...(kind === 'frame' && { 'x-dns-prefetch-control': 'off' }),
    ...(parts.secure && { 'strict-transport-security': 'max-age=31536000' }),
  };
}
