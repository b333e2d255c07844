const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Keys and media types are short and ASCII; below this length calling the decoder costs more than reading them. */
const SHORT = 16;

function decodeAscii(bytes: Uint8Array): string | undefined {
  let text = '';
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte > 0x7f) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Texts of ASCII up to this length are remembered: prefixes, keys and media types are the same few over and over. */
const MAX_KNOWN = 40;
const KNOWN = 1024;
/** The text that was read last of those that fall into a place. */
const known: string[] = Array.from({ length: KNOWN }, () => '');

function placeOf(bytes: Uint8Array): number {
  const { length } = bytes;
  const ends = ((bytes[0] ?? 0) << 16) ^ ((bytes[length - 1] ?? 0) << 8) ^ (bytes[length >>> 1] ?? 0);
  const mixed = Math.imul(
    ends ^ ((bytes[1] ?? 0) << 11) ^ ((bytes[length - 2] ?? 0) << 5) ^ length,
    0x9e37_79b1,
  );
  return (mixed >>> 16) % KNOWN;
}

function isText(text: string, bytes: Uint8Array): boolean {
  if (text.length !== bytes.length) return false;
  for (let at = 0; at < bytes.length; at += 1) if (text.charCodeAt(at) !== bytes[at]) return false;
  return true;
}

/** The UTF-8 text in `bytes`, or `undefined` when they are not valid UTF-8. A byte order mark is kept, as U+FEFF. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  const { length } = bytes;
  if (length > MAX_KNOWN) return decodeStrictly(bytes);
  const place = placeOf(bytes);
  const last = known[place] ?? '';
  if (isText(last, bytes)) return last;
  const text = (length <= SHORT ? decodeAscii(bytes) : undefined) ?? decodeStrictly(bytes);
  // As many characters as bytes: all of them are ASCII, and so are equal when their codes are.
  if (text !== undefined && text.length === length) known[place] = text;
  return text;
}

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-8 bytes of `text`. A lone surrogate becomes U+FFFD, so callers that need the same text back check isWellFormed. */
export const encodeUtf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);
