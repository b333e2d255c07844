import { isOutpoint, isTxid } from '#lib/bytes/brand.ts';
import { t } from '#lib/language/t.ts';
import type { Place } from '../ui/place.ts';

/** A place that a search may mean besides words. */
export type Jump = { readonly to: Place; readonly words: string };

const HEIGHT = /^(0|[1-9]\d{0,7})(?:\.bitmap)?$/;
const HANDLE = /^@?([a-z0-9_-]{1,32})\.bitter$|^@([a-z0-9_-]{1,32})$/i;
const KEY = /^[0-9a-f]{40}$/;
const TAGS = /^#[\p{L}\p{N}_]{1,64}(?:\s+#[\p{L}\p{N}_]{1,64})+$/u;

/** Where a text leads that is a name: of a transaction, of a block, of somebody, or several tags. */
export function jumpOf(text: string): Jump | undefined {
  const name = text.trim();
  const id = name.toLowerCase();
  if (isTxid(id) || isOutpoint(id)) return { to: { screen: 'post', id }, words: t('Open this transaction') };
  const height = HEIGHT.exec(name)?.[1];
  if (height !== undefined)
    return {
      to: { screen: 'district', height: Number(height) },
      words: t('Open the land of block {height}', { height }),
    };
  const [, whole, short] = HANDLE.exec(name) ?? [];
  const handle = whole ?? short;
  if (handle !== undefined)
    return {
      to: { screen: 'profile', who: `${handle}.bitter` },
      words: t('Open {handle}.bitter', { handle }),
    };
  if (KEY.test(id)) return { to: { screen: 'profile', who: id }, words: t('Open this key') };
  if (TAGS.test(name))
    return {
      to: { screen: 'tag', tags: name.split(/\s+/).map((tag) => tag.slice(1)) },
      words: t('Posts with any of these tags'),
    };
  return undefined;
}
