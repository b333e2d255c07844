import { resolvePath } from '#lib/protocols/ord-fs.ts';
import { readName, writeName } from './inscription-name.ts';

/** A page of the chain that is shown: an inscription, or a path in the site whose directory it is. */
export type ShownPage = { readonly id: string; readonly path?: string };

/** Where a link on such a page leads. */
export type Followed =
  | { readonly to: 'page'; readonly page: ShownPage }
  /** Somewhere on the web: a page of the chain does not get there. */
  | { readonly to: 'outside'; readonly host: string }
  | { readonly to: 'nowhere' };

/** Longer links are of nobody. */
const MAX_LINK = 2_048;

/**
 * Follows a link as it stands on a page: to a path of the same site, or to another inscription by any name that people use
 * (`/content/<id>`, `ord://<id>`, a link of ordfs or ord, our own). Everything else leads outside or nowhere.
 */
export function followLink(from: ShownPage, href: string): Followed {
  const link = href.trim();
  if (link === '' || link.length > MAX_LINK) return { to: 'nowhere' };
  const name = readName(link);
  if (name !== undefined) return { to: 'page', page: { id: writeName(name) } };
  const path = from.path === undefined ? undefined : resolvePath(from.path, link);
  if (path !== undefined) return { to: 'page', page: { id: from.id, path } };
  if (!/^https?:/i.test(link) || !URL.canParse(link)) return { to: 'nowhere' };
  return { to: 'outside', host: new URL(link).host };
}
