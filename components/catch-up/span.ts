import type { CatchUpQuery } from '#lib/feed/catch-up.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';

/** How far back a reader may look, in hours, and what that is called. */
export const SPANS = once(
  () =>
    [
      [2, t('2 hours')],
      [6, t('6 hours')],
      [12, t('12 hours')],
      [24, t('a day')],
      [72, t('3 days')],
      [168, t('a week')],
    ] as const,
);

export type Hours = ReturnType<typeof SPANS>[number][0];
export type Span = { readonly hours: Hours; readonly whose: CatchUpQuery['whose'] };

const USUAL: Hours = 12;

/** What a fragment asks for: `24` for a day of whom the reader follows, `24-everybody`; whatever else gives the usual. */
export function spanOf(fragment: string): Span {
  const [hours, whose] = fragment.split('-', 2);
  const known = SPANS().find(([each]) => String(each) === hours)?.[0];
  return { hours: known ?? USUAL, whose: whose === 'everybody' ? 'everybody' : 'following' };
}

/** The fragment that asks for it. */
export const fragmentOf = ({ hours, whose }: Span): string =>
  whose === 'everybody' ? `${hours}-everybody` : String(hours);
