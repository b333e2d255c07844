import {
  FILM_ENOUGH,
  FILM_MORE,
  FILM_PATH,
  type FilmAnswer,
  type FilmPiece,
  type FilmQuestion,
} from '#lib/bridge/film-address.ts';
import type { Handler } from './handler.ts';

/** What plays. A page that were made of such an answer would be one of this origin, with the bytes of a stranger. */
const PLAYERS: ReadonlySet<string> = new Set(['audio', 'video']);

/** Sound and film that a page plays while it comes: the page has the parts, and answers itself. No host hears of it. */
export const filmHandler: Handler = {
  name: 'film',
  keyOf: ({ destination, url: { pathname } }) =>
    PLAYERS.has(destination) && pathname.startsWith(FILM_PATH) ? pathname : undefined,
  async answer(path, { request, page }) {
    const asked = await page();
    if (asked === undefined) return Response.error();
    const { port1, port2 } = new MessageChannel();
    const range = request.headers.get('range');
    asked.postMessage({ type: 'FILM', path, range } satisfies FilmQuestion, [port2]);
    return new Promise((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<FilmAnswer>) =>
        resolve(new Response(data.hasBody ? bodyFrom(port1) : null, data));
    });
  },
};

/** A piece is asked for when the player has read the one before: it decides how far it reads on. */
const bodyFrom = (port: MessagePort): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new ReadableStream(
    {
      pull: (body) =>
        new Promise((resolve) => {
          port.onmessage = ({ data }: MessageEvent<FilmPiece>) => {
            if (data === null) body.close();
            else if (data === 'failed') body.error();
            else body.enqueue(data);
            resolve();
          };
          port.postMessage(FILM_MORE);
        }),
      cancel: () => port.postMessage(FILM_ENOUGH),
    },
    { highWaterMark: 0 },
  );
