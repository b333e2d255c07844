import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTxid, toOutpoint } from '#lib/bytes/brand.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import {
  decodeDirectory,
  encodeDirectory,
  findInDirectory,
  isPath,
  MOST_FILES,
  resolvePath,
} from '#lib/protocols/ord-fs.ts';
import { txidArbitrary } from '#tests/support/arbitrary-tx.ts';

const OWN = asTxid('11'.repeat(32));
const OTHER = asTxid('ab'.repeat(32));
const read = (value: unknown) =>
  decodeDirectory(
    Uint8Array.from(encodeUtf8(typeof value === 'string' ? value : JSON.stringify(value))),
    OWN,
  );

const segments = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((segment) => isPath(segment));
const paths = fc.array(segments, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const outpoints = fc.tuple(txidArbitrary, fc.nat(0xffff_ffff)).map(([txid, vout]) => toOutpoint(txid, vout));

describe('directories', () => {
  it('are read as they were written, and in every form of a pointer', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ path: paths, at: outpoints }), {
          minLength: 1,
          maxLength: MOST_FILES,
          selector: ({ path }) => path,
        }),
        (files) => {
          const directory = decodeDirectory(encodeDirectory(files), OWN);
          expect([...(directory ?? [])]).toEqual(
            expect.arrayContaining(files.map(({ path, at }) => [path, at])),
          );
          expect(directory?.size).toBe(files.length);
        },
      ),
    );
    expect([
      ...(read({
        'a.html': '_1',
        'b.css': `ord://${OTHER}_2`,
        'c.js': `${OTHER}_3`,
        'd.js': `${OTHER}.4`,
        'e.json': OTHER.toUpperCase(),
        '.': `ord://${OTHER}`,
      }) ?? []),
    ]).toEqual([
      ['a.html', toOutpoint(OWN, 1)],
      ['b.css', toOutpoint(OTHER, 2)],
      ['c.js', toOutpoint(OTHER, 3)],
      ['d.js', toOutpoint(OTHER, 4)],
      ['e.json', toOutpoint(OTHER, 0)],
      ['.', toOutpoint(OTHER, 0)],
    ]);
  });

  it('leave out what leads nowhere or out of the site', () => {
    const directory = read({
      'ok.html': '_0',
      '../up.html': '_1',
      '/root.html': '_1',
      'a//b': '_1',
      'a/./b': '_1',
      '': '_1',
      'x?y': '_1',
      'number.html': 7,
      'link.html': 'https://example.com/',
      'bare.html': '',
      'index.html': '1',
      'far.html': '_4294967296',
      'negative.html': '_-1',
    });
    expect([...(directory?.keys() ?? [])]).toEqual(['ok.html']);
    for (const text of ['[]', '[{"a":"_1"}]', 'null', '"_1"', '{"a":"_1"', '', '\u{0}'])
      expect(read(text)).toBeUndefined();
    expect(decodeDirectory(Uint8Array.of(0xff, 0xfe), OWN)).toBeUndefined();
    expect(read('{"__proto__":"_1"}')?.get('__proto__')).toBe(toOutpoint(OWN, 1));
  });

  it('are not written with paths that a reader would not find', () => {
    const at = toOutpoint(OTHER, 0);
    for (const path of ['', '/', 'a/', '/a', 'a/../b', '.', '..', 'a\\b', 'a?b', 'a#b', 'a\u0000', '\ud800'])
      expect(() => encodeDirectory([{ path, at }]), JSON.stringify(path)).toThrow(RangeError);
    expect(() => encodeDirectory([])).toThrow(RangeError);
    expect(() =>
      encodeDirectory([
        { path: 'a', at },
        { path: 'a', at },
      ]),
    ).toThrow(RangeError);
    const many = Array.from({ length: MOST_FILES + 1 }, (_, index) => ({ path: `${index}.txt`, at }));
    expect(() => encodeDirectory(many)).toThrow(RangeError);
  });

  it('give the file of a path, the directory above it, or the default', () => {
    const directory = read({ 'index.html': '_0', 'a/b.html': '_1', sub: '_2' }) ?? new Map();
    expect(findInDirectory(directory, '')).toEqual({ at: toOutpoint(OWN, 0), below: '' });
    expect(findInDirectory(directory, 'a/b.html')).toEqual({ at: toOutpoint(OWN, 1), below: '' });
    expect(findInDirectory(directory, 'sub/deep/c.html')).toEqual({
      at: toOutpoint(OWN, 2),
      below: 'deep/c.html',
    });
    expect(findInDirectory(directory, 'a')).toBeUndefined();
    expect(findInDirectory(read({ '.': '_3', 'index.html': '_0' }) ?? new Map(), '')?.at).toBe(
      toOutpoint(OWN, 3),
    );
  });
});

describe('addresses in a site', () => {
  it('are relative to the file, or to the root of the site', () => {
    const from = (base: string, address: string) => resolvePath(base, address);
    expect(from('index.html', 'style.css')).toBe('style.css');
    expect(from('index.html', './a/b.html?x=1#y')).toBe('a/b.html');
    expect(from('a/b.html', '../style.css')).toBe('style.css');
    expect(from('a/b.html', 'c.html')).toBe('a/c.html');
    expect(from('a/b.html', '/c.html')).toBe('c.html');
    expect(from('a/b.html', '../../../c.html')).toBe('c.html');
    expect(from('a/b.html', './')).toBe('a');
    expect(from('a/b.html', '/')).toBe('');
    expect(from('a b/c.html', 'd%20e.html')).toBe('a b/d e.html');
  });

  it('that lead elsewhere are none', () => {
    for (const address of [
      'https://example.com/a',
      '//example.com/a',
      'javascript:alert(1)',
      'data:text/html,x',
      'mailto:a@b',
      '\\\\example.com',
      'a%00b',
      'a%2f..%2fb?',
      '%ff',
      'a'.repeat(600),
    ])
      expect(resolvePath('index.html', address), address).toBeUndefined();
  });

  it('never lead out of it, whatever they are', () => {
    fc.assert(
      fc.property(paths, fc.string({ unit: 'binary', maxLength: 60 }), (base, address) => {
        const path = resolvePath(base, address);
        expect(path === undefined || path === '' || isPath(path)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(paths, paths, (base, path) => {
        expect(resolvePath(base, `/${path.split('/').map(encodeURIComponent).join('/')}`)).toBe(path);
      }),
    );
  });
});
