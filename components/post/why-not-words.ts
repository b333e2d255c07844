import type { WhyNot } from './post-filter.ts';

/** What stands in the place of a post that the reader does not want. */
export const WHY_NOT: Readonly<Record<WhyNot, string>> = {
  hidden: 'You hid this post.',
  blocked: 'By a key that you blocked.',
  muted: 'By a key that you muted.',
  word: 'It has a word that you muted.',
  thread: 'You muted this talk.',
};
