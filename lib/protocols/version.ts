import { isOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import type { MapData } from './map.ts';

// No protocol that we read has a word for a post that was edited, and nothing on a chain is taken back. A post of ours may
// name in MAP the output of an earlier one that it is a new version of:
//
//   version = "replaces" outpoint          (a field of MAP beside `type post`; outpoint = txid "_" vout)
//
// It stays a post like any other to whoever does not know the field. Who may say so is for the reader to check: only the
// author of the earlier one (docs/decisions/008-an-edit-is-a-new-post.md).

const FIELD = 'replaces';

/** The earlier version that MAP names, where it names one. */
export function replacedIn({ fields }: MapData): { replaces?: Outpoint } {
  const replaces = fields.get(FIELD);
  return replaces !== undefined && isOutpoint(replaces) ? { replaces } : {};
}

/** The field by which a post says that it is a new version. @throws {RangeError} for what is no outpoint. */
export function versionFields(replaces: Outpoint | undefined): readonly (readonly [string, string])[] {
  if (replaces === undefined) return [];
  if (!isOutpoint(replaces)) throw new RangeError('a version names the output of an earlier post');
  return [[FIELD, replaces]];
}
