import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { isOrder } from '#lib/protocols/file.ts';
import { sniff } from '#lib/protocols/media-type.ts';
import { hasText } from './pictures/numbers.ts';

/** Bytes of one file that fit a record, which is written within one script (400 KB) with its lock, its name and a signature. */
export const MOST_FILE_BYTES = 399_000;

/** Types by the end of a file's name: those that readers here show. */
const BY_NAME: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  mjs: 'text/javascript',
  json: 'application/json',
  txt: 'text/plain',
  md: 'text/markdown',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  wav: 'audio/wav',
  mp4: 'video/mp4',
  webm: 'video/webm',
  glb: 'model/gltf-binary',
  gltf: 'model/gltf+json',
  woff2: 'font/woff2',
};
const IS_TEXT = /^(?:text\/|application\/json$|model\/gltf\+json$|image\/svg\+xml$)/;

/** Letters of a site, which nobody is shown by themselves. */
const FONT = 'font/woff2';
const isFont = (body: Uint8Array): boolean => hasText(body, 0, 'wOF2');

/**
 * The type under which readers are to show a file: by its name, when its bytes are that, else by its bytes. A failure has the
 * code `empty`, `large`, `unknown`, `mismatch` or `not-text`.
 */
export function fileTypeOf(name: string, body: Uint8Array): Result<string> {
  if (body.length === 0) return fail(issue('empty', 'nothing in it'));
  if (body.length > MOST_FILE_BYTES) return fail(issue('large', `${body.length} bytes`));
  const end = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const declared = Object.hasOwn(BY_NAME, end) ? BY_NAME[end] : undefined;
  if (declared !== undefined && IS_TEXT.test(declared)) return textType(declared, body);
  if (isFont(body)) return ok(FONT);
  const seen = sniff(body, declared ?? '');
  if (seen === undefined)
    return fail(
      declared === undefined
        ? issue('unknown', 'no kind that readers show')
        : issue('mismatch', `called ${end}, which its bytes are not`),
    );
  return ok(seen.contentType);
}

function textType(type: string, body: Uint8Array): Result<string> {
  if (decodeUtf8(body) === undefined) return fail(issue('not-text', 'not valid UTF-8'));
  const whole = type.startsWith('text/') ? `${type};charset=utf-8` : type;
  if (!isOrder(body, whole)) return ok(whole);
  // Registries look into plain text and JSON: Markdown is what nobody takes for a claim.
  return type === 'text/plain'
    ? ok('text/markdown;charset=utf-8')
    : fail(issue('order', 'it would be taken for a claim or an order'));
}
