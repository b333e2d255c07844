import { describe, expect, it } from 'vitest';
import { importHelia, type HeliaScope, type HeliaScript } from '#lib/sw/helia-script.ts';

const FILE = { url: '/sw-helia.js', revision: 'a1' };
const SCRIPT: HeliaScript = { start: () => Promise.reject(new Error('never called')), revision: 'a1' };

/** A worker's scope, and what the script that the host gives leaves on it. */
function scopeWith(script: HeliaScript | undefined) {
  const imported: string[] = [];
  const scope: HeliaScope & { __NABO_HELIA?: HeliaScript } = {
    importScripts(url) {
      imported.push(url);
      if (script === undefined) throw new Error('a network error');
      scope.__NABO_HELIA = script;
    },
  };
  return { scope, imported };
}

describe('the second script', () => {
  it('is run once, under a name of its revision', () => {
    const { scope, imported } = scopeWith(SCRIPT);
    expect(importHelia(scope, FILE)).toBe(SCRIPT);
    expect(importHelia(scope, FILE)).toBe(SCRIPT);
    expect(imported).toEqual(['/sw-helia.js?a1']);
  });

  it.each([
    ['of another build', { ...SCRIPT, revision: 'a2' }, /another build/],
    ['without a revision', { start: SCRIPT.start }, /another build/],
    ['not there', undefined, /network error/],
  ])('is refused when it is %s', (_, script, reason) => {
    expect(() => importHelia(scopeWith(script).scope, FILE)).toThrow(reason);
  });
});
