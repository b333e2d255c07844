import type { Page } from 'playwright-core';
import { neighbourAnswerSchema } from '#lib/bridge/neighbour-messages.ts';
import type { ToServiceWorker } from '#lib/bridge/sw-messages.ts';
import type { NeighboursView } from '#lib/p2p/neighbours-view.ts';

/** Asks the service worker of a page about neighbours, as the page's own client does. */
export async function askNeighbour(
  page: Page,
  question: ToServiceWorker = { type: 'SHOW_NEIGHBOURS' },
): Promise<NeighboursView> {
  const said = await page.evaluate(async (message) => {
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    return new Promise<unknown>((resolve) => {
      port1.addEventListener('message', ({ data }) => resolve(data));
      port1.start();
      active?.postMessage(message, [port2]);
    });
  }, question);
  const answer = neighbourAnswerSchema.parse(said);
  if (answer.type !== 'VIEW') throw new Error(JSON.stringify(answer));
  return answer.view;
}

/** Asks until the answer is as it should be; fails with the last one. */
export async function untilNeighbour(
  page: Page,
  holds: (view: NeighboursView) => boolean,
  patienceMs = 30_000,
): Promise<NeighboursView> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const view = await askNeighbour(page);
    if (holds(view)) return view;
    if (performance.now() > end) throw new Error(`still so: ${JSON.stringify(view, undefined, 1)}`);
    await page.waitForTimeout(100);
  }
}
