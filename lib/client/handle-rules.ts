import { issue, type Issue } from '#lib/bytes/issue.ts';

/** Names that we write: easy to type and hard to mistake for one another. Other people's names are read as they are. */
const WRITABLE = /^[a-z0-9_-]*$/;
const LONGEST = 32;

/** The rules that a new handle breaks, each with a code that screens explain; empty when it may be claimed. */
export function checkHandleName(name: string): readonly Issue[] {
  const issues: Issue[] = [];
  if (name === '') issues.push(issue('empty', 'A handle has at least one letter.'));
  if (name.length > LONGEST) issues.push(issue('too-long', `A handle has at most ${LONGEST} letters.`));
  if (!WRITABLE.test(name)) {
    issues.push(issue('characters', 'A handle is made of a to z, 0 to 9, hyphen and underscore.'));
  }
  return issues;
}
