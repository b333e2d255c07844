import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fromHex } from '#lib/bytes/hex.ts';
import { inputAt, PARSERS } from './fuzz.ts';
import { stockOf } from './mutate.ts';
import type { Parser } from './parser.ts';

/**
 * `npm run fuzz -- [--parser NAME] [--count N] [--seed N]`: gives every parser, or one, a million inputs, one process
 * after another, each with a heap of 256 MB and a watchdog. `--parser NAME --input HEX` reads one input.
 */
const HEAP_MB = 256;
/** An input takes microseconds. A process that is still at the same one after this hangs. */
const HANG_MS = 20_000;

const { values } = parseArgs({
  options: {
    parser: { type: 'string' },
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    input: { type: 'string' },
  },
});
const count = wholeNumber('count', values.count);
const seed = wholeNumber('seed', values.seed);
const chosen = PARSERS.filter(({ name }) => values.parser === undefined || values.parser === name);
if (chosen.length === 0) stop(`no such parser; there are ${PARSERS.map(({ name }) => name).join(', ')}`);

if (values.input === undefined) await runAll();
else await replay(values.input);

function stop(words: string): never {
  console.error(words);
  process.exit(1);
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) stop(`--${name} is a whole number below a thousand million`);
  return Number(text);
}

/** One input, in this process, so that a debugger can stand in it. */
async function replay(hex: string): Promise<void> {
  const input = fromHex(hex);
  const [parser, other] = chosen;
  if (input === undefined || parser === undefined || other !== undefined) stop('--parser NAME --input HEX');
  console.log(await parser.read(input));
}

async function runAll(): Promise<void> {
  console.log(`${count} inputs a parser, seed ${seed}\n`);
  const folder = mkdtempSync(path.join(tmpdir(), 'nabo-fuzz-'));
  let failures = 0;
  try {
    for (const parser of chosen) failures += (await runOne(parser, path.join(folder, parser.name))) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log(`\n${chosen.length - failures} parsers held, ${failures} did not`);
  process.exitCode = failures === 0 ? 0 : 1;
}

/** What child.ts prints. */
type ChildReport = {
  readonly inputs: number;
  readonly accepted: number;
  readonly seen: readonly (readonly [string, number])[];
  readonly slowest: { readonly index: number; readonly ms: number };
  readonly peakMb: number;
};

/** Runs one parser to its end and prints a line for it; `false` when it threw, hung or ran out of memory. */
async function runOne(parser: Parser, progress: string): Promise<boolean> {
  const from = performance.now();
  const { code, hung, out, errors } = await runChild(parser.name, progress);
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  if (code !== 0) {
    const at = hung || !errors.includes('FuzzFailure') ? lastInput(parser, progress) : '';
    console.log(
      `${parser.name}: ${hung ? `no progress in ${HANG_MS} ms` : `ended with ${code}`} after ${seconds} s`,
    );
    console.log(`${errors.slice(0, 4_000)}\n${at}`);
    return false;
  }
  const report = JSON.parse(out) as ChildReport;
  const share = ((100 * report.accepted) / report.inputs).toFixed(1);
  const { ms, index } = report.slowest;
  console.log(
    `${parser.name.padEnd(20)} ${report.inputs} inputs, ${share} % accepted, ${seconds} s, peak ${report.peakMb} MB, slowest ${ms.toFixed(0)} ms (input ${index})`,
  );
  const seen = report.seen.toSorted(([, a], [, b]) => b - a).map(([what, times]) => `${what} ${times}`);
  console.log(`  ${seen.join(', ')}`);
  return true;
}

/** The input that a process was reading when it ended. */
function lastInput(parser: Parser, progress: string): string {
  const index = readFileSync(progress).readDoubleLE(0);
  const input = inputAt(stockOf(parser.samples()), seed, index);
  return `input ${index} of seed ${seed}: ${Buffer.from(input).toString('hex')}`;
}

type Ended = {
  readonly code: number | null;
  readonly hung: boolean;
  readonly out: string;
  readonly errors: string;
};

/** Starts child.ts and kills it when its progress stands still. */
function runChild(name: string, progress: string): Promise<Ended> {
  const script = path.join(import.meta.dirname, 'child.ts');
  const flags = [`--max-old-space-size=${HEAP_MB}`, '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...flags, script, name, String(seed), String(count), progress], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  let [hung, before] = [false, ''];
  const watchdog = setInterval(() => {
    const now = readProgress(progress);
    hung = now === before;
    before = now;
    if (hung) child.kill('SIGKILL');
  }, HANG_MS);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watchdog);
      resolve({ code, hung, out, errors });
    });
  });
}

/** The number in the file of progress as it stands; nothing before there is one. */
function readProgress(progress: string): string {
  try {
    return readFileSync(progress).toString('hex');
  } catch {
    return '';
  }
}
