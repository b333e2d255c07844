/// <reference lib="webworker" />
/**
 * Root of the service worker's second script (`public/sw-helia.js`): the neighbour, with Helia and libp2p in it. Running
 * it only puts the way to start on the scope; what imports it is helia-script.ts.
 */
import { startInBrowser } from '#lib/p2p/start-in-browser.ts';
import type { HeliaScript } from './helia-script.ts';

declare const self: ServiceWorkerGlobalScope & { __NABO_HELIA?: HeliaScript };

self.__NABO_HELIA = { start: startInBrowser };
