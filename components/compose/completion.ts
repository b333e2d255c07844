import type { PostView } from '#lib/feed/post-view.ts';

/** What is being written at the caret: a mention or a tag, from `from` on, so far `word`. */
export type Unfinished = { readonly sign: '@' | '#'; readonly word: string; readonly from: number };

const UNFINISHED = /(?<![\p{L}\p{N}_@#&])(?<sign>[@#])(?<word>[\p{L}\p{N}_-]{0,32})$/u;
/** Longest run of characters before the caret that is looked at. */
const REACH = 34;
const MOST = 5;

/** The mention or tag that ends at the caret, if one does. */
export function unfinishedAt(text: string, caret: number): Unfinished | undefined {
  const match = UNFINISHED.exec(text.slice(Math.max(0, caret - REACH), caret));
  const { sign, word } = match?.groups ?? {};
  if (word === undefined || (sign !== '@' && sign !== '#')) return undefined;
  return { sign, word, from: caret - word.length - 1 };
}

const TAG = /(?<![\p{L}\p{N}_#&])#([\p{L}\p{N}_]{1,64})/gu;

/** Names and tags of posts that were read on this device, the most frequent first. Nobody is asked. */
export function knownWords(posts: Iterable<PostView>): Readonly<Record<'@' | '#', readonly string[]>> {
  const names = new Map<string, number>();
  const tags = new Map<string, number>();
  const add = (to: Map<string, number>, word: string): void => void to.set(word, (to.get(word) ?? 0) + 1);
  for (const { author, text } of posts) {
    if (author.handle !== undefined && author.standing === 'verified') add(names, author.handle);
    for (const [, tag] of text.matchAll(TAG)) if (tag !== undefined) add(tags, tag);
  }
  const ranked = (words: Map<string, number>): string[] =>
    [...words].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([word]) => word);
  return { '@': ranked(names), '#': ranked(tags) };
}

/** What `unfinished` may become: known words that begin so. Nothing for a bare sign, or once the word is whole. */
export function completionsOf(
  { sign, word }: Unfinished,
  known: ReturnType<typeof knownWords>,
): readonly string[] {
  if (word === '') return [];
  const begun = word.toLowerCase();
  return known[sign]
    .filter((each) => each.toLowerCase().startsWith(begun) && each !== word)
    .slice(0, MOST)
    .map((each) => (sign === '@' ? `@${each}.bitter` : `#${each}`));
}

/** The text with `chosen` in place of what was unfinished, and where the caret then stands. */
export function complete(
  text: string,
  { from, word }: Unfinished,
  chosen: string,
): { readonly text: string; readonly caret: number } {
  const rest = text.slice(from + 1 + word.length);
  const space = rest.startsWith(' ') ? '' : ' ';
  return { text: text.slice(0, from) + chosen + space + rest, caret: from + chosen.length + 1 };
}
