/**
 * Takes out of a picture's file everything that does not draw it: EXIF with its place, time and camera, XMP, comments,
 * colour profiles and whatever follows the end. Answers `undefined` for a file that is not one of the three kinds, or that
 * does not parse: nobody knows then what it says about its maker.
 *
 * JPEG: ITU T.81 annex B. PNG: W3C PNG, section 5. WebP: RFC 9649, section 2.
 */
export function stripMetadata(file: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (startsWith(file, [0xff, 0xd8, 0xff])) return stripJpeg(file);
  if (startsWith(file, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return stripPng(file);
  if (nameAt(file, 0) === 'RIFF' && nameAt(file, 8) === 'WEBP') return stripWebp(file);
  return undefined;
}

const startsWith = (file: Uint8Array, head: readonly number[]): boolean =>
  head.every((byte, at) => file[at] === byte);

const nameAt = (file: Uint8Array, at: number): string => String.fromCharCode(...file.subarray(at, at + 4));

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const SOS = 0xda;
const EOI = 0xd9;
/** APP0 holds the density; Adobe's APP14 says how the colours are coded, and without it they are wrong. */
const APP0 = 0xe0;
const APP14 = 0xee;
const COMMENT = 0xfe;

const isTold = (marker: number): boolean =>
  marker === COMMENT || (marker > APP0 && marker <= 0xef && marker !== APP14);

function stripJpeg(file: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const parts = [file.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= file.length) {
    if (file[at] !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const end = at + 2 + view.getUint16(at + 2);
    if (end > file.length || end < at + 4) return undefined;
    if (marker !== SOS) {
      if (!isTold(marker)) parts.push(file.subarray(at, end));
      at = end;
      continue;
    }
    const next = endOfScan(file, end);
    if (next === undefined) return undefined;
    parts.push(file.subarray(at, next));
    at = next;
    if (file[at + 1] === EOI) return join([...parts, file.subarray(at, at + 2)]);
  }
  return undefined;
}

/** Where the next marker stands behind a scan's data, in which FF is followed by 00 or a restart marker. */
function endOfScan(file: Uint8Array, from: number): number | undefined {
  for (
    let at = file.indexOf(0xff, from);
    at !== -1 && at + 1 < file.length;
    at = file.indexOf(0xff, at + 1)
  ) {
    const code = file[at + 1] ?? 0;
    if (code !== 0 && code !== 0xff && (code < 0xd0 || code > 0xd7)) return at;
  }
  return undefined;
}

/** What draws a PNG, and nothing else. */
const PNG_KEPT = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'sRGB', 'IDAT', 'acTL', 'fcTL', 'fdAT', 'IEND']);

function stripPng(file: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const parts = [file.subarray(0, 8)];
  for (let at = 8; at + 12 <= file.length;) {
    const end = at + 12 + view.getUint32(at);
    if (end > file.length) return undefined;
    const name = nameAt(file, at + 4);
    if (PNG_KEPT.has(name)) parts.push(file.subarray(at, end));
    if (name === 'IEND') return join(parts);
    at = end;
  }
  return undefined;
}

const WEBP_KEPT = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF']);
/** Bits of VP8X that announce a colour profile, EXIF and XMP. */
const WEBP_TOLD = 0x20 | 0x08 | 0x04;

function stripWebp(file: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const stop = 8 + view.getUint32(4, true);
  if (stop > file.length) return undefined;
  const parts = [file.slice(0, 12)];
  for (let at = 12; at + 8 <= stop;) {
    const size = view.getUint32(at + 4, true);
    const end = at + 8 + size + (size % 2);
    if (end > stop) return undefined;
    const name = nameAt(file, at);
    if (WEBP_KEPT.has(name)) {
      const chunk = file.slice(at, end);
      if (name === 'VP8X') chunk[8] = (chunk[8] ?? 0) & ~WEBP_TOLD;
      parts.push(chunk);
    }
    at = end;
  }
  const whole = join(parts);
  new DataView(whole.buffer).setUint32(4, whole.length - 8, true);
  return whole;
}
