import type { StoredIntent } from '#lib/publish/publication.ts';
import { count, plural, sats } from '../ui/format.ts';

/** What a publication does, in a few words. */
export function publicationTitle(intent: StoredIntent): string {
  switch (intent.kind) {
    case 'post':
      return 'A post';
    case 'reply':
    case 'continue':
      return 'A reply';
    case 'like':
      return 'A like';
    case 'repost':
      return 'A repost';
    case 'profile':
      return 'What you say about yourself';
    case 'claim-handle':
      return `Claim of ${intent.name}.bitter`;
    case 'claim-district':
      return `Claim of ${count(intent.height)}.bitmap`;
    case 'cut-parcel':
      return `Parcel ${intent.index}.${intent.height}.bitmap`;
    case 'hand-on':
      return `${intent.what} handed on`;
    case 'invite':
      return `An invite with ${plural(intent.posts, 'post', 'posts')}`;
    case 'take-in':
      return intent.own ? 'An invite taken back' : 'An invite that you opened';
    case 'pay':
      return intent.thanks === undefined ? `${sats(intent.sats)} sent` : `A tip of ${sats(intent.sats)}`;
    case 'sweep':
      return `${sats(intent.sats)} swept in`;
  }
}
