/** When something is: a height, or a time in seconds since 1970. */
export type Moment = { readonly height: number } | { readonly time: number };

/** One thing that a search asks for, or, `isNot`, what must not be so. */
export type Clause = { readonly isNot: boolean } & (
  | { readonly kind: 'words' | 'phrase'; readonly text: string }
  /** Without `#`. */
  | { readonly kind: 'tag'; readonly tag: string }
  /** A hash160 in hex, or a handle without `@` and `.bitter`. */
  | { readonly kind: 'from'; readonly who: string }
  | { readonly kind: 'media' | 'reply' }
  /** Before a moment. */
  | { readonly kind: 'before'; readonly moment: Moment }
  /** At a moment or later. */
  | { readonly kind: 'since'; readonly moment: Moment }
);

type Part = Clause extends infer One ? (One extends Clause ? Omit<One, 'isNot'> : never) : never;

/** A minus, then words between quotation marks, or whatever has no space in it. An open quotation ends with the text. */
const PART = /(-?)(?:"([^"]*)"?|(\S+))/gu;
const OPERATOR = /^(from|has|is|before|after):(.+)$/iu;
const TAG = /^#([\p{L}\p{N}\p{M}_]{1,64})$/u;
const DAY = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/;
const HEIGHT = /^\d{1,9}$/;

/**
 * Takes a search apart: see `SearchQuery` for what it may say. Whatever is no operator that we know is words, so that no
 * text is wrong.
 */
export function readSearch(text: string): Clause[] {
  return Array.from(text.matchAll(PART), ([, minus, phrase, word = '']): Clause => ({
    isNot: minus === '-',
    ...(phrase === undefined ? partOf(word) : { kind: 'phrase', text: phrase }),
  }));
}

function partOf(word: string): Part {
  const tag = TAG.exec(word)?.[1];
  if (tag !== undefined) return { kind: 'tag', tag };
  const [, operator = '', value = ''] = OPERATOR.exec(word) ?? [];
  return operatorOf(operator.toLowerCase(), value) ?? { kind: 'words', text: word };
}

function operatorOf(operator: string, value: string): Part | undefined {
  switch (operator) {
    case 'from':
      return { kind: 'from', who: value.replace(/^@/, '').replace(/\.bitter$/, '') };
    case 'has':
      return value === 'media' ? { kind: 'media' } : undefined;
    case 'is':
      return value === 'reply' ? { kind: 'reply' } : undefined;
    case 'before': {
      const span = spanOf(value);
      return span && { kind: 'before', moment: span.start };
    }
    case 'after': {
      const span = spanOf(value);
      return span && { kind: 'since', moment: span.end };
    }
    default:
      return undefined;
  }
}

/** What a day, a month or a height begins and ends with. */
function spanOf(value: string): { readonly start: Moment; readonly end: Moment } | undefined {
  if (HEIGHT.test(value)) return { start: { height: Number(value) }, end: { height: Number(value) + 1 } };
  const [, year, month, day] = DAY.exec(value) ?? [];
  if (year === undefined || month === undefined) return undefined;
  const at = (days: number, months: number): number =>
    Date.UTC(Number(year), Number(month) - 1 + months, Number(day ?? 1) + days) / 1000;
  // A month or a day that does not exist would mean another one.
  const isReal = new Date(at(0, 0) * 1000).toISOString().startsWith(value);
  if (!isReal) return undefined;
  return { start: { time: at(0, 0) }, end: { time: day === undefined ? at(0, 1) : at(1, 0) } };
}
