import * as z from 'zod';
import type { DrivenPage } from '#tests/support/devtools.ts';
import { eventually } from '#tests/support/eventually.ts';

// When a page showed which post, for measurements.

/** What a page runs to note when each post is first in the page, by the machine's clock. */
export const WATCH = `(() => {
  if (document.querySelector('main') === null) return false;
  window.seenPosts ??= {};
  const look = () => {
    for (const { dataset: { id } } of document.querySelectorAll('article[data-id]')) window.seenPosts[id.slice(0, 64)] ??= Date.now();
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  look();
  return true;
})()`;

/** When a page that runs {@link WATCH} showed a post first, by `Date.now()`. */
export const seenAt = (page: DrivenPage, txid: string): Promise<number> =>
  eventually(
    async () => {
      const seen = z.number().safeParse(await page.evaluate(`window.seenPosts['${txid}']`));
      if (!seen.success) throw new Error(`${txid} was not seen`);
      return seen.data;
    },
    { timeout: 30_000, interval: 50 },
  );

/** The least figure that a share of them, from 0 to 1, is not above. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
