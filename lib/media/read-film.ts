import type { Txid } from '#lib/bytes/brand.ts';
import { sha256d } from '#lib/bytes/hash.ts';
import { toDisplayHex } from '#lib/bytes/hex.ts';
import type { FilmStore } from '#lib/store/film-store.ts';
import { describeInscription } from './describe.ts';
import type { InscriptionView } from './inscription-view.ts';

/**
 * What lies on the chain around sound or film that came in parts: all that a smaller inscription is described by, with an
 * empty body, because its bytes are played out of the store. `undefined` when not all of it is here, or it is another transaction.
 * The transaction is in memory once for it, in the worker and at most 21 MB.
 */
export async function readFilm(
  txid: Txid,
  films: Pick<FilmStore, 'find' | 'run'>,
): Promise<InscriptionView | undefined> {
  const film = await films.find(txid);
  if (film?.isWhole !== true) return undefined;
  const raw = new Uint8Array(film.bytes);
  for (let at = 0; at * film.partBytes < film.bytes; at += 1) {
    const [part] = await films.run(txid, at, 1);
    if (part === undefined) return undefined;
    raw.set(part, at * film.partBytes);
  }
  if (toDisplayHex(sha256d(raw)) !== txid) return undefined;
  // Neighbours give each other no other chain.
  const view = await describeInscription(raw, 'bsv', { index: film.place.vout });
  if (view?.content === undefined) return view;
  return { ...view, content: { ...view.content, body: new Uint8Array(0) } };
}
