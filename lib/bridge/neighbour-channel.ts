import type { Network } from '#lib/chain/network.ts';
import type { ChannelLike } from './feed-tabs.ts';

/** The channel on which the service worker says that something of neighbours waits. What it is stands in the shelf's store. */
export const receivedChannel = (network: Network): string => `nabo-neighbours:${network}`;

/** Says so, to every tab's feed worker. */
export const tellReceived = (channel: ChannelLike): void => channel.postMessage('received');

/** Calls `onNews` at each word of a channel, until aborted. */
export const watchReceived =
  (open: () => ChannelLike) =>
  (onNews: () => void, signal: AbortSignal): void => {
    const channel = open();
    channel.addEventListener('message', onNews);
    signal.addEventListener('abort', () => channel.close(), { once: true });
  };
