import type { DirectScript } from '#lib/p2p/start-direct.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { ShelfStore } from '#lib/store/shelf-store.ts';
import type { DirectPlatform } from './direct-line.ts';

/** What Chromium says of the network; TypeScript's library does not know it. */
interface Connection extends EventTarget {
  readonly saveData?: boolean;
  readonly type?: string;
}
const connection = (): Connection | undefined =>
  (navigator as { readonly connection?: Connection }).connection;

/** The browser, as lines from browser to browser need it. */
export const directPlatform: DirectPlatform = {
  isSupported: 'RTCPeerConnection' in globalThis && 'locks' in navigator,
  isMetered: () => connection()?.saveData === true || connection()?.type === 'cellular',
  watchMetered: (onChange, signal) => connection()?.addEventListener('change', onChange, { signal }),
  locks: navigator.locks,
  openChannel: (name) => new BroadcastChannel(name),
  openStore: (network) => ShelfStore.open(network),
  openContent: (network) => ContentStore.open(network),
  // @ts-expect-error -- the build makes it of lib/p2p/start-direct.ts, and no path of the disk leads there
  script: (): Promise<DirectScript> => import(/* turbopackIgnore: true */ /* @vite-ignore */ '/direct.js'),
};
