import { compareRows, merge } from './merge.ts';
import { rowKey, type Rows, type SyncRow } from './row.ts';

// The words of a draft are never overwritten. Each time they change they are a version of their own, in a row that stays as it
// is until it is taken away; whoever changes words takes away the version that they saw, and no other. So of two who
// change the same words apart from each other neither takes away what the other wrote.
//
//   id = place "\n" moment "-" device "-" sum of the words

/** Stands between a place and a version: no place has one in it. */
const BETWEEN = '\n';

/** FNV-1a, 32 bits: tells apart what devices of one number say in one moment. */
function sumOf(words: string): number {
  let sum = 0x811c_9dc5;
  for (let at = 0; at < words.length; at += 1) sum = Math.imul(sum ^ words.charCodeAt(at), 0x0100_0193);
  return sum >>> 0;
}

export const versionId = (
  place: string,
  { at, by, value }: Pick<Required<SyncRow>, 'at' | 'by' | 'value'>,
): string => `${place}${BETWEEN}${at}-${by}-${sumOf(value)}`;

/** The place of a version. */
export const placeOfVersion = (id: string): string => id.slice(0, Math.max(0, id.lastIndexOf(BETWEEN)));

/** The versions that are there, by their places, the last first. */
export function versionsByPlace(rows: Rows): ReadonlyMap<string, readonly Required<SyncRow>[]> {
  const places = new Map<string, Required<SyncRow>[]>();
  for (const row of rows.values()) {
    if (row.kind !== 'draft' || row.value === undefined) continue;
    const place = placeOfVersion(row.id);
    const versions = places.get(place);
    if (versions === undefined) places.set(place, [{ ...row, value: row.value }]);
    else versions.push({ ...row, value: row.value });
  }
  for (const versions of places.values()) versions.sort((a, b) => compareRows(b, a));
  return places;
}

/**
 * Leaves one version in each place: the last stays, and others are put aside as drafts of their own, under names that all
 * devices give them alike. The same words twice are one.
 */
export function putAside(rows: Rows): Rows {
  const moves: SyncRow[] = [];
  for (const [place, versions] of versionsByPlace(rows)) {
    const seen = new Set<string>();
    versions.forEach((row, index) => {
      const isKnown = seen.has(row.value);
      seen.add(row.value);
      if (index === 0) return;
      const { kind, id, at, by } = row;
      // Just behind the version itself: what somebody says of it later counts more.
      moves.push({ kind, id, at: at + 1, by });
      if (isKnown) return;
      const [home = ''] = place.split('#', 1);
      moves.push({ ...row, id: versionId(`${home}#${at}${sumOf(row.value)}`, row) });
    });
  }
  // What was put aside once and taken away since stays away.
  return moves.length === 0 ? rows : merge(rows, moves);
}

/** The row that takes a version away, if it is there. */
export function takenAway(rows: Rows, id: string, at: number, by: number): readonly SyncRow[] {
  const row = rows.get(rowKey({ kind: 'draft', id }));
  return row?.value === undefined ? [] : [{ kind: 'draft', id, at: Math.max(at, row.at + 1), by }];
}
