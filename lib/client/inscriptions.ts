import type { Outpoint, Txid } from '#lib/bytes/brand.ts';
import type { Chain } from '#lib/chain/network.ts';
import type { ComposedPage, PageAnswer } from '#lib/media/compose-page.ts';
import type { InscriptionView } from '#lib/media/inscription-view.ts';
import type { Trace } from '#lib/media/trace.ts';
import type { InBlock } from '#lib/proof/block-witness.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import type { FileContent } from '#lib/publish/publication.ts';
import type { FilmView, PlayingFilm } from './films.ts';

/** A file that is to be inscribed. */
export type DraftFile = FileContent & {
  /** Where in a site; a file alone has none. */
  readonly path?: string;
};

/** An inscription that was opened, and what is known of its transaction. */
export type OpenInscription = {
  readonly state: 'open';
  readonly view: InscriptionView;
  readonly verdict: Verdict;
  /** The transaction, alone or in a file with its path: for whoever wants to keep it. */
  readonly file: Uint8Array<ArrayBuffer>;
  /** Of BTC: that a block holds just these bytes, once somebody asked for that; then `file` has what shows it. */
  readonly inBlock?: InBlock;
  /** Who gave the bytes when somebody asked for them by name; absent for what the feed holds. */
  readonly kept?: { readonly from: string; readonly at: number };
};

/** Sound or film that came in parts and is here whole: what lies around it. Its own bytes are played, and not in the view. */
export type WholeFilm = Pick<OpenInscription, 'view' | 'verdict'> & {
  /** The transaction as a file, read out of the store part by part. Rejects when it had to make room meanwhile. */
  readonly file: () => Promise<Blob>;
};

export type InscriptionAnswer =
  | OpenInscription
  /** Sound or film too large to come whole: it can be played while it comes from a neighbour. */
  | { readonly state: 'parts'; readonly film: FilmView }
  /** No transaction is called like this. */
  | { readonly state: 'unnamed' }
  /** Neither this device nor a neighbour has it. `asked`: nor has this one. */
  | {
      readonly state: 'absent';
      readonly name: string;
      /** Services that could be asked for it by name. */
      readonly askable: readonly { readonly name: string; readonly chain: Chain }[];
      readonly asked?: string;
    };

/** What the viewer asks for; made when the first inscription is looked at. */
export interface InscriptionDesk {
  /** `pasted` is an id, an outpoint, a txid or a link with one of them. No service hears of it. */
  open(pasted: string, signal?: AbortSignal): Promise<InscriptionAnswer>;
  /**
   * Asks one service for it by name, because somebody pressed a button that says so.
   *
   * @throws {Error} in words for the reader when that fails.
   */
  ask(pasted: string, of: string, signal?: AbortSignal): Promise<InscriptionAnswer>;
  /**
   * Asks whoever gave a transaction of BTC for the block that it is in, because somebody pressed a button that says so, and
   * keeps the proof that the block holds just these bytes. `undefined` when it is in none yet. `onProgress` hears how many of
   * its transactions have come, where it comes in parts.
   *
   * @throws {Error} in words for the reader when that fails.
   */
  prove(id: string, onProgress?: (done: number, of: number) => void): Promise<InscriptionAnswer | undefined>;
  /**
   * The page of an opened inscription, with what it takes from others put into it as far as this device or a neighbour
   * has that. No service hears of it. Of a site it is the page at `path`. `undefined` when the inscription is no longer here.
   */
  compose(id: string, path?: string): Promise<ComposedPage | undefined>;
  /**
   * What a page that runs asks for by an address that it made while it ran, as {@link compose} would have put it in; of a
   * site it stands at `path`. `undefined` for an address that is none of the chain's.
   */
  answer(id: string, address: string, path?: string): Promise<PageAnswer | undefined>;
  /**
   * The bytes that draw the model of an opened inscription: a binary glTF that names nothing outside of itself. `undefined`
   * when it is no longer here, or cannot be drawn within bounds.
   */
  model(id: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /**
   * What readers will see of files that are not inscribed yet, several of them as a site: read out of a transaction made just
   * for that, by the same lines as any other. Its id can be composed until the next call.
   *
   * @throws {RangeError} in words when they cannot be written as they are.
   */
  preview(files: readonly DraftFile[]): Promise<InscriptionView | undefined>;
  /** Plays what comes in parts, until it is closed; `undefined` when it is no longer here. */
  play(txid: Txid): Promise<PlayingFilm | undefined>;
  /** What lies around sound or film that came in parts; `undefined` until all of it is here. */
  film(txid: Txid): Promise<WholeFilm | undefined>;
  /** Calls back when a neighbour says to hold what was not found before. Returns the way to stop that. */
  onHeard(listener: (txid: Txid) => void): () => void;
  /** Services that can tell where an inscription of BSV went. */
  readonly tracers: readonly string[];
  /**
   * Asks one of them, because somebody pressed a button that says so. `undefined` for an output that it does not know.
   *
   * @throws {Error} in words for the reader when that fails.
   */
  trace(outpoint: Outpoint, of: string): Promise<Trace | undefined>;
}
