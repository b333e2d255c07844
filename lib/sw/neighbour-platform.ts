import { feedTabsChannel, openFeedTabs } from '#lib/bridge/feed-tabs.ts';
import { receivedChannel } from '#lib/bridge/neighbour-channel.ts';
import { appConfigSchema } from '#lib/client/config.ts';
import { ShelfStore } from '#lib/store/shelf-store.ts';
import { heldConfig } from './handlers/config.ts';
import type { NeighbourPlatform } from './neighbour-host.ts';

/** Held by the worker that runs the neighbour: two of them would be one PeerId at two places. */
const NEIGHBOUR_LOCK = 'nabo-neighbour';
/** How long a worker that was replaced may take to go. */
const PATIENCE_MS = 5_000;
/** What comes in a burst is told once. */
const TELL_MS = 250;

/** The browser, as a neighbour's host needs it. `onChanged` is called at most every {@link TELL_MS} milliseconds. */
export function neighbourPlatform(
  script: NeighbourPlatform['script'],
  onChanged: () => void,
): NeighbourPlatform {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    async readConfig() {
      const body: unknown = await (await heldConfig())?.json();
      return appConfigSchema.safeParse(body).data;
    },
    openStore: (network, onClosed) => ShelfStore.open(network, { onClosed }),
    takeOver,
    script,
    openTabs: (network) => openFeedTabs(new BroadcastChannel(feedTabsChannel(network))),
    openReceived: (network) => new BroadcastChannel(receivedChannel(network)),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onChanged() {
      timer ??= setTimeout(() => {
        timer = undefined;
        onChanged();
      }, TELL_MS);
    },
  };
}

const takeOver = (): Promise<() => void> =>
  new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    navigator.locks
      .request(NEIGHBOUR_LOCK, { signal }, () => new Promise<void>((giveUp) => resolve(giveUp)))
      .catch(reject);
  });
