import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ISSUE_SENTENCES, issueSentence } from '#components/post/issue-sentences.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const PROTOCOLS = path.join(ROOT, 'lib/protocols');
const FILES = [
  ...readdirSync(PROTOCOLS)
    // A link of an invite or a device is no record: what is wrong with one is said where it is opened.
    .filter((name) => name.endsWith('.ts') && !/^(?:invite|device)-link\.ts$/.test(name))
    .map((name) => path.join(PROTOCOLS, name)),
  // Records carry on what its reader says.
  path.join(ROOT, 'lib/bytes/json.ts'),
];

/** What stands where functions that make issues take a code; they may stand inside one another. */
const GIVEN = /\b(?:issue|note|refuse|broken)\((?=\s*(?:reading,\s*)?('[^']*'|`[^`]*`|[^\s,)]+))/g;
/** The one code that is put together, with what it is put together of. */
const TARGETS = ['like', 'unlike', 'repost', 'follow', 'unfollow'].map((kind) => `${kind}-target`);
/** Where a code or an issue is handed on that was found where it was made. */
const HANDED_ON = [
  'bitter.ts json.issue',
  'bitter.ts marker.issue',
  'bitter.ts parsed.issue',
  'bitter.ts refused',
  'json.ts code',
  'map.ts code',
  'map.ts code:',
  'social.ts code',
];

const given = FILES.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(GIVEN)].map(([, code = '']) => ({
    file: path.basename(file),
    code,
  })),
);
const codes = [
  ...given.filter(({ code }) => code.startsWith("'")).map(({ code }) => code.slice(1, -1)),
  ...TARGETS,
];

test('the codes of records are found', () => {
  const others = given.filter(({ code }) => !code.startsWith("'") && !code.startsWith('issue('));
  expect([...new Set(others.map(({ file, code }) => `${file} ${code}`))].toSorted()).toEqual(
    [...HANDED_ON, 'social.ts `${kind}-target`'].toSorted(),
  );
});

test('each of them has a sentence, and no sentence is of none', () => {
  expect(Object.keys(ISSUE_SENTENCES()).toSorted()).toEqual([...new Set(codes)].toSorted());
  for (const sentence of Object.values(ISSUE_SENTENCES())) expect(sentence).toMatch(/^[A-Z][^!]*\.$/);
});

test('what this page does not know speaks for itself', () => {
  expect(issueSentence({ code: 'of-tomorrow', message: 'as it was said' })).toBe('as it was said');
  expect(issueSentence({ code: 'constructor', message: 'as it was said' })).toBe('as it was said');
});
