import { closeSync, openSync, writeSync } from 'node:fs';
import { fuzz, FuzzFailure, PARSERS, shareOf } from './fuzz.ts';

/**
 * One parser in a process of its own, which main.ts starts with a small heap: NAME SEED COUNT PROGRESS. Before each input
 * its number is written to the file PROGRESS, so that it is known even when this process hangs or is out of memory.
 */
const [name = '', seed = '', count = '', progress = ''] = process.argv.slice(2);
const parser = PARSERS.find((known) => known.name === name);
if (parser === undefined) throw new Error(`no parser ${name}`);

const file = openSync(progress, 'w');
const number = Buffer.alloc(8);
const onInput = (index: number): void => {
  number.writeDoubleLE(index);
  writeSync(file, number, 0, 8, 0);
};
try {
  const { inputs, accepted, seen, slowest } = await fuzz(parser, {
    seed: Number(seed),
    count: shareOf(parser, Number(count)),
    onInput,
  });
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(JSON.stringify({ inputs, accepted, seen: [...seen], slowest, peakMb }));
} catch (error) {
  if (!(error instanceof FuzzFailure)) throw error;
  console.error(`${error.name}: ${error.message}`);
  process.exitCode = 1;
} finally {
  closeSync(file);
}
