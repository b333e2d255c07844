import type { RecordKind } from './record.ts';

type MediaKind = Extract<RecordKind, 'image' | 'audio' | 'video' | 'model'>;

/** A format that the bytes themselves show, whatever was declared. */
export type SniffedType = { readonly kind: MediaKind; readonly contentType: string };

const sniffed = (kind: MediaKind, subtype: string): SniffedType => ({
  kind,
  contentType: `${kind}/${subtype}`,
});

/** Bytes at an offset, as one character a byte; `.` matches any. First match counts. */
const MAGIC: readonly (readonly [offset: number, bytes: string, type: SniffedType])[] = [
  [0, '\x89PNG\r\n\x1a\n', sniffed('image', 'png')],
  [0, '\xff\xd8\xff', sniffed('image', 'jpeg')],
  [0, 'GIF87a', sniffed('image', 'gif')],
  [0, 'GIF89a', sniffed('image', 'gif')],
  [8, 'WEBP', sniffed('image', 'webp')],
  [8, 'WAVE', sniffed('audio', 'wav')],
  [4, 'ftypavif', sniffed('image', 'avif')],
  [4, 'ftypavis', sniffed('image', 'avif')],
  [4, 'ftypM4A ', sniffed('audio', 'mp4')],
  [4, 'ftyp', sniffed('video', 'mp4')],
  [0, '\x1aE\xdf\xa3', sniffed('video', 'webm')],
  [0, 'OggS', sniffed('audio', 'ogg')],
  [0, 'fLaC', sniffed('audio', 'flac')],
  [0, 'ID3', sniffed('audio', 'mpeg')],
  [0, '\xff\xfb', sniffed('audio', 'mpeg')],
  [0, '\xff\xf3', sniffed('audio', 'mpeg')],
  [0, '\xff\xf2', sniffed('audio', 'mpeg')],
  [0, 'glTF', sniffed('model', 'gltf-binary')],
];

function hasBytesAt(body: Uint8Array, offset: number, bytes: string): boolean {
  if (body.length < offset + bytes.length) return false;
  for (let at = 0; at < bytes.length; at += 1) if (body[offset + at] !== bytes.charCodeAt(at)) return false;
  return true;
}

/** Containers whose first bytes do not tell sound from pictures: there the declared type does. */
const CONTAINER = /^(?:audio|video)\/(?:mp4|webm|ogg)$/;

/**
 * The medium that `body` begins like, or `undefined`; `declared` (a media type without parameters) decides between sound and
 * pictures where a format holds either. Text formats show nothing and are not told apart here.
 */
export function sniff(body: Uint8Array, declared: string): SniffedType | undefined {
  const match = MAGIC.find(([offset, bytes]) => hasBytesAt(body, offset, bytes));
  const isRiff = match?.[0] === 8;
  if (match === undefined || (isRiff && !hasBytesAt(body, 0, 'RIFF'))) return undefined;
  const [, , seen] = match;
  const subtype = seen.contentType.slice(seen.kind.length);
  const isEither = CONTAINER.test(seen.contentType) && CONTAINER.test(declared) && declared.endsWith(subtype);
  return isEither ? { kind: declared.startsWith('audio') ? 'audio' : 'video', contentType: declared } : seen;
}

/** Longest media type that is looked at, in characters. */
const MAX_TYPE = 255;

/** The media type without parameters, in lower case: `Text/Plain; charset=utf-8` is `text/plain`. Empty when too long. */
export function essence(contentType: string): string {
  if (contentType.length > MAX_TYPE) return '';
  const end = contentType.indexOf(';');
  return (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}
