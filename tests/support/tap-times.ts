import type { Page } from 'playwright-core';
import { startNabo } from './nabo.ts';
import { arrive } from './person.ts';

export type TapTime = {
  /** Milliseconds from the press on "Post" to the first frame behind the one that shows the post. */
  readonly shown: number;
  /** Milliseconds that the page's own thread had computed by then; what else the machine did does not count. */
  readonly computed: number;
  /** Milliseconds until it said that it was saved, which is after the disk. */
  readonly saved: number;
};

/** Writes posts in a browser whose processor is slowed down so many times, and takes the time of each. */
export async function measureTaps(posts: number, slowed: number): Promise<readonly TapTime[]> {
  await using nabo = await startNabo({ undoSeconds: 10 });
  await using me = await arrive(nabo.url);
  const { page } = me;
  await me.visit();
  // The first brings the key, the coins and the writer's scripts.
  await me.write('The first is another matter.');
  await me.sees('The first is', /Saved|Sent|Seen/);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowed });
  const times: TapTime[] = [];
  for (let at = 0; at < posts; at += 1) {
    const words = `Said in a moment, number ${at}.`;
    await page.getByRole('button', { name: 'New post' }).click();
    const box = page.getByRole('textbox', { name: 'Post text' });
    await box.fill(words);
    await page.getByRole('button', { name: 'Post', exact: true }).isEnabled();
    await watchFor(page, words);
    const button = await page.getByRole('button', { name: 'Post', exact: true }).boundingBox();
    if (button === null) throw new Error('there is no button to press');
    const finger = {
      x: button.x + button.width / 2,
      y: button.y + button.height / 2,
      button: 'left',
      clickCount: 1,
    } as const;
    const computed = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000;
    };
    const from = await computed();
    // By the protocol alone, and waited for without a look in between: whatever else is asked of the page is computed there.
    const shown = session.send('Runtime.evaluate', { expression: 'tap.isShown', awaitPromise: true });
    await session.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...finger });
    await session.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...finger });
    await shown;
    const until = await computed();
    await page.waitForFunction(() => Reflect.get(globalThis, 'tap')?.saved !== undefined);
    const { shown: shownAfter, saved } = await page.evaluate(() => {
      const { tap } = globalThis as unknown as { readonly tap: { shown: number; saved: number } };
      return { shown: tap.shown, saved: tap.saved };
    });
    times.push({ shown: shownAfter, saved, computed: until - from });
  }
  return times;
}

/** From the press's own time stamp, by a look at each change of the page. */
const watchFor = (page: Page, words: string): Promise<void> =>
  page.evaluate((text) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const tap: { shown?: number; saved?: number; isShown: Promise<void> } = { isShown: promise };
    Object.assign(globalThis, { tap });
    let pressed = 0;
    let seen = false;
    addEventListener('click', ({ timeStamp }) => (pressed = timeStamp), { capture: true, once: true });
    const observer = new MutationObserver(() => {
      const card = [...document.querySelectorAll('article')].find((each) => each.textContent.includes(text));
      if (card === undefined) return;
      if (!seen) {
        seen = true;
        // Behind the frame that it is in.
        requestAnimationFrame(() =>
          setTimeout(() => {
            tap.shown = performance.now() - pressed;
            resolve();
          }),
        );
      }
      if (card.textContent.includes('Saving') || !/Saved|Sent|Seen/.test(card.textContent)) return;
      tap.saved = performance.now() - pressed;
      observer.disconnect();
    });
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  }, words);
