import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePicture } from '#lib/media/caps.ts';
import { readPictureHeader } from '#lib/media/pictures/index.ts';
import { paintLighthouse } from '#devnet/seeds/picture.ts';
import { avifHeader, gifHeader, jpegHeader, pngHeader, webpHeader } from '#tests/support/pictures.ts';

const side = fc.integer({ min: 1, max: 0x3fff });
const passes = fc.integer({ min: 1, max: 40 });

describe('a header says how large a picture is', () => {
  it.each([
    ['png', pngHeader],
    ['jpeg', jpegHeader],
    ['gif', gifHeader],
    ['avif', avifHeader],
    ['webp', (w: number, h: number, n: number) => webpHeader(w, h, 'extended', n)],
  ] as const)('%s, whatever its size and frames', (format, encode) => {
    fc.assert(
      fc.property(side, side, passes, (width, height, frames) => {
        const read = readPictureHeader(encode(width, height, frames), `image/${format}`);
        expect(read).toEqual({ ok: true, value: { format, width, height, passes: frames } });
      }),
      { numRuns: 60 },
    );
  });

  it.each(['lossy', 'lossless'] as const)('webp, %s', (kind) => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        const read = readPictureHeader(webpHeader(width, height, kind), 'image/webp');
        expect(read).toMatchObject({ ok: true, value: { width, height, passes: 1 } });
      }),
      { numRuns: 60 },
    );
  });

  it('of a real PNG', () => {
    const read = readPictureHeader(paintLighthouse(), 'image/png');
    expect(read).toMatchObject({ ok: true, value: { width: 480, height: 320, passes: 1 } });
  });
});

describe('bytes that are no such picture', () => {
  it('are refused with a reason, and none throws', () => {
    for (const format of ['png', 'jpeg', 'gif', 'webp', 'avif', 'heic']) {
      expect(readPictureHeader(new Uint8Array(0), `image/${format}`).ok).toBe(false);
      expect(readPictureHeader(pngHeader(1, 1).subarray(0, 20), `image/${format}`).ok).toBe(false);
      expect(readPictureHeader(pngHeader(0, 5), `image/${format}`).ok).toBe(false);
    }
    expect(readPictureHeader(new Uint8Array(9), '__proto__')).toMatchObject({
      ok: false,
      issue: { code: 'picture-unknown' },
    });
  });

  it('cost one walk: ten million bytes of empty boxes, blocks or markers', () => {
    const large = (begin: Uint8Array, fill: number): Uint8Array => {
      const bytes = new Uint8Array(10_000_000).fill(fill);
      bytes.set(begin);
      return bytes;
    };
    const from = performance.now();
    for (const fill of [0, 0x21, 0x2c, 0xff, 0xda]) {
      for (const [format, encode] of Object.entries({
        jpeg: jpegHeader,
        gif: gifHeader,
        avif: avifHeader,
        png: pngHeader,
      }))
        readPictureHeader(large(encode(8, 8).subarray(0, 40), fill), `image/${format}`);
      readPictureHeader(large(webpHeader(8, 8).subarray(0, 12), fill), 'image/webp');
    }
    expect(performance.now() - from).toBeLessThan(20_000);
  });
});

describe('what is drawn', () => {
  const judge = (width: number, height: number, count = 1, bytes = 1000) =>
    judgePicture(bytes, { format: 'png', width, height, passes: count });

  it('is what a phone can draw; more waits for a press, and a bomb is never drawn', () => {
    expect(judge(4_000, 3_000)).toEqual({ shown: 'now' });
    expect(judge(6_000, 5_000)).toEqual({ shown: 'asked', because: 'pixels' });
    expect(judge(50_000, 50_000)).toEqual({ shown: 'never', because: 'pixels' });
    expect(judge(1, 20_000)).toEqual({ shown: 'never', because: 'pixels' });
    expect(judge(1_000, 1_000, 300)).toEqual({ shown: 'asked', because: 'frames' });
    expect(judge(1_000, 1_000, 100_000)).toEqual({ shown: 'never', because: 'frames' });
    expect(judge(10, 10, 1, 3_000_000)).toEqual({ shown: 'asked', because: 'bytes' });
    expect(judge(10, 10, 1, 30_000_000)).toEqual({ shown: 'never', because: 'bytes' });
  });

  it('never costs more than the caps say', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffff_ffff),
        fc.nat(0xffff_ffff),
        fc.nat(0xffff_ffff),
        fc.nat(),
        (w, h, n, bytes) => {
          const { shown } = judge(w + 1, h + 1, n + 1, bytes);
          if (shown === 'now')
            expect((w + 1) * (h + 1) * (n === 0 ? 1 : n + 1)).toBeLessThanOrEqual(200_000_000);
          if (shown !== 'never') expect((w + 1) * (h + 1)).toBeLessThanOrEqual(40_000_000);
        },
      ),
    );
  });
});
