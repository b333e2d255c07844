import type { PictureHeader } from './pictures/index.ts';

/** Bytes of a medium that are shown without asking: a post's picture, not a film. */
export const AUTO_BYTES = 2_000_000;
/** Bytes of a medium that are shown at all. */
export const MOST_BYTES = 20_000_000;
/** Pixels that are drawn without asking. */
const AUTO_PIXELS = 16_000_000;
/** Pixels that are drawn at all: 160 MB of memory. */
export const MOST_PIXELS = 40_000_000;
/** Graphics cards give up above this. */
const MOST_SIDE = 16_384;
/** Pixels of all frames or scans together. */
const MOST_DRAWN = 800_000_000;
const AUTO_DRAWN = 200_000_000;

/** Whether something is shown by itself, when somebody asks, or not at all; with the reason as data. */
export type Judgement =
  | { readonly shown: 'now' }
  | { readonly shown: 'asked' | 'never'; readonly because: 'bytes' | 'pixels' | 'frames' };

const NOW: Judgement = { shown: 'now' };

function judge(because: 'bytes' | 'pixels' | 'frames', value: number, auto: number, most: number): Judgement {
  if (value > most) return { shown: 'never', because };
  return value > auto ? { shown: 'asked', because } : NOW;
}

/** Judges sound and film, which a browser reads piece by piece: only bytes count. */
export const judgeBytes = (bytes: number): Judgement => judge('bytes', bytes, AUTO_BYTES, MOST_BYTES);

/** Judges a picture of `bytes` by what its header says that drawing it costs. The strictest reason decides. */
export function judgePicture(bytes: number, { width, height, passes }: PictureHeader): Judgement {
  const pixels = Math.max(width, height) > MOST_SIDE ? Infinity : width * height;
  const judgements = [
    judge('bytes', bytes, AUTO_BYTES, MOST_BYTES),
    judge('pixels', pixels, AUTO_PIXELS, MOST_PIXELS),
    judge('frames', passes === 1 ? 0 : pixels * passes, AUTO_DRAWN, MOST_DRAWN),
  ];
  return (
    judgements.find(({ shown }) => shown === 'never') ??
    judgements.find(({ shown }) => shown === 'asked') ??
    NOW
  );
}
