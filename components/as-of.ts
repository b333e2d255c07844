import type { ClaimStanding } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';
import { count, listed } from './ui/format.ts';

/** `As of block 1,204, according to a and b.`: absence cannot be proven, so it is said with the height and the sources. */
export function asOf({ asOfHeight, sources }: ClaimStanding): string {
  const who = sources.length === 0 ? t('what this device holds') : listed(sources);
  return t('As of block {asOfHeight}, according to {who}.', { asOfHeight: count(asOfHeight), who });
}
