import type { FileRecord } from '#lib/feed/file-view.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';

const RECORD_WORDS = once((): Readonly<Record<string, string>> => ({
  like: t('a like'),
  unlike: t('a like taken back'),
  repost: t('a repost'),
  follow: t('a follow'),
  unfollow: t('a follow taken back'),
  profile: t('a profile'),
  identity: t('an identity'),
  attestation: t('an attestation'),
  message: t('a message'),
  image: t('a picture'),
  audio: t('a sound'),
  video: t('a film'),
  model: t('a model'),
  page: t('a page'),
  text: t('a text'),
  json: t('data'),
}));

/** What a record is called in a sentence. */
export function wordsOf(record: FileRecord): string {
  switch (record.kind) {
    case 'handle':
      return t('a claim of {name}.bitter', { name: record.name });
    case 'district':
      return t('a claim of {height}.bitmap', { height: record.height });
    case 'parcel':
      return t('a claim of {index}.{height}.bitmap', { index: record.index, height: record.height });
    case 'other':
      return RECORD_WORDS()[record.record] ?? t('something that is not shown here');
  }
}
