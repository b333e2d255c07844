import type { Result } from '#lib/bytes/result.ts';

/** Formats whose headers are read here; each is shown in an `<img>`. */
export type PictureFormat = 'png' | 'jpeg' | 'gif' | 'webp' | 'avif';

/** What a picture would cost to draw, by its own headers. Nothing of it is decoded. */
export type PictureHeader = {
  readonly format: PictureFormat;
  /** In pixels, at least 1. */
  readonly width: number;
  readonly height: number;
  /** How often the whole area is drawn: frames of an animation, or scans of a progressive picture. At least 1. */
  readonly passes: number;
};

/** Reads a header of one format, in one walk over the bytes at most. */
export type HeaderReader = (bytes: Uint8Array) => Result<PictureHeader>;
