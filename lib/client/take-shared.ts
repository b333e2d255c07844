import { SHARED_CACHE, SHARED_PICTURE, SHARED_WORDS } from '#lib/bridge/shared.ts';

/** What another app shared with this one. */
export type Shared = { readonly text: string; readonly picture?: Blob };

/** Takes what the service worker left, once: a reload does not find it again. `undefined` when there is nothing. */
export async function takeShared(): Promise<Shared | undefined> {
  if (!(await caches.has(SHARED_CACHE))) return undefined;
  const cache = await caches.open(SHARED_CACHE);
  const [words, picture] = await Promise.all([cache.match(SHARED_WORDS), cache.match(SHARED_PICTURE)]);
  if (words === undefined && picture === undefined) return undefined;
  const shared = {
    text: (await words?.text()) ?? '',
    ...(picture !== undefined && { picture: await picture.blob() }),
  };
  await caches.delete(SHARED_CACHE);
  return shared;
}
