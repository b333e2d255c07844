import type { Outpoint } from '#lib/bytes/brand.ts';
import { t } from '#lib/language/t.ts';
import type { Opening } from './composer-provider.tsx';

// Where unsent words are kept, by what they are about:
//
//   place = ("new" / answered / "quote:" quoted / "version:" replaced [" " answered]) ["#" number]
//
// each an outpoint. A number is for words that were put aside. lib/client/take-back.ts says the same of what it takes back.

const QUOTE = 'quote:';
const VERSION = 'version:';

/** Where the words that a composer opens with are kept. */
export function placeOf({ place, replyTo, quote, replaces }: Opening): string {
  if (place !== undefined) return place;
  if (replaces !== undefined)
    return VERSION + replaces + (replyTo === undefined ? '' : ` ${replyTo.outpoint}`);
  return quote === undefined ? (replyTo?.outpoint ?? 'new') : QUOTE + quote.outpoint;
}

/** What words that are kept at a place are about. */
export function openingOf(place: string): Opening {
  const [to = 'new'] = place.split('#');
  if (to.startsWith(QUOTE)) return { quote: { outpoint: to.slice(QUOTE.length) as Outpoint } };
  if (to.startsWith(VERSION)) {
    const [replaces, answered] = to.slice(VERSION.length).split(' ', 2);
    return {
      replaces: replaces as Outpoint,
      ...(answered !== undefined && { replyTo: { outpoint: answered as Outpoint } }),
    };
  }
  return to === 'new' ? {} : { replyTo: { outpoint: to as Outpoint } };
}

/** What such words will be, in a word. */
export function kindOf(place: string): string {
  const { quote, replaces, replyTo } = openingOf(place);
  if (replaces !== undefined) return t('New version');
  if (quote !== undefined) return t('Quote');
  return replyTo === undefined ? t('Post') : t('Reply');
}
