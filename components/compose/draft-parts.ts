import type { Outpoint } from '#lib/bytes/brand.ts';
import type { Draft, DraftPart, Intent, StoredIntent, Words } from '#lib/publish/publication.ts';
import type { ReplyTarget } from './composer-provider.tsx';
import { measureText } from './measure-text.ts';

/** Most posts of a thread, as the outbox takes them. */
export const MOST_PARTS = 16;

/** The posts of a draft in order; there is always one. */
export const partsOf = ({ more = [], ...first }: Draft): readonly DraftPart[] => [first, ...more];

/** The draft of these posts, of which there is at least one. */
export function draftOf([first = { text: '' }, ...more]: readonly DraftPart[]): Draft {
  const { text, picture, warning } = first;
  return {
    text,
    ...(picture !== undefined && { picture }),
    ...(warning !== undefined && { warning }),
    ...(more.length > 0 && { more }),
  };
}

const isBlank = ({ text, picture }: DraftPart): boolean => text.trim() === '' && picture === undefined;

/** The posts that will be written: one that was begun at the end and left empty is none. */
export function writtenParts(parts: readonly DraftPart[]): readonly DraftPart[] {
  const last = parts.findLastIndex((part) => !isBlank(part));
  return parts.slice(0, Math.max(1, last + 1));
}

/** Whether each of them has words, and not too many, and says what it warns of. */
export const canBePosted = (parts: readonly DraftPart[]): boolean =>
  writtenParts(parts).every(
    ({ text, warning }) => text.trim() !== '' && warning?.trim() !== '' && measureText(text).share <= 1,
  );

/** What the words are about, and under which name they are said. */
type Around = {
  readonly replyTo?: ReplyTarget | undefined;
  readonly quote?: ReplyTarget | undefined;
  readonly replaces?: Outpoint | undefined;
  readonly handle: string | undefined;
};

/**
 * Words that quote a post name it at their end. No protocol has a word for it, and this every reader understands: ours shows
 * the post, others a name that leads to it.
 */
const naming = (text: string, quote: ReplyTarget | undefined): string =>
  quote === undefined ? text : `${text}\n\n${quote.outpoint}`;

/** What the parts of a draft are to the outbox: an intent, and the words that go on with it. */
export function intentsOf(
  parts: readonly DraftPart[],
  { replyTo, quote, replaces, handle }: Around,
): readonly [Intent, readonly Words[]] {
  const [first = { text: '' }, ...then] = writtenParts(parts).map(
    ({ text, picture, warning = '' }): Words => ({
      text: text.trim(),
      ...(handle !== undefined && { handle }),
      ...(picture !== undefined && { picture: { ...picture, alt: picture.alt.trim() } }),
      // One that is not said yet costs nothing yet.
      ...(warning.trim() !== '' && { warning: warning.trim() }),
    }),
  );
  const version = replaces === undefined ? {} : { replaces };
  const intent: Intent =
    replyTo === undefined
      ? { kind: 'post', ...first, ...version, text: naming(first.text, quote) }
      : { kind: 'reply', ...first, ...version, to: replyTo.outpoint };
  return [intent, then];
}

/** The same as a list, for what it costs. */
export const toEstimate = ([intent, then]: ReturnType<typeof intentsOf>): readonly StoredIntent[] => [
  intent,
  ...then.map((words) => ({ kind: 'continue', after: '', ...words }) as const),
];
