import * as z from 'zod/mini';
import { isOutpoint, isTxid, outpointTxid, outpointVout, type Outpoint } from '#lib/bytes/brand.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import type { Reading } from './reading.ts';
import type { ProtocolRecord, ReplyTarget } from './record.ts';

// .bitter (https://blockchainracingclub.gitbook.io/bitter-experiment), in the body of a text inscription:
//
//   claim = name ".bitter"
//   post  = { "p": ".bitter", "username": name ".bitter", "op": "post", "content": text }
//   reply = post with "op": "reply" and "ordinal": the inscription that is answered
//
// Names are compared exactly. The page says little about the rest; what we read and refuse beyond it stands in
// tests/vectors/protocols/bitter.json. We write only the form above.

const SUFFIX = '.bitter';
const MAX_NAME = 64;

/**
 * A name that is read: no dot, white space or control, and nothing that a reader would not see (bidirectional controls,
 * zero-width and other ignorable characters), since such names would pass for others.
 */
const READABLE_NAME = /^[^.\s\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\p{DI}]+$/u;
/** A name that we write: the same on every keyboard, and in every font. */
const WRITABLE_NAME = /^[a-z0-9_-]{1,32}$/;

const NUMBER = /^-?(?:0|[1-9][0-9]{0,15})$/;
const INSCRIPTION_ID = /^[0-9a-f]{64}i(?:0|[1-9][0-9]{0,9})$/;

/** A `.bitter` body taken apart; `issues` are what was lenient. */
export type BitterOperation =
  | { readonly op: 'claim'; readonly name: string }
  | {
      readonly op: 'post';
      readonly name: string;
      readonly content: string;
      readonly issues: readonly Issue[];
    }
  | {
      readonly op: 'reply';
      readonly name: string;
      readonly content: string;
      readonly target: ReplyTarget;
      readonly issues: readonly Issue[];
    };

const operationSchema = z.object({
  p: z.optional(z.string()),
  op: z.string(),
  username: z.string().check(z.minLength(1)),
  content: z.string().check(z.minLength(1)),
  ordinal: z.optional(z.union([z.string(), z.int()])),
});

/** Only what tells whether a JSON object means to be ours. */
const markerSchema = z.object({
  p: z.optional(z.unknown()),
  op: z.optional(z.unknown()),
  username: z.optional(z.unknown()),
});

const isReadableName = (name: string): boolean => name.length <= MAX_NAME && READABLE_NAME.test(name);

/** Whether `name` (without suffix) may be claimed with this program: 1 to 32 of a-z, 0-9, `_` and `-`. */
export const isWritableName = (name: string): boolean => WRITABLE_NAME.test(name);

function readTarget(ordinal: string | number): ReplyTarget | undefined {
  const text = String(ordinal);
  if (isOutpoint(text)) return { txid: outpointTxid(text), vout: outpointVout(text), ordinal: text };
  const txid = text.slice(0, 64);
  if (INSCRIPTION_ID.test(text) && isTxid(txid)) return { txid, ordinal: text };
  return NUMBER.test(text) ? { ordinal: text } : undefined;
}

const refuse = (code: string, message: string): Result<never> => fail(issue(`bitter-${code}`, message));

/** `.bitter` or its lenient form names us; without `p`, a `.bitter` user and a known operation do. */
function isOurs({ p, op, username }: z.infer<typeof markerSchema>): boolean {
  if (p !== undefined) return p === SUFFIX || p === 'bitter';
  return (
    typeof username === 'string' &&
    username.endsWith(SUFFIX) &&
    typeof op === 'string' &&
    /^(?:post|reply)$/i.test(op)
  );
}

/** Whether a value that is no operation means to be one. */
function isOursBroken(value: unknown): boolean {
  const marker = markerSchema.safeParse(value);
  return marker.success && isOurs(marker.data);
}

function readOperation(value: unknown): Result<BitterOperation> | undefined {
  const parsed = operationSchema.safeParse(value);
  if (!(parsed.success ? isOurs(parsed.data) : isOursBroken(value))) return undefined;
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    return refuse('field', `${first?.path.join('.') ?? 'body'}: ${first?.message ?? 'not as it must be'}`);
  }
  const { p, username, content, ordinal } = parsed.data;
  const op = parsed.data.op.toLowerCase();
  if (op !== 'post' && op !== 'reply') return refuse('op', `no operation ${op.slice(0, 20)}`);
  const hasSuffix = username.endsWith(SUFFIX);
  const name = hasSuffix ? username.slice(0, -SUFFIX.length) : username;
  if (!isReadableName(name)) return refuse('name', 'not a name');
  const issues: Issue[] = [];
  if (p === 'bitter') issues.push(issue('bitter-p', 'the protocol is written without its dot'));
  if (!hasSuffix) issues.push(issue('bitter-suffix', 'the user name lacks .bitter'));
  if (op === 'post') return ok({ op, name, content, issues });
  const target = ordinal === undefined ? undefined : readTarget(ordinal);
  return target === undefined
    ? refuse('ordinal', 'a reply to nothing that is known')
    : ok({ op, name, content, target, issues });
}

const isAsciiSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);

/** Without outer ASCII white space; the rest of Unicode's stays. A pattern would be quadratic in a run of spaces. */
function trimAscii(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isAsciiSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isAsciiSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/**
 * Reads the body of a text inscription: `undefined` when it is not `.bitter`, an issue when it is and breaks a rule.
 */
export function parseBitter(body: string): Result<BitterOperation> | undefined {
  const text = trimAscii(body.startsWith('\ufeff') ? body.slice(1) : body);
  if (text.startsWith('{')) {
    // Most JSON on the chain is somebody else's, and looking for the word is cheaper than parsing it.
    if (!text.includes('bitter') && !text.includes('\\u')) return undefined;
    const json = parseJson(text, { trailingCommas: true });
    if (json.ok) return readOperation(json.value);
    return text.includes(`${SUFFIX}"`) ? json : undefined;
  }
  if (!text.endsWith(SUFFIX) || text.length > MAX_NAME + SUFFIX.length) return undefined;
  const name = text.slice(0, -SUFFIX.length);
  return isReadableName(name) ? ok({ op: 'claim', name }) : undefined;
}

/** Where the tapes say something else than the envelope, which counts. */
function differences(reading: Reading, operation: Extract<BitterOperation, { content: string }>): Issue[] {
  const found: Issue[] = [];
  const [file] = reading.files;
  if (file !== undefined && decodeUtf8(file.content) !== operation.content) {
    found.push(issue('envelope-differs', 'the B tape has other words than the envelope'));
  }
  const tx = reading.map?.fields.get('tx');
  const target = operation.op === 'reply' && 'txid' in operation.target ? operation.target.txid : undefined;
  if (reading.map !== undefined && tx !== target) {
    found.push(issue('envelope-differs', 'the MAP tape answers something else than the envelope'));
  }
  return found;
}

/** Decodes a `.bitter` envelope: `handle`, `post` or `reply`, or `unknown` when it is `.bitter` and broken. */
export function decodeBitter(reading: Reading): ProtocolRecord | undefined {
  const { mediaType } = reading;
  if (mediaType !== 'text/plain' && mediaType !== 'application/json') return undefined;
  const { text } = reading;
  const parsed = text === undefined ? undefined : parseBitter(text);
  if (parsed === undefined) return undefined;
  const base = reading.base();
  if (!parsed.ok) {
    const { body } = reading;
    return {
      kind: 'unknown',
      protocol: 'bitter',
      contentType: mediaType,
      ...(body && { body }),
      ...base,
      issues: [parsed.issue],
    };
  }
  const operation = parsed.value;
  if (operation.op === 'claim') return { kind: 'handle', name: operation.name, ...base, issues: [] };
  const words = {
    text: operation.content,
    contentType: 'text/plain',
    handle: operation.name,
    via: 'bitter',
    ...base,
    issues: [...operation.issues, ...differences(reading, operation)],
  } as const;
  return operation.op === 'post'
    ? { kind: 'post', ...words }
    : { kind: 'reply', target: operation.target, ...words };
}

/** @throws {RangeError} when `name` is not one that we write. */
function usernameOf(name: string): string {
  if (!isWritableName(name)) throw new RangeError(`not a handle that can be written: ${name.slice(0, 40)}`);
  return name + SUFFIX;
}

/**
 * The body that claims a handle.
 *
 * @throws {RangeError} when `name` (without suffix) is not 1 to 32 of a-z, 0-9, `_` and `-`.
 */
export const encodeBitterClaim = (name: string): string => usernameOf(name);

/**
 * The body of a post, or of a reply when `ordinal` says to which output.
 *
 * @throws {RangeError} when `name` cannot be written, or `content` is empty or not well-formed Unicode.
 */
export function encodeBitter(operation: {
  readonly name: string;
  readonly content: string;
  readonly ordinal?: Outpoint;
}): string {
  const { name, content, ordinal } = operation;
  if (content === '' || !content.isWellFormed())
    throw new RangeError('a post has words, in well-formed Unicode');
  const username = usernameOf(name);
  return JSON.stringify(
    ordinal === undefined
      ? { p: SUFFIX, username, op: 'post', content }
      : { p: SUFFIX, username, op: 'reply', ordinal, content },
  );
}
