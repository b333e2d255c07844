import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { readInscriptions } from '#lib/envelopes/index.ts';
import { startBrowser, type BrowserProcess } from './browser-process.ts';
import { DevTools, type DrivenPage } from './devtools.ts';
import { eventually } from './eventually.ts';
import { startNabo, type Nabo } from './nabo.ts';

/** What befalls a browser that is posting. */
export const POSTING_FAULTS = ['crash', 'kill', 'worker', 'offline', 'quota'] as const;
type Fault = (typeof POSTING_FAULTS)[number];

export type PostingFaults = {
  readonly faults: number;
  /** Posts that the screen called saved before their fault. */
  readonly acknowledged: number;
  /** Of those, such that are not on the chain in the end. */
  readonly lost: readonly string[];
  /** Posts that are on the chain more than once. */
  readonly doubled: readonly string[];
  /** Posts that were never called saved and are on the chain all the same. */
  readonly unsaid: number;
};

/** Longest that a fault keeps off after the press on "Post": before, while and after it is saved, signed and sent. */
const SOON_MS = 1_500;
/** Blocks that may pass until all is in one. */
const PATIENCE_MS = 180_000;

/**
 * Posts one thing after another in a real browser that something happens to each time: its page crashes, it is killed, its
 * service worker is stopped, its network or its room on the disk is gone. Whatever the screen had called saved must be on the
 * chain in the end, once. The app must be built.
 */
export async function faultWhilePosting(
  faults: number,
  onFault?: (fault: Fault, acknowledged: number) => void,
): Promise<PostingFaults> {
  await using nabo = await startNabo({ undoSeconds: 1 });
  const profile = await mkdtemp(path.join(tmpdir(), 'nabo-posting-'));
  const said = new Set<string>();
  const acknowledged = new Set<string>();
  const onChain = new Map<string, number>();
  let seat = await sit(profile, nabo.url);
  try {
    for (let at = 0; at < faults; at += 1) {
      const fault = POSTING_FAULTS[at % POSTING_FAULTS.length] ?? 'kill';
      const words = `Said before fault ${at}.`;
      said.add(words);
      if (fault === 'offline') await seat.page.setOffline(true);
      if (fault === 'quota') await seat.page.setQuota(nabo.url, 1);
      await post(seat.page, words);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * SOON_MS));
      if (await isSaved(seat.page, words)) acknowledged.add(words);
      seat = await befall(fault, seat, profile, nabo.url);
      onFault?.(fault, acknowledged.size);
      if (at % 10 === 9) await count(nabo, said, onChain);
    }
    await eventually(
      async () => {
        await count(nabo, said, onChain);
        if (!(await seat.page.evaluate(NOTHING_OPEN))) throw new Error('something is on its way yet');
        if ([...acknowledged].some((words) => !onChain.has(words))) throw new Error('something is missing');
      },
      { timeout: PATIENCE_MS, interval: 500 },
    ).catch(() => undefined);
  } finally {
    await leave(seat);
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
  return {
    faults,
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter((words) => !onChain.has(words)),
    doubled: [...onChain].filter(([, times]) => times > 1).map(([words]) => words),
    unsaid: [...onChain.keys()].filter((words) => !acknowledged.has(words)).length,
  };
}

type Seat = { readonly browser: BrowserProcess; readonly devtools: DevTools; readonly page: DrivenPage };

async function sit(profile: string, url: string): Promise<Seat> {
  const browser = await startBrowser(profile);
  const devtools = await DevTools.connect(browser.devtools);
  return { browser, devtools, page: await open(devtools, url) };
}

async function open(devtools: DevTools, url: string): Promise<DrivenPage> {
  const page = await devtools.openPage(url);
  await page.until(CAN_WRITE, 60_000);
  return page;
}

async function leave({ browser, devtools }: Seat): Promise<void> {
  devtools[Symbol.dispose]();
  await browser[Symbol.asyncDispose]();
}

async function befall(fault: Fault, seat: Seat, profile: string, url: string): Promise<Seat> {
  const { page, devtools } = seat;
  switch (fault) {
    case 'crash': {
      page.crash();
      return { ...seat, page: await open(devtools, url) };
    }
    case 'kill':
      await seat.browser.kill();
      await leave(seat);
      return sit(profile, url);
    case 'worker':
      await page.endWorkers();
      return seat;
    case 'offline':
      await page.setOffline(false);
      return seat;
    case 'quota': {
      await page.setQuota(url);
      // The words may be in an open composer yet. Somebody who gives up reloads.
      await page.close();
      return { ...seat, page: await open(devtools, url) };
    }
  }
}

const CAN_WRITE = `document.querySelector('button[aria-label="New post"]') !== null`;

async function post(page: DrivenPage, words: string): Promise<void> {
  // A press before the page has come to life is nobody's: it is pressed until there is a composer.
  await page.until(
    `document.querySelector('dialog[open] textarea') !== null || ([...document.querySelectorAll('button')].find((each) => each.ariaLabel === 'New post')?.click(), false)`,
  );
  // As typing does it: React listens for the event and reads the value behind its own setter.
  await page.evaluate(`(() => {
    const box = document.querySelector('dialog[open] textarea');
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(box, ${JSON.stringify(words)});
    box.dispatchEvent(new Event('input', { bubbles: true }));
  })()`);
  const button = `[...document.querySelectorAll('dialog[open] button')].find((each) => each.textContent === 'Post')`;
  await page.until(`${button}?.disabled === false`);
  await page.evaluate(`${button}.click()`);
}

/** Whether the screen says that these words are safe. */
const isSaved = async (page: DrivenPage, words: string): Promise<boolean> =>
  z.boolean().parse(
    await page.evaluate(`[...document.querySelectorAll('article')].some(
      (each) => each.textContent.includes(${JSON.stringify(words)}) && /Saved|Sent|Seen|In block/.test(each.textContent))`),
  );

const NOTHING_OPEN = `![...document.querySelectorAll('article')].some(
  (each) => each.textContent.includes('Said before fault') && /Saved|Sent|Seen|Not sent/.test(each.textContent))`;

const minedSchema = z.object({ blocks: z.array(z.object({ txids: z.array(z.string()) })) });

/** Mines a block and counts whose words are in it. */
async function count(nabo: Nabo, said: ReadonlySet<string>, onChain: Map<string, number>): Promise<void> {
  const { blocks } = minedSchema.parse(await nabo.dev('mine', { count: 1 }));
  for (const txid of blocks.flatMap(({ txids }) => txids)) {
    const answer = await fetch(`${nabo.devnetUrl}/1sat/beef/${txid}/tx`);
    if (!answer.ok) continue;
    for (const { body } of readInscriptions(new Uint8Array(await answer.arrayBuffer()), 'bsv')) {
      const words = body === undefined ? '' : new TextDecoder().decode(body);
      if (said.has(words)) onChain.set(words, (onChain.get(words) ?? 0) + 1);
    }
  }
}
