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

/**
 * The answer, by which a response begins. Where it has a body, the service worker says {@link FILM_MORE} by the same port for
 * each piece of it, and {@link FILM_ENOUGH} when the player turned away.
 */
export type FilmAnswer = {
  readonly hasBody: boolean;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
};

export const FILM_MORE = 'more';
export const FILM_ENOUGH = 'enough';

/** A piece of the body; `null` after the last; `'failed'` when no more comes. */
export type FilmPiece = Uint8Array<ArrayBuffer> | null | 'failed';
