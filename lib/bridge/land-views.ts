import * as z from 'zod/mini';
import type {
  BtcClaimView,
  BtcDistrictView,
  BtcPart,
  HeightsOn,
  HeldLand,
  LandView,
  PlotView,
} from '#lib/feed/land-view.ts';
import { issueSchema, postViewSchema } from './feed-views.ts';
import { outpoint } from './names.ts';

// The views of lib/feed/land-view.ts as schemas, for the messages that carry them. Most visits
// get none of them, so each is made with the first.

const column = z.instanceof(Uint32Array);
const height = z.int().check(z.nonnegative());

export const landViewSchema: z.ZodMiniType<LandView> = z.lazy(() =>
  z.object({
    asOfHeight: z.number(),
    listedTo: z.exactOptional(height),
    sources: z.array(z.string()),
    heights: column,
    claimedAt: column,
    holders: column,
    keys: z.array(z.string()),
  }),
);

export const heightsOnSchema: z.ZodMiniType<HeightsOn> = z.lazy(() =>
  z.object({
    knownFrom: height,
    range: z.exactOptional(z.object({ from: height, to: height })),
  }),
);

export const heldLandSchema: z.ZodMiniType<HeldLand> = z.lazy(() =>
  z.object({
    heights: column,
    ends: column,
    sats: z.instanceof(Float64Array),
    next: z.exactOptional(height),
  }),
);

export const btcPartSchema: z.ZodMiniType<BtcPart> = z.lazy(() =>
  z.object({
    list: z.string(),
    parts: height,
    heights: column,
    state: z.enum(['committed', 'held', 'said']),
    tip: z.exactOptional(height),
    issue: z.exactOptional(issueSchema),
  }),
);

const inRace = z.object({ id: z.string(), height, index: height });

export const btcDistrictSchema: z.ZodMiniType<BtcDistrictView> = z.lazy(() =>
  z.object({
    height,
    listed: z.exactOptional(
      z.object({
        list: z.string(),
        sat: z.exactOptional(z.number()),
        id: z.exactOptional(z.string()),
        saysSo: z.exactOptional(z.boolean()),
      }),
    ),
    race: z.exactOptional(
      z.object({
        source: z.string(),
        searchedTo: height,
        first: z.exactOptional(inRace),
        rivals: z.array(inRace),
        unread: height,
      }),
    ),
    seen: z.array(z.string()),
    issues: z.array(issueSchema),
  }),
);

export const btcClaimSchema: z.ZodMiniType<BtcClaimView> = z.lazy(() =>
  z.object({
    id: z.string(),
    height: z.exactOptional(height),
    list: z.exactOptional(z.string()),
    says: z.exactOptional(z.enum(['same', 'another', 'silent'])),
    issue: z.exactOptional(issueSchema),
  }),
);

export const plotViewSchema: z.ZodMiniType<PlotView> = z.lazy(() =>
  z.object({
    history: z.array(z.object({ holder: z.string(), since: z.exactOptional(height) })),
    at: z.exactOptional(outpoint),
    parcels: z.array(
      z.object({
        index: height,
        id: outpoint,
        claimant: z.string(),
        holder: z.string(),
        rivals: height,
        at: z.exactOptional(outpoint),
      }),
    ),
    pictures: z.array(z.object({ index: height, id: outpoint })),
    posts: z.array(postViewSchema),
  }),
);
