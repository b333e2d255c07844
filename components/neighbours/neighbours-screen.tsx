'use client';

import type { NeighboursView, StatusView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useConnection } from '../client-provider.tsx';
import { Screen } from '../shell/screen.tsx';
import { useNeighbours, useStatus } from '../use-answers.ts';
import { DirectSwitches } from './direct-switches.tsx';
import { Lead } from './lead.tsx';
import { whatNeighboursSee, wordsOn } from './neighbour-words.ts';
import styles from './neighbours-screen.module.css';
import { OwnNeighbour } from './own-neighbour.tsx';
import { PeerList } from './peer-list.tsx';
import { cameWithoutServers, lastDelivery, serversAreGone, towersOf } from './servers.ts';
import { SharingSwitch } from './sharing-switch.tsx';
import { Shelf } from './shelf.tsx';
import { StreetScene } from './street-scene.tsx';
import { TrafficList } from './traffic-list.tsx';
import { Unplugged } from './unplugged.tsx';
import { useComeback } from './use-comeback.ts';

/** Who is connected and how, what this device holds, what came and went, and the switch for it. */
export function NeighboursScreen() {
  const connection = useConnection();
  const { data: neighbours } = useNeighbours();
  const { data: status } = useStatus();
  return (
    <Screen
      title={t('Neighbours')}
      position="neighbours"
      ready={neighbours != null && status != null}
      width="both"
    >
      {neighbours == null || status == null ? (
        <p className={styles.loading} aria-live="polite">
          {connection.state === 'failed'
            ? t('Nobody to see: the app did not start.')
            : t('Looking out of the window')}
        </p>
      ) : (
        <div className={styles.street}>
          <Outside status={status} neighbours={neighbours} />
          <div className={styles.switches}>
            <SharingSwitch {...neighbours} />
            <DirectSwitches {...neighbours} />
          </div>
          <div className={styles.columns}>
            <div>
              {neighbours.peers.length + neighbours.relays.length > 0 && <PeerList {...neighbours} />}
              <TrafficList {...neighbours} />
            </div>
            <div className={styles.aside}>
              <Shelf {...neighbours} />
              <OwnNeighbour />
            </div>
          </div>
        </div>
      )}
    </Screen>
  );
}

type OutsideProps = { readonly status: StatusView; readonly neighbours: NeighboursView };

/** What is to be seen through the window, and what it means. */
function Outside({ status, neighbours }: OutsideProps) {
  const delivery = lastDelivery(neighbours);
  const isBack = useComeback(serversAreGone(status));
  if (delivery !== undefined && cameWithoutServers(delivery, status))
    return <Unplugged status={status} neighbours={neighbours} delivery={delivery} />;
  const { title, sentence } = wordsOn(neighbours);
  const seen = whatNeighboursSee(neighbours);
  return (
    <>
      <StreetScene
        lit={neighbours.peers.length}
        towers={towersOf(status, neighbours)}
        night={serversAreGone(status)}
      >
        {t('Lit windows are connected. Towers are servers.')}
      </StreetScene>
      <Lead title={title}>
        <p>{sentence}</p>
        {seen !== undefined && <p>{seen}</p>}
        {isBack && <p>{t('The servers were gone, and are back.')}</p>}
      </Lead>
    </>
  );
}
