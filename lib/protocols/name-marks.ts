import { issue, type Issue } from '#lib/bytes/issue.ts';
import { LOOKS } from './confusables.ts';

// What is suspicious in a name (https://www.unicode.org/reports/tr39/). Scripts are told by the engine's own Unicode data,
// lookalikes by a small table of ours: the only look that we have to protect is that of the names we write, plain ASCII.

const ASCII = /^[\x21-\x7e]*$/;
/** Codes of what {@link markName} finds. */
export const NAME_MARKS: ReadonlySet<string> = new Set(['name-mixed-script', 'name-lookalike']);

const PLAIN = /^[A-Za-z0-9_-]+$/;

/** Scripts in everyday use that go alone, and below the three sets that languages mix: UTS #39, "highly restrictive". */
const ALONE =
  'Cyrillic Greek Arabic Hebrew Devanagari Bengali Thai Armenian Ethiopic Georgian Gujarati Gurmukhi Kannada Khmer Lao ' +
  'Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Tibetan';
const MIXED = ['Latin Han Hiragana Katakana', 'Latin Han Hangul', 'Latin Han Bopomofo'];

/** Names of one set of scripts; digits, signs and emoji belong to all. */
const namesIn = (scripts: string): RegExp =>
  new RegExp(`^[${`Common Inherited ${scripts}`.replaceAll(/\w+/g, '\\p{scx=$&}')}]*$`, 'u');

let everyday: readonly RegExp[] | undefined;

function isOfOneScript(name: string): boolean {
  everyday ??= [...MIXED, ...ALONE.split(' ')].map(namesIn);
  return everyday.some((names) => names.test(name));
}

function replaceLooks(text: string): string {
  let look = '';
  for (const character of text) look += LOOKS.get(character) ?? character;
  return look;
}

/** `name` in the ASCII characters that it looks like, where it does: as it stands, and without style and width. */
const plainLook = (name: string): string =>
  ASCII.test(name) ? name : replaceLooks(replaceLooks(name).normalize('NFKC'));

/**
 * How a name looks, to compare it with other names: two of one likeness are easily taken for one another. Case, width and
 * style are folded, lookalikes become ASCII, `0` is `o`, `1` and `i` (whose capital is an `l` to the eye) are `l`, and `m`
 * is `rn`.
 */
export const nameLikeness = (name: string): string =>
  plainLook(name).toLowerCase().replaceAll(/[1i]/g, 'l').replaceAll('0', 'o').replaceAll('m', 'rn');

/**
 * What is suspicious in a name that is read: `name-mixed-script` when its letters are of scripts that no language mixes (or
 * that are hardly written today), `name-lookalike` when it would pass for a name in plain letters. Empty for plain names.
 */
export function markName(name: string): readonly Issue[] {
  if (ASCII.test(name)) return [];
  const marks: Issue[] = [];
  if (!isOfOneScript(name))
    marks.push(issue('name-mixed-script', 'letters of several scripts, or of one that is rarely written'));
  const look = plainLook(name);
  if (PLAIN.test(look)) marks.push(issue('name-lookalike', `it would pass for ${look}`));
  return marks;
}
