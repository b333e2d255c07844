import { issue, type Issue } from './issue.ts';
import { fail, ok, type Result } from './result.ts';

/** What a JSON text may cost. Records of people fit easily; parsers of nested or huge texts do not get to see theirs. */
const MAX_LENGTH = 64 * 1024;
const MAX_DEPTH = 16;
const MAX_KEYS = 256;

const [QUOTE, BACKSLASH, COMMA, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [
  0x22, 0x5c, 0x2c, 0x7b, 0x7d, 0x5b, 0x5d,
];

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** Index behind the string that begins at `start`, or the end of the text when it is not closed. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = end;
    while (text.charCodeAt(escapes - 1) === BACKSLASH && escapes - 1 > start) escapes -= 1;
    if ((end - escapes) % 2 === 0) return end + 1;
  }
  return text.length;
}

/** A key as the parser will see it: two spellings of one key are the same key. */
function unescapeKey(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}

/**
 * One pass over the text that bounds depth and keys and finds repeated keys, which parsers resolve differently. It does
 * not judge the grammar: JSON.parse does. Gives the places of commas that stand right before a closing bracket.
 */
function scan(text: string, maxKeys: number): Result<readonly number[]> {
  const keysOf: (Set<string> | undefined)[] = [];
  const trailing: number[] = [];
  let keys = 0;
  let last = 0;
  let lastAt = 0;
  const refuse = (code: string, message: string, offset: number): Result<never, Issue> =>
    fail(issue(code, message, { offset }));
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) continue;
    if (code === QUOTE) {
      const end = endOfString(text, at);
      const known = keysOf.at(-1);
      if (known !== undefined && (last === OPEN_BRACE || last === COMMA)) {
        const key = unescapeKey(text.slice(at, end));
        if (known.has(key))
          return refuse('json-repeated-key', `the key ${key.slice(0, 40)} stands twice`, at);
        known.add(key);
        keys += 1;
        if (keys > maxKeys) return refuse('json-too-many-keys', `more than ${maxKeys} keys`, at);
      }
      last = QUOTE;
      at = end - 1;
      continue;
    }
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (keysOf.length === MAX_DEPTH) return refuse('json-too-deep', `nested deeper than ${MAX_DEPTH}`, at);
      keysOf.push(code === OPEN_BRACE ? new Set() : undefined);
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      if (last === COMMA) trailing.push(lastAt);
      keysOf.pop();
    }
    last = code;
    lastAt = at;
  }
  return ok(trailing);
}

function parseStrict(text: string): Result<unknown> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    return fail(issue('json-malformed', error instanceof Error ? error.message : 'not JSON'));
  }
}

/**
 * Parses JSON that may be hostile: at most 64 Ki characters (or `maxLength`), 16 levels, 256 keys (or `maxKeys`), no key
 * twice in an object.
 * With `trailingCommas`, a text that is not JSON is tried once more without the commas right before a closing bracket.
 *
 * The value is as JSON.parse made it, so an own `__proto__` is possible: copy the fields that you name, never spread.
 */
export function parseJson(
  text: string,
  options: { readonly trailingCommas?: boolean; readonly maxLength?: number; readonly maxKeys?: number } = {},
): Result<unknown> {
  const { maxLength = MAX_LENGTH, maxKeys = MAX_KEYS } = options;
  if (text.length > maxLength)
    return fail(issue('json-too-long', `${text.length} characters, at most ${maxLength}`));
  const scanned = scan(text, maxKeys);
  if (!scanned.ok) return scanned;
  const parsed = parseStrict(text);
  const commas = scanned.value;
  if (parsed.ok || options.trailingCommas !== true || commas.length === 0) return parsed;
  let repaired = '';
  let from = 0;
  for (const comma of commas) {
    repaired += text.slice(from, comma);
    from = comma + 1;
  }
  return parseStrict(repaired + text.slice(from));
}
