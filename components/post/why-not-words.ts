import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import type { WhyNot } from './post-filter.ts';

/** What stands in the place of a post that the reader does not want. */
export const WHY_NOT = once((): Readonly<Record<WhyNot, string>> => ({
  hidden: t('You hid this post.'),
  blocked: t('By a key that you blocked.'),
  muted: t('By a key that you muted.'),
  word: t('It has a word that you muted.'),
  thread: t('You muted this talk.'),
}));
