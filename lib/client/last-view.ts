import { LAST_VIEW, LAST_VIEW_CACHE, LAST_VIEW_MOST, LAST_VIEW_SHEETS } from '#lib/bridge/last-view.ts';

export type LastView = {
  /** A whole `<section>` in which nothing of a stranger is more than text. */
  readonly markup: string;
  /** Paths of the sheets that give it its look. */
  readonly sheets: readonly string[];
};

/** Leaves a view for the next visit's first frame; none takes the last one away. What cannot be stored is lost without a word. */
export async function keepLastView(view: LastView | undefined): Promise<void> {
  if (view === undefined || view.markup.length > LAST_VIEW_MOST) {
    await caches.delete(LAST_VIEW_CACHE).catch(() => false);
    return;
  }
  const kept = new Response(view.markup, {
    headers: { 'content-type': 'text/plain; charset=utf-8', [LAST_VIEW_SHEETS]: view.sheets.join(' ') },
  });
  const put = async (): Promise<void> => (await caches.open(LAST_VIEW_CACHE)).put(LAST_VIEW, kept);
  await put().catch(() => undefined);
}
