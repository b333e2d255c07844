import * as z from 'zod/mini';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import type { KeptKind } from '#lib/store/kept-store.ts';

/** What travels between the devices of one person: what they keep, unsent words, and where they were reading. */
export const SYNC_KINDS = [
  'bookmark',
  'follow',
  'mute',
  'block',
  'mute-word',
  'mute-thread',
  'hide',
  'list',
  'listed',
  'block-list',
  'block-listed',
  'draft',
  'place',
] as const satisfies readonly (KeptKind | 'draft' | 'place')[];

export type SyncKind = (typeof SYNC_KINDS)[number];

/** A key has eight devices at most (lib/wallet/keys.ts). */
export const MOST_DEVICES = 8;

/** UTF-16 code units of an id: a version of a draft is named by its place, two outpoints at most, and a moment. */
export const MOST_ID = 240;

/** Bytes of a row as it is written into a page; a draft that is longer stays where it was written. */
export const MOST_ROW_BYTES = 48_000;

/**
 * The last word on one thing. `at` is when it was said, by a clock that never goes back (milliseconds since 1970, and one
 * more than whatever was heard before), `by` which device said it. Without a `value` the thing was taken away.
 */
export type SyncRow = {
  readonly kind: SyncKind;
  readonly id: string;
  readonly at: number;
  readonly by: number;
  readonly value?: string;
};

const count = z.number().check(z.int(), z.minimum(0));

/** The shape of a {@link SyncRow}. */
export const syncRowSchema: z.ZodMiniType<SyncRow> = z.object({
  kind: z.enum(SYNC_KINDS),
  id: z.string().check(z.maxLength(MOST_ID)),
  at: count,
  by: count.check(z.maximum(MOST_DEVICES - 1)),
  value: z.exactOptional(z.string().check(z.maxLength(MOST_ROW_BYTES))),
});

/** Rows by {@link rowKey}. */
export type Rows = ReadonlyMap<string, SyncRow>;

/** What a row is about; no kind has a space in its name. */
export const rowKey = ({ kind, id }: Pick<SyncRow, 'kind' | 'id'>): string => `${kind} ${id}`;

/** A row as it stands in a page. */
export const writeRow = ({ kind, id, at, by, value }: SyncRow): string =>
  JSON.stringify(value === undefined ? [kind, id, at, by] : [kind, id, at, by, value]);

/** Reads what {@link writeRow} has written and JSON has parsed; `undefined` for anything else. */
export function readRow(parsed: unknown): SyncRow | undefined {
  if (!Array.isArray(parsed) || parsed.length < 4 || parsed.length > 5) return undefined;
  const [kind, id, at, by, value] = parsed as readonly unknown[];
  const row = syncRowSchema.safeParse({ kind, id, at, by, ...(parsed.length === 5 && { value }) });
  return row.data !== undefined && fitsPage(row.data) ? row.data : undefined;
}

/** Whether a row can travel. */
export const fitsPage = (row: SyncRow): boolean =>
  row.id.length <= MOST_ID && encodeUtf8(writeRow(row)).length <= MOST_ROW_BYTES;
