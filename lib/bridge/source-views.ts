import * as z from 'zod/mini';
import type { FeedStatus } from '#lib/feed/post-view.ts';

/** How the sources are doing, in a status. */
export const sourceStatusesSchema: z.ZodMiniType<FeedStatus['sources']> = z.array(
  z.object({
    name: z.string(),
    state: z.enum(['asking', 'agrees', 'unreachable', 'refused']),
    detail: z.exactOptional(z.string()),
    lastAnswer: z.exactOptional(z.number()),
    height: z.exactOptional(z.number()),
    isRival: z.exactOptional(z.boolean()),
  }),
);
