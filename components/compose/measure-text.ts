/** What a post may have at most: as a reader counts, and as the chain is paid. */
export const MOST_GRAPHEMES = 300;
export const MOST_BYTES = 3_000;

export type TextMeasure = {
  /** Characters as a person sees them; above {@link MOST_BYTES} code units the exact number no longer matters. */
  readonly graphemes: number;
  readonly bytes: number;
  /** The tighter of the two limits: 1 is full, above 1 is too much. */
  readonly share: number;
  /** How many more characters fit; negative when there are too many. */
  readonly left: number;
};

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const encoder = new TextEncoder();

export function measureText(text: string): TextMeasure {
  const bytes = encoder.encode(text).length;
  const graphemes = text.length > MOST_BYTES ? text.length : countGraphemes(text);
  const share = Math.max(graphemes / MOST_GRAPHEMES, bytes / MOST_BYTES);
  const left = bytes > MOST_BYTES ? MOST_BYTES - bytes : MOST_GRAPHEMES - graphemes;
  return { graphemes, bytes, share, left };
}

function countGraphemes(text: string): number {
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
}
