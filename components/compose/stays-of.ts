import type { StoredIntent } from '#lib/publish/publication.ts';
import { t } from '#lib/language/t.ts';

/** In a few words: what of an intent everybody can read for good, and nobody can delete. */
export function staysOf(kind: StoredIntent['kind']): string {
  switch (kind) {
    case 'post':
    case 'reply':
    case 'continue':
      return t('For good and for everybody, under your key.');
    case 'follow':
    case 'inscribe':
    case 'adorn':
    case 'next-file':
    case 'site':
    case 'like':
    case 'repost':
      return t('For good and for everybody, under your key. It cannot be taken back.');
    case 'claim-handle':
    case 'claim-district':
      return t('For good and for everybody: that your key claims it, and when.');
    case 'link-device':
    case 'end-device':
      return t('For good and for everybody: that your key gave its word to another one, or took it back.');
    case 'profile':
      return t('For good and for everybody. Saying something else later does not delete this.');
    case 'cut-parcel':
      return t('For good and for everybody: the parcel, cut out of your district.');
    case 'hand-on':
    case 'pay':
    case 'invite':
    case 'take-in':
    case 'sweep':
      return t('For good and for everybody: that it was paid or handed on. Nobody can call it back.');
  }
}
