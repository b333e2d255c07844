import type { InscriptionView } from '#lib/media/inscription-view.ts';

/** What a kind of record is called above its content. */
const KINDS: Readonly<Record<InscriptionView['kind'], string>> = {
  handle: 'Claim of a name',
  post: 'Post',
  reply: 'Reply',
  message: 'Message',
  like: 'Like',
  unlike: 'Like taken back',
  repost: 'Repost',
  follow: 'Follow',
  unfollow: 'Follow taken back',
  profile: 'Profile',
  identity: 'Identity',
  attestation: 'Attestation',
  district: 'Claim of a district',
  parcel: 'Claim of a parcel',
  image: 'Picture',
  audio: 'Sound',
  video: 'Film',
  model: 'Model',
  page: 'Page',
  text: 'Text',
  json: 'Data',
  unknown: 'File',
};

export const kindWord = ({ kind, content }: Pick<InscriptionView, 'kind' | 'content'>): string => {
  if (content === undefined && kind === 'unknown') return 'Nothing to show';
  return content?.shownAs === 'drawing' ? 'Drawing' : KINDS[kind];
};
