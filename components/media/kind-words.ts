import type { InscriptionView } from '#lib/media/inscription-view.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';

/** What a kind of record is called above its content. */
const KINDS = once((): Readonly<Record<InscriptionView['kind'], string>> => ({
  handle: t('Claim of a name'),
  post: t('Post'),
  reply: t('Reply'),
  message: t('Message'),
  like: t('Like'),
  unlike: t('Like taken back'),
  repost: t('Repost'),
  follow: t('Follow'),
  unfollow: t('Follow taken back'),
  profile: t('Profile'),
  identity: t('Identity'),
  attestation: t('Attestation'),
  district: t('Claim of a district'),
  parcel: t('Claim of a parcel'),
  image: t('Picture'),
  audio: t('Sound'),
  video: t('Film'),
  model: t('Model'),
  page: t('Page'),
  text: t('Text'),
  json: t('Data'),
  unknown: t('File'),
}));

export const kindWord = ({
  kind,
  content,
}: Pick<InscriptionView, 'kind'> & { readonly content?: InscriptionView['content'] }): string => {
  if (content === undefined && kind === 'unknown') return t('Nothing to show');
  if (content?.shownAs === 'site') return t('Site');
  return content?.shownAs === 'drawing' ? t('Drawing') : KINDS()[kind];
};
