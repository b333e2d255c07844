import type { Page } from 'playwright-core';
import { encodeWebm, type Frame } from './webm.ts';

const [WIDTH, HEIGHT, FRAMES_A_SECOND] = [480, 360, 25];

/**
 * Has a browser record noise, which no encoder makes small, until a film of some `bytes` is there; never more. It plays in every
 * browser that has VP8, and every second of it can be sought.
 */
export async function recordFilm(page: Page, bytes: number): Promise<Uint8Array> {
  const { data, frames } = await page.evaluate(
    async ({ most, width, height, rate }) => {
      const chunks: { readonly ms: number; readonly isKey: boolean; readonly bytes: Uint8Array }[] = [];
      let total = 0;
      let failure: unknown;
      const encoder = new VideoEncoder({
        output(chunk) {
          const copy = new Uint8Array(chunk.byteLength);
          chunk.copyTo(copy);
          total += copy.length + 32;
          chunks.push({
            ms: Math.round(chunk.timestamp / 1_000),
            isKey: chunk.type === 'key',
            bytes: copy,
          });
        },
        error: (error) => (failure = error),
      });
      encoder.configure({
        codec: 'vp8',
        width,
        height,
        bitrate: 6_000_000,
        framerate: rate,
        latencyMode: 'realtime',
      });
      const pixels = new Uint8Array((width * height * 3) / 2).fill(128);
      let state = 1;
      for (let at = 0; total < most - 400_000; at += 1) {
        if (failure !== undefined) throw failure;
        for (let each = 0; each < width * height; each += 1) {
          state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
          pixels[each] = 64 + (state >>> 25);
        }
        const frame = new VideoFrame(pixels, {
          format: 'I420',
          codedWidth: width,
          codedHeight: height,
          timestamp: Math.round((at * 1_000_000) / rate),
        });
        encoder.encode(frame, { keyFrame: at % rate === 0 });
        frame.close();
        if (encoder.encodeQueueSize > 4)
          await new Promise((resolve) => encoder.addEventListener('dequeue', resolve, { once: true }));
      }
      await encoder.flush();
      const reader = new FileReader();
      reader.readAsDataURL(new Blob(chunks.map((chunk) => chunk.bytes.slice())));
      await new Promise((resolve) => reader.addEventListener('load', resolve));
      return {
        data: (reader.result as string).replace(/^.*,/, ''),
        frames: chunks.map((chunk) => ({ ms: chunk.ms, isKey: chunk.isKey, length: chunk.bytes.length })),
      };
    },
    { most: bytes, width: WIDTH, height: HEIGHT, rate: FRAMES_A_SECOND },
  );
  const all = Buffer.from(data, 'base64');
  let at = 0;
  const cut: Frame[] = frames.map(({ ms, isKey, length }) => {
    at += length;
    return { ms, isKey, bytes: all.subarray(at - length, at) };
  });
  return encodeWebm(cut, WIDTH, HEIGHT, (frames.at(-1)?.ms ?? 0) + 1_000 / FRAMES_A_SECOND);
}
