import type { Publication } from '#lib/publish/publication.ts';

/** A device beside this one, as far as it is known here. */
export type DeviceRow = {
  readonly number: number;
  /** Hash160 in hex of the key that it posts with. */
  readonly key?: string;
  /**
   * `linking`: readers do not see it yet, since its record is in no block. `failed`: that record was refused. `ending` and
   * `ended`: the same for the word that takes it back.
   */
  readonly state: 'linking' | 'linked' | 'failed' | 'ending' | 'ended';
  /** The publication that linked it, where this device did. */
  readonly id?: string;
  /** When that was, in milliseconds since 1970. */
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
    rows.set(number, { number, key, id, madeAt, state: state === 'failed' ? 'failed' : 'linking' });
  }
  for (const { number, key, posts = 0 } of known) {
    const row = { ...rows.get(number), number };
    rows.set(
      number,
      key === undefined ? { ...row, state: 'ended' } : { ...row, key, posts, state: 'linked' },
    );
  }
  for (const { intent, state } of publications) {
    const row = intent.kind === 'end-device' ? rows.get(intent.number) : undefined;
    if (row !== undefined && row.state !== 'ended' && state !== 'failed')
      rows.set(row.number, { ...row, state: 'ending' });
  }
  return [...rows.values()].toSorted((a, b) => b.number - a.number);
}
