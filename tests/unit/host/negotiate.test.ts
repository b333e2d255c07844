import { describe, expect, it } from 'vitest';
import { chooseEncoding, matchesEtag } from '#host/serve/negotiate.ts';

const BOTH = { br: 'a.br', gzip: 'a.gz' };

describe('chooseEncoding', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.1, gzip;q=1', 'br'],
    ['*', 'br'],
    ['identity', undefined],
    ['br;q=nonsense', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of "%s" is %s', (header, encoding) => {
    expect(chooseEncoding(header, BOTH)).toBe(encoding);
  });

  it('is never one that we have not', () => {
    expect(chooseEncoding('br', { gzip: 'a.gz' })).toBeUndefined();
    expect(chooseEncoding('br, gzip', {})).toBeUndefined();
  });
});

describe('matchesEtag', () => {
  it.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['*', true],
    ['"b"', false],
    ['a', false],
    [undefined, false],
  ])('%s: %s', (header, matches) => {
    expect(matchesEtag(header, '"a"')).toBe(matches);
  });
});
