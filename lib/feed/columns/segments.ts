/** What words are made of, beyond ASCII: letters, digits, marks, and pictures that people write like words. */
const WORDS = /[\p{L}\p{N}\p{M}_]+|\p{Extended_Pictographic}/gu;

/** Scripts that put no spaces between words. Pairs of neighbouring characters are searched in their place. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** A part of a text: a word, or what stands between words. */
export type Segment = { readonly text: string; readonly isWord: boolean };

/** Takes a text apart, so that its segments joined are the text again. */
export function segmentsOf(text: string): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    if (index > end) segments.push({ text: text.slice(end, index), isWord: false });
    segments.push({ text: word, isWord: true });
    end = index + word.length;
  }
  if (end < text.length) segments.push({ text: text.slice(end), isWord: false });
  return segments;
}

/** The words of a text. */
export const wordsOf = (text: string): string[] => text.match(WORDS) ?? [];

export const isUnspaced = (word: string): boolean => UNSPACED.test(word);

/**
 * What a word of an {@link isUnspaced} script is searched by: each of its characters, and each two that are neighbours.
 * They begin with a character that no word has, since a text may be as short as they are.
 */
export function gramsOf(word: string): string[] {
  const characters = Array.from(word);
  return characters.flatMap((character, at) => {
    const next = characters[at + 1];
    return next === undefined ? [`\0${character}`] : [`\0${character}`, `\0${character}${next}`];
  });
}
