import { issue } from '#lib/bytes/issue.ts';
import { fail, type Result } from '#lib/bytes/result.ts';
import { sniff } from '#lib/protocols/media-type.ts';
import { readAvif } from './avif.ts';
import { readGif } from './gif.ts';
import type { HeaderReader, PictureFormat, PictureHeader } from './header.ts';
import { readJpeg } from './jpeg.ts';
import { readPng } from './png.ts';
import { readWebp } from './webp.ts';

export type { PictureHeader };

const READERS: Readonly<Record<PictureFormat, HeaderReader>> = {
  png: readPng,
  jpeg: readJpeg,
  gif: readGif,
  webp: readWebp,
  avif: readAvif,
};

/** Longer than any side that a format can say, and by how much a claim is clipped so that products stay exact. */
const MAX_SIDE = 0xffff_ffff;

/**
 * Reads how large a picture is, without decoding it. `contentType` is the type that the bytes were found to have, without
 * parameters. Hostile bytes cost one walk over them; what they claim may be anything, and is for {@link judgePicture}.
 */
export function readPictureHeader(bytes: Uint8Array, contentType: string): Result<PictureHeader> {
  const format = contentType.replace(/^image\//, '');
  if (!Object.hasOwn(READERS, format))
    return fail(issue('picture-unknown', 'a kind of picture that is not shown here'));
  const read = READERS[format as PictureFormat](bytes);
  if (!read.ok) return read;
  const { width, height } = read.value;
  if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE)
    return fail(issue('picture-malformed', 'a picture without any area'));
  return read;
}

/** The type of picture that bytes begin like, without parameters; `undefined` for anything else. */
export function pictureTypeOf(bytes: Uint8Array): string | undefined {
  const seen = sniff(bytes, '');
  return seen?.kind === 'image' ? seen.contentType : undefined;
}
