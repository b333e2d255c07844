/** Members of a list that are kept; the others look the same. */
const MOST_MEMBERS = 2;
const MOST_DEPTH = 8;

/**
 * The shape of an answer without what it says: names of fields, kinds and lengths of values. Nobody's key, address or words
 * are in it, so it may be kept and shown.
 */
export function shapeOf(value: unknown, depth = 0): unknown {
  if (depth > MOST_DEPTH) return '…';
  if (Array.isArray(value)) {
    const members: unknown[] = value;
    const shown = members.slice(0, MOST_MEMBERS).map((member) => shapeOf(member, depth + 1));
    return members.length > MOST_MEMBERS ? [...shown, `… ${members.length} in all`] : shown;
  }
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .slice(0, 100)
        .map(([name, member]) => [name.slice(0, 64), shapeOf(member, depth + 1)]),
    );
  return typeof value === 'string' ? kindOfText(value) : value === null ? null : `<${typeof value}>`;
}

function kindOfText(text: string): string {
  if (/^[0-9a-f]+$/i.test(text) && text.length >= 8) return `<hex ${text.length}>`;
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length >= 16) return `<base64 ${text.length}>`;
  return `<text ${text.length}>`;
}

/** The shape of a body: of its JSON, or how many bytes it has. */
export function shapeOfBody(body: Uint8Array, contentType: string): unknown {
  const text = new TextDecoder().decode(body);
  try {
    return shapeOf(JSON.parse(text));
  } catch {
    const isText = contentType.startsWith('text/') && !contentType.startsWith('text/html');
    return isText ? kindOfText(text.trim()) : `<${body.length} bytes>`;
  }
}
