import { FILM_PATH, type FilmAnswer, type FilmQuestion } from '#lib/bridge/film-address.ts';
import type { Handler } from './handler.ts';

/** Sound and film that a page plays while it comes: the page has the parts, and answers itself. No host hears of it. */
export const filmHandler: Handler = {
  name: 'film',
  keyOf: ({ url: { pathname } }) => (pathname.startsWith(FILM_PATH) ? pathname : undefined),
  async answer(path, { request, page }) {
    const asked = await page();
    if (asked === undefined) return Response.error();
    const { port1, port2 } = new MessageChannel();
    const range = request.headers.get('range');
    asked.postMessage({ type: 'FILM', path, range } satisfies FilmQuestion, [port2]);
    return new Promise((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<FilmAnswer>) => resolve(new Response(data.body, data));
    });
  },
};
