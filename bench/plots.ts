import { mineHeader } from '#devnet/header-work.ts';
import { asBlockHash, asSats, asTxid, type Txid } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import { parseBlock } from '#lib/chain/block.ts';
import { columnsOf, encodeKeptBlock, readKeptBlock } from '#lib/chain/block-columns.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { encodeTx, parseTx, txidOf } from '#lib/chain/tx.ts';
import {
  layoutParcels,
  layoutSizes,
  parcelSize,
  parcelSizeOf,
  type ParcelLayout,
} from '#lib/plots/mondrian.ts';
import { drawPlan } from '#lib/plots/plan-pixels.ts';
import { verifyBlock } from '#lib/proof/verify-block.ts';
import { layoutByBitfeed } from '#tests/support/bitfeed-mondrian.ts';
import { noise } from './corpus.ts';
import { measureCity } from './city.ts';
import { measurePlanPicture } from './plan-picture.ts';
import { measureWorldMap } from './world-map.ts';
import { figure, printTable, ratio, showGoal, showSpread, spread, timeInRounds } from './measure.ts';

const PARCELS = 8_000;
const GOAL = 3;
const STRETCH = 8;
/** Bytes that are kept of a block with 4,000 transactions. */
const MOST_KEPT = 120_000;
/** Pixels of a phone's width, and what a picture of that size may take. */
const SIDE = 721;
const MOST_PAINT_MS = 8;
const TINTS = { paper: 0, tints: Uint32Array.of(1, 2, 3, 4, 5) };
const LIMITS = { maxBytes: 32 * 1024 * 1024, maxTransactions: 200_000 };
/** Every second hash has enough work. */
const EASY_BITS = 0x207f_ffff;

/** What amounts the transactions of a block move. */
const MIXES: readonly { readonly name: string; readonly exponents: readonly [number, number] }[] = [
  { name: 'payments of all sizes', exponents: [2, 10] },
  { name: 'mostly small ones', exponents: [1, 7] },
  { name: 'large ones', exponents: [7, 12] },
];

/**
 * Drawing a block of 8,000: its layout beside bitfeed's rule as it is written, and the way from its bytes to the layout;
 * from the bytes that are kept of it to its picture; then its city, and the map of a million blocks. The last three in Chromium. `layout`,
 * `picture`, `city` or `map` as an option measures one of them alone.
 */
export async function run([only]: readonly string[] = []): Promise<void> {
  if (only === undefined || only === 'layout') await measureDistrict();
  if (only === undefined || only === 'picture') await measureKept(amountsOf([2, 10]));
  if (only === undefined || only === 'city') await measureCity(amountsOf([2, 10]).map(parcelSize));
  if (only === undefined || only === 'map') await measureWorldMap();
}

/** How large what is kept of a block is, and how long it takes to be seen. */
async function measureKept(amounts: readonly bigint[]): Promise<void> {
  const keptOf = (raw: Uint8Array): Uint8Array => {
    const block = verifyBlock(raw, LIMITS);
    const columns = block.ok ? columnsOf(block.value.transactions) : block;
    if (!block.ok || !columns.ok) throw new Error('a block that is none');
    return encodeKeptBlock({ header: block.value.header, rawBytes: raw.length, columns: columns.value });
  };
  const half = keptOf(blockOf(amounts.slice(0, PARCELS / 2)));
  printTable(
    ['kept of a block', 'bytes', 'goal'],
    [
      [
        `${figure(PARCELS / 2)} transactions`,
        half.length.toLocaleString('en'),
        `${half.length <= MOST_KEPT ? 'met' : 'MISSED'} (at most ${MOST_KEPT.toLocaleString('en')})`,
      ],
    ],
  );
  const kept = keptOf(blockOf(amounts));
  const { all } = await timeInRounds({ all: () => drawKept(kept) });
  printTable(
    [
      `${figure(PARCELS)} parcels from kept bytes to ${SIDE} x ${SIDE} pixels`,
      'ms of one thread',
      'goal at 1 x',
    ],
    [['in memory, without a browser', showSpread(spread(all)), showMost(spread(all).median, MOST_PAINT_MS)]],
  );
  await measurePlanPicture(kept, PARCELS);
}

const showMost = (value: number, most: number): string =>
  `${value <= most ? 'met' : 'MISSED'} (at most ${figure(most)})`;

const pixels = new Uint32Array(SIDE * SIDE);

/** All that is done for the picture of a district, but for putting it on a screen. */
function drawKept(kept: Uint8Array): void {
  const block = readKeptBlock(kept);
  if (!block.ok) throw new Error(block.issue.message);
  const { width, parcels } = layoutSizes(Array.from(block.value.columns.sats, parcelSizeOf));
  drawPlan(
    { width: SIDE, height: SIDE, pixels },
    parcels,
    { left: 0, top: 0, scale: SIDE / (width + 1) },
    TINTS,
  );
}

async function measureDistrict(): Promise<void> {
  for (const mix of MIXES) await compareOn(mix.name, amountsOf(mix.exponents));
  await measureFromBytes(amountsOf([2, 10]));
}

/** A reward, and amounts whose logarithms are spread evenly; the same in every run. */
function amountsOf([least, most]: readonly [number, number]): bigint[] {
  const bytes = noise(2 * PARCELS, most);
  return Array.from({ length: PARCELS }, (_slot, at) => {
    const part = ((bytes[2 * at] ?? 0) * 256 + (bytes[2 * at + 1] ?? 0)) / 65_536;
    return at === 0 ? 625_000_000n : BigInt(Math.floor(10 ** (least + part * (most - least))));
  });
}

async function compareOn(name: string, amounts: readonly bigint[]): Promise<void> {
  const sizes = amounts.map(parcelSize);
  assertSame(layoutSizes(sizes), layoutByBitfeed(sizes));
  const ms = await timeInRounds({
    nabo: () => layoutSizes(sizes),
    bitfeed: () => layoutByBitfeed(sizes),
  });
  const times = ratio(ms.bitfeed, ms.nabo);
  printTable(
    [`${figure(PARCELS)} parcels, ${name}`, 'ms', 'times as long as nabo', 'goal', 'stretch'],
    [
      ['nabo', showSpread(spread(ms.nabo)), '1', '', ''],
      [
        "bitfeed's rule, plainly",
        showSpread(spread(ms.bitfeed)),
        showSpread(times),
        showGoal(times, GOAL),
        showGoal(times, STRETCH),
      ],
    ],
  );
}

function assertSame(ours: ParcelLayout, theirs: ParcelLayout): void {
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) throw new Error('the two place parcels differently');
}

/** From the bytes of a block to the places of its parcels, with and without a check of its root. */
async function measureFromBytes(amounts: readonly bigint[]): Promise<void> {
  const raw = blockOf(amounts);
  const read = parseBlock(raw, LIMITS);
  if (!read.ok) throw new Error(read.issue.message);
  const outputSats = read.value.transactions.map((each) => each.outputSats);
  const ms = await timeInRounds(
    {
      layout: () => layoutParcels(outputSats),
      read: () => layoutBlock(parseBlock(raw, LIMITS)),
      checked: () => layoutBlock(verifyBlock(raw, LIMITS)),
    },
    { rounds: 7, sliceMs: 200 },
  );
  printTable(
    [`a block of ${figure(PARCELS)}, ${figure(raw.length / 1e6)} MB`, 'ms'],
    [
      ['amounts to layout', showSpread(spread(ms.layout))],
      ['bytes to layout, transactions hashed', showSpread(spread(ms.read))],
      ['bytes to layout, root checked too', showSpread(spread(ms.checked))],
    ],
  );
}

function layoutBlock(block: ReturnType<typeof parseBlock>): ParcelLayout {
  if (!block.ok) throw new Error(block.issue.message);
  return layoutParcels(block.value.transactions.map(({ outputSats }) => outputSats));
}

/** A block of payments with one input and two outputs, whose root and work are its own. */
function blockOf(amounts: readonly bigint[]): Uint8Array {
  const raws = amounts.map(paymentOf);
  const header = mineHeader({
    version: 1,
    prevHash: asBlockHash('00'.repeat(32)),
    merkleRoot: merkleRoot(raws.map(txidOfRaw)),
    time: 1_800_000_000,
    bits: EASY_BITS,
  });
  return concatBytes([header.bytes, encodeVarint(raws.length), ...raws]);
}

const paymentOf = (amount: bigint, seed: number): Uint8Array =>
  encodeTx({
    version: 1,
    inputs: [
      { prevTxid: asTxid('5e'.repeat(32)), prevVout: seed, script: noise(106, seed), sequence: 0xffff_ffff },
    ],
    outputs: [
      { sats: asSats(Number(amount) - 1), script: p2pkhScript(noise(20, seed)) },
      { sats: asSats(1), script: p2pkhScript(noise(20, seed + 1)) },
    ],
    lockTime: 0,
  });

function txidOfRaw(raw: Uint8Array): Txid {
  const tx = parseTx(raw);
  if (!tx.ok) throw new Error(tx.issue.message);
  return txidOf(tx.value);
}
