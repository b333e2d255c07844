import type { NeighboursView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { plural } from '../ui/format.ts';

type Words = { readonly title: string; readonly sentence: string };

const SPELLED = once(
  () =>
    [
      t('Nobody'),
      t('One'),
      t('Two'),
      t('Three'),
      t('Four'),
      t('Five'),
      t('Six'),
      t('Seven'),
      t('Eight'),
      t('Nine'),
      t('Ten'),
      t('Eleven'),
      t('Twelve'),
    ] as const,
);

export const VIA = once((): Readonly<Record<NeighboursView['peers'][number]['via'], string>> => ({
  relay: t('through the relay'),
  direct: 'directly',
}));

const NOBODY_YET = once((): Words => ({
  title: t('Nobody else is in yet.'),
  sentence: t('The relay knows that you are here. Whoever comes by is connected without your doing.'),
}));

/** How it is going with the neighbours, as a title and a sentence. */
export function wordsOn(view: NeighboursView): Words {
  switch (view.state) {
    case 'unsupported':
      return {
        title: t('No neighbours here.'),
        sentence: t(
          'They need a service worker that hosts them, and there is none here. Reading and writing go on without them.',
        ),
      };
    case 'off':
      return view.sharing
        ? {
            title: t('Nobody can knock here.'),
            sentence: t('Browsers find each other through a relay, and this host names none.'),
          }
        : {
            title: t('You keep to yourself.'),
            sentence: t(
              'Nobody is connected, and nothing is announced or passed on. Reading and writing go on as before.',
            ),
          };
    case 'starting':
      return view.self === undefined
        ? { title: t('Looking down the street.'), sentence: t('The relay is being asked who else is in.') }
        : {
            title: t('The relay does not answer.'),
            sentence: t(
              'It is tried again every few seconds. Until it does, nobody finds you, and you find nobody.',
            ),
          };
    case 'on':
      return view.peers.length === 0 ? NOBODY_YET() : wordsOnNeighbours(view);
  }
}

function wordsOnNeighbours({ peers, relays, sharing }: NeighboursView): Words {
  const spelled = SPELLED()[peers.length];
  const holds = sharing
    ? t('They hold what they read and pass it on, and so do you.')
    : t('They hold what they read and pass it on. You ask, and pass nothing on.');
  const relayIsGone = relays.length > 0 && !relays.some((relay) => relay.connected);
  return {
    title:
      spelled === undefined
        ? t('{neighbours} in.', { neighbours: plural(peers.length, 'neighbour is', 'neighbours are') })
        : t('{spelled} {more} in.', {
            spelled,
            more: peers.length === 1 ? t('neighbour is') : t('neighbours are'),
          }),
    sentence: relayIsGone
      ? t('{holds} The relay is gone: who is here stays, and nobody new comes until it is back.', { holds })
      : holds,
  };
}

/** What others learn about this device, in one plain sentence; nothing where nobody is met. */
export function whatNeighboursSee({ state, sharing }: NeighboursView): string | undefined {
  if (state === 'unsupported' || state === 'off') return undefined;
  const seen = sharing
    ? t('Neighbours see what this device holds, which is recent text in bulk, and what it asks them for')
    : t('Neighbours see only what this device asks them for');
  return t('{seen}; your internet address is seen by the relay, and by whoever is connected directly.', {
    seen,
  });
}

/** Peer ids begin alike, so the last letters tell two apart: `…k9Qm`. */
export const shortPeer = (id: string): string => (id.length <= 6 ? id : `…${id.slice(-4)}`);

/** `relay.example, port 443` for a multiaddress; what cannot be read that way is shown as it is. */
export function relayName(address: string): string {
  const found = /^\/(?:ip4|ip6|dns|dns4|dns6|dnsaddr)\/([^/]+)\/tcp\/(\d+)(?:\/|$)/.exec(address);
  return found === null ? address : t('{found}, port {found2}', { found: found[1], found2: found[2] });
}
