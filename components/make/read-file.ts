import type { DraftFile } from '#lib/client/inscriptions.ts';
import { fileTypeOf, MOST_FILE_BYTES } from '#lib/media/file-type.ts';
import { t } from '#lib/language/t.ts';
import { PictureError, preparePicture, type PictureSize } from '../compose/prepare-picture.ts';
import { stripMetadata } from '../compose/strip-metadata.ts';

/** Files above this are not even read. */
const MOST_READ = 60_000_000;
/** Kinds whose files say where and by what they were made. */
const TELLS = /^image\/(?:jpeg|png|webp)$/;
/** What a picture is drawn anew for: kinds that nobody strips here. */
const REDRAWN = /\.(?:avif|heic|heif|bmp|tiff?)$/i;

/** A file that cannot be inscribed, and why, as a sentence. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

/** A picture, drawn anew in a size: of its file nothing but the pixels is written. */
export const readPicture = async (file: Blob, size: PictureSize): Promise<DraftFile> =>
  preparePicture(file, size);

/**
 * A file of a site as it will be written. Pictures lose what tells of their maker, and those that are too large are drawn
 * anew.
 *
 * @throws {FileError} when readers would not show it, or it does not fit.
 */
export async function readSiteFile(file: File, path: string): Promise<DraftFile> {
  if (file.size > MOST_READ) throw new FileError(t('{path} is larger than 60 MB.', { path }));
  if (REDRAWN.test(path)) return { path, ...(await drawn(file, path)) };
  const read = new Uint8Array(await file.arrayBuffer());
  const type = fileTypeOf(path, read.length > MOST_FILE_BYTES ? read.subarray(0, MOST_FILE_BYTES) : read);
  if (!type.ok) throw new FileError(SENTENCES[type.issue.code]?.(path) ?? `${path}: ${type.issue.message}`);
  if (!TELLS.test(type.value)) {
    if (read.length > MOST_FILE_BYTES) throw new FileError(TOO_LARGE(path));
    return { path, body: read, contentType: type.value };
  }
  const stripped = stripMetadata(read);
  if (stripped === undefined || stripped.length > MOST_FILE_BYTES)
    return { path, ...(await drawn(file, path)) };
  return { path, body: stripped, contentType: type.value };
}

async function drawn(file: File, path: string): Promise<DraftFile> {
  try {
    return await preparePicture(file, 'large');
  } catch (error) {
    if (error instanceof PictureError) throw new FileError(`${path}: ${error.message}`);
    throw error;
  }
}

const TOO_LARGE = (path: string): string =>
  t('{path} is larger than 399 kB, and is not cut up here.', { path });

const SENTENCES: Readonly<Record<string, (path: string) => string>> = {
  empty: (path) => t('{path} is empty.', { path }),
  large: TOO_LARGE,
  unknown: (path) => t('{path} is of no kind that readers show.', { path }),
  mismatch: (path) => t('{path} is not what its name says.', { path }),
  'not-text': (path) => t('{path} is no text in UTF-8.', { path }),
  order: (path) => t('{path} would be taken for a claim or an order.', { path }),
};

/**
 * Files that were chosen, with their paths from the root of the site: a folder's own name is no part of them. Hidden files
 * are left out.
 */
export function pathsOf(files: readonly File[]): readonly { readonly file: File; readonly path: string }[] {
  const given = files.map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  const isFolder = given.every(({ path }) => path.includes('/'));
  return given
    .map(({ file, path }) => ({ file, path: isFolder ? path.slice(path.indexOf('/') + 1) : path }))
    .filter(({ path }) => !path.split('/').some((segment) => segment.startsWith('.')));
}
