import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeAddress } from '#lib/bytes/address.ts';
import { asTxid, toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { OP } from '#lib/chain/script.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { FeedIndex } from '#lib/feed/feed-index.ts';
import { Holdings } from '#lib/feed/holdings.ts';
import type { ClaimOrder } from '#lib/ledger/claims.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import { bapIdOf } from '#lib/protocols/bap-id.ts';
import { encodeBapId } from '#lib/protocols/bap.ts';
import {
  encodeDistrictClaim,
  encodeHandleClaim,
  encodeParcelClaim,
  encodePost,
} from '#lib/protocols/index.ts';
import { outputOf, poolTx, type PoolOutput } from '#tests/support/pool-tx.ts';
import { readChain, type ClaimingTx, type PoolClaim } from '#tests/support/reference-ledger.ts';
import { TestChain, write, writer, type Writer } from '#tests/support/written.ts';

// Forks of random depth in which rivals claim the same names and hand the same ordinals to different people, played into
// the real holdings (headers, Merkle paths, ledger) and compared with a reading of the whole best chain by the rules in
// their plainest form.

const [mira, ines, gull, tomo] = ['mira', 'ines', 'gull', 'tomo'].map(writer);
if (!mira || !ines || !gull || !tomo) throw new Error('four writers');
const people = [mira, ines, gull, tomo];
const NAMES = ['mira', 'ines'];
const DISTRICTS = [2, 4];
const START = 4;
const coin = (seed: number): Outpoint => toOutpoint(asTxid(seed.toString(16).padStart(64, 'c')), seed % 3);
const address = (by: Writer): string => encodeAddress(by.owner, 0x6f);
const BAP_ID = bapIdOf(address(mira));

/** Everything that may happen: parents before children, and many things that exclude one another. */
const pool: ClaimingTx[] = [];
function add(
  inputs: readonly Outpoint[],
  outputs: readonly PoolOutput[],
  claims: readonly PoolClaim[] = [],
): ClaimingTx {
  const tx = { ...poolTx(inputs, outputs), claims };
  pool.push(tx);
  return tx;
}
const handleOutput = (to: Writer, name: string): PoolOutput => ({
  to,
  script: encodeHandleClaim(name, to.owner).script as Uint8Array<ArrayBuffer>,
});

let next = 1;
const freshCoin = (): Outpoint => coin((next += 1));
for (const name of NAMES) {
  for (const claimant of [mira, ines, gull]) {
    const claim = add(
      [freshCoin()],
      [handleOutput(claimant, name), { to: claimant, sats: 40 }],
      [{ kind: 'handle', vout: 0, name }],
    );
    // Handed on to two different people, with a purse before it, into a purse, and inscribed once more.
    for (const to of [ines, gull]) {
      const moved = add([outputOf(claim), freshCoin()], [{ to }, { to, sats: 9 }]);
      add([outputOf(moved)], [{ to: tomo }]);
      add([outputOf(claim, 1), outputOf(moved)], [{ to, sats: 40 }, { to: mira }]);
      add([freshCoin(), outputOf(moved)], [{ to, sats: 3 }, { to: tomo }]);
    }
    add([outputOf(claim)], [{ to: claimant, sats: 7 }]);
    add([outputOf(claim)], [handleOutput(tomo, 'again')], [{ kind: 'handle', vout: 0, name: 'again' }]);
  }
}
for (const height of DISTRICTS) {
  for (const claimant of [mira, gull]) {
    const claim = add(
      [freshCoin()],
      [
        {
          to: claimant,
          script: encodeDistrictClaim(height, claimant.owner).script as Uint8Array<ArrayBuffer>,
        },
      ],
      [{ kind: 'district', vout: 0, height }],
    );
    let held = outputOf(claim);
    for (const to of [ines, tomo, ines]) {
      const cut = add(
        [held, freshCoin()],
        [
          { to: claimant },
          { to, script: encodeParcelClaim(1, height, to.owner).script as Uint8Array<ArrayBuffer> },
        ],
        [{ kind: 'parcel', vout: 1, index: 1, height }],
      );
      add([outputOf(cut, 1)], [{ to: gull }]);
      held = outputOf(cut);
    }
    add([held], [{ to: tomo }]);
  }
}
for (const [signer, named] of [
  [mira, ines],
  [mira, gull],
  [ines, tomo],
  [ines, gull],
  [gull, ines],
  [mira, undefined],
  [gull, undefined],
] as const) {
  const tape = encodeBapId(BAP_ID, named === undefined ? '0' : address(named));
  const script = concatBytes([Uint8Array.of(OP.FALSE, OP.RETURN), tape]);
  const written = write(signer, [{ sats: 0, script }], { seed: 5000 + pool.length });
  pool.push({
    ...written,
    inputs: [freshCoin()],
    outputs: [],
    claims: [],
    identity: { signer: signer.key, ...(named === undefined ? {} : { key: named.key }) },
  });
}
for (const by of [mira, ines, gull]) {
  const post = encodePost({ text: `from ${by.key}`, owner: by.owner, handle: 'mira' });
  pool.push({
    ...write(by, [post], { seed: 6000 + pool.length }),
    inputs: [freshCoin()],
    outputs: [],
    claims: [],
  });
}

/** Numbers from a seed: a fork is told by its number alone. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39) >>> 0;
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  };
}

/** A chain and the transactions of its blocks. */
class World {
  readonly chain = new TestChain();
  readonly blocks: ClaimingTx[][] = [[]];
  private readonly random: (below: number) => number;

  constructor(random: (below: number) => number) {
    this.random = random;
    for (let height = 1; height < START; height += 1) this.mine(height);
  }

  get mined(): readonly ClaimingTx[] {
    return this.blocks.flat();
  }

  /** A block of a few transactions that the chain allows, in an order that it allows. */
  mine(branch: number): void {
    const spent = new Set(this.mined.flatMap(({ inputs }) => inputs));
    const known = new Set(this.mined.map(({ txid }) => txid));
    const block: ClaimingTx[] = [];
    for (let tries = this.random(9); tries > 0; tries -= 1) {
      const open = pool.filter(
        ({ txid, inputs }) =>
          !known.has(txid) &&
          inputs.every((input) => !spent.has(input)) &&
          inputs.every((input) => !isOfPool(input) || known.has(asTxid(input.slice(0, 64)))),
      );
      const chosen = open[this.random(open.length || 1)];
      if (chosen === undefined) break;
      block.push(chosen);
      known.add(chosen.txid);
      for (const input of chosen.inputs) spent.add(input);
    }
    this.chain.mine(block, branch);
    this.blocks.push(block);
  }

  fork(depth: number, branch: number): void {
    const height = Math.max(1, this.blocks.length - depth);
    this.chain.cut(height);
    this.blocks.length = height;
    for (let at = 0; at <= depth; at += 1) this.mine(branch);
  }
}
const ofPool = new Set<string>(pool.map(({ txid }) => txid));
const isOfPool = (input: Outpoint): boolean => ofPool.has(input.slice(0, 64));

const newHoldings = (): Holdings =>
  new Holdings({
    chain: new HeaderChain(NETWORK_PARAMS.devnet, { height: 0 }),
    index: new FeedIndex('bsv'),
    now: () => 7,
  });

/** Offers everything that the world's chain holds, in a random order, as a source would. */
async function read(holdings: Holdings, world: World, random: (below: number) => number): Promise<void> {
  holdings.takeHeaders(0, world.chain.raws);
  const order = world.mined.map((tx) => ({ tx, at: random(1 << 30) })).sort((a, b) => a.at - b.at);
  const entries = order.map(({ tx }) => world.chain.sourced(tx));
  const { refused, elsewhere } = await holdings.takeEntries('stack', entries, new AbortController().signal);
  expect([refused, elsewhere]).toEqual([[], 0]);
}

/** What the ledger says, in the words of the reference. */
function lookAt(index: FeedIndex, height: number) {
  const isMined = (id: Outpoint): boolean => index.tx(asTxid(id.slice(0, 64)))?.proof.state === 'proven';
  const standing = <Name>({ first, rivals }: ClaimOrder<Name>, holder: () => string) =>
    first === undefined || !isMined(first.id)
      ? undefined
      : { first: first.id, holder: holder(), rivals: rivals.map(({ id }) => id).filter(isMined) };
  const byName = <Answer>(names: readonly string[], answer: (name: string) => Answer | undefined) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const found = answer(name);
        return found === undefined ? [] : [[name, found]];
      }),
    );
  const { handles, districts, parcels } = index.ledger;
  return {
    handles: byName([...NAMES, 'again'], (name) => {
      const order = handles.claimsOf(name);
      return standing(order, () => (order.first === undefined ? '' : handles.holderOf(order.first)));
    }),
    districts: byName(DISTRICTS.map(String), (name) => {
      const order = districts.claimsOf(Number(name), height);
      return standing(order, () => (order.first === undefined ? '' : districts.holderOf(order.first)));
    }),
    parcels: byName(
      DISTRICTS.map((name) => `1.${name}`),
      (name) =>
        standing(parcels.claimsOf(1, Number(name.slice(2))), () =>
          parcels.holderOf(1, Number(name.slice(2))),
        ),
    ),
  };
}

/** Compares all that follows from a state: who is listed with what, and who may speak as whom. */
function expectEqual(index: FeedIndex, world: World): void {
  const height = world.chain.height;
  const { links, ...expected } = readChain(world.blocks, mira?.key ?? '');
  expect(lookAt(index, height)).toEqual(expected);
  const current = links.at(-1)?.key;
  for (const { key } of people) {
    const own = Object.entries(expected.handles).filter(([, { holder }]) => holder === key);
    expect(
      index.ledger.handles
        .heldBy(key)
        .filter(({ position }) => position.height !== Infinity)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(own.map(([name]) => name).sort());
    const land = Object.entries(expected.districts).filter(([, { holder }]) => holder === key);
    expect(index.ledger.districts.heldBy(key).map(String).sort()).toEqual(land.map(([name]) => name).sort());
    for (const name of NAMES) {
      const holder = expected.handles[name]?.holder;
      const handedOn = links.findIndex(({ signer }) => signer === holder);
      const speaks = holder === key || (handedOn >= 0 && current === key);
      const standing = holder === undefined ? 'unclaimed' : speaks ? 'verified' : 'not-verified';
      expect([name, key, index.ledger.handles.standingOf(name, key, Infinity)]).toEqual([
        name,
        key,
        standing,
      ]);
    }
  }
}

describe('a thousand forks with rival claims', () => {
  it(
    'leave the state of a plain reading of the best chain, each undone and redone exactly',
    { timeout: 300_000 },
    async () => {
      let forks = 0;
      await fc.assert(
        fc.asyncProperty(fc.nat(), async (seed) => {
          const random = randomFrom(seed);
          const world = new World(random);
          const holdings = newHoldings();
          await read(holdings, world, random);
          expectEqual(holdings.index, world);
          for (let fork = 0; fork < 20; fork += 1) {
            world.fork(1 + random(6), START + fork);
            await read(holdings, world, random);
            expectEqual(holdings.index, world);
            forks += 1;
          }
          // Whoever comes late, and sees the last chain alone, sees the same.
          const late = newHoldings();
          await read(late, world, random);
          expectEqual(late.index, world);
          expect(lookAt(late.index, world.chain.height)).toEqual(lookAt(holdings.index, world.chain.height));
        }),
        { numRuns: 50 },
      );
      expect(forks).toBeGreaterThanOrEqual(1000);
    },
  );
});
