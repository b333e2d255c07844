import { source as axeSource } from 'axe-core';
import type { Page } from 'playwright-core';
import * as z from 'zod';

const reportSchema = z.object({
  // A run that found nothing to look at is no run.
  passes: z.array(z.unknown()).min(5),
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

/** Lets the tool into a page past its own content policy. Before the page is loaded that is to be looked at. */
export async function letAxeIn(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.setBypassCSP', { enabled: true });
}

/** Rules of WCAG 2.2 AA that what is shown now breaks, each with an element that does. */
export async function brokenRules(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axeSource });
  const report = reportSchema.parse(
    await page.evaluate(() =>
      // axe puts itself on the window; the page's own code knows nothing of it.
      (window as unknown as { axe: { run: (options: unknown) => Promise<unknown> } }).axe.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      }),
    ),
  );
  return report.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
}
