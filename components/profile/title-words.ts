import type { TitleEventView } from '#lib/feed/title-events.ts';
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

const ENDED = {
  merged: 'Its satoshi went into a larger coin: nobody holds it any more.',
  fee: 'Its satoshi went to a miner: nobody holds it any more.',
  lost: 'It was spent, and nothing here says where it went.',
} as const;

/** What happened, as a sentence that stands under the name. */
export function titleSentence({ kind, other, why }: TitleEventView): string {
  const who = other === undefined ? undefined : authorLabel(other);
  switch (kind) {
    case 'won':
      return 'The claim was the first, so it counts.';
    case 'late':
      return who === undefined
        ? 'The claim does not count.'
        : `The claim came too late: that of ${who} was the first.`;
    case 'waiting':
      return 'The claim is on its way to a block.';
    case 'rival':
      return `${who ?? 'Somebody'} claimed it too, later. That changes nothing.`;
    case 'received':
      return who === undefined ? 'It came from nobody that can be named.' : `It came from ${who}.`;
    case 'handed-on':
      return who === undefined ? 'It went to nobody that can be named.' : `It went to ${who}.`;
    case 'ended':
      return ENDED[why ?? 'lost'];
  }
}
