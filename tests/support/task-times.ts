import type { Page } from 'playwright-core';
import * as z from 'zod';

const eventSchema = z.object({
  name: z.string(),
  pid: z.number(),
  tid: z.number(),
  /** Microseconds that the thread computed. */
  tdur: z.number().optional(),
  args: z.object({ name: z.string().optional() }).optional(),
});

/**
 * Notes every task of the browser's pages from now on. What it answers ends that, and gives the milliseconds that each of
 * them computed: time in which the thread had to wait for the processor does not count.
 */
export async function noteTasks(page: Page): Promise<() => Promise<readonly number[]>> {
  const session = await page.context().newCDPSession(page);
  const main = new Set<string>();
  const tasks: { readonly thread: string; readonly ms: number }[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const each of value) {
      const event = eventSchema.safeParse(each).data;
      if (event === undefined) continue;
      const thread = `${event.pid} ${event.tid}`;
      if (event.name === 'thread_name' && event.args?.name === 'CrRendererMain') main.add(thread);
      if (event.name.endsWith('RunTask') && event.tdur !== undefined)
        tasks.push({ thread, ms: event.tdur / 1_000 });
    }
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: [
        'toplevel',
        'devtools.timeline',
        'disabled-by-default-devtools.timeline',
        '__metadata',
      ],
      excludedCategories: ['*'],
    },
  });
  return async () => {
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await complete;
    await session.detach();
    return tasks.filter(({ thread }) => main.has(thread)).map(({ ms }) => ms);
  };
}
