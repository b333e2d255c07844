import { describe, expect, it } from 'vitest';
import { NO_FAULTS, Tab, World, type Faults } from '#tests/support/outbox-world.ts';

const MINUTE = 60_000;

/**
 * Plays one seeded life of an outbox: tabs that publish, die and come back, a network that fails in every way that the
 * faults allow, blocks and reorgs. Then everything becomes honest, and what must hold at the end is checked.
 */
async function live(seed: number, faults: Faults, tabs: number): Promise<World> {
  const world = new World(seed);
  const { scheduler, chain } = world;
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
      const rows = world.rows([]);
      if (wish < 0.6 || rows.length === 0) {
        if (acknowledged.length >= 12) continue;
        const row = await tab.outbox.publish({
          kind: 'post',
          text: `words ${acknowledged.length} of ${seed}`,
        });
        acknowledged.push(row.id);
      } else if (wish < 0.85) {
        await tab.outbox.retry(scheduler.pick(rows).id);
      } else if (wish < 0.9) {
        // Only what never left: taking back what a liar kept is another story.
        const { id, state, earlier } = scheduler.pick(rows);
        if (state !== 'draft' || earlier !== undefined) continue;
        // Before it is asked: the tab may die with the answer on its way.
        discarded.add(id);
        await tab.outbox.discard(id);
      } else {
        tab.outbox.wake();
      }
    }
  }

  async function nature(): Promise<void> {
    for (;;) {
      await scheduler.wait(4_000 + scheduler.random() * 12_000);
      if (chaos && scheduler.chance(0.15)) chain.reorg();
      else chain.mine();
      if (scheduler.chance(0.7)) world.evidence();
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
    if (row === undefined && discarded.has(id)) continue;
    expect(row, `${id} is lost`).toBeDefined();
    expect(['in-block', 'failed'], `${id} is ${row?.state}`).toContain(row?.state);
    expect(row?.intent).toHaveProperty('text');
    if (row?.state === 'failed') expect(row.failure?.code).toBeTruthy();
  }
  return world;
}

function check(world: World): void {
  const { chain, books } = world;
  expect(world.doubleSpends).toEqual([]);
  const minedWords: string[] = [];
  for (const row of world.rows([])) {
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

/** Schedules played of each kind; `OUTBOX_SCHEDULES=10000` for a long run. */
const SCHEDULES = Number(process.env['OUTBOX_SCHEDULES'] ?? 60);

async function play(firstSeed: number, faults: Faults, tabs: number): Promise<void> {
  for (let seed = firstSeed; seed < firstSeed + SCHEDULES; seed += 1) {
    try {
      check(await live(seed, faults, tabs));
    } catch (cause) {
      throw new Error(`seed ${seed}: ${cause instanceof Error ? cause.message : ''}`, { cause });
    }
  }
}

describe('the outbox, played', () => {
  it('loses nothing when tabs die at every await', async () => {
    await play(1, { ...NO_FAULTS, crash: 0.02 }, 2);
  });

  it('loses nothing on a network that drops, delays and repeats', async () => {
    await play(1_000_000, { ...NO_FAULTS, lostBefore: 0.25, lostAfter: 0.25, slow: 0.2 }, 2);
  });

  it('survives a broadcaster that lies', async () => {
    await play(2_000_000, { ...NO_FAULTS, saysNoKeeps: 0.15, saysYesDrops: 0.15, saysRivalFalsely: 0.1 }, 1);
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
    await play(3_000_000, faults, 3);
  });
});
