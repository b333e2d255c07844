/**
 * The feed as it was last on screen, as markup: a page leaves it here, and the service worker writes it into the next
 * page, so that posts are there before any script is. Only components/feed/view-markup.ts makes it.
 */
export const LAST_VIEW_CACHE = 'nabo-last-view';
export const LAST_VIEW = '/.nabo/last-view';
/** The style sheets of the page that it was made in: its classes mean something in those alone. */
export const LAST_VIEW_SHEETS = 'x-nabo-sheets';
/** More than this is not kept, in characters. */
export const LAST_VIEW_MOST = 200_000;
