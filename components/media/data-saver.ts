const KEY = 'nabo:pictures';

/** When pictures in posts are drawn: as the browser asks for, by a press alone, or at once. */
export const PICTURES = ['auto', 'press', 'once'] as const;
export type Pictures = (typeof PICTURES)[number];

/** What was chosen on this device; `auto` where nothing was, or where it cannot be read. */
export function readPictures(): Pictures {
  try {
    const kept = localStorage.getItem(KEY);
    return PICTURES.find((each) => each === kept) ?? 'auto';
  } catch {
    return 'auto';
  }
}

/** Keeps a choice for pictures that come from now on. */
export function keepPictures(pictures: Pictures): void {
  try {
    localStorage.setItem(KEY, pictures);
  } catch {
    // Where storage is forbidden the browser's own wish goes on.
  }
}

/** Chromium alone tells whether somebody saves data; its type is in no library yet. */
type Saving = { readonly connection?: { readonly saveData?: boolean } };

/** Whether a picture in a post waits for a press: chosen here, or because the browser says that its person saves data. */
export function picturesWait(): boolean {
  const chosen = readPictures();
  if (chosen !== 'auto') return chosen === 'press';
  return (
    (navigator as Saving).connection?.saveData === true ||
    window.matchMedia('(prefers-reduced-data: reduce)').matches
  );
}
