import { outpointTxid, toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import { readInscriptions, readOnesatParent } from '#lib/envelopes/index.ts';
import type { Ordinals } from '#lib/ledger/ordinals.ts';
import type { Parcels } from '#lib/ledger/parcels.ts';
import type { PlotView } from './land-view.ts';
import { readPicture } from './media.ts';

/** Most transactions that are looked into for one district. */
const MOST_READ = 64;

type Ledger = {
  readonly parcels: Pick<Parcels, 'cutOutOf'>;
  readonly ordinals: Pick<Ordinals, 'trail'>;
};

/**
 * The pictures on the parcels of a district, at most one on each: the last that was inscribed as a child of the parcel, by a
 * transaction that had the parcel in its hands and names it as the parent. `rawOf` gives the bytes of a held transaction.
 */
export async function picturesOn(
  { parcels, ordinals }: Ledger,
  height: number,
  rawOf: (id: Outpoint) => Promise<Uint8Array | undefined>,
): Promise<PlotView['pictures']> {
  const pictures: { index: number; id: Outpoint }[] = [];
  let read = 0;
  for (const { index, claim } of parcels.cutOutOf(height)) {
    const moves = ordinals.trail(claim.id)?.holdings.slice(1) ?? [];
    for (const { at } of moves.toReversed()) {
      if (read === MOST_READ) return pictures;
      read += 1;
      const raw = await rawOf(at);
      const id = raw && childPicture(raw, at, claim.id);
      if (id === undefined) continue;
      pictures.push({ index, id });
      break;
    }
  }
  return pictures;
}

/** The output of a transaction that holds a picture and names `parent`. */
function childPicture(raw: Uint8Array, at: Outpoint, parent: Outpoint): Outpoint | undefined {
  for (const inscription of readInscriptions(raw, 'bsv')) {
    if (inscription.vout === undefined || readOnesatParent(inscription) !== parent) continue;
    const id = toOutpoint(outpointTxid(at), inscription.vout);
    if (readPicture(raw, id, 'bsv') !== undefined) return id;
  }
  return undefined;
}
