import type { Txid } from '#lib/bytes/brand.ts';

/**
 * How it goes with what is played while it comes. `coming`; `left`: nobody who holds it can be asked, and it goes on as soon as
 * somebody can; `full`: this device has no room for it; `whole`: all of it is here and is the transaction; `false`: all of it is
 * here and is another one, so nothing of it was kept.
 */
export type FilmState = 'coming' | 'left' | 'full' | 'whole' | 'false';

/** What is known of sound or film that comes in parts. */
export type FilmView = {
  readonly txid: Txid;
  readonly vout: number;
  /** What its bytes begin like and its author calls it. */
  readonly contentType: string;
  /** Bytes of it, and of its transaction; of these so many are here. */
  readonly bytes: number;
  readonly txBytes: number;
  readonly heldBytes: number;
  readonly state: FilmState;
};

/** Something that is being played. Its bytes go on coming until {@link PlayingFilm.close}. */
export interface PlayingFilm {
  /** Where this page's player finds it, and nobody else. */
  readonly address: string;
  readonly view: () => FilmView;
  /** Calls `listener` whenever {@link view} changes. Returns the way to stop that. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly close: () => void;
}
