import type { CoreStore } from '#lib/store/core-store.ts';
import type { DraftRow } from '#lib/store/core-rows.ts';
import type { KeptKind, KeptStore } from '#lib/store/kept-store.ts';
import type { PlaceStore } from '#lib/store/place-store.ts';
import type { Change, Live, Lives } from '#lib/sync/notice.ts';
import { fitsPage, rowKey } from '#lib/sync/row.ts';
import { readPlace, readSince, readWords, writePlace, writeSince, writeWords } from '#lib/sync/values.ts';

/** Everything that a person keeps on this device, as their other devices may have it. */
export type Seen = {
  readonly live: Lives;
  /** What stays on this device: drafts with pictures, and what is too long. */
  readonly held: ReadonlySet<string>;
};

/** The stores of one identity, as far as its devices share them. */
export interface DeviceStores {
  read(): Promise<Seen>;
  /** Somebody changed what is kept: it is read anew. */
  keptChanged(): void;
  /** Makes changes where things still are as they were seen. Answers those that were made. */
  apply(changes: readonly Change[], seen: Seen): Promise<readonly Change[]>;
}

type Parts = {
  readonly core: Pick<CoreStore, 'drafts' | 'swapDraft'>;
  readonly kept: Pick<KeptStore, 'all' | 'swap'>;
  readonly places: Pick<PlaceStore, 'all' | 'swap'>;
  /** Runs `work` while nobody writes in a place; not at all while somebody does. */
  readonly unlessOpen: (place: string, work: () => Promise<void>) => Promise<void>;
  readonly now: () => number;
};

export function createDeviceStores({ core, kept, places, unlessOpen, now }: Parts): DeviceStores {
  const applyDraft = async ({ id, becomes }: Change, seen: Seen): Promise<boolean> => {
    const words = becomes === undefined ? undefined : readWords(becomes);
    if (becomes !== undefined && words === undefined) return false;
    const was = seen.live.get(rowKey({ kind: 'draft', id }))?.since;
    const row = words && { ...words, place: id, savedAt: now() };
    let isMade = false;
    await unlessOpen(id, async () => {
      isMade = await core.swapDraft(id, was, row);
    });
    return isMade;
  };
  const applyPlace = async ({ id, was, becomes }: Change): Promise<boolean> => {
    const place = becomes === undefined ? undefined : readPlace(becomes);
    if (becomes !== undefined && place === undefined) return false;
    return places.swap(id, was === undefined ? undefined : readPlace(was)?.id, place);
  };
  const applyKept = async (changes: readonly Change[], seen: Seen): Promise<readonly Change[]> => {
    const swaps = changes.flatMap((change) => {
      const { kind, id, was, becomes } = change;
      if (kind === 'draft' || kind === 'place') return [];
      const since = becomes === undefined ? undefined : readSince(becomes);
      if (becomes !== undefined && since === undefined) return [];
      const before = was === undefined ? undefined : seen.live.get(rowKey({ kind, id }))?.since;
      return [{ kind: kind satisfies KeptKind, id, was: before, becomes: since, change }];
    });
    if (swaps.length === 0) return [];
    const made = await kept.swap(swaps).finally(keptChanged);
    return swaps.filter((_, at) => made[at] === true).map(({ change }) => change);
  };
  // Thousands of rows, which are not read for nothing.
  let known: ReturnType<typeof kept.all> | undefined;
  const keptChanged = (): void => void (known = undefined);
  return {
    keptChanged,
    async read() {
      known ??= kept.all();
      // Storage may be refused for now.
      known.catch(keptChanged);
      const [rows, positions, drafts] = await Promise.all([known, places.all(), core.drafts()]);
      const all: readonly Live[] = [
        ...rows.map(({ kind, id, at }) => ({ kind, id, value: writeSince(at), since: at })),
        ...positions.map(
          ([id, place]) => ({ kind: 'place', id, value: writePlace(place), since: 0 }) as const,
        ),
        ...drafts.map(
          (row) => ({ kind: 'draft', id: row.place, value: writeWords(row), since: row.savedAt }) as const,
        ),
      ];
      const pictured = drafts.filter(hasPicture).map(({ place }) => rowKey({ kind: 'draft', id: place }));
      const long = all
        .filter((thing) => !fitsPage({ ...thing, at: Number.MAX_SAFE_INTEGER, by: 0 }))
        .map(rowKey);
      return {
        live: new Map(all.map((thing) => [rowKey(thing), thing])),
        held: new Set([...pictured, ...long]),
      };
    },
    async apply(changes, seen) {
      const made = [...(await applyKept(changes, seen))];
      for (const change of changes) {
        const isMade =
          change.kind === 'draft'
            ? await applyDraft(change, seen)
            : change.kind === 'place' && (await applyPlace(change));
        if (isMade) made.push(change);
      }
      return made;
    },
  };
}

const hasPicture = ({ picture, more = [] }: DraftRow): boolean =>
  picture !== undefined || more.some((part) => part.picture !== undefined);
