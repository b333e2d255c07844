import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

type Policy = {
  createScriptURL: (address: string) => string | null;
  createHTML?: unknown;
  createScript?: unknown;
};

const source = readFileSync(path.resolve(import.meta.dirname, '../../../host/build/first-script.js'), 'utf8');

/** What the rest of the script needs: a page in which nothing happens. */
const WITHOUT_A_PAGE = {
  URL,
  document: {},
  addEventListener: () => undefined,
  MutationObserver: class {
    observe(): void {}
  },
};

/** Runs host/build/first-script.js as a page of `origin` does and returns what it made. */
function policiesOf(
  origin: string,
  trustedTypes: { defaultPolicy: unknown } = { defaultPolicy: null },
): Map<string, Policy> {
  const made = new Map<string, Policy>();
  const types = { ...trustedTypes, createPolicy: (name: string, policy: Policy) => made.set(name, policy) };
  runInNewContext(source, {
    ...WITHOUT_A_PAGE,
    self: { trustedTypes: types },
    trustedTypes: types,
    location: { origin, hash: '', pathname: '/' },
  });
  return made;
}

const ORIGIN = 'http://localhost:3000';
const policy = policiesOf(ORIGIN).get('default');

describe('the Trusted Types policy', () => {
  it('is the default one, and makes neither markup nor code', () => {
    expect([...policiesOf(ORIGIN).keys()]).toEqual(['default']);
    expect(policy).not.toHaveProperty('createHTML');
    expect(policy).not.toHaveProperty('createScript');
  });

  it.each([
    '/_next/static/chunks/0cz1d0mv5g_q7.js',
    '/_next/static/chunks/turbopack-2u1d16houkiyo.js',
    `${ORIGIN}/_next/static/chunks/a~b.1.js`,
    '/feed.js',
    '/media.js',
    '/signer.js',
    '/sw.js',
  ])('lets %s load, as the very string that came in', (address) => {
    expect(policy?.createScriptURL(address)).toBe(address);
  });

  it.each([
    'https://evil.example/_next/static/chunks/a.js',
    '//evil.example/sw.js',
    '/_next/static/chunks/a.js?x=1',
    '/sw.js?x',
    '/other.js',
    '/a/sw.js',
    '/config.json',
    '/_next/static/../../upload/a.js',
    '/_next/static/a.css',
    'data:text/javascript,alert(1)',
    'blob:http://localhost:3000/0000',
    'javascript:alert(1)',
  ])('refuses %s', (address) => {
    expect(policy?.createScriptURL(address)).toBeNull();
  });

  it('is made once, and not where the browser knows no Trusted Types', () => {
    expect(policiesOf(ORIGIN, { defaultPolicy: {} }).size).toBe(0);
    const page = { ...WITHOUT_A_PAGE, self: {}, location: { origin: ORIGIN, hash: '', pathname: '/' } };
    expect(() => runInNewContext(source, page)).not.toThrow();
  });
});
