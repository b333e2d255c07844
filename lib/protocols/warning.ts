import type { MapData } from './map.ts';

// Bitcoin Schema has no word for what a reader may not want to see unasked. A post of ours may carry in MAP the one that
// Nostr has (https://github.com/nostr-protocol/nips/blob/master/36.md), under its name:
//
//   warning = "content-warning" reason     (a field of MAP beside `type post`; a reader may find the reason empty)
//
// Other spellings are read, too. Whoever knows none of them shows the words at once.

const FIELD = 'content-warning';
const SPELLINGS = [FIELD, 'content_warning', 'contentWarning', 'cw'];

/** Longest reason, in UTF-16 units: one line. */
export const MAX_WARNING = 120;

/** Why a reader should be asked before the words are shown, where MAP says so; empty where it gives no reason. */
export function warningIn({ fields }: MapData): { warning?: string } {
  const said = SPELLINGS.map((name) => fields.get(name)).find((value) => value !== undefined);
  return said === undefined ? {} : { warning: said.trim().slice(0, MAX_WARNING).toWellFormed() };
}

/**
 * The field by which a post warns.
 *
 * @throws {RangeError} for a reason that is empty, longer than {@link MAX_WARNING}, or not what a reader would get back.
 */
export function warningFields(warning: string | undefined): readonly (readonly [string, string])[] {
  if (warning === undefined) return [];
  if (warning === '' || warning !== warning.trim() || warning.length > MAX_WARNING)
    throw new RangeError(`a warning is 1 to ${MAX_WARNING} characters`);
  return [[FIELD, warning]];
}
