import { putAside, takenAway, versionId, versionsByPlace } from './draft-versions.ts';
import { inTime, merge, MOST_ROWS, tick } from './merge.ts';
import { fitsPage, MOST_DEVICES, rowKey, type Rows, type SyncKind, type SyncRow } from './row.ts';

/** A thing as it stands in the stores of this device. `since`: when that was written, as far as it is known. */
export type Live = {
  readonly kind: SyncKind;
  readonly id: string;
  readonly value: string;
  readonly since: number;
};

/** Things of the stores by {@link rowKey}. */
export type Lives = ReadonlyMap<string, Live>;

/** A thing as it stood when it was last looked at; of a draft, which version that was. */
export type Base = {
  readonly kind: SyncKind;
  readonly id: string;
  readonly value: string;
  readonly version?: string;
};

export type Bases = ReadonlyMap<string, Base>;

type Looked = {
  readonly rows: Rows;
  /** What was there at the last look; `undefined` at the first. */
  readonly base: Bases | undefined;
  readonly live: Lives;
  /** Things that are neither looked at nor changed now: words that are open somewhere, or have a picture. */
  readonly held: ReadonlySet<string>;
  readonly now: number;
  /** The number of this device. */
  readonly by: number;
};

/** A reading position is another one when the post is; the pixels, and what was new then, go with it. */
export const isSame = (kind: SyncKind, a: string | undefined, b: string | undefined): boolean =>
  a === b ||
  (kind === 'place' && a !== undefined && b !== undefined && a.split(' ', 1)[0] === b.split(' ', 1)[0]);

/**
 * Enters what a person did on this device since the last look. Whatever is there at the first look is as old as it says;
 * reading positions are then older than any that somebody moved to, because a page that was just opened has one, too; of several
 * such ones that of the first device counts.
 */
export function notice({ rows, base, live, held, now, by }: Looked): Rows {
  let known = inTime(rows, now);
  let room = MOST_ROWS - [...rows.values()].filter(({ value }) => value !== undefined).length;
  let clock = tick(known, now);
  const next = (): number => clock++;
  for (const key of new Set([...live.keys(), ...(base?.keys() ?? [])])) {
    const is = live.get(key);
    const was = base?.get(key);
    const about = is ?? was;
    if (about === undefined || held.has(key) || isSame(about.kind, is?.value, was?.value)) continue;
    const { kind, id } = about;
    const first = Math.min(kind === 'place' ? MOST_DEVICES - by : (is?.since ?? now), now);
    const at = base === undefined ? first : next();
    const said =
      kind === 'draft' ? ofDraft(known, { id, is, was, at, by }) : ofThing(known, { kind, id, is, at, by });
    const fitting = said.filter((row) => {
      if (row.value === undefined) return true;
      room -= 1;
      return room >= 0 && fitsPage(row);
    });
    if (fitting.length > 0) known = merge(known, fitting);
  }
  return putAside(known);
}

type Said = {
  readonly id: string;
  readonly is: Live | undefined;
  readonly at: number;
  readonly by: number;
};

function ofThing(
  rows: Rows,
  { kind, id, is, at, by }: Said & { readonly kind: SyncKind },
): readonly SyncRow[] {
  const row = rows.get(rowKey({ kind, id }));
  if (is === undefined) return row?.value === undefined ? [] : [{ kind, id, at, by }];
  return isSame(kind, row?.value, is.value) ? [] : [{ kind, id, at, by, value: is.value }];
}

function ofDraft(
  rows: Rows,
  { id, is, was, at, by }: Said & { readonly was: Base | undefined },
): readonly SyncRow[] {
  const gone = was?.version === undefined ? [] : takenAway(rows, was.version, at, by);
  if (is === undefined) return gone;
  const isKnown = versionsByPlace(rows)
    .get(id)
    ?.some(({ id: version, value }) => value === is.value && version !== was?.version);
  const fresh = { at, by, value: is.value };
  return isKnown === true ? gone : [...gone, { kind: 'draft', id: versionId(id, fresh), ...fresh }];
}

/** What the stores of every device should hold. */
export function wanted(rows: Rows): Bases {
  const things = new Map<string, Base>();
  for (const { kind, id, value } of rows.values()) {
    if (kind !== 'draft' && value !== undefined) things.set(rowKey({ kind, id }), { kind, id, value });
  }
  for (const [id, [last]] of versionsByPlace(rows)) {
    if (last !== undefined)
      things.set(rowKey({ kind: 'draft', id }), { kind: 'draft', id, value: last.value, version: last.id });
  }
  return things;
}

/** One thing to be changed in the stores, as long as it still is what it was. */
export type Change = {
  readonly kind: SyncKind;
  readonly id: string;
  readonly was: string | undefined;
  readonly becomes: string | undefined;
};

/**
 * What has to change in the stores. Nothing is taken away from them but what somebody took away: a thing that no row speaks
 * of stays.
 */
export function changesFor(
  rows: Rows,
  { live, base, held }: Pick<Looked, 'live' | 'base' | 'held'>,
): readonly Change[] {
  const changes: Change[] = [];
  const goal = wanted(rows);
  for (const [key, { kind, id, value }] of goal) {
    const was = live.get(key)?.value;
    if (!held.has(key) && !isSame(kind, was, value)) changes.push({ kind, id, was, becomes: value });
  }
  for (const [key, { kind, id, value }] of live) {
    if (goal.has(key) || held.has(key)) continue;
    const seen = base?.get(key);
    const about = kind === 'draft' ? seen?.value === value && seen.version : id;
    const row = typeof about === 'string' ? rows.get(rowKey({ kind, id: about })) : undefined;
    if (row !== undefined && row.value === undefined)
      changes.push({ kind, id, was: value, becomes: undefined });
  }
  return changes;
}

/**
 * The things that were looked at, with the changes that were made. Whatever else became different meanwhile is a person's
 * doing, which the next look enters: so it is not in here.
 */
export function changed(seen: Lives, made: readonly Change[]): Lives {
  const lives = new Map(seen);
  for (const { kind, id, becomes } of made) {
    const key = rowKey({ kind, id });
    if (becomes === undefined) lives.delete(key);
    else lives.set(key, { kind, id, value: becomes, since: 0 });
  }
  return lives;
}

/** The stores as they are after a look: what the next one is compared with. What is held keeps what was known of it. */
export function baseAfter(
  rows: Rows,
  {
    live,
    base,
    held,
  }: { readonly live: Lives; readonly base: Bases | undefined; readonly held: ReadonlySet<string> },
): Bases {
  const versions = versionsByPlace(rows);
  const next = new Map<string, Base>([...(base ?? [])].filter(([key]) => held.has(key)));
  for (const [key, { kind, id, value }] of live) {
    if (held.has(key)) continue;
    const version = kind === 'draft' ? versions.get(id)?.find((row) => row.value === value)?.id : undefined;
    const was = base?.get(key);
    const isAsBefore = was?.value === value && was.version === version;
    next.set(key, isAsBefore ? was : { kind, id, value, ...(version !== undefined && { version }) });
  }
  return next;
}
