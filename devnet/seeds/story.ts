import type { Scene } from './scene.ts';
import { FOG_DAY } from './village/fog-day.ts';
import { LADDER_DAY } from './village/ladder-day.ts';
import { LAND_DAY } from './village/land-day.ts';

/**
 * Everybody in the story, in the order of their entrance. Pavel has no handle and sees no need for one. "gull" writes
 * under Mira's handle with a key of its own, which is what a handle that is not verified looks like.
 */
export const CAST = [
  'mira',
  'ines',
  'samir',
  'lotte',
  'chidi',
  'tobi',
  'wren',
  'pavel',
  'juno',
  'gull',
] as const;

/** Three days in a harbour village. */
export const STORY: readonly Scene[] = [...LADDER_DAY, ...LAND_DAY, ...FOG_DAY];
