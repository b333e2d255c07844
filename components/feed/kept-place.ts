import { isOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import type { Client, ReadingPlace } from '#lib/client/client.ts';

/** How long a place is kept: for this tab, or for the next visit too. */
export type Keeping = 'tab' | 'visits';

const PREFIX = 'nabo:place:';
/** At the top of the list: a place of its own, so that this tab does not take the last visit's. */
const TOP = 'top';

/** The place in the list called `name` where this tab was; `top`, or `undefined` when it was never there. */
export function placeOfTab(name: string): ReadingPlace | 'top' | undefined {
  try {
    const text = sessionStorage.getItem(PREFIX + name);
    return text === null ? undefined : text === TOP ? TOP : parse(text);
  } catch {
    return undefined;
  }
}

/** Keeps a place; none is the top. */
export function keepPlace(
  client: Client,
  name: string,
  keeping: Keeping,
  place: ReadingPlace | undefined,
): void {
  try {
    sessionStorage.setItem(PREFIX + name, place === undefined ? TOP : JSON.stringify(place));
  } catch {
    // Storage may be full or forbidden: the place is lost and nothing else.
  }
  if (keeping === 'visits') void client.keepPlace(name, place);
}

function parse(text: string): ReadingPlace | undefined {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || !('id' in value) || !('top' in value)) return undefined;
  const { id, top } = value;
  if (typeof id !== 'string' || !isOutpoint(id) || typeof top !== 'number') return undefined;
  const newest = 'newest' in value && Array.isArray(value.newest) ? value.newest.filter(isId) : [];
  return { id, top, newest };
}

const isId = (value: unknown): value is Outpoint => typeof value === 'string' && isOutpoint(value);
