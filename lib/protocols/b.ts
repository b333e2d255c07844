import { issue, type Issue } from '#lib/bytes/issue.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import type { Tape } from '#lib/envelopes/index.ts';
import { essence, sniff } from './media-type.ts';
import { encodeTape } from './tape.ts';

// B (https://b.bitdb.network): content, media type, encoding, file name. Everything behind the content may be missing.

export const B_PREFIX = '19HxigV4QyBv3tHpQVcUEQyq1pzZVdoAut';

/** A file on a tape. The media type is as written; nothing says that the content is of that type. */
export type BContent = {
  readonly content: Uint8Array;
  readonly mediaType: string;
  readonly encoding?: string;
  readonly filename?: string;
  readonly issues: readonly Issue[];
};

/** Longest media type, encoding or file name in bytes; longer ones read as missing. */
const MAX_NAME = 255;

/** Encodings that say "as it stands". */
const PLAIN_ENCODINGS: ReadonlySet<string> = new Set(['', 'utf-8', 'utf8', 'text', 'binary', '\0']);

const NO_ISSUES: readonly Issue[] = [];

const nameOf = (cell: Uint8Array | undefined): string =>
  (cell === undefined || cell.length > MAX_NAME ? undefined : decodeUtf8(cell)) ?? '';

/** Reads a B tape; `undefined` when `tape` is of another protocol or has no content push. */
export function decodeB(tape: Tape): BContent | undefined {
  const { prefix, cells } = tape;
  const [content] = cells;
  if (prefix !== B_PREFIX || content === undefined) return undefined;
  const [mediaType, encoding, filename] = [nameOf(cells[1]), nameOf(cells[2]), nameOf(cells[3])];
  return {
    content,
    mediaType,
    ...(PLAIN_ENCODINGS.has(encoding.toLowerCase()) ? {} : { encoding }),
    ...(filename === '' || filename === '\0' ? {} : { filename }),
    // Other readers refuse such a tape, so what is read from it is not what everybody sees.
    issues:
      cells.length > 4 ? [issue('b-extra-fields', `${cells.length} fields where B has four`)] : NO_ISSUES,
  };
}

/** A picture that belongs to the words before it. */
export type Picture = {
  readonly body: Uint8Array;
  /** A media type that a plain image element shows. */
  readonly contentType: string;
};

/** The picture among the files of a post: the first whose declared type its bytes bear out. */
export function mediaIn(files: readonly BContent[]): Picture | undefined {
  for (const { content, mediaType, encoding } of files) {
    const declared = essence(mediaType);
    // The words of a post come by this way too, and nothing about them is looked for.
    if (declared.startsWith('text/')) continue;
    const seen = encoding === undefined ? sniff(content, declared) : undefined;
    if (seen !== undefined && declared.startsWith(`${seen.kind}/`))
      return { contentType: seen.contentType, body: content };
  }
  return undefined;
}

/** A B tape of a file as it stands. */
export const encodeFile = ({ body, contentType }: Picture): Uint8Array =>
  encodeTape(B_PREFIX, body, contentType, 'binary');

/** A B tape of UTF-8 text. */
export const encodeB = (text: string, mediaType: 'text/plain' | 'text/markdown'): Uint8Array =>
  encodeTape(B_PREFIX, text, mediaType, 'utf-8');
