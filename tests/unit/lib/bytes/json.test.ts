import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '#lib/bytes/json.ts';
import { hasSharedFixtures, needsFixtures, sharedJson } from '#tests/support/shared-fixtures.ts';

const codeOf = (text: string): string => {
  const parsed = parseJson(text, { trailingCommas: true });
  return parsed.ok ? 'ok' : parsed.issue.code;
};

describe('parseJson', () => {
  it('reads what JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(parseJson(JSON.stringify(value))).toEqual({
          ok: true,
          value: JSON.parse(JSON.stringify(value)),
        });
      }),
    );
  });

  it.each([
    ['{"a":1,}', { a: 1 }],
    ['{"a":[1,2,],}', { a: [1, 2] }],
    ['{"a":",}"}', { a: ',}' }],
    ['{"a":"\\",}",}', { a: '",}' }],
    ['[1, \n]', [1]],
  ])('takes the comma before a closing bracket in %s', (text, value) => {
    expect(parseJson(text, { trailingCommas: true })).toEqual({ ok: true, value });
  });

  it('takes no such comma unless asked, nor two, nor one at the beginning', () => {
    expect(parseJson('{"a":1,}').ok).toBe(false);
    for (const text of ['{"a":1,,}', '[,1]', '{"a":1},', ',']) expect(codeOf(text)).toBe('json-malformed');
  });

  it.each([
    ['a key twice', '{"a":1,"a":1}', 'json-repeated-key'],
    ['a key twice in two spellings', '{"a":1,"\\u0061":2}', 'json-repeated-key'],
    ['a key twice, deeper', '[{"x":{"a":1,"b":2,"a":3}}]', 'json-repeated-key'],
    ['17 levels', `${'['.repeat(17)}${']'.repeat(17)}`, 'json-too-deep'],
    ['a million levels', '['.repeat(60_000), 'json-too-deep'],
    [
      'too many keys',
      `{${Array.from({ length: 257 }, (_, at) => `"${at}":0`).join()}}`,
      'json-too-many-keys',
    ],
    ['too long a text', `"${'a'.repeat(65_536)}"`, 'json-too-long'],
    ['nothing', '', 'json-malformed'],
    ['single quotes', "{'a':1}", 'json-malformed'],
    ['a comment', '{"a":1/**/}', 'json-malformed'],
    ['an open string', '{"a', 'json-malformed'],
  ])('refuses %s', (_, text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('takes the same key in different objects, and keys that are no keys', () => {
    for (const text of ['[{"a":1},{"a":2}]', '{"a":{"a":1}}', '["a","a"]', '{"a":"b","b":"a"}'])
      expect(codeOf(text)).toBe('ok');
  });

  it('is not fooled by names of built-in properties', () => {
    const parsed = parseJson('{"__proto__":{"admin":true},"constructor":1,"toString":2}');
    expect(parsed.ok).toBe(true);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('agrees with JSON.parse wherever it accepts, and never throws', () => {
    const tokens = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '"\\',
      '"',
      '1',
      'null',
      ' ',
      '\\u0061',
    );
    fc.assert(
      fc.property(fc.array(tokens, { maxLength: 24 }), (parts) => {
        const text = parts.join('');
        const parsed = parseJson(text);
        if (parsed.ok) expect(parsed.value).toEqual(JSON.parse(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it.skipIf(!hasSharedFixtures)(`decides hostile samples in bounded time${needsFixtures}`, () => {
    const hostile = sharedJson<{ json: string[]; json_depth: number[] }>('security/hostile.json');
    expect(hostile.json.map(codeOf)).toEqual(['ok', 'ok', 'ok', 'json-repeated-key', 'ok', 'ok', 'ok']);
    for (const depth of hostile.json_depth) expect(codeOf('['.repeat(depth))).toMatch(/^json-too-/);
  });
});
