import { source as axeSource } from 'axe-core';
import * as z from 'zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Locator } from 'playwright-core';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { arrive, type Person } from '#tests/support/person.ts';

let nabo: Nabo;
let fern: Person;

beforeAll(async () => {
  nabo = await startNabo({ seed: 'story' });
  fern = await arrive(nabo.url);
  await fern.visit();
  await fern.page.getByRole('article').first().waitFor();
  await fern.page.evaluate(() => navigator.serviceWorker.ready);
});

afterAll(async () => {
  await fern[Symbol.asyncDispose]();
  await nabo[Symbol.asyncDispose]();
});

const manifestSchema = z.object({
  id: z.string().min(1),
  icons: z.array(z.object({ src: z.string(), purpose: z.string() })),
  screenshots: z.array(
    z.object({ src: z.string(), form_factor: z.enum(['narrow', 'wide']), label: z.string() }),
  ),
  shortcuts: z.array(z.object({ url: z.string() })).min(3),
  share_target: z.object({ action: z.literal('/compose'), method: z.literal('POST') }),
  protocol_handlers: z.array(z.object({ url: z.string().regex(/^\/open#%s$/) })).min(2),
  launch_handler: z.object({ client_mode: z.array(z.string()) }),
});

test('the manifest names an app that can be installed, and everything in it is there', async () => {
  const manifest = manifestSchema.parse(await (await fetch(`${nabo.url}/manifest.webmanifest`)).json());
  expect(new Set(manifest.icons.map(({ purpose }) => purpose))).toEqual(
    new Set(['any', 'maskable', 'monochrome']),
  );
  expect(new Set(manifest.screenshots.map(({ form_factor }) => form_factor))).toEqual(
    new Set(['narrow', 'wide']),
  );
  const files = [...manifest.icons, ...manifest.screenshots].map(({ src }) => src);
  for (const path of [...files, ...manifest.shortcuts.map(({ url }) => url), '/favicon.ico']) {
    const { status } = await fetch(nabo.url + path);
    expect([path, status]).toEqual([path, 200]);
  }
});

test('a shortcut leads to its own screen', async () => {
  const manifest = manifestSchema.parse(await (await fetch(`${nabo.url}/manifest.webmanifest`)).json());
  const { page } = fern;
  const screens: Readonly<Record<string, Locator>> = {
    '/compose': page.getByRole('textbox', { name: 'Post text' }),
    '/map': page.getByRole('application', { name: /^Map of/ }),
    '/me': page.getByRole('heading', { name: 'Me', exact: true }),
  };
  expect(manifest.shortcuts.map(({ url }) => url)).toEqual(Object.keys(screens));
  for (const [path, screen] of Object.entries(screens)) {
    await fern.visit(path);
    await screen.waitFor();
  }
});

test('what another app shares goes through the service worker into the composer, and to no host', async () => {
  const { page } = fern;
  // Our own pages may send no form; whoever shares is not one of them.
  await page.goto('about:blank');
  await page.setContent(`
    <form method="post" action="${nabo.url}/compose" enctype="multipart/form-data">
      <input name="title" value="A bench"><input name="url" value="https://bench.example/"><input name="files" type="file" aria-label="File"><button>Share</button>
    </form>`);
  const picture = await (await fetch(`${nabo.url}/icon-192.png`)).arrayBuffer();
  await page.getByLabel('File').setInputFiles({
    name: 'bench.png',
    mimeType: 'image/png',
    buffer: Buffer.from(picture),
  });
  await page.getByRole('button', { name: 'Share' }).click();
  const box = page.getByRole('textbox', { name: 'Post text' });
  await expect.poll(() => box.inputValue(), { timeout: 20_000 }).toBe('A bench\nhttps://bench.example/');
  // The picture too, and it asks for words.
  await page.getByLabel('What is on it').waitFor();
  expect(nabo.taps.host.sent()).not.toMatch(/POST \/compose|bench\.example/);
});

test('a link of the chain\u2019s own kind leads to what it names', async () => {
  await fern.visit(`/open#${encodeURIComponent('web+bitter:mira.bitter')}`);
  await fern.page.waitForURL('**/profile#mira.bitter');
  await fern.visit('/open#nonsense');
  await fern.page.getByText('Nothing is called that').waitFor();
});

test('Ctrl K leads anywhere by name, letters act on the post that has the focus, and can be off', async () => {
  const { page } = fern;
  await fern.visit();
  await page.getByRole('article').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Where to' }).fill('110');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/district#110');
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.waitForURL('**/settings');
  await page.getByRole('switch', { name: 'Single letters act' }).click();
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  expect(new URL(page.url()).pathname).toBe('/settings');
  await page.getByRole('switch', { name: 'Single letters act' }).click();
  expect(fern.complaints).toEqual([]);
});

test('theme and size of text are the reader\u2019s, from the first frame of the next visit on', async () => {
  const { page } = fern;
  await fern.visit('/settings');
  await page.getByLabel('Dark', { exact: true }).check();
  await page.getByLabel('Huge').check();
  await page.reload();
  await page.getByLabel('Dark', { exact: true }).waitFor();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('21px');
  await page.getByLabel('As the system').check();
  await page.getByLabel('Normal').check();
});

test('settings and palette fit 320 pixels and text of twice the size, and break no rule that a program can see', async () => {
  const { page } = fern;
  const bypass = await fern.profile.newCDPSession(page);
  // The tool is put into the page past its own policy, which would not let it in.
  await bypass.send('Page.setBypassCSP', { enabled: true });
  for (const [width, fontSize] of [
    [320, '100%'],
    [640, '200%'],
  ] as const) {
    await page.setViewportSize({ width, height: 700 });
    for (const path of ['/', '/settings', '/me', '/status']) {
      await fern.visit(path);
      await page.locator('main').waitFor();
      const over = await page.evaluate((size) => {
        document.documentElement.style.fontSize = size;
        return document.documentElement.scrollWidth - document.documentElement.clientWidth;
      }, fontSize);
      expect([path, width, over]).toEqual([path, width, 0]);
    }
  }
  await fern.visit('/settings');
  await page.getByRole('heading', { name: 'Appearance' }).waitFor();
  const found: string[] = await axe();
  const palette = page.getByRole('combobox');
  // A key that is pressed before the page is alive is lost; pressed once more, it would close what has opened.
  const opens = async (): Promise<boolean> => {
    if (!(await palette.isVisible())) await page.keyboard.press('Control+k');
    return palette.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(opens, { timeout: 30_000 }).toBe(true);
  found.push(...(await axe()));
  expect(found).toEqual([]);
});

test('nothing moves by itself while a screen comes, and a feed is made of few elements', async () => {
  await using moss = await arrive(nabo.url);
  const { page } = moss;
  await page.setViewportSize({ width: 412, height: 823 });
  await moss.visit();
  const first = page.getByRole('article').first();
  await first.waitFor();
  const id = await first.getAttribute('data-id');
  await page.locator('[role="feed"][aria-busy="false"]').waitFor();
  expect(['first visit', await page.evaluate(shifts)]).toEqual(['first visit', []]);
  for (const [path, there] of [
    ['/', page.locator('[role="feed"][aria-busy="false"]')],
    [`/post#${id}`, page.locator(`article[data-id="${id}"]`)],
    ['/map', page.getByRole('application', { name: /^Map of/ })],
  ] as const) {
    await page.goto('about:blank');
    await moss.visit(path);
    await there.waitFor();
    // What comes late has come, too.
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    expect([path, await page.evaluate(shifts)]).toEqual([path, []]);
  }
  await moss.visit();
  await page.locator('[role="feed"][aria-busy="false"]').waitFor();
  expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThanOrEqual(900);
});

/** Runs in the page: whatever moved without anybody having touched it, since the page began, to the thousandth (CLS). */
const shifts = (): Promise<readonly string[]> =>
  new Promise((resolve) => {
    type Shift = PerformanceEntry & {
      readonly value: number;
      readonly hadRecentInput: boolean;
      readonly sources: readonly { readonly node: Element | null }[];
    };
    const observer = new PerformanceObserver((list) => note(list.getEntries()));
    const found: string[] = [];
    const note = (entries: PerformanceEntryList): void => {
      for (const entry of entries as unknown as readonly Shift[])
        if (!entry.hadRecentInput && entry.value >= 0.001)
          found.push(
            `${entry.value.toFixed(4)} ${entry.sources.map(({ node }) => node?.className ?? '').join(' ')}`,
          );
    };
    observer.observe({ type: 'layout-shift', buffered: true });
    // What is buffered is told in a task of its own, after two frames at the latest.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        note(observer.takeRecords());
        resolve(found);
      }),
    );
  });

test('a fragment that is set while the page loads counts, and the heading of a new screen has the focus', async () => {
  const { page } = fern;
  await page.setViewportSize({ width: 390, height: 800 });
  // Between the load and the router's first word, whenever that is.
  await page.addInitScript(() => {
    const write = history.replaceState.bind(history);
    history.replaceState = (...entry) => {
      history.replaceState = write;
      if (location.hash === '#early') location.hash = '#neighbours';
      write(...entry);
    };
  });
  await page.goto('about:blank');
  await fern.visit('/#early');
  await page.waitForURL('**/#neighbours');
  await page.getByRole('link', { name: 'Me', exact: true }).click();
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await expect.poll(focused, { timeout: 20_000 }).toBe('Me');
  await page.getByRole('navigation', { name: 'More places' }).getByRole('link', { name: 'Status' }).click();
  await expect.poll(focused, { timeout: 20_000 }).toBe('Status');
  expect(fern.complaints).toEqual([]);
});

const reportSchema = z.object({
  passes: z.array(z.unknown()).min(5),
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

async function axe(): Promise<string[]> {
  await fern.page.addScriptTag({ content: axeSource });
  const report = reportSchema.parse(
    await fern.page.evaluate(() =>
      // axe puts itself on the window; the page's own code knows nothing of it.
      (window as unknown as { axe: { run: (options: unknown) => Promise<unknown> } }).axe.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      }),
    ),
  );
  return report.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
}
