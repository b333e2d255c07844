import { markName } from '#lib/protocols/name-marks.ts';
import type { FeedIndex } from './feed-index.ts';

/** What cannot be seen, or turns what stands beside it around; but for the joiner within emoji. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?!\u200d)\p{Cf}/u;
/** What would pass for a handle, a place or a link. */
const CLAIMS = /[@#/]|\.bit(?:ter|map)|\p{L}\.\p{L}/iu;

/**
 * The name that a key has given itself, where it can be shown beside its posts; `undefined` when it has none, or one that
 * could be taken for somebody else. Nobody vouches for such a name, so it never looks like a handle: it is refused when it
 * has the form of one or is that of a handle which others hold, when it has letters that nobody sees, and when its letters
 * look like others.
 */
export function chosenName(index: FeedIndex, key: string): string | undefined {
  const name = index.ledger.aliases.of(key)?.name?.replaceAll(/\s+/g, ' ').trim();
  if (name === undefined || name === '' || UNSEEN.test(name) || CLAIMS.test(name)) return undefined;
  const words = name.split(' ');
  if (words.some((word) => markName(word).length > 0)) return undefined;
  const { handles } = index.ledger;
  const taken = [name, name.toLowerCase(), words.join('').toLowerCase(), words.join('-').toLowerCase()].some(
    (handle) => handles.standingOf(handle, key, Infinity) === 'not-verified',
  );
  return taken ? undefined : name;
}
