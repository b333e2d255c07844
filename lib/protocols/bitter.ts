import * as z from 'zod/mini';
import { isOutpoint, isTxid, outpointTxid, outpointVout, type Outpoint } from '#lib/bytes/brand.ts';
import { issue, type Issue } from '#lib/bytes/issue.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import type { Chain } from '#lib/chain/network.ts';
import { mediaIn } from './b.ts';
import { contextsOf, withAlt } from './context.ts';
import { isWritableName, refuseName } from './handle-name.ts';
import { markName } from './name-marks.ts';
import { MAX_TEXT_BODY, type Reading } from './reading.ts';
import type { ProtocolRecord, ReplyTarget } from './record.ts';
import { replacedIn } from './version.ts';
import { warningIn } from './warning.ts';

// .bitter (https://blockchainracingclub.gitbook.io/bitter-experiment), in the body of a text inscription:
//
//   claim = name ".bitter"
//   post  = { "p": ".bitter", "username": name ".bitter", "op": "post", "content": text }
//   reply = post with "op": "reply" and "ordinal": the inscription that is answered
//
// The page says little about the rest; what we read and refuse beyond it stands in tests/vectors/protocols/bitter.json and
// docs/protocols.md. We write only the form above.

const SUFFIX = '.bitter';

const NUMBER = /^-?(?:0|[1-9][0-9]{0,15})$/;
const INSCRIPTION_ID = /^[0-9a-f]{64}i(?:0|[1-9][0-9]{0,9})$/;
/** The end of a user name in a JSON text, also in quotes that JSON does not have. */
const QUOTED_SUFFIX = /\.bitter["'`\u2018\u2019\u201c\u201d]/;

/** A `.bitter` body taken apart; `issues` are what was lenient, or is suspicious. */
export type BitterOperation =
  | { readonly op: 'claim'; readonly name: string; readonly issues: readonly Issue[] }
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

/**
 * What became of a body. A refusal that is `ours` names this protocol and breaks it; any other only looks like it (words
 * that end like a handle, JSON of somebody else with a `.bitter` user) and stays what it is, with the issue beside it.
 */
export type BitterReading =
  | { readonly ok: true; readonly value: BitterOperation }
  | { readonly ok: false; readonly issue: Issue; readonly ours: boolean };

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

/** An inscription id names its transaction; an outpoint its output too, and is a name on BSV alone. */
function readTarget(ordinal: string | number, chain: Chain): ReplyTarget | undefined {
  const text = String(ordinal);
  if (chain === 'bsv' && isOutpoint(text))
    return { txid: outpointTxid(text), vout: outpointVout(text), ordinal: text };
  const txid = text.slice(0, 64);
  if (INSCRIPTION_ID.test(text) && isTxid(txid)) return { txid, ordinal: text };
  return NUMBER.test(text) ? { ordinal: text } : undefined;
}

const refuse = (found: Issue, ours = true): BitterReading => ({ ok: false, issue: found, ours });

/** `.bitter` or its lenient form names us. */
const namesUs = (p: unknown): boolean => p === SUFFIX || p === 'bitter';

/** Why an object is not ours though its user name is; `undefined` when it is ours, or has nothing of us. */
function readMarker(value: unknown): { readonly ours: boolean; readonly issue?: Issue } {
  const marker = markerSchema.safeParse(value);
  if (!marker.success) return { ours: false };
  const { p, op, username } = marker.data;
  if (namesUs(p)) return { ours: true };
  if (typeof username !== 'string' || !username.endsWith(SUFFIX)) return { ours: false };
  if (p !== undefined)
    return { ours: false, issue: issue('bitter-other-protocol', 'p names another protocol') };
  if (typeof op === 'string' && /^(?:post|reply)$/i.test(op)) return { ours: true };
  return { ours: false, issue: issue('bitter-op', 'neither a protocol nor an operation that is known') };
}

function readObject(value: unknown, chain: Chain): BitterReading | undefined {
  const marker = readMarker(value);
  if (!marker.ours) return marker.issue && refuse(marker.issue, false);
  const parsed = operationSchema.safeParse(value);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const field = first?.path.join('.') ?? 'body';
    return refuse(issue('bitter-field', `${field}: ${first?.message ?? 'not as it must be'}`));
  }
  const { p, username, ordinal } = parsed.data;
  const op = parsed.data.op.toLowerCase();
  if (op !== 'post' && op !== 'reply')
    return refuse(issue('bitter-op', `no operation ${op.slice(0, 20).toWellFormed()}`));
  const hasSuffix = username.endsWith(SUFFIX);
  const name = hasSuffix ? username.slice(0, -SUFFIX.length) : username;
  const refused = refuseName(name);
  if (refused !== undefined) return refuse(refused);
  const issues: Issue[] = [];
  if (p === 'bitter') issues.push(issue('bitter-p', 'the protocol is written without its dot'));
  if (!hasSuffix) issues.push(issue('bitter-suffix', 'the user name lacks .bitter'));
  issues.push(...markName(name));
  // JSON can name half of a character, which is no text anywhere else.
  const content = parsed.data.content.toWellFormed();
  if (content !== parsed.data.content)
    issues.push(issue('bitter-surrogate', 'half a character was replaced'));
  if (op === 'post') return { ok: true, value: { op, name, content, issues } };
  const target = ordinal === undefined ? undefined : readTarget(ordinal, chain);
  return target === undefined
    ? refuse(issue('bitter-ordinal', 'a reply to nothing that is known'))
    : { ok: true, value: { op, name, content, target, issues } };
}

function readJson(text: string, chain: Chain): BitterReading | undefined {
  // Most JSON on the chain is somebody else's, and looking for the word is cheaper than parsing it.
  if (!text.includes('bitter') && !text.includes('\\u')) return undefined;
  const json = parseJson(text, { trailingCommas: true });
  if (!json.ok) return QUOTED_SUFFIX.test(text) ? refuse(json.issue) : undefined;
  if (!Array.isArray(json.value)) return readObject(json.value, chain);
  return json.value.some((value) => readMarker(value).ours)
    ? refuse(issue('bitter-list', 'a list, where one operation must stand'), false)
    : undefined;
}

/** A body without braces: a claim, or words. Long words are no claim that went wrong. */
function readClaim(text: string): BitterReading | undefined {
  if (!text.endsWith(SUFFIX)) return undefined;
  const name = text.slice(0, -SUFFIX.length);
  const refused = refuseName(name);
  if (refused === undefined) return { ok: true, value: { op: 'claim', name, issues: markName(name) } };
  return refused.code === 'name-too-long' && /\s/.test(name) ? undefined : refuse(refused, false);
}

const isAsciiSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);

/** Without outer ASCII white space; the rest of Unicode's stays. A pattern would be quadratic in a run of spaces. */
function trimAscii(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isAsciiSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isAsciiSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Reads the body of a text inscription on `chain`; `undefined` when nothing in it means to be `.bitter`. */
export function parseBitter(body: string, chain: Chain = 'bsv'): BitterReading | undefined {
  const text = trimAscii(body.startsWith('\ufeff') ? body.slice(1) : body);
  return text.startsWith('{') || text.startsWith('[') ? readJson(text, chain) : readClaim(text);
}

/** How much of a body that is no text is looked at. */
const HEAD = 512;

/** Why a body that means to be ours is not even a text of ours: too long, or not UTF-8. */
function refuseBytes({ body, inscription }: Reading): Issue | undefined {
  if (body === undefined || inscription.contentEncoding !== undefined) return undefined;
  const head = String.fromCharCode(...body.subarray(0, HEAD));
  if (!/^[\s\xbb\xbf\xef]*\{/.test(head) || !head.includes(`${SUFFIX}"`)) return undefined;
  return body.length > MAX_TEXT_BODY
    ? issue('bitter-too-long', `${body.length} bytes, at most ${MAX_TEXT_BODY}`)
    : issue('bitter-utf8', 'not valid UTF-8');
}

/** Where the tapes say something else than the envelope, which counts. */
function differences(reading: Reading, operation: Extract<BitterOperation, { content: string }>): Issue[] {
  const found: Issue[] = [];
  // A picture beside the words says nothing else than they do.
  const file = reading.files.find((each) => mediaIn([each]) === undefined);
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

const broken = (reading: Reading, found: Issue): ProtocolRecord => ({
  kind: 'unknown',
  protocol: 'bitter',
  contentType: reading.mediaType,
  ...(reading.body && { body: reading.body }),
  ...reading.base(),
  issues: [found],
});

/** Decodes a `.bitter` envelope: `handle`, `post` or `reply`, or `unknown` when it is `.bitter` and broken. */
export function decodeBitter(reading: Reading): ProtocolRecord | undefined {
  const { mediaType, text } = reading;
  if (mediaType !== 'text/plain' && mediaType !== 'application/json') return undefined;
  if (text === undefined) {
    const refused = refuseBytes(reading);
    return refused && broken(reading, refused);
  }
  const parsed = parseBitter(text, reading.inscription.chain);
  if (parsed === undefined) return undefined;
  if (!parsed.ok) {
    if (parsed.ours) return broken(reading, parsed.issue);
    reading.remark(parsed.issue);
    return undefined;
  }
  const operation = parsed.value;
  const base = reading.base();
  if (operation.op === 'claim')
    return { kind: 'handle', name: operation.name, ...base, issues: operation.issues };
  const media = withAlt(mediaIn(reading.files), reading.map);
  const words = {
    text: operation.content,
    contentType: 'text/plain',
    handle: operation.name,
    via: 'bitter',
    ...(media !== undefined && { media }),
    ...(reading.map && contextsOf(reading.map)),
    ...(reading.map && { ...replacedIn(reading.map), ...warningIn(reading.map) }),
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
