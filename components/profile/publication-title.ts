import type { StoredIntent } from '#lib/publish/publication.ts';
import { t } from '#lib/language/t.ts';
import { count, plural, sats } from '../ui/format.ts';

/** What a publication does, in a few words. */
export function publicationTitle(intent: StoredIntent): string {
  switch (intent.kind) {
    case 'post':
      return t('A post');
    case 'reply':
    case 'continue':
      return t('A reply');
    case 'like':
      return t('A like');
    case 'repost':
      return t('A repost');
    case 'follow':
      return intent.on ? t('A follow that everybody can read') : t('A public follow taken back');
    case 'inscribe':
    case 'next-file':
      return intent.name === undefined ? t('An inscription') : t('{name}, inscribed', { name: intent.name });
    case 'site':
      return t('The directory of a site of {files}', { files: plural(intent.files.length, 'file', 'files') });
    case 'profile':
      return t('What you say about yourself');
    case 'claim-handle':
      return t('Claim of {name}.bitter', { name: intent.name });
    case 'claim-district':
      return t('Claim of {height}.bitmap', { height: count(intent.height) });
    case 'cut-parcel':
      return t('Parcel {index}.{height}.bitmap', { index: intent.index, height: intent.height });
    case 'adorn':
      return t('A picture on {what}', { what: intent.what });
    case 'hand-on':
      return t('{what} handed on', { what: intent.what });
    case 'invite':
      return t('An invite with {posts}', { posts: plural(intent.posts, 'post', 'posts') });
    case 'take-in':
      return intent.own ? t('An invite taken back') : t('An invite that you opened');
    case 'pay':
      return intent.thanks === undefined
        ? t('{sats} sent', { sats: sats(intent.sats) })
        : t('A tip of {sats}', { sats: sats(intent.sats) });
    case 'link-device':
      return t('A device linked');
    case 'end-device':
      return t('A device ended');
    case 'sweep':
      return t('{sats} swept in', { sats: sats(intent.sats) });
  }
}
