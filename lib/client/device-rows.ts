import type { Publication, PublicationState } from '#lib/publish/publication.ts';

/** A device beside this one, as far as it is known here. */
export type DeviceRow = {
  readonly number: number;
  /** Hash160 in hex of the key that it posts with. */
  readonly key?: string;
  /**
   * `linking`: readers do not see it yet, since its record is in no block. `failed`: that record was refused. `ending`,
   * `ended` and `not-ended`: the same for the word that takes it back.
   */
  readonly state: 'linking' | 'linked' | 'failed' | 'ending' | 'ended' | 'not-ended';
  /** What links or ends it waits here: nobody else has it yet, and no block can. */
  readonly isKeptBack?: true;
  /** The publication that linked it, where this device did. */
  readonly id?: string;
  /** The publication that is to end it, or that was refused. */
  readonly ending?: string;
  /** When it was linked, in milliseconds since 1970. */
  readonly madeAt?: number;
  /** Posts of its key that are held, where readers see it linked. */
  readonly posts?: number;
};

/** What readers see of a device: the key that speaks for the holder now, absent where it was ended. */
export type KnownDevice = { readonly number: number; readonly key?: string; readonly posts?: number };

/** The devices that were linked, by what was sent from here and what stands on the chain; the latest number first. */
export function deviceRows(
  publications: readonly Publication[],
  known: readonly KnownDevice[],
): readonly DeviceRow[] {
  const rows = new Map<number, DeviceRow>();
  for (const { id, intent, state, createdAt: madeAt } of publications) {
    if (intent.kind !== 'link-device') continue;
    const { number, key } = intent;
    const row = { number, key, id, madeAt };
    rows.set(
      number,
      state === 'failed' ? { ...row, state } : { ...row, state: 'linking', ...keptBack(state) },
    );
  }
  for (const { number, key, posts = 0 } of known) {
    const { isKeptBack: _sent, ...sent } = rows.get(number) ?? {};
    const row = { ...sent, number };
    rows.set(
      number,
      key === undefined ? { ...row, state: 'ended' } : { ...row, key, posts, state: 'linked' },
    );
  }
  for (const { id: ending, intent, state } of publications) {
    const before = intent.kind === 'end-device' ? rows.get(intent.number) : undefined;
    if (before === undefined || before.state === 'ended') continue;
    const { isKeptBack: _linking, ...row } = before;
    if (state !== 'failed') rows.set(row.number, { ...row, ending, state: 'ending', ...keptBack(state) });
    else if (row.state === 'linking' || row.state === 'linked')
      rows.set(row.number, { ...row, ending, state: 'not-ended' });
  }
  return [...rows.values()].toSorted((a, b) => b.number - a.number);
}

const keptBack = (state: PublicationState): Pick<DeviceRow, 'isKeptBack'> =>
  state === 'draft' || state === 'queued' ? { isKeptBack: true } : {};
