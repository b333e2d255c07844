import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import type { FeedName } from '../ui/place.ts';

/** In which order each feed is, and what is in it. */
export const FEED_RULES = once((): Readonly<Record<FeedName, string>> => ({
  following: t(
    'Posts of whom you follow, and what they repost, where it was reposted first; newest block first, then place in the block. Nothing is ranked.',
  ),
  latest: t(
    'Newest block first, then place in the block. Nothing is ranked, nothing is paid to be here. Once you follow somebody, posts by people whom neither you nor anybody you follow follows are folded; a press opens them.',
  ),
  neighbours: t('Posts that a neighbour gave to this device, newest block first.'),
  here: t('All that this device holds, in the order in which it came. It needs no network.'),
}));
