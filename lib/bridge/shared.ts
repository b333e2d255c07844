/** The cache in which the service worker leaves what another app shared, until a page takes it. */
export const SHARED_CACHE = 'nabo-shared';
export const SHARED_WORDS = '/.nabo/shared/words';
export const SHARED_PICTURE = '/.nabo/shared/picture';

/** The path that a manifest's share target posts to, and the page that takes what was shared. */
export const SHARE_PATH = '/compose';
export const SHARED_HREF = `${SHARE_PATH}#shared`;
