import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const COUNTERS = 'export function getMetrics(';

/**
 * Leaves gossipsub's counters out of the workers' scripts. It makes them for whoever hands it a register of metrics, which
 * nobody does here, and they would be a fiftieth of the neighbour's script.
 */
export const noGossipMetrics: Plugin = {
  name: 'no-gossip-metrics',
  setup(build) {
    build.onLoad(
      { filter: /[\\/]@libp2p[\\/]gossipsub[\\/]dist[\\/]src[\\/]metrics\.js$/ },
      async ({ path }) => {
        const [names, ...rest] = (await readFile(path, 'utf8')).split(COUNTERS);
        if (names === undefined || rest.length !== 1)
          return { errors: [{ text: 'gossipsub counts in another way now: look at no-gossip-metrics.ts' }] };
        return { contents: `${names}${COUNTERS}) { throw new Error('nothing is counted here'); }` };
      },
    );
  },
};
