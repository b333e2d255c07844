import type { Network } from '#lib/chain/network.ts';
import type { ChannelLike } from './feed-tabs.ts';

/**
 * The channel on which the service worker says that something of neighbours waits, and the feed that it should look in at
 * them. What waits stands in the shelf's store.
 */
export const receivedChannel = (network: Network): string => `nabo-neighbours:${network}`;

const RECEIVED = 'received';
const LOOK = 'look';
const ENOUGH = 'enough';

/** Says so, to every tab's feed worker. */
export const tellReceived = (channel: ChannelLike): void => channel.postMessage(RECEIVED);

/** Calls `onNews` whenever that is said on a channel, until aborted. */
export const watchReceived =
  (open: () => ChannelLike) =>
  (onNews: () => void, signal: AbortSignal): void => {
    const channel = open();
    channel.addEventListener('message', ({ data }) => {
      if (data === RECEIVED) onNews();
    });
    signal.addEventListener('abort', () => channel.close(), { once: true });
  };

/** The least pause between two such looks, in milliseconds: a source that is always slow must not cost neighbours more than this. */
const LOOK_PAUSE_MS = 5_000;

/** Asks for a look at neighbours by a channel, because a source takes long, until it is not needed any more; not more often than every {@link LOOK_PAUSE_MS}. */
export function askForLook(channel: ChannelLike, now: () => number = Date.now): (until: AbortSignal) => void {
  let asked = -Infinity;
  return (until) => {
    if (until.aborted || now() - asked < LOOK_PAUSE_MS) return;
    asked = now();
    channel.postMessage(LOOK);
    until.addEventListener('abort', () => channel.postMessage(ENOUGH), { once: true });
  };
}

/** Calls `look` when one is asked for on a channel. Its signal is aborted when it is not needed any more, or another is asked for. */
export function onAskedForLook(channel: ChannelLike, look: (until: AbortSignal) => void): void {
  let looking = new AbortController();
  channel.addEventListener('message', ({ data }) => {
    looking.abort();
    if (data !== LOOK) return;
    looking = new AbortController();
    look(looking.signal);
  });
}
