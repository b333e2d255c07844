import type { Client } from '#lib/client/client.ts';
import type { FeedName } from '../ui/place.ts';
import type { PlaceKeeper } from './place-keeper.ts';
import type { PostList } from './post-list.ts';
import { escapeText, markupOf } from './view-markup.ts';

/** How long nothing has to move before the view is written down, so that it costs no frame of a scroll. */
const STILL_MS = 600;
/** Parts of the screen's height that are kept. */
const SCREENS = 1.5;

type View = {
  readonly client: Client;
  readonly feed: FeedName;
  readonly list: PostList;
  readonly keeper: PlaceKeeper;
};

/** Leaves what is on screen for the next visit, whenever it has not moved for a while; returns how to stop. */
export function watchView({ client, feed, list, keeper }: View): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = (): void => {
    const markup = sectionOf(feed, list, keeper);
    if (markup !== undefined) void client.keepLastView({ markup, sheets: sheetsOf(document) });
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => requestIdle(keep), STILL_MS);
  };
  const stop = new AbortController();
  const { signal } = stop;
  const unsubscribe = list.subscribe(later);
  window.addEventListener('scroll', later, { passive: true, signal });
  document.addEventListener('visibilitychange', () => document.hidden && keep(), { signal });
  later();
  return () => {
    clearTimeout(timer);
    unsubscribe();
    stop.abort();
  };
}

/** Safari has no such call: there the reader's frame may wait a few milliseconds. */
const requestIdle = (work: () => void): void => {
  if ('requestIdleCallback' in window) window.requestIdleCallback(work);
  else work();
};

const sheetsOf = (page: Document): string[] =>
  [...page.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')].map(
    ({ href }) => new URL(href).pathname,
  );

/** The posts on screen, from the one that is being read on: `data-at` is its name, `data-y` where it stands; neither at the top. */
function sectionOf(feed: FeedName, list: PostList, keeper: PlaceKeeper): string | undefined {
  const { element } = keeper;
  const column = element.closest('main');
  const frame = column?.parentElement;
  if (list.state !== 'ready' || list.length === 0 || column == null || frame == null) return undefined;
  const at = keeper.place()?.id;
  const most = window.innerHeight * SCREENS;
  const boxes = [...element.children].map((row) => ({ row, box: row.getBoundingClientRect() }));
  const first =
    at === undefined ? 0 : boxes.findIndex(({ row }) => row instanceof HTMLElement && row.dataset.id === at);
  const shown = boxes.slice(Math.max(0, first)).filter(({ box }) => box.top < most);
  const [top] = shown;
  // At the top of the list the rest of it is above nothing.
  if (first === -1 || top === undefined || (at === undefined && list.range.start > 0)) return undefined;
  const where = at === undefined ? '' : ` data-at="${at}" data-y="${Math.round(top.box.top * 100) / 100}"`;
  const rows = shown.map(({ row }) => markupOf(row)).join('');
  const classOf = (of: Element): string => escapeText(of.className);
  return (
    `<section id="last-view" inert aria-hidden="true" data-feed="${feed}"${where}><div class="${classOf(frame)}"><div></div>` +
    `<div class="${classOf(column)}"><div class="${classOf(element)}" data-rows>${rows}</div></div></div></section>`
  );
}
