/**
 * Where a page's player asks for a film: below it stands a name that the page made up, so that no request says which one.
 * The service worker answers by asking that page, and no host ever hears of it.
 */
export const FILM_PATH = '/film/';

/** What the service worker asks the page, with a port for the answer. */
export type FilmQuestion = {
  readonly type: 'FILM';
  /** The whole path. */
  readonly path: string;
  /** The header `Range`. */
  readonly range: string | null;
};

/** The answer, as a response is made of it. */
export type FilmAnswer = {
  readonly body: Uint8Array<ArrayBuffer> | null;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
};
