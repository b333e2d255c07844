import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import { essence } from '#lib/protocols/media-type.ts';
import type { PagePart } from './compose-page.ts';

const IS_PAGE = /^(?:text\/html|application\/xhtml\+xml|image\/svg\+xml)$/;
const TAGS: Readonly<Record<string, string>> = {
  image: 'img',
  audio: 'audio controls',
  video: 'video controls',
};
const HEAD =
  '<!doctype html><meta name="viewport" content="width=device-width"><style>img,video{max-width:100%}pre{white-space:pre-wrap}</style>';

/**
 * What a link within a site leads to, as a page: a page itself, and everything else in one, as a browser shows a file that
 * it is sent to. `id` is the file's inscription.
 */
export function asPage(
  id: string,
  { body, contentType }: PagePart,
): { readonly body: Uint8Array; readonly contentType: string } {
  const type = essence(contentType);
  if (IS_PAGE.test(type)) return { body, contentType: type };
  const tag = TAGS[type.split('/', 1)[0] ?? ''];
  const shown =
    tag === undefined ? `<pre>${escaped(decodeUtf8(body) ?? '')}</pre>` : `<${tag} src="/content/${id}">`;
  return { body: encodeUtf8(HEAD + shown), contentType: 'text/html' };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
