import encodeQR from 'qr';
import { describe, expect, it } from 'vitest';
import { readCode } from '#components/neighbours/read-code.ts';

/** A code as a camera may see it: some pixels a square, grey on grey, with noise. */
function picture(text: string, scale: number, noise: number) {
  const rows = encodeQR(text, 'raw', { border: 4 });
  const side = rows.length * scale;
  const data = new Uint8ClampedArray(side * side * 4);
  let state = 7;
  for (let at = 0; at < side * side; at += 1) {
    const dark = rows[Math.floor(at / side / scale)]?.[Math.floor((at % side) / scale)];
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const light = (dark === true ? 40 : 210) + ((state >>> 24) / 255 - 0.5) * noise;
    data.fill(light, at * 4, at * 4 + 3);
    data[at * 4 + 3] = 255;
  }
  return { width: side, height: side, data };
}

describe('a code before a camera', () => {
  it.each([
    ['short', 221, 5, 0],
    ['as long as one with all addresses', 430, 4, 0],
    ['noisy', 270, 6, 60],
  ])('is read: %s', (_name, length, scale, noise) => {
    const text = `nabo-${'Ab3_-'.repeat(length / 5)}`;
    expect(readCode(picture(text, scale, noise))).toBe(text);
  });

  it('is none where there is nothing, or too little of it', () => {
    expect(readCode({ width: 64, height: 64, data: new Uint8ClampedArray(64 * 64 * 4) })).toBeUndefined();
    const whole = picture('nabo-abcdef', 6, 0);
    const half = { ...whole, height: Math.floor(whole.height / 2) };
    expect(readCode({ ...half, data: whole.data.slice(0, half.width * half.height * 4) })).toBeUndefined();
  });
});
