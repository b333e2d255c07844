import { issue, type Issue } from '#lib/bytes/issue.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { essence, sniff } from './media-type.ts';
import type { Reading } from './reading.ts';
import type { ProtocolRecord } from './record.ts';

// Content that no protocol claims, and what to show it as. The kind needs both: a declared type from the list below, and
// bytes that look like it. Everything else is `unknown`, which is offered as a file and never rendered.

/** Names in use that mean a registered type. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'image/jpg': 'image/jpeg',
    'audio/mp3': 'audio/mpeg',
    'audio/x-wav': 'audio/wav',
    'audio/wave': 'audio/wav',
    'application/ogg': 'audio/ogg',
    'video/ogg': 'audio/ogg',
    'application/xhtml+xml': 'text/html',
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

function decodeMedia(shown: Shown): ProtocolRecord | undefined {
  const { contentType, body, issues } = shown;
  const seen = sniff(body);
  if (seen === undefined || !contentType.startsWith(`${seen.kind}/`)) return undefined;
  if (seen.contentType === contentType) return { kind: seen.kind, ...shown };
  const differs = issue('type-differs', `declared ${contentType}, but the bytes are ${seen.contentType}`);
  return { kind: seen.kind, ...shown, contentType: seen.contentType, issues: [...issues, differs] };
}

function decodeFile({ body, declared, filename, issues }: File): ProtocolRecord | undefined {
  const type = essence(declared);
  const contentType = ALIASES.get(type) ?? type;
  const shown: Shown = { contentType, body, ...(filename === undefined ? {} : { filename }), issues };
  const isSvg = contentType === 'image/svg+xml';
  if (MEDIA.test(contentType) && !isSvg) return decodeMedia(shown);
  const text = decodeUtf8(body);
  if (text === undefined) return undefined;
  if (isSvg) return /<svg[\s>]/i.test(text.slice(0, HEAD)) ? { kind: 'image', ...shown } : undefined;
  if (contentType === 'text/html') return { kind: 'page', ...shown };
  const isJson =
    contentType === 'application/json' ||
    contentType.endsWith('+json') ||
    contentType === 'application/bsv-20';
  return isJson || contentType.startsWith('text/') ? decodeText(text, shown, isJson) : undefined;
}

/** Decodes what an envelope, or the first B tape, holds; `undefined` when there is neither. */
export function decodeContent(reading: Reading): ProtocolRecord | undefined {
  const file = fileOf(reading);
  if (file === undefined) return undefined;
  const base = reading.base();
  const encoded =
    file.encoding === undefined
      ? undefined
      : issue('content-encoded', 'the content is packed and was not opened');
  const record = encoded === undefined && file.body.length > 0 ? decodeFile(file) : undefined;
  if (record !== undefined) return { ...base, ...record };
  const { body, declared, encoding, issues } = file;
  return {
    kind: 'unknown',
    contentType: essence(declared),
    ...(encoding === undefined ? {} : { contentEncoding: encoding }),
    body,
    ...base,
    issues: encoded === undefined ? issues : [...issues, encoded],
  };
}
