/**
 * Lists of district winners that somebody has made, as Bitmap OCI wrote them onto BTC itself: lines of
 * `bitmap,inscription_id,sat` under a head. Nothing of it is proven; what is said by it is said with its name.
 */
import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { fetchOk, platformFetch, type Fetch, type FetchLimits } from './bounded-fetch.ts';
import { SourceError } from './source.ts';

const HEAD = 'bitmap,inscription_id,sat';
const ROW = /^(0|[1-9]\d{0,6}),([0-9a-f]{64}i(?:0|[1-9]\d{0,5})),(\d{1,16})$/;
const MAX_ROWS = 1_000_000;
const MAX_LENGTH = 128 * 1024 * 1024;
const ROWS_LIMITS: FetchLimits = { maxBytes: MAX_LENGTH, timeoutMs: 120_000 };

/** What a list says of one district. */
export type DistrictRow = { readonly height: number; readonly inscriptionId: string; readonly sat: number };

/** A list by the name of whoever made it. */
export type DistrictRows = { readonly name: string; readonly byHeight: ReadonlyMap<number, DistrictRow> };

/** Reads a list. One line that is not of the form makes it no list at all: half a list would be half a truth. */
export function readDistrictRows(name: string, text: string): Result<DistrictRows> {
  if (text.length > MAX_LENGTH) return fail(issue('rows-too-large', `${text.length} characters`));
  const [head, ...lines] = text.trimEnd().split(/\r?\n/);
  if (head !== HEAD) return fail(issue('rows-head', `the first line is not ${HEAD}`));
  if (lines.length > MAX_ROWS) return fail(issue('rows-too-many', `${lines.length} lines`));
  const byHeight = new Map<number, DistrictRow>();
  for (const [at, line] of lines.entries()) {
    const [, height, inscriptionId, sat] = ROW.exec(line) ?? [];
    if (height === undefined || inscriptionId === undefined || byHeight.has(Number(height)))
      return fail(issue('rows-line', `line ${at + 2} is no row, or a district's second`));
    byHeight.set(Number(height), { height: Number(height), inscriptionId, sat: Number(sat) });
  }
  return ok({ name, byHeight });
}

/** What a list says of a claim: `silent` about districts that it does not have. */
export function compareWithRows(
  { name, byHeight }: DistrictRows,
  height: number,
  inscriptionId: string,
): {
  readonly source: string;
  readonly says: 'same' | 'another' | 'silent';
  readonly inscriptionId?: string;
} {
  const row = byHeight.get(height);
  if (row === undefined) return { source: name, says: 'silent' };
  return {
    source: name,
    says: row.inscriptionId === inscriptionId ? 'same' : 'another',
    inscriptionId: row.inscriptionId,
  };
}

export type RowsOptions = { readonly name: string; readonly url: string; readonly fetch?: Fetch };

/** Fetches a list. @throws {SourceError} when it does not come, or is none. */
export async function fetchDistrictRows(
  { name, url, fetch = platformFetch }: RowsOptions,
  signal: AbortSignal,
): Promise<DistrictRows> {
  const bytes = await fetchOk({ source: name, url, limits: ROWS_LIMITS, why: 'inscriptions', signal, fetch });
  const rows = readDistrictRows(name, decodeUtf8(bytes) ?? '');
  if (!rows.ok) throw new SourceError(name, 'malformed', rows.issue.message);
  return rows.value;
}
