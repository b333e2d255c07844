import type { TitleEventView } from '#lib/feed/title-events.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { authorLabel } from '../post/author-label.ts';
import type { Place } from '../ui/place.ts';

/** What it happened to: `name.bitter`, `840000.bitmap`. */
export const titleName = ({ of }: TitleEventView): string =>
  of.kind === 'handle' ? `${of.name}.bitter` : `${of.height}.bitmap`;

/** Where that is shown; a handle's own page is whose it is. */
export const titlePlace = ({ of }: TitleEventView): Place =>
  of.kind === 'handle'
    ? { screen: 'profile', who: `${of.name}.bitter` }
    : { screen: 'district', height: of.height };

const ENDED = once(
  () =>
    ({
      merged: t('Its satoshi went into a larger coin: nobody holds it any more.'),
      fee: t('Its satoshi went to a miner: nobody holds it any more.'),
      lost: t('It was spent, and nothing here says where it went.'),
    }) as const,
);

/** What happened, as a sentence that stands under the name. */
export function titleSentence({ kind, other, why }: TitleEventView): string {
  const who = other === undefined ? undefined : authorLabel(other);
  switch (kind) {
    case 'won':
      return t('The claim was the first, so it counts.');
    case 'late':
      return who === undefined
        ? t('The claim does not count.')
        : t('The claim came too late: that of {who} was the first.', { who });
    case 'waiting':
      return t('The claim is on its way to a block.');
    case 'rival':
      return t('{who} claimed it too, later. That changes nothing.', { who: who ?? t('Somebody') });
    case 'received':
      return who === undefined
        ? t('It came from nobody that can be named.')
        : t('It came from {who}.', { who });
    case 'handed-on':
      return who === undefined ? t('It went to nobody that can be named.') : t('It went to {who}.', { who });
    case 'ended':
      return ENDED()[why ?? 'lost'];
  }
}
