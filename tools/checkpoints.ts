/**
 * `npm run checkpoints -- --network main|test --source URL --source URL [--between] [--write]`: reads headers from two
 * chaintracks, judges each chain by the network's own rules as the app does, and lists every 2,016th block on which both
 * agree. With `--between` it fills the spans between the listed checkpoints instead of going on above the last. Without
 * `--write` it only prints. See docs/checkpoints.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createOneSatStack } from '#lib/chain/sources/one-sat-stack.ts';
import { CHECKPOINTS, writeCheckpoints, type Checkpoint } from '#lib/proof/checkpoints.ts';
import { extendList, fillList } from './checkpoint-list.ts';

const FOLDER = path.resolve(import.meta.dirname, '../lib/proof/checkpoints');

const { values } = parseArgs({
  options: {
    network: { type: 'string', default: 'main' },
    source: { type: 'string', multiple: true, default: [] },
    between: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const { network, source: urls, between, write } = values;
if (network !== 'main' && network !== 'test') stop('--network is main or test: BTC has its list already');
const [first, second] = urls.map((url) =>
  createOneSatStack({ name: new URL(url).host, url: url.replace(/\/$/, '') }),
);
if (first === undefined || second === undefined || urls.length !== 2)
  stop('two --source are needed, of two operators');

const known = CHECKPOINTS[network];
const signal = AbortSignal.timeout(60 * 60_000);
const say = (line: string): void => console.log(line);
const added = between
  ? await fillList(known, [first, second], signal, say)
  : await extendList(network, known, [first, second], signal, say);
console.log(`${added.length} blocks on which both agree`);
if (write) save([...known, ...added]);
else console.log(writeCheckpoints(added));

/** Replaces the list in the file, below the words about where it comes from. Genesis is not part of it. */
function save(list: readonly Checkpoint[]): void {
  const file = path.join(FOLDER, `${network}.ts`);
  const rising = list.filter(({ height }) => height > 0).toSorted((a, b) => a.height - b.height);
  const [head = ''] = readFileSync(file, 'utf8').split('`\n');
  writeFileSync(file, `${head}\`\n${writeCheckpoints(rising)}\n\`;\n`);
  console.log(`${file}: say in it where the new ones come from, and commit it`);
}

function stop(words: string): never {
  console.error(words);
  process.exit(1);
}
