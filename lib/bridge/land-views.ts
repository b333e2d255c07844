import * as z from 'zod/mini';
import type { HeightsOn, LandView } from '#lib/feed/land-view.ts';

// The views of lib/feed/land-view.ts as schemas, for the messages that carry them.

const column = z.instanceof(Uint32Array);
const height = z.int().check(z.nonnegative());

export const landViewSchema: z.ZodMiniType<LandView> = z.object({
  asOfHeight: z.number(),
  sources: z.array(z.string()),
  heights: column,
  claimedAt: column,
  holders: column,
  keys: z.array(z.string()),
});

export const heightsOnSchema: z.ZodMiniType<HeightsOn> = z.object({
  knownFrom: height,
  range: z.exactOptional(z.object({ from: height, to: height })),
});
