import type { NeighboursView, StatusView } from '#lib/client/client.ts';
import { byteSize, duration } from '../ui/format.ts';
import { Lead } from './lead.tsx';
import { PeerName } from './peer-name.tsx';
import { cameWithoutServers, type Delivery, towersOf } from './servers.ts';
import { StreetScene } from './street-scene.tsx';

type Props = {
  readonly status: Pick<StatusView, 'feed' | 'hostReachable'>;
  readonly neighbours: NeighboursView;
  readonly delivery: Delivery | undefined;
};

/** The servers are gone and a neighbour served all the same: what, by whom, how much and how fast. Nothing otherwise. */
export function Unplugged({ status, neighbours, delivery }: Props) {
  if (delivery === undefined || !cameWithoutServers(delivery, status)) return null;
  const { peers, relays, sharing } = neighbours;
  const relayIsUp = relays.some((relay) => relay.connected);
  const via = peers.find((peer) => peer.id === delivery.name)?.via;
  return (
    <>
      <StreetScene night packet lit={Math.max(1, peers.length)} towers={towersOf(status, neighbours)}>
        <b>{byteSize(delivery.bytes)}</b> hash checked, {duration(delivery.ms)}
      </StreetScene>
      <Lead
        title={`${relayIsUp ? 'Only the relay is left.' : 'Every server is gone.'} Nothing much happened.`}
      >
        <p>
          Neighbour <PeerName of={delivery.name} /> had the post
          {via === 'relay' && ', and the relay carried it'}. Your device checked each byte against its name,
          then kept a copy
          {sharing && ' for whoever asks next'}.
        </p>
      </Lead>
    </>
  );
}
