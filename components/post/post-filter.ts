import type { PostView } from '#lib/feed/post-view.ts';
import { once } from '../ui/once.ts';

/** What the reader does not want to see, as this device keeps it and nobody else knows. */
export type Unwanted = {
  /** Hash160 of keys in hex: not in lists. */
  readonly mutedKeys: ReadonlySet<string>;
  /** Not anywhere. */
  readonly blockedKeys: ReadonlySet<string>;
  /** Words, or words in a row, folded by {@link foldWords}. */
  readonly mutedWords: ReadonlySet<string>;
  /** Txids of posts whose talk is over for the reader. */
  readonly mutedThreads: ReadonlySet<string>;
  /** Outpoints of posts. */
  readonly hidden: ReadonlySet<string>;
};

/** Why a post is not shown, in the order of weight; `undefined` when it is. */
export type WhyNot = 'hidden' | 'blocked' | 'muted' | 'word' | 'thread';

type Judged = Pick<PostView, 'author' | 'text' | 'replyTo'> & Partial<Pick<PostView, 'id' | 'txid'>>;

/** Whether a post is wanted in a list. */
export function whyNot(post: Judged, unwanted: Unwanted): WhyNot | undefined {
  const { key } = post.author;
  if (post.id !== undefined && unwanted.hidden.has(post.id)) return 'hidden';
  if (key !== undefined && unwanted.blockedKeys.has(key)) return 'blocked';
  if (key !== undefined && unwanted.mutedKeys.has(key)) return 'muted';
  if (unwanted.mutedThreads.size > 0 && isOfThread(post, unwanted.mutedThreads)) return 'thread';
  if (unwanted.mutedWords.size > 0 && saysAny(post.text, unwanted.mutedWords)) return 'word';
  return undefined;
}

function isOfThread({ txid, replyTo }: Judged, threads: ReadonlySet<string>): boolean {
  return [txid, replyTo?.txid, replyTo?.root].some((each) => each !== undefined && threads.has(each));
}

const segmenter = once(() => new Intl.Segmenter(undefined, { granularity: 'word' }));

/** The words of a text, whatever their case and their marks, with one space between them: `and` is no part of `sand`. */
export function foldWords(text: string): string {
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter().segment(text))
    if (isWordLike === true) words.push(foldWord(segment));
  return words.join(' ');
}

const foldWord = (word: string): string =>
  word
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();

function saysAny(text: string, words: ReadonlySet<string>): boolean {
  const said = ` ${foldWords(text)} `;
  for (const word of words) if (word !== '' && said.includes(` ${word} `)) return true;
  return false;
}
