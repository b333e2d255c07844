import type { NeighboursView } from '#lib/client/client.ts';
import { plural } from '../ui/format.ts';

type Words = { readonly title: string; readonly sentence: string };

const SPELLED = [
  'Nobody',
  'One',
  'Two',
  'Three',
  'Four',
  'Five',
  'Six',
  'Seven',
  'Eight',
  'Nine',
  'Ten',
  'Eleven',
  'Twelve',
] as const;

export const VIA: Readonly<Record<NeighboursView['peers'][number]['via'], string>> = {
  relay: 'through the relay',
  direct: 'directly',
};

const NOBODY_YET: Words = {
  title: 'Nobody else is in yet.',
  sentence: 'The relay knows that you are here. Whoever comes by is connected without your doing.',
};

/** How it is going with the neighbours, as a title and a sentence. */
export function wordsOn(view: NeighboursView): Words {
  switch (view.state) {
    case 'unsupported':
      return {
        title: 'No neighbours here.',
        sentence:
          'They need a service worker that hosts them, and there is none here. Reading and writing go on without them.',
      };
    case 'off':
      return view.sharing
        ? {
            title: 'Nobody can knock here.',
            sentence: 'Browsers find each other through a relay, and this host names none.',
          }
        : {
            title: 'You keep to yourself.',
            sentence:
              'Nobody is connected, and nothing is announced or passed on. Reading and writing go on as before.',
          };
    case 'starting':
      return view.self === undefined
        ? { title: 'Looking down the street.', sentence: 'The relay is being asked who else is in.' }
        : {
            title: 'The relay does not answer.',
            sentence:
              'It is tried again every few seconds. Until it does, nobody finds you, and you find nobody.',
          };
    case 'on':
      return view.peers.length === 0 ? NOBODY_YET : wordsOnNeighbours(view);
  }
}

function wordsOnNeighbours({ peers, relays, sharing }: NeighboursView): Words {
  const spelled = SPELLED[peers.length];
  const holds = sharing
    ? 'They hold what they read and pass it on, and so do you.'
    : 'They hold what they read and pass it on. You ask, and pass nothing on.';
  const relayIsGone = relays.length > 0 && !relays.some((relay) => relay.connected);
  return {
    title:
      spelled === undefined
        ? `${plural(peers.length, 'neighbour is', 'neighbours are')} in.`
        : `${spelled} ${peers.length === 1 ? 'neighbour is' : 'neighbours are'} in.`,
    sentence: relayIsGone
      ? `${holds} The relay is gone: who is here stays, and nobody new comes until it is back.`
      : holds,
  };
}

/** What others learn about this device, in one plain sentence; nothing where nobody is met. */
export function whatNeighboursSee({ state, sharing }: NeighboursView): string | undefined {
  if (state === 'unsupported' || state === 'off') return undefined;
  const seen = sharing
    ? 'Neighbours see what this device holds, which is recent text in bulk, and what it asks them for'
    : 'Neighbours see only what this device asks them for';
  return `${seen}; your internet address is seen by the relay, and by whoever is connected directly.`;
}

/** Peer ids begin alike, so the last letters tell two apart: `…k9Qm`. */
export const shortPeer = (id: string): string => (id.length <= 6 ? id : `…${id.slice(-4)}`);

/** `relay.example, port 443` for a multiaddress; what cannot be read that way is shown as it is. */
export function relayName(address: string): string {
  const found = /^\/(?:ip4|ip6|dns|dns4|dns6|dnsaddr)\/([^/]+)\/tcp\/(\d+)(?:\/|$)/.exec(address);
  return found === null ? address : `${found[1]}, port ${found[2]}`;
}
