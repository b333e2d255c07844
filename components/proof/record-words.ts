import type { FileRecord } from '#lib/feed/file-view.ts';

const RECORD_WORDS: Readonly<Record<string, string>> = {
  like: 'a like',
  unlike: 'a like taken back',
  repost: 'a repost',
  follow: 'a follow',
  unfollow: 'a follow taken back',
  profile: 'a profile',
  identity: 'an identity',
  attestation: 'an attestation',
  message: 'a message',
  image: 'a picture',
  audio: 'a sound',
  video: 'a film',
  model: 'a model',
  page: 'a page',
  text: 'a text',
  json: 'data',
};

/** What a record is called in a sentence. */
export function wordsOf(record: FileRecord): string {
  switch (record.kind) {
    case 'handle':
      return `a claim of ${record.name}.bitter`;
    case 'district':
      return `a claim of ${record.height}.bitmap`;
    case 'parcel':
      return `a claim of ${record.index}.${record.height}.bitmap`;
    case 'other':
      return RECORD_WORDS[record.record] ?? 'something that is not shown here';
  }
}
