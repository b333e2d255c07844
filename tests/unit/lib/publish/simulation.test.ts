import { describe, expect, it } from 'vitest';
import { NO_FAULTS, Tab, World, type Faults } from '#tests/support/outbox-world.ts';

const MINUTE = 60_000;
const MOST_POSTS = 12;

type Kind = {
  readonly faults: Faults;
  readonly tabs: number;
  /** False: the browser's lock does not hold, and every tab sends. */
  readonly locked?: boolean;
};

/**
 * Plays one seeded life of an outbox: tabs that publish, die and come back, a network that fails in every way that the
 * faults allow, blocks and reorgs. Then everything becomes honest, and what must hold at the end is checked.
 */
async function live(seed: number, { faults, tabs, locked = true }: Kind): Promise<World> {
  const world = new World(seed, locked);
  const { scheduler, chain } = world;
  // Some readers are quick to tell what they saw, some are not.
  const told = scheduler.pick([0.7, 0.3, 0.05]);
  const acknowledged: string[] = [];
  const discarded = new Set<string>();
  const open = new Set<Tab>();
  let chaos = true;

  const start = (): void => {
    const tab = new Tab(world);
    open.add(tab);
    tab.onDeath = () => {
      open.delete(tab);
      void scheduler.wait(scheduler.random() * 20_000).then(start);
    };
    void tab.outbox.run(tab.closed.signal);
    void act(tab);
  };

  /** What a person does in a tab. */
  async function act(tab: Tab): Promise<void> {
    while (chaos && !tab.dead) {
      await scheduler.wait(scheduler.random() * 15_000);
      if (tab.dead || !chaos) return;
      const wish = scheduler.random();
      const failed = world.rows(['failed']);
      if (failed.length > 0 && wish < 0.4) {
        await tab.outbox.retry(scheduler.pick(failed).id);
      } else if (wish < 0.8) {
        // One thought, or several at once; sometimes one that is regretted.
        const thoughts = scheduler.pick([1, 1, 2, 3]);
        await Promise.all(Array.from({ length: thoughts }, () => think(tab)));
      } else if (wish < 0.95) {
        const rows = world.rows([]);
        if (rows.length > 0) await tab.outbox.retry(scheduler.pick(rows).id);
      } else {
        tab.outbox.wake();
      }
    }
  }

  async function think(tab: Tab): Promise<void> {
    if (acknowledged.length >= MOST_POSTS) return;
    // Ids are given in order, so the words can be the id that they will get.
    const { id } = await tab.outbox.publish({ kind: 'post', text: `p${world.ids + 1}` });
    acknowledged.push(id);
    if (!scheduler.chance(0.15)) return;
    for (let turns = scheduler.random() * 40; turns > 0; turns -= 1) await scheduler.turn();
    const row = world.books.publications.get(id);
    if (row === undefined) return;
    // Before it is asked: the tab may die with the answer on its way.
    discarded.add(id);
    await tab.outbox.discard(id);
  }

  async function nature(): Promise<void> {
    for (;;) {
      await scheduler.wait(4_000 + scheduler.random() * 12_000);
      if (chaos && scheduler.chance(0.15)) chain.reorg();
      else chain.mine();
      if (scheduler.chance(told)) world.evidence();
    }
  }

  world.faults = faults;
  for (let at = 0; at < tabs; at += 1) start();
  void nature();
  await scheduler.play(6 * MINUTE);

  chaos = false;
  world.faults = NO_FAULTS;
  // Long enough for the last words to be refused or mined, and for what was seen to be handed over again.
  await scheduler.play(40 * MINUTE);
  world.evidence();

  for (const id of acknowledged) {
    const row = world.books.publications.get(id);
    if (row === undefined && discarded.has(id)) {
      expect(world.saidOnChain(id), `${id} was taken back and is said`).toBe(false);
      continue;
    }
    expect(row, `${id} is lost`).toBeDefined();
    const ends = isHonest(faults) ? ['in-block'] : ['in-block', 'failed'];
    expect(ends, `${id} is ${row?.state} (${row?.failure?.code})`).toContain(row?.state);
    expect(row?.intent).toHaveProperty('text');
    if (row?.state === 'failed') expect(row.failure?.code).toBeTruthy();
  }
  return world;
}

function check(world: World): void {
  const { chain, books } = world;
  expect(world.doubleSpends).toEqual([]);
  const minedWords: string[] = [];
  for (const row of world.everyRow()) {
    const mined = [...(row.earlier ?? []), ...(row.tx === undefined ? [] : [row.tx])].filter(({ txid }) =>
      chain.mined.has(txid),
    );
    if (row.state === 'in-block') expect(mined.map(({ txid }) => txid)).toContain(row.tx?.txid);
    else expect(mined, `${row.id} is ${row.state} and mined`).toEqual([]);
    minedWords.push(...mined.map(() => row.id));
  }
  // Said once is in the chain once.
  expect(minedWords.toSorted()).toEqual([...new Set(minedWords)].toSorted());

  // No coin leaks: what the chain says is ours and unspent is free, and nothing else is.
  const free = [...books.coins.values()]
    .filter(({ status }) => status === 'free')
    .map(({ outpoint }) => outpoint);
  // A grant whose tab died before it was entered is the faucet's loss, not ours.
  const known = chain.unspent().filter((outpoint) => books.coins.has(outpoint));
  const lost = chain.unspent().filter((outpoint) => !books.coins.has(outpoint));
  expect(free.toSorted()).toEqual(known.toSorted());
  expect(lost.filter((outpoint) => !world.granted.has(outpoint.slice(0, 64) as never))).toEqual([]);
  for (const { status } of books.coins.values()) expect(status).not.toBe('reserved');
}

/** Whether nobody says of good bytes that they are bad; then nothing may fail, however much goes wrong otherwise. */
const isHonest = ({ saysNoKeeps, saysRivalFalsely }: Faults): boolean =>
  saysNoKeeps === 0 && saysRivalFalsely === 0;

/** Schedules played of each kind; `OUTBOX_SCHEDULES=10000` for a long run. */
const SCHEDULES = Number(process.env['OUTBOX_SCHEDULES'] ?? 40);

async function play(firstSeed: number, kind: Kind): Promise<void> {
  for (let seed = firstSeed; seed < firstSeed + SCHEDULES; seed += 1) {
    try {
      check(await live(seed, kind));
    } catch (cause) {
      throw new Error(`seed ${seed}: ${cause instanceof Error ? cause.message : ''}`, { cause });
    }
  }
}

describe('the outbox, played', () => {
  it('loses nothing when tabs die at every await', async () => {
    await play(1, { faults: { ...NO_FAULTS, crash: 0.02 }, tabs: 2 });
  });

  it('loses nothing on a network that drops, delays and repeats', async () => {
    const faults = { ...NO_FAULTS, lostBefore: 0.25, lostAfter: 0.25, slow: 0.2 };
    await play(1_000_000, { faults, tabs: 2 });
  });

  it('brings all of it to a network that forgets what it took', async () => {
    await play(5_000_000, { faults: { ...NO_FAULTS, saysYesDrops: 0.4, crash: 0.005 }, tabs: 2 });
  });

  it('survives a broadcaster that lies', async () => {
    const faults = { ...NO_FAULTS, saysNoKeeps: 0.15, saysYesDrops: 0.15, saysRivalFalsely: 0.1 };
    await play(2_000_000, { faults, tabs: 1 });
  });

  it('survives all of it at once', async () => {
    const faults: Faults = {
      crash: 0.01,
      lostBefore: 0.15,
      lostAfter: 0.15,
      slow: 0.15,
      saysNoKeeps: 0.1,
      saysYesDrops: 0.1,
      saysRivalFalsely: 0.05,
    };
    await play(3_000_000, { faults, tabs: 3 });
  });

  it('needs no lock to be right', async () => {
    await play(4_000_000, {
      faults: { ...NO_FAULTS, crash: 0.01, lostAfter: 0.1, slow: 0.2 },
      tabs: 3,
      locked: false,
    });
  });
});
