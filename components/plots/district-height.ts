/** Blocks are nowhere near this many; anything above is a mistyped address. */
const HIGHEST = 99_999_999;

/** A district's number out of `840000` or `840000.bitmap`; `undefined` for anything else. */
export function heightOf(text: string): number | undefined {
  const digits = /^(0|[1-9][0-9]{0,7})(?:\.bitmap)?$/.exec(text.trim())?.[1];
  if (digits === undefined) return undefined;
  const height = Number(digits);
  return height <= HIGHEST ? height : undefined;
}
