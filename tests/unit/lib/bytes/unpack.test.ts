import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { unpack, UNPACK_LIMITS } from '#lib/bytes/unpack.ts';

const MIB = 1024 * 1024;
const pack = {
  gzip: (bytes: Uint8Array): Uint8Array => new Uint8Array(gzipSync(bytes)),
  br: (bytes: Uint8Array): Uint8Array =>
    new Uint8Array(brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })),
};
const ENCODINGS = ['gzip', 'br'] as const;

const WORDS = Array.from({ length: 4_000 }, (_, at) => `word${(at * 7_919) % 1_000}`).join(' the time of ');
const TEXT = new TextEncoder().encode(WORDS);
/** Bytes that no packer makes smaller, the same in every run. */
const NOISE = Uint8Array.from({ length: 50_000 }, (_, at) => Math.imul(at + 1, 0x9e37_79b1) >>> 24);

const codeOf = async (packed: Uint8Array, encoding: string, maxBytes = UNPACK_LIMITS.maxBytes) => {
  const opened = await unpack(packed, encoding, { ...UNPACK_LIMITS, maxBytes });
  return opened.ok ? opened.value.length : opened.issue.code;
};

describe.each(ENCODINGS)('unpack of %s', (encoding) => {
  it.each([
    ['nothing', new Uint8Array(0)],
    ['text', TEXT],
    ['noise', NOISE],
    ['zeros', new Uint8Array(3 * MIB)],
    ['text, noise and text', concatBytes([TEXT, NOISE, TEXT])],
  ])('opens %s', async (_what, bytes) => {
    const opened = await unpack(pack[encoding](bytes), encoding);
    expect(opened.ok && Buffer.compare(opened.value, bytes)).toBe(0);
  });

  it('opens whatever was packed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), fc.nat(40), async (piece, times) => {
        const bytes = concatBytes(Array.from({ length: times }, () => piece));
        expect(await unpack(pack[encoding](bytes), encoding)).toEqual({ ok: true, value: bytes });
      }),
      { numRuns: 30 },
    );
  });

  it('opens to the limit and not a byte further', async () => {
    const packed = pack[encoding](TEXT);
    expect(await codeOf(packed, encoding, TEXT.length)).toBe(TEXT.length);
    expect(await codeOf(packed, encoding, TEXT.length - 1)).toBe('unpacked-too-large');
    expect(await codeOf(packed, encoding, 0)).toBe('unpacked-too-large');
  });

  it('ends at the limit for a bomb, and holds little more', async () => {
    const bomb = pack[encoding](new Uint8Array(64 * MIB));
    expect(bomb.length).toBeLessThan(80_000);
    const before = process.memoryUsage().rss;
    expect(await codeOf(bomb, encoding)).toBe('unpacked-too-large');
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * MIB);
  });

  it('refuses what is cut off anywhere', async () => {
    const packed = pack[encoding](TEXT.subarray(0, 3_000));
    for (let cut = 0; cut < packed.length; cut += 1) {
      const opened = await unpack(packed.subarray(0, cut), encoding);
      // Of the last byte a brotli stream may need no bit.
      const whole = opened.ok && opened.value.length === 3_000 && cut === packed.length - 1;
      expect([opened.ok, cut]).toEqual([whole, cut]);
    }
  });

  it('never throws on any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        async (bytes) => void (await codeOf(bytes, encoding)),
      ),
      { numRuns: 150 },
    );
    const packed = pack[encoding](TEXT.subarray(0, 2_000));
    const edits = fc.array(fc.tuple(fc.nat(packed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const bytes = Uint8Array.from(packed);
        for (const [at, value] of changes) bytes[at] = value;
        void (await codeOf(bytes, encoding));
      }),
      { numRuns: 150 },
    );
  });
});

describe('unpack', () => {
  it('opens brotli of every window and of stored blocks', async () => {
    const bytes = concatBytes([NOISE, TEXT, NOISE, TEXT]);
    for (let bits = 10; bits <= 24; bits += 1) {
      for (const quality of [1, 11]) {
        const params = { [constants.BROTLI_PARAM_LGWIN]: bits, [constants.BROTLI_PARAM_QUALITY]: quality };
        const opened = await unpack(new Uint8Array(brotliCompressSync(bytes, { params })), 'br');
        expect(opened.ok && Buffer.compare(opened.value, bytes)).toBe(0);
      }
    }
  });

  it('gives up on brotli when time is over', async () => {
    const opened = await unpack(pack.br(TEXT), 'br', { ...UNPACK_LIMITS, maxMs: -1 });
    expect(opened).toMatchObject({ ok: false, issue: { code: 'unpack-too-slow' } });
  });

  it('ends for brotli of empty blocks without an end', async () => {
    for (const length of [10, 4_095, 4_096, 8_191, 8_192, 100_000]) {
      const bytes = new Uint8Array(length).fill(0x06);
      bytes[0] = 0x0c;
      expect(await codeOf(bytes, 'br')).toMatch(/^packed-/);
    }
  });

  it.each(['', 'deflate', 'zstd', 'BR', 'br, gzip', 'x'.repeat(1_000)])(
    'knows no encoding %s',
    async (encoding) => {
      expect(await codeOf(TEXT, encoding)).toBe('encoding-unknown');
    },
  );
});
