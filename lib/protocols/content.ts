import { issue, type Issue } from '#lib/bytes/issue.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { essence, sniff } from './media-type.ts';
import type { Reading } from './reading.ts';
import type { ProtocolRecord } from './record.ts';

// Content that no protocol claims, and what to show it as. The kind needs both: a declared type that is known, and bytes
// that look like it. Everything else is `unknown` with the reason, which is offered as a file and never rendered. What can
// run scripts (HTML, SVG) is a `page`, whatever it calls itself.

/** Names in use that mean a registered type. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'image/jpg': 'image/jpeg',
    'image/apng': 'image/png',
    'audio/mp3': 'audio/mpeg',
    'audio/x-wav': 'audio/wav',
    'audio/wave': 'audio/wav',
    'audio/m4a': 'audio/mp4',
    'audio/x-m4a': 'audio/mp4',
    'application/ogg': 'audio/ogg',
    'application/xhtml+xml': 'text/html',
    'application/javascript': 'text/javascript',
    'application/x-javascript': 'text/javascript',
    'application/yaml': 'text/yaml',
  }),
);

/** How far into a text its first tag may stand. */
const HEAD = 1_024;

/** A file as it was found: in an envelope, or on a B tape. */
type File = {
  readonly body: Uint8Array;
  readonly declared: string;
  readonly encoding?: string;
  readonly filename?: string;
  readonly issues: readonly Issue[];
};

function fileOf(reading: Reading): File | undefined {
  const { body, inscription, files } = reading;
  if (body !== undefined) {
    const { contentType = '', contentEncoding } = inscription;
    return {
      body,
      declared: contentType,
      ...(contentEncoding === undefined ? {} : { encoding: contentEncoding }),
      issues: [],
    };
  }
  const [first] = files;
  if (first === undefined) return undefined;
  const { content, mediaType, encoding, filename, issues } = first;
  return {
    body: content,
    declared: mediaType,
    ...(encoding === undefined ? {} : { encoding }),
    ...(filename === undefined ? {} : { filename }),
    issues,
  };
}

type Shown = {
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly filename?: string;
  readonly issues: readonly Issue[];
};

function decodeText(text: string, shown: Shown, isJson: boolean): ProtocolRecord {
  const looksLikeJson = isJson || /^\s*[[{]/.test(text.slice(0, HEAD));
  const json = looksLikeJson ? parseJson(text) : undefined;
  if (json?.ok) return { kind: 'json', text, value: json.value, ...shown };
  const issues = isJson && json !== undefined ? [...shown.issues, json.issue] : shown.issues;
  return { kind: 'text', text, ...shown, issues };
}

const MEDIA = /^(?:image|audio|video|model)\//;
const JSON_TYPE = /^(?:application\/(?:json|bsv-20|.*\+json)|ord-fs\/json)$/;

function decodeMedia(shown: Shown): ProtocolRecord | Issue {
  const { contentType, body, issues } = shown;
  const seen = sniff(body, contentType);
  if (seen === undefined || !contentType.startsWith(`${seen.kind}/`))
    return issue('type-mismatch', `declared ${contentType}, which the bytes are not`);
  if (seen.contentType === contentType) return { kind: seen.kind, ...shown };
  const differs = issue('type-differs', `declared ${contentType}, but the bytes are ${seen.contentType}`);
  return { kind: seen.kind, ...shown, contentType: seen.contentType, issues: [...issues, differs] };
}

/** Formats that are text and no words: what they are shows near their beginning. */
const MARKUP: ReadonlyMap<string, readonly [kind: 'page' | 'model', mark: RegExp]> = new Map([
  ['image/svg+xml', ['page', /<svg[\s>]/i]],
  ['text/html', ['page', /(?:)/]],
  ['model/gltf+json', ['model', /^\s*\{/]],
]);

function decodeFile({ body, declared, filename, issues }: File): ProtocolRecord | Issue {
  const type = essence(declared);
  const contentType = ALIASES.get(type) ?? type;
  const shown: Shown = { contentType, body, ...(filename === undefined ? {} : { filename }), issues };
  const markup = MARKUP.get(contentType);
  if (markup === undefined && MEDIA.test(contentType)) return decodeMedia(shown);
  const isJson = JSON_TYPE.test(contentType);
  if (markup === undefined && !isJson && !contentType.startsWith('text/'))
    return issue('type-unknown', contentType === '' ? 'no type is declared' : 'a type that is not shown');
  const text = decodeUtf8(body);
  if (text === undefined) return issue('text-utf8', 'declared text, but it is not valid UTF-8');
  if (markup === undefined) return decodeText(text, shown, isJson);
  const [kind, mark] = markup;
  return mark.test(text.slice(0, HEAD))
    ? { kind, ...shown }
    : issue('type-mismatch', `declared ${contentType}, which the bytes are not`);
}

/** Why a file is not even looked at; `undefined` when it is. */
function refuseFile({ body, encoding }: File): Issue | undefined {
  if (encoding !== undefined) return issue('content-encoded', 'the content is packed and was not opened');
  return body.length === 0 ? issue('content-empty', 'nothing in it') : undefined;
}

/** Decodes what an envelope, or the first B tape, holds; `undefined` when there is neither. */
export function decodeContent(reading: Reading): ProtocolRecord | undefined {
  const file = fileOf(reading);
  if (file === undefined) return undefined;
  const base = reading.base();
  const decoded = refuseFile(file) ?? decodeFile(file);
  const { remarks } = reading;
  if ('kind' in decoded) return { ...base, ...decoded, issues: [...remarks, ...decoded.issues] };
  const { body, declared, encoding, issues } = file;
  return {
    kind: 'unknown',
    contentType: essence(declared),
    ...(encoding === undefined ? {} : { contentEncoding: encoding }),
    body,
    ...base,
    issues: [...remarks, ...issues, decoded],
  };
}
