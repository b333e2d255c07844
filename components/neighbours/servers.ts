import type { NeighboursView, StatusView } from '#lib/client/client.ts';
import type { PostView } from '#lib/feed/post-view.ts';

export type Tower = { readonly name: string; readonly lit: boolean };

type Reach = Pick<StatusView, 'feed' | 'hostReachable'>;

/** Whether nothing answers that text could be read from. A relay is another matter: it carries, and holds nothing. */
export function serversAreGone({ feed, hostReachable }: Reach): boolean {
  return !hostReachable && feed.sources.every((source) => source.state === 'unreachable');
}

/** Sources and relays, as towers of the street. */
export function towersOf({ feed }: Reach, { relays }: Pick<NeighboursView, 'relays'>): readonly Tower[] {
  return [
    ...feed.sources.map(({ name, state }) => ({ name, lit: state === 'agrees' })),
    ...relays.map(({ address, connected }) => ({ name: address, lit: connected })),
  ];
}

export type Delivery = NonNullable<PostView['delivery']>;

/** Whether a neighbour brought it while no server answered, so that none can have had a part in it. */
export function cameWithoutServers(delivery: Delivery, status: Reach): boolean {
  const lastAnswer = Math.max(0, ...status.feed.sources.map((source) => source.lastAnswer ?? 0));
  return delivery.kind === 'neighbour' && delivery.at > lastAnswer && serversAreGone(status);
}

/** The last thing that a neighbour brought. */
export function lastDelivery({ recent }: Pick<NeighboursView, 'recent'>): Delivery | undefined {
  const last = recent.find(({ direction }) => direction === 'in');
  if (last === undefined) return undefined;
  const { peer, at, bytes, ms } = last;
  return { kind: 'neighbour', name: peer, at, bytes, ms };
}
