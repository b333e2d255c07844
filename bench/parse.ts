import { toHex } from '#lib/bytes/hex.ts';
import { parseTx } from '#lib/chain/tx.ts';
import { readInscriptions } from '#lib/envelopes/index.ts';
import {
  generatedSamples,
  noise,
  onesatTx,
  realSamples,
  revealTx,
  witnessEnvelope,
  type Sample,
} from './corpus.ts';
import { figure, printTable, ratio, showGoal, showSpread, spread, timeInRounds } from './measure.ts';
import {
  contentOfBmap,
  readByBmap,
  readByFromRaw,
  readByRawTx,
  readBySdkBinary,
  readBySdkHex,
  readContent,
  readIntoChunk,
  type Content,
} from './readers.ts';

/**
 * Reading inscriptions on one thread beside micro-ordinals, bmapjs and @bsv/sdk, bodies copied out; then what one large
 * transaction costs a byte. Where readers disagree they are not timed, and the reason is printed.
 */
export async function run(): Promise<void> {
  const btc = realSamples('btc/reveals.json', 'btc/large-reveals.json');
  if (btc.length === 0) console.log('No ../shared/fixtures: only generated transactions are read.\n');
  await compareOnBtc('BTC, generated', generatedSamples(revealOf));
  await compareOnBtc('BTC, real', btc);
  await compareOnBsv('BSV, generated', generatedSamples(onesatTx));
  await compareOnBsv('BSV, real', realSamples('bsv/txs.json').filter(hasEnvelope));
  for (const filling of FILLINGS) await measureBySize(filling);
}

const revealOf = (type: string, body: Uint8Array, seed: number): Uint8Array =>
  revealTx([witnessEnvelope(type, body)], seed);

const hasEnvelope = ({ raw }: Sample): boolean =>
  readInscriptions(raw, 'bsv').some(({ body }) => body !== undefined);

/** How long a peer took by round, and how many times as long as we that is meant to be at least. */
type Row = { readonly name: string; readonly ms: readonly number[]; readonly goal?: number };

async function compareOnBtc(title: string, samples: readonly Sample[]): Promise<void> {
  const own = ({ raw }: Sample): Content[] => readContent(raw, 'btc');
  const agreed = await agreeing(title, samples, own, ({ raw }) => readByFromRaw(raw));
  const alsoAgreed = await agreeing(title, agreed, own, ({ raw }) => readByRawTx(raw));
  const raws = alsoAgreed.map(({ raw }) => raw);
  if (raws.length === 0) return;
  const chunk = chunkFor(raws);
  const ms = await timeInRounds({
    nabo: () => readIntoChunk(raws, 'btc', chunk),
    apart: () => raws.map((raw) => readContent(raw, 'btc')),
    fromRaw: () => raws.map(readByFromRaw),
    rawTx: () => raws.map(readByRawTx),
  });
  report(raws, ms.nabo, [
    { name: 'nabo, each body in its own array', ms: ms.apart },
    { name: 'micro-ordinals, fromRaw + parseWitness', ms: ms.fromRaw, goal: 100 },
    { name: 'micro-ordinals, RawTx + parseWitness', ms: ms.rawTx, goal: 30 },
  ]);
}

async function compareOnBsv(title: string, samples: readonly Sample[]): Promise<void> {
  const agreed = await agreeing(
    title,
    samples,
    ({ raw }) => readContent(raw, 'bsv').filter(({ body }) => body !== undefined),
    async ({ raw }) => contentOfBmap(await readByBmap(toHex(raw))),
  );
  agreed.forEach(assertSameOutputs);
  const raws = agreed.map(({ raw }) => raw);
  if (raws.length === 0) return;
  const hexes = raws.map((raw) => toHex(raw));
  const chunk = chunkFor(raws);
  const ms = await timeInRounds({
    nabo: () => readIntoChunk(raws, 'bsv', chunk),
    apart: () => raws.map((raw) => readContent(raw, 'bsv')),
    bmap: async () => {
      for (const hex of hexes) await readByBmap(hex);
    },
    sdkHex: () => hexes.map(readBySdkHex),
    sdkBinary: () => raws.map(readBySdkBinary),
  });
  report(raws, ms.nabo, [
    { name: 'nabo, each body in its own array', ms: ms.apart },
    { name: 'bmapjs, bobFromRawTx + TransformTx', ms: ms.bmap, goal: 200 },
    { name: '@bsv/sdk, Transaction.fromHex', ms: ms.sdkHex, goal: 30 },
    { name: '@bsv/sdk, Transaction.fromBinary', ms: ms.sdkBinary },
  ]);
}

/** Room for every body. */
const chunkFor = (raws: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(raws.reduce((sum, { length }) => sum + length, 0));

/** The samples that a peer reads as we do. Of the others it prints what each reader found. */
async function agreeing(
  title: string,
  samples: readonly Sample[],
  own: (sample: Sample) => Content[],
  peer: (sample: Sample) => Content[] | Promise<Content[]>,
): Promise<Sample[]> {
  const agreed: Sample[] = [];
  for (const sample of samples) {
    const ours = show(own(sample));
    let theirs: string;
    try {
      theirs = show(await peer(sample));
    } catch (error) {
      theirs = `threw ${error instanceof Error ? error.message : String(error)}`;
    }
    if (ours === theirs) agreed.push(sample);
    else console.log(`${title} ${sample.name}: ${shorten(ours)} here, ${shorten(theirs)} there`);
  }
  return agreed;
}

/** A line that is the same only for the same inscriptions. */
const show = (contents: readonly Content[]): string =>
  contents
    .map(({ type = 'no type', body }) => `${type} [${body === undefined ? 'no body' : toHex(body)}]`)
    .join(', ');

/** A line for people, with lengths in place of bytes. */
const shorten = (line: string): string => {
  const short = line.replace(/\[([0-9a-f]*)\]/g, (_all, hex: string) => `[${hex.length / 2} bytes]`);
  return short === '' ? 'nothing' : short.slice(0, 160);
};

/** @bsv/sdk reads no inscriptions, so what it and we have in common is compared: amounts and scripts. */
function assertSameOutputs({ name, raw }: Sample): void {
  const ours = parseTx(raw);
  const theirs = readBySdkBinary(raw).outputs.map(
    ({ satoshis, lockingScript }) => `${satoshis} ${lockingScript.toHex()}`,
  );
  const same =
    ours.ok &&
    ours.value.outputs.map(({ sats, script }) => `${sats} ${toHex(script)}`).join() === theirs.join();
  if (!same) throw new Error(`${name}: @bsv/sdk reads other outputs`);
}

function report(raws: readonly Uint8Array[], own: readonly number[], peers: readonly Row[]): void {
  const bytes = raws.reduce((sum, { length }) => sum + length, 0);
  const rate = (ms: readonly number[]): string[] => {
    const { median } = spread(ms);
    return [figure((raws.length / median) * 1000), figure(bytes / median / 1000)];
  };
  printTable(
    [`${raws.length} transactions`, 'tx/s', 'MB/s', 'times as long as nabo', 'goal'],
    [
      ['nabo, bodies into one buffer', ...rate(own), '1', ''],
      ...peers.map(({ name, ms, goal }) => {
        const times = ratio(ms, own);
        return [name, ...rate(ms), showSpread(times), goal === undefined ? '' : showGoal(times, goal)];
      }),
    ],
  );
}

const BODY = noise(770, 1);
const ENVELOPE = witnessEnvelope('text/plain;charset=utf-8', BODY);
/** Begins an envelope that never ends, so that the next one begins inside of it. */
const HEAD = ENVELOPE.subarray(0, 6);

/** What one transaction can be full of, and how much of it makes some four megabytes. */
const FILLINGS = [
  { name: 'envelopes', filling: ENVELOPE, count: 5_000 },
  { name: 'heads without an end', filling: HEAD, count: 700_000 },
  { name: 'empty pushes', filling: Uint8Array.of(0), count: 4_000_000 },
] as const;

/** One transaction that grows: of a cost that is linear in its bytes, the part of one byte stays the same. */
async function measureBySize({ name, filling, count }: (typeof FILLINGS)[number]): Promise<void> {
  const counts = [count / 4, count / 2, count, count * 2];
  const raws = counts.map((times) => revealTx([repeated(filling, times)]));
  const chunk = chunkFor(raws.slice(-1));
  const ms = await timeInRounds(
    Object.fromEntries(raws.map((raw, at) => [at, () => readIntoChunk([raw], 'btc', chunk)])),
    { rounds: 5 },
  );
  printTable(
    [name, 'inscriptions', 'MB', 'ms', 'ns a byte'],
    raws.map((raw, at) => {
      const times = ms[at] ?? [];
      const perByte = spread(times.map((time) => (time * 1e6) / raw.length));
      const found = readInscriptions(raw, 'btc').length;
      if (filling === ENVELOPE && found !== counts[at])
        throw new Error(`${found} envelopes of ${counts[at]}`);
      return [
        (counts[at] ?? 0).toLocaleString('en'),
        found.toLocaleString('en'),
        figure(raw.length / 1e6),
        showSpread(spread(times)),
        showSpread(perByte),
      ];
    }),
  );
}

function repeated(bytes: Uint8Array, times: number): Uint8Array {
  const all = new Uint8Array(bytes.length * times);
  for (let at = 0; at < all.length; at += bytes.length) all.set(bytes, at);
  return all;
}
