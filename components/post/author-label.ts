import type { AuthorView } from '#lib/feed/post-view.ts';
import { t } from '#lib/language/t.ts';

/** A key in few letters: the ends of its hash160 in hex, in groups that an eye can compare. */
export function shortKey(key: string): string {
  return key.length <= 12 ? key : `${key.slice(0, 4)}…${key.slice(-4)}`;
}

/** One line that names an author: the handle that the post carries, else the key, else that nobody is named. */
export function authorLabel({ handle, name, key }: AuthorView): string {
  if (handle !== undefined) return `${handle}.bitter`;
  if (name !== undefined && key !== undefined) return `${name} (key ${shortKey(key)})`;
  return key === undefined ? t('no name') : t('key {shortKey}', { shortKey: shortKey(key) });
}
