import { issue, type Issue } from '#lib/bytes/issue.ts';

// The `name` of a handle `name.bitter`. The protocol says nothing about names, so there are two rules: what we write, which
// nobody mistakes, and what we read, which is anything that people can see and compare. Names are compared exactly; what
// only looks alike is marked (name-marks.ts).

/** Most letters of a name that we write. */
export const MAX_WRITTEN = 32;
const MAX_READ = 64;

/** Names that we write: the same on every keyboard and in every font. */
const WRITTEN = /^[a-z0-9_-]*$/;

/** White space, also the kinds that ASCII lacks. */
const SPACE = /[\s\p{Z}]/u;
/** What a reader would not see: controls, bidirectional ones too, zero-width and other ignorable or private characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{DI}]/u;

/** The rules that `name` (without suffix) breaks as a new handle: 1 to 32 of a-z, 0-9, `_` and `-`. Empty when none. */
export function checkWritableName(name: string): readonly Issue[] {
  const issues: Issue[] = [];
  if (name === '') issues.push(issue('name-empty', 'A handle has at least one letter.'));
  if (name.length > MAX_WRITTEN)
    issues.push(issue('name-too-long', `A handle has at most ${MAX_WRITTEN} letters.`));
  if (!WRITTEN.test(name))
    issues.push(issue('name-letters', 'A handle is made of a to z, 0 to 9, hyphen and underscore.'));
  return issues;
}

/** Whether `name` (without suffix) may be claimed with this program; {@link checkWritableName} says why not. */
export const isWritableName = (name: string): boolean => checkWritableName(name).length === 0;

/** Why `name` (without suffix) is not read as one, by the first rule that it breaks; `undefined` when it is. */
export function refuseName(name: string): Issue | undefined {
  if (name === '') return issue('name-empty', 'there is no name before .bitter');
  if (name.length > MAX_READ) return issue('name-too-long', `a name of more than ${MAX_READ} characters`);
  if (name.includes('.')) return issue('name-dot', 'a name with a dot inside');
  if (SPACE.test(name)) return issue('name-space', 'a name with white space inside');
  return UNSEEN.test(name) ? issue('name-unseen', 'a name with characters that nobody sees') : undefined;
}
