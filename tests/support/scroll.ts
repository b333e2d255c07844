import type { Page } from 'playwright-core';

const PATIENCE_MS = 60_000;
/** Less than a screen, so that no row is passed by. */
const STEP_PX = 500;

/** What the rows of the feed are called, and whether the page can go no further that way. */
type Sight = { readonly ids: readonly string[]; readonly isAtEnd: boolean };

/**
 * Turns the wheel over the feed, a step when the one before was drawn, until so many posts were on screen; answers their
 * names. From an end it goes the other way: a busy page follows the wheel late, and passes rows by.
 *
 * @throws when a minute was not enough.
 */
export async function scrollPast(page: Page, posts: number): Promise<ReadonlySet<string>> {
  const end = performance.now() + PATIENCE_MS;
  const seen = new Set<string>();
  let direction = 1;
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.mouse.move(width / 2, height / 2);
  for (;;) {
    const { ids, isAtEnd } = await look(page, direction);
    for (const id of ids) seen.add(id);
    if (seen.size >= posts) return seen;
    if (performance.now() > end) throw new Error(`${seen.size} of ${posts} posts were on screen`);
    if (isAtEnd) direction = -direction;
    await page.mouse.wheel(0, direction * STEP_PX);
  }
}

/** The rows, once the page stood still for two frames. */
const look = (page: Page, direction: number): Promise<Sight> =>
  page.evaluate(async (way) => {
    for (let before = Number.NaN; before !== window.scrollY;) {
      before = window.scrollY;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    const room = document.documentElement.scrollHeight - innerHeight;
    return {
      ids: [...document.querySelectorAll<HTMLElement>('[role="feed"] > article')].map(
        (article) => article.dataset.id ?? '',
      ),
      isAtEnd: way > 0 ? window.scrollY >= room - 1 : window.scrollY < 1,
    };
  }, direction);
