import 'fake-indexeddb/auto';
import * as z from 'zod';
import { encodePost } from '#lib/protocols/index.ts';
import { newProfile } from '#tests/support/feed-tab.ts';
import { joinNeighbours } from '#tests/support/neighbours.ts';
import { write, writer } from '#tests/support/written.ts';
import { figure, printTable } from './measure.ts';
import { openApp, SHOW, startHostProcess, startRelayProcess, untilNeighbour } from './p2p-servers.ts';
import { percentile, seenAt, WATCH } from './seen-posts.ts';

const POSTS = 100;
/** The first ones find cold code and cold connections. */
const WARM_UP = 5;
const GOAL_MS = 300;
/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9';

/**
 * From the moment that a neighbour has a new post of its own until a page in a real Chromium shows it, signature checked,
 * with every source gone: by a relay on loopback. The neighbour is this process.
 */
export async function run(): Promise<void> {
  await using relay = await startRelayProcess();
  await using host = await startHostProcess({ devnetUrl: NOWHERE, relay: relay.url });
  await using author = await joinNeighbours(newProfile(), [relay.url]);
  await using reader = await openApp(host.url);
  const { page } = reader;
  await untilNeighbour(page);
  await page.until(WATCH);
  const by = writer('author');
  const steps: Steps[] = [];
  for (let round = -WARM_UP; round < POSTS; round += 1) {
    const text = `Number ${round}: the kettle sings, and somebody next door hears it. #today`;
    const { txid, raw } = write(by, [encodePost({ text, owner: by.owner })], { seed: WARM_UP + round });
    const begun = Date.now();
    await author.neighbour.hold(txid, raw);
    const seen = await seenAt(page, txid);
    const { recent } = viewSchema.parse(await page.evaluate(VIEW));
    const came = recent.find((each) => each.txid === txid && each.direction === 'in');
    if (came === undefined) throw new Error(`${txid} came from nobody`);
    const { at: kept, ms } = came;
    if (round >= 0) steps.push({ all: seen - begun, heard: kept - ms - begun, kept: ms, shown: seen - kept });
    // Announcements come as people write, not in step, and no more than neighbours take from one device.
    await new Promise((resolve) => setTimeout(resolve, 500 + Math.random() * 500));
  }
  const row = (label: string, step: keyof Steps): string[] => {
    const figures = steps.map((each) => each[step]);
    return [label, ...[0, 0.5, 0.95, 1].map((share) => figure(percentile(figures, share)))];
  };
  const p95 = percentile(
    steps.map(({ all }) => all),
    0.95,
  );
  printTable(
    [`${POSTS} posts of a neighbour`, 'min ms', 'p50', 'p95', 'max'],
    [
      row('from held there to on the page here', 'all'),
      row('until it is asked for', 'heard'),
      row('until it is checked and kept', 'kept'),
      row('until the page shows it', 'shown'),
    ],
  );
  console.log(`p95 below ${GOAL_MS} ms: ${p95 < GOAL_MS ? 'met' : 'MISSED'}`);
}

type Steps = { readonly all: number; readonly heard: number; readonly kept: number; readonly shown: number };

const VIEW = `(async () => { ${SHOW} return show(); })()`;
const viewSchema = z.object({
  recent: z.array(
    z.object({ txid: z.string(), direction: z.enum(['in', 'out']), ms: z.number(), at: z.number() }),
  ),
});
