import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { fileTypeOf, MOST_FILE_BYTES } from '#lib/media/file-type.ts';
import { encodeInscription } from '#lib/protocols/file.ts';

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0);
const typeOf = (name: string, body: Uint8Array | string): string => {
  const type = fileTypeOf(name, typeof body === 'string' ? encodeUtf8(body) : body);
  return type.ok ? type.value : `refused: ${type.issue.code}`;
};

describe('the type of a file', () => {
  it('is that of its name, when its bytes are that', () => {
    expect(typeOf('a/INDEX.HTML', '<p>')).toBe('text/html;charset=utf-8');
    expect(typeOf('s.css', 'p{}')).toBe('text/css;charset=utf-8');
    expect(typeOf('s.mjs', 'x')).toBe('text/javascript;charset=utf-8');
    expect(typeOf('d.json', '{}')).toBe('application/json');
    expect(typeOf('d.svg', '<svg/>')).toBe('image/svg+xml');
    expect(typeOf('p.png', PNG)).toBe('image/png');
    expect(typeOf('letters.woff2', 'wOF2 and more')).toBe('font/woff2');
  });

  it('is that of its bytes, where the name says another or none', () => {
    expect(typeOf('p.jpg', PNG)).toBe('image/png');
    expect(typeOf('picture', PNG)).toBe('image/png');
  });

  it('is refused in words', () => {
    expect(typeOf('a.html', '')).toBe('refused: empty');
    expect(typeOf('a.html', new Uint8Array(MOST_FILE_BYTES + 1))).toBe('refused: large');
    expect(typeOf('a.exe', 'MZ')).toBe('refused: unknown');
    expect(typeOf('constructor', 'x')).toBe('refused: unknown');
    expect(typeOf('a.png', 'no picture')).toBe('refused: mismatch');
    expect(typeOf('a.woff2', 'wOFF')).toBe('refused: mismatch');
    expect(typeOf('a.html', Uint8Array.of(0xff, 0xfe))).toBe('refused: not-text');
    expect(typeOf('a.json', '{"p":"brc-20"}')).toBe('refused: order');
  });

  it('is Markdown for words that would be a claim', () => {
    expect(typeOf('a.txt', '404.bitmap')).toBe('text/markdown;charset=utf-8');
    expect(typeOf('a.txt', 'Bread at six.')).toBe('text/plain;charset=utf-8');
  });

  it('is always one that can be written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'a.txt',
          'a.html',
          'a.json',
          'a.md',
          'a.css',
          'a.svg',
          'a.png',
          'a.mp4',
          'a.woff2',
          'a',
        ),
        fc.oneof(
          fc.uint8Array({ minLength: 1, maxLength: 60 }),
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).map((text) => encodeUtf8(text)),
        ),
        (name, body) => {
          const type = fileTypeOf(name, body);
          if (type.ok)
            expect(() =>
              encodeInscription({ body, contentType: type.value, owner: new Uint8Array(20) }),
            ).not.toThrow();
        },
      ),
    );
  });

  it('leaves room in the script for what stands around a file', () => {
    const body = new Uint8Array(MOST_FILE_BYTES).fill(0x61);
    const name = 'ü'.repeat(100);
    const { script } = encodeInscription({
      body,
      contentType: 'text/javascript;charset=utf-8',
      name,
      owner: new Uint8Array(20),
    });
    expect(script.length).toBeLessThan(400_000);
  });
});
