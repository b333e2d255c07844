import { SHARED_CACHE, SHARED_HREF, SHARED_PICTURE, SHARED_WORDS, SHARE_PATH } from '#lib/bridge/shared.ts';

/** More than a post may have; the composer says what is too much. */
const MOST_CHARACTERS = 10_000;
const MOST_PICTURE_BYTES = 60_000_000;

/** Whether a request is another app's share (https://www.w3.org/TR/web-share-target/), which no host ever sees. */
export const isShare = (request: Request, origin: string): boolean => {
  const url = new URL(request.url);
  return request.method === 'POST' && url.origin === origin && url.pathname === SHARE_PATH;
};

/** Leaves what was shared for the page, and leads to it. What is not understood is left out, never an error. */
export async function receiveShare(request: Request): Promise<Response> {
  const cache = await caches.open(SHARED_CACHE);
  await Promise.all([cache.delete(SHARED_WORDS), cache.delete(SHARED_PICTURE)]);
  const form = await request.formData().catch(() => new FormData());
  const words = wordsOf(form);
  if (words !== '') await cache.put(SHARED_WORDS, new Response(words));
  const picture = form
    .getAll('files')
    .find((file): file is File => file instanceof File && file.type.startsWith('image/'));
  if (picture !== undefined && picture.size <= MOST_PICTURE_BYTES)
    await cache.put(SHARED_PICTURE, new Response(picture, { headers: { 'content-type': picture.type } }));
  return Response.redirect(SHARED_HREF, 303);
}

/** Title, text and link, each once: apps put the link into any of them. */
function wordsOf(form: FormData): string {
  const parts: string[] = [];
  for (const name of ['title', 'text', 'url']) {
    const value = form.get(name);
    const part = typeof value === 'string' ? value.trim() : '';
    if (part !== '' && !parts.some((before) => before.includes(part))) parts.push(part);
  }
  return parts.join('\n').slice(0, MOST_CHARACTERS).toWellFormed();
}
