import type { Chain } from '../chain.ts';
import type { Faucet } from '../faucet.ts';
import { BOOT_BLOCKS } from '../rules.ts';
import type { Sqlite } from '../sqlite.ts';
import { CAST, STORY } from './story.ts';
import { tellStory } from './tell.ts';

/** What a new chain can begin with: the story of a village, or nothing but coins for the faucet. */
export const SEED_NAMES = ['story', 'none'] as const;
export type SeedName = (typeof SEED_NAMES)[number];

export const isSeedName = (name: string): name is SeedName =>
  (SEED_NAMES as readonly string[]).includes(name);

/** Spacing of the first blocks, and how long before now the story ends; in seconds. */
const BOOT_SPACING = 600;
const STORY_ENDED = 20 * 60;

/**
 * Gives a new chain its first blocks, so that coinbases are mature and the faucet has coins, and then a story. A chain
 * that has blocks already is left alone. All of it is one transaction: a devnet that is killed here begins again.
 */
export function beginChain(db: Sqlite, chain: Chain, faucet: Faucet, seed: SeedName, now = Date.now()): void {
  if (chain.tip().height > 0) return;
  const lastHours = seed === 'story' ? (STORY.at(-1)?.hours ?? 0) : 0;
  const startTime = Math.floor(now / 1000) - STORY_ENDED - Math.round(lastHours * 3600);
  db.transaction(() => {
    for (let height = 1; height <= BOOT_BLOCKS; height += 1) {
      chain.mine(startTime - (BOOT_BLOCKS + 2 - height) * BOOT_SPACING);
    }
    faucet.prime(startTime - BOOT_SPACING);
    if (seed === 'story') tellStory({ chain, faucet }, STORY, CAST, startTime);
  });
}
