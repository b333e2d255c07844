import type { Intent } from '#lib/publish/publication.ts';
import { count } from '../ui/format.ts';

/** What a publication does, in a few words. */
export function publicationTitle(intent: Intent): string {
  switch (intent.kind) {
    case 'post':
      return 'A post';
    case 'reply':
      return 'A reply';
    case 'like':
      return 'A like';
    case 'repost':
      return 'A repost';
    case 'claim-handle':
      return `Claim of ${intent.name}.bitter`;
    case 'claim-district':
      return `Claim of ${count(intent.height)}.bitmap`;
  }
}
