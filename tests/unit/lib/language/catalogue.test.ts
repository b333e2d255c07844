import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import fa from '#lib/language/fa.json' with { type: 'json' };
import { allMessages, messagesIn, strayWords, strayWordsIn } from '#tests/support/messages.ts';

const catalogue: Readonly<Record<string, string>> = fa;
const said = await allMessages();

type Piece = ReturnType<IntlMessageFormat['getAst']>[number];

const read = (message: string): Piece[] =>
  new IntlMessageFormat(message, 'fa', undefined, { ignoreTag: true }).getAst();

/** Places and tags of a message, each as often as it stands there. */
const placesOf = (message: string): readonly string[] =>
  [...message.matchAll(/\{(\w+)[},]|<\/?(\w+)>/g)].map(([place]) => place).toSorted();

test('the whole app is seen', () => {
  expect(said.length).toBeGreaterThan(1_500);
  const source = `t('a b'); rich('<b>c</b>', {}); msg('d'); plural(2, 'e', 'f');`;
  expect(messagesIn('components/x.ts', source)).toEqual([
    'a b',
    '<b>c</b>',
    'd',
    '{n, plural, one {# e} other {# f}}',
  ]);
});

test('each message has a translation, and each translation is of a message', () => {
  expect(said.filter((message) => !Object.hasOwn(catalogue, message))).toEqual([]);
  expect(Object.keys(catalogue).filter((message) => !said.includes(message))).toEqual([]);
});

test('a translation has the places, tags and edges of its message, and is read', () => {
  for (const [message, translation] of Object.entries(catalogue)) {
    expect(placesOf(translation), message).toEqual(placesOf(message));
    expect(() => read(translation), message).not.toThrow();
    expect(/^\s/.test(translation), message).toBe(/^\s/.test(message));
    expect(/\s$/.test(translation), message).toBe(/\s$/.test(message));
    expect(translation.trim(), message).not.toBe('');
  }
});

test('a number of things has a form for each kind of number that Persian tells apart', () => {
  const kinds = new Intl.PluralRules('fa').resolvedOptions().pluralCategories.toSorted();
  for (const message of said.filter((each) => each.startsWith('{n, plural')))
    for (const piece of read(catalogue[message] ?? ''))
      if ('options' in piece) expect(Object.keys(piece.options).toSorted(), message).toEqual(kinds);
});

/** Names, and words that are no part of the screens. */
const KNOWN = [/outside-rows.tsx: yours$/, /A post of about a hundred letters, as most of them are\.$/];

test('no component shows words past the catalogue', async () => {
  const planted = `const a = <p title="Hello">Some words {x}</p>; const b = 'It is so.'; const c = t('It is');
    const d = { a: t('yes'), b: 'no', c: t('x') }; const e = [['a', t('one')], ['b', '2 hours'], ['c', t('y')]]; const f = { g: 'h' };`;
  expect(strayWordsIn('components/x.tsx', planted)).toEqual([
    'Hello',
    'Some words',
    'It is so.',
    'no',
    '2 hours',
  ]);
  const stray = await strayWords();
  expect(stray.filter((words) => !KNOWN.some((known) => known.test(words)))).toEqual([]);
});
