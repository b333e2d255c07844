import type { NeighboursView, StatusView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { byteSize, duration } from '../ui/format.ts';
import { Lead } from './lead.tsx';
import { PeerName } from './peer-name.tsx';
import { cameWithoutServers, type Delivery, towersOf } from './servers.ts';
import { StreetScene } from './street-scene.tsx';
import { rich } from '../ui/rich.ts';

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
        {rich('{bytes} hash checked, {ms}', {
          bytes: <b>{byteSize(delivery.bytes)}</b>,
          ms: duration(delivery.ms),
        })}
      </StreetScene>
      <Lead
        title={t('{more} Nothing much happened.', {
          more: relayIsUp ? t('Only the relay is left.') : t('Every server is gone.'),
        })}
      >
        <p>
          {rich(
            'Neighbour {peerName} had the post{more}. Your device checked each byte against its name, then kept a copy{more2}.',
            {
              peerName: <PeerName of={delivery.name} />,
              more: via === 'relay' && t(', and the relay carried it'),
              more2: sharing && t(' for whoever asks next'),
            },
          )}
        </p>
      </Lead>
    </>
  );
}
