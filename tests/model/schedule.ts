import fc from 'fast-check';
import { outpointTxid } from '#lib/bytes/brand.ts';
import type { Publication } from '#lib/publish/publication.ts';
import { NO_FAULTS, type Faults } from './broadcasters.ts';
import type { Plant } from './plants.ts';
import { Tab } from './tab.ts';
import { World } from './world.ts';

const MINUTE = 60_000;
/** How long it may take afterwards, in a world that is honest again, until all is settled. */
const PATIENCE = 90 * MINUTE;
const MOST_DEPTH = 6;

/** One life of an outbox, all of it. The same schedule is the same life. */
export type Schedule = {
  readonly seed: number;
  readonly tabs: number;
  readonly posts: number;
  /** How long everything may go wrong. */
  readonly minutes: number;
  /** False: the browser's lock does not hold, and every tab sends. */
  readonly locked: boolean;
  /** The await, counted over all tabs, at which whoever is there dies. */
  readonly crashAt: number;
  /** How often a reader tells what it saw, per block. */
  readonly told: number;
  /** How long words may be taken back. */
  readonly undoMs: number;
  readonly faults: Faults;
};

const often = (most: number): fc.Arbitrary<number> => fc.constantFrom(0, most / 4, most);

const schedulesOf = (posts: number, minutes: fc.Arbitrary<number>): fc.Arbitrary<Schedule> =>
  fc.record({
    seed: fc.integer({ min: 0, max: 0xffff_ffff }),
    tabs: fc.integer({ min: 1, max: 4 }),
    posts: fc.integer({ min: 1, max: posts }),
    minutes,
    locked: fc.constantFrom(true, true, true, false),
    crashAt: fc.nat(300),
    told: fc.constantFrom(0.7, 0.3, 0.05),
    undoMs: fc.constantFrom(0, 10_000),
    faults: fc.record({
      crash: often(0.03),
      storage: often(0.01),
      lostBefore: often(0.25),
      lostAfter: often(0.25),
      slow: often(0.2),
      saysNoKeeps: often(0.15),
      saysYesDrops: often(0.3),
      saysRivalFalsely: often(0.1),
      repeats: often(0.8),
      reorg: often(0.3),
    }),
  });

/** Lives of every kind: from a quiet one in one tab to four tabs in which everything goes wrong. */
export const lives = schedulesOf(5, fc.constantFrom(1, 1, 1, 2));
/** Of the same kinds, and half as long. */
export const shortLives = schedulesOf(3, fc.constant(1));

/** One in which all goes wrong, and often. */
export const stormyLives = lives.map((schedule): Schedule => ({
  ...schedule,
  faults: {
    ...NO_FAULTS,
    crash: 0.005,
    lostBefore: 0.1,
    lostAfter: 0.25,
    saysNoKeeps: 0.15,
    saysYesDrops: 0.2,
    reorg: 0.3,
  },
}));

/** What was seen of a life: all that was wrong, and how long it was. */
export type Life = { readonly wrongs: readonly string[]; readonly awaits: number; readonly posts: number };

/** Plays a schedule from its begin to the end of all that it began. */
export async function live(schedule: Schedule, plant?: Plant): Promise<Life> {
  const { faults, tabs, posts, minutes, told, undoMs, locked, crashAt, seed } = schedule;
  const world = new World({ seed, locked, undoMs }, plant);
  const { scheduler, chain } = world;
  const acknowledged: string[] = [];
  const takenBack = new Set<string>();
  const opened: Tab[] = [];
  let chaos = true;
  let over = false;

  function start(): void {
    const tab = new Tab(world);
    opened.push(tab);
    tab.onDeath = () => {
      void scheduler.wait(scheduler.random() * 20_000).then(start);
    };
    void begin(tab);
  }

  async function begin(tab: Tab): Promise<void> {
    try {
      await tab.open();
    } catch {
      // Storage failed it before it was there: a reload.
      tab.die();
      return;
    }
    void tab.outbox.run(tab.closed.signal);
    await act(tab);
  }

  /** What a person does in a tab. */
  async function act(tab: Tab): Promise<void> {
    while (chaos && !tab.dead) {
      await scheduler.wait(scheduler.random() * 15_000);
      if (tab.dead || !chaos) return;
      try {
        await wish(tab);
      } catch {
        // Storage failed, and the person was told so: nothing was acknowledged.
      }
    }
  }

  async function wish(tab: Tab): Promise<void> {
    const which = scheduler.random();
    const failed = world.shown('failed');
    if (failed.length > 0 && which < 0.4) {
      await tab.outbox.retry(scheduler.pick(failed).id);
    } else if (which < 0.8) {
      // One thought, or several at once; sometimes one that is regretted.
      const thoughts = scheduler.pick([1, 1, 2, 3]);
      await Promise.all(Array.from({ length: thoughts }, () => think(tab)));
    } else if (which < 0.95) {
      const rows = world.shown();
      if (rows.length > 0) await tab.outbox.retry(scheduler.pick(rows).id);
    } else {
      tab.outbox.wake();
    }
  }

  async function think(tab: Tab): Promise<void> {
    if (acknowledged.length >= posts) return;
    // Ids are given in order, so the words can be the id that they will get.
    const first = Number(world.nextId.slice(1));
    const then = Array.from({ length: scheduler.pick([0, 0, 1, 2]) }, (_none, at) => ({
      text: `p${first + 1 + at}`,
    }));
    const { id } = await tab.outbox.publish({ kind: 'post', text: world.nextId }, then);
    const thread = [id, ...then.map(({ text }) => text)];
    acknowledged.push(...thread);
    if (!scheduler.chance(0.15)) return;
    for (let turns = scheduler.random() * 40; turns > 0; turns -= 1) await scheduler.turn();
    // Before it is asked: the tab may die with the answer on its way.
    for (const each of thread) takenBack.add(each);
    await tab.outbox.discard(scheduler.pick(thread));
  }

  async function nature(): Promise<void> {
    while (!over) {
      await scheduler.wait(4_000 + scheduler.random() * 12_000);
      if (chaos && scheduler.chance(faults.reorg))
        chain.reorg(1 + Math.floor(scheduler.random() * MOST_DEPTH), () => scheduler.chance(0.3));
      else chain.mine();
      if (scheduler.chance(chaos ? told : 1)) await world.evidence();
    }
  }

  world.faults = faults;
  world.crashAt = crashAt;
  for (let at = 0; at < tabs; at += 1) start();
  void nature();
  const calm = minutes * MINUTE;
  await scheduler.play(calm);
  chaos = false;
  world.faults = NO_FAULTS;
  world.crashAt = undefined;
  for (let until = calm + MINUTE; until < calm + PATIENCE; until += MINUTE) {
    await scheduler.play(until);
    if (chain.mempool.size === 0 && [...world.rows.values()].every((row) => isSettled(world, row))) break;
  }
  over = true;
  const wrongs = [
    ...world.wrongs,
    ...lostWords(world, acknowledged, takenBack, isHonest(faults)),
    ...saidTwice(world),
    ...brokenThreads(world),
    ...(await leaks(world)),
  ];
  for (const tab of opened) {
    tab.dead = true;
    tab.closed.abort();
  }
  (await world.database()).close();
  return { wrongs, awaits: world.awaits, posts: acknowledged.length };
}

function isSettled(world: World, { state, tx, intent, waiting }: Publication): boolean {
  if (state === 'failed') return true;
  if (state === 'in-block' && tx !== undefined) return world.chain.isBuried(tx.txid);
  // What goes on with a failed one waits until that one is tried again.
  const before = intent.kind === 'continue' ? world.rows.get(intent.after) : undefined;
  if (waiting?.code !== 'thread-waits' || before === undefined) return false;
  return before.state !== 'in-block' && isSettled(world, before);
}

/** Posts of a thread that are in a block and do not name the one before them as it is in a block. */
function brokenThreads({ chain, rows }: World): string[] {
  return [...chain.mined.keys()].flatMap((txid) => {
    const tx = chain.known.get(txid);
    const intent = tx === undefined ? undefined : rows.get(tx.words)?.intent;
    if (tx?.to === undefined && intent?.kind !== 'continue') return [];
    if (tx?.to === undefined || intent?.kind !== 'continue') return [`${tx?.words} is not what was meant`];
    const before = outpointTxid(tx.to);
    const holds = chain.mined.has(before) && chain.known.get(before)?.words === intent.after;
    return holds ? [] : [`${tx.words} answers what is in no block`];
  });
}

/** Whether nobody says of good bytes that they are bad; then nothing may fail, however much goes wrong otherwise. */
const isHonest = ({ saysNoKeeps, saysRivalFalsely, saysYesDrops, reorg }: Faults): boolean =>
  saysNoKeeps === 0 && saysRivalFalsely === 0 && saysYesDrops === 0 && reorg === 0;

function lostWords(
  world: World,
  acknowledged: readonly string[],
  takenBack: ReadonlySet<string>,
  honest: boolean,
): string[] {
  const { chain, rows } = world;
  return acknowledged.flatMap((id) => {
    const row = rows.get(id);
    if (row === undefined && takenBack.has(id)) {
      const said = [...chain.known].some(([txid, { words }]) => words === id && chain.lives(txid));
      return said ? [`${id} was taken back and is said`] : [];
    }
    if (row === undefined) return [`${id} is lost`];
    if (!('text' in row.intent) || row.intent.text !== id) return [`${id} has other words`];
    if (!isSettled(world, row)) return [`${id} is ${row.state} at the end`];
    if (row.state === 'failed' && row.failure === undefined) return [`${id} failed without a reason`];
    // What was taken back after its bytes may have left is kept, out of sight.
    const isWished = row.forgotten === true && takenBack.has(id);
    return row.state === 'failed' && honest && !isWished ? [`${id} failed: ${row.failure?.code}`] : [];
  });
}

/** Words that are on the chain more than once, or whose publication does not say so. */
function saidTwice({ chain, rows }: World): string[] {
  const wrongs: string[] = [];
  for (const { id, state, tx, earlier = [] } of rows.values()) {
    const made = [...earlier, ...(tx === undefined ? [] : [tx])];
    const mined = made.filter(({ txid }) => chain.mined.has(txid));
    if (state === 'in-block' && !mined.some(({ txid }) => txid === tx?.txid))
      wrongs.push(`${id} is said to be in a block and is not`);
    if (state !== 'in-block' && mined.length > 0) wrongs.push(`${id} is ${state} and in a block`);
  }
  const words = [...chain.mined.keys()].flatMap((txid) => chain.known.get(txid)?.words ?? []);
  const twice = words.filter((word, at) => words.indexOf(word) !== at);
  return [...wrongs, ...twice.map((word) => `${word} is on the chain twice`)];
}

/** No coin leaks: what the chain says is ours and unspent is free, and nothing else is. */
async function leaks(world: World): Promise<string[]> {
  const { publications, coins } = await world.books();
  const books = new Map(coins.map((coin) => [coin.outpoint, coin]));
  const unspent = new Set(world.chain.unspent());
  const wrongs: string[] = [];
  for (const { outpoint, status } of coins) {
    if (status === 'reserved') wrongs.push(`${outpoint} is still reserved`);
    if (status === 'free' && !unspent.has(outpoint)) wrongs.push(`${outpoint} is called free and is not`);
    if (status !== 'free' && unspent.has(outpoint)) wrongs.push(`${outpoint} is ours and called ${status}`);
  }
  for (const outpoint of unspent) {
    // A grant whose tab died before it was entered is the faucet's loss, not ours.
    if (!books.has(outpoint) && !world.chain.isGrant(outpointTxid(outpoint)))
      wrongs.push(`${outpoint} is ours and in no book`);
  }
  const held = publications.map(({ id, revision }) => `${id}.${revision}`).toSorted();
  const seen = [...world.rows.values()].map(({ id, revision }) => `${id}.${revision}`).toSorted();
  if (held.join() !== seen.join())
    wrongs.push(`the database holds ${held.join()}, committed was ${seen.join()}`);
  return wrongs;
}
