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

/** The UTF-8 text in `bytes`, or `undefined` when they are not valid UTF-8. A byte order mark is kept, as U+FEFF. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  const short = bytes.length <= SHORT ? decodeAscii(bytes) : undefined;
  if (short !== undefined) return short;
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-8 bytes of `text`. A lone surrogate becomes U+FFFD, so callers that need the same text back check isWellFormed. */
export const encodeUtf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);
