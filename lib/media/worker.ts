/**
 * Root of the media worker (`public/media.js`): opens inscriptions, from what this device has or from a service that a
 * person chose to ask. It parses what strangers wrote, so that the page does not have to.
 */
import { serveCalls } from '#lib/bridge/call.ts';
import { mediaContract } from '#lib/bridge/media-messages.ts';
import { createOutbound } from '#lib/chain/outbound.ts';
import { platformFetch } from '#lib/chain/sources/bounded-fetch.ts';
import { createEsplora } from '#lib/chain/sources/esplora.ts';
import { askPlace } from '#lib/chain/sources/esplora-place.ts';
import { createLookup } from '#lib/chain/sources/lookup.ts';
import { ContentStore } from '#lib/store/content-store.ts';
import { FilmStore } from '#lib/store/film-store.ts';
import { createRequestLog } from '#lib/store/request-log.ts';
import { MediaDesk } from './media-desk.ts';

declare const self: DedicatedWorkerGlobalScope;

/** Every request of this worker goes this way, and is put to account. */
const outside = createOutbound({ note: createRequestLog(), fetch: platformFetch });

/** The desk, once the page has said of which network. Questions that come before wait for it. */
const { promise: opened, resolve: open } = Promise.withResolvers<MediaDesk>();

const page = serveCalls(self, mediaContract, {
  configure: async ({ network, lookups }) => {
    // Without storage everything works but the memory of it.
    const store = await ContentStore.open(network).catch(() => undefined);
    const films = await FilmStore.open(network).catch(() => undefined);
    const given = lookups.map((entry) => createLookup(entry, { fetch: outside }));
    const givers = lookups
      .filter(({ kind, chain }) => kind === 'esplora' && chain === 'btc')
      .map(({ name, url }) => ({
        ...createEsplora({ name, url, fetch: outside }),
        placeOf: askPlace(name, url, outside),
      }));
    const desk = { network, lookups: given, givers, now: Date.now };
    open(
      new MediaDesk({
        ...desk,
        ...(store !== undefined && { store }),
        ...(films !== undefined && { films }),
      }),
    );
    return true as const;
  },
  open: async ({ name, held }) => (await opened).open(name, held),
  film: async ({ txid }) => (await opened).film(txid),
  compose: async ({ name, held, path }) => (await opened).compose(name, held, path),
  prove: async ({ name }, signal) =>
    (await opened).prove(name, signal, (done, of) => page.emit({ type: 'block', txid: name.txid, done, of })),
  answer: async ({ name, held, address, path }) => (await opened).answer(name, held, address, path),
  model: async ({ name, held }) => (await opened).model(name, held),
  trace: async ({ from, of }, signal) => (await opened).trace(from, of, signal),
  ask: async ({ name, of }, signal) => (await opened).ask(name, of, signal),
});
