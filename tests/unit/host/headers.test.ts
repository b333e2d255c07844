import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FRAME_INNER_POLICY, FRAME_POLICY } from '#lib/bridge/frame-policy.ts';
import { CONTENT_KINDS, contentPolicy, metaPolicy, securityHeaders } from '#host/headers.ts';

const PARTS = {
  scriptHashes: ['sha256-AAAA=', 'sha256-BBBB='],
  origins: ['http://127.0.0.1:3100', 'https://api.example'],
  secure: false,
} as const;

describe('the content policy', () => {
  it('of a page names its scripts and the origins of the network, and nothing unsafe', () => {
    expect(contentPolicy('document', PARTS)).toBe(
      "default-src 'none'; script-src 'self' 'sha256-AAAA=' 'sha256-BBBB='; style-src 'self'; style-src-attr 'none'; " +
        "img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; " +
        "connect-src 'self' http://127.0.0.1:3100 https://api.example; worker-src 'self'; frame-src 'self'; " +
        "manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types default",
    );
  });

  it('of a page that came by TLS loads everything so', () => {
    expect(contentPolicy('document', { ...PARTS, secure: true })).toMatch(/; upgrade-insecure-requests$/);
  });

  it.each(['worker', 'service-worker'] as const)('of a %s lets it ask the network', (kind) => {
    expect(contentPolicy(kind, PARTS)).toBe(
      "default-src 'none'; script-src 'self'; connect-src 'self' http://127.0.0.1:3100 https://api.example",
    );
  });

  it('of the signer lets it reach nobody', () => {
    expect(contentPolicy('signer', PARTS)).toBe("default-src 'none'; script-src 'self'");
  });

  it('of everything else allows nothing', () => {
    expect(contentPolicy('inert', PARTS)).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
  });

  it('in the page itself guards the scripts and names no origin', () => {
    expect(metaPolicy(PARTS.scriptHashes)).toBe(
      "script-src 'self' 'sha256-AAAA=' 'sha256-BBBB='; object-src 'none'; base-uri 'none'; " +
        "require-trusted-types-for 'script'; trusted-types default",
    );
  });

  it('of the frame of pages of the chain shuts it in', () => {
    expect(contentPolicy('frame', PARTS)).toBe(FRAME_POLICY);
    const loader = readFileSync(path.resolve(import.meta.dirname, '../../../public/frame.html'), 'utf8');
    expect(loader.replaceAll(/\s+/g, ' ')).toContain(`content="${FRAME_INNER_POLICY}"`);
    expect(FRAME_POLICY).not.toContain('allow-same-origin');
  });

  it.each(CONTENT_KINDS.filter((kind) => kind !== 'frame'))(
    'of kind %s is free of wildcards and unsafe words',
    (kind) => {
      expect(contentPolicy(kind, PARTS)).not.toMatch(/unsafe|\*|(?:https?|wss?):(?!\/\/)/);
    },
  );
});

describe('the other headers', () => {
  it('are the same for every kind', () => {
    const { 'content-security-policy': _, ...rest } = securityHeaders('inert', PARTS);
    expect(rest).toEqual({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy':
        'camera=(self), microphone=(), geolocation=(), usb=(), serial=(), payment=(), publickey-credentials-get=(self)',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  it('ask for TLS for a year where it is spoken, and only there', () => {
    expect(securityHeaders('document', { ...PARTS, secure: true })['strict-transport-security']).toBe(
      'max-age=31536000',
    );
    expect(securityHeaders('document', PARTS)).not.toHaveProperty('strict-transport-security');
  });
});
