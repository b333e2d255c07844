import { readFile } from 'node:fs/promises';
import { joinAsStranger, type Stranger } from '#tests/support/stranger.ts';
import { figure, printTable } from './measure.ts';
import { startRelayProcess } from './p2p-servers.ts';
import { processorSeconds } from './processor-time.ts';

const STEPS = [1, 50, 100, 150, 200];

/**
 * What people cost a relay: nodes of this process that are taken in by it, as browsers are, and its memory and processor
 * time as the system counts them.
 */
export async function run(): Promise<void> {
  await using relay = await startRelayProcess();
  await using people = new AsyncDisposableStack();
  const joined: Stranger[] = [];
  const rows: string[][] = [];
  let first = 0;
  for (const count of STEPS) {
    const before = (await processorSeconds(relay.pid)) ?? Number.NaN;
    const came = count - joined.length;
    while (joined.length < count) joined.push(people.use(await joinAsStranger(relay.url)));
    const taken = (await processorSeconds(relay.pid)) ?? Number.NaN;
    const bytes = await residentBytes(relay.pid);
    if (count === 1) first = bytes;
    rows.push([
      figure(count),
      figure(bytes / 1e6),
      count === 1 ? '' : figure((bytes - first) / 1e3 / (count - 1)),
      figure(((taken - before) / came) * 1_000),
    ]);
  }
  printTable(['people at a relay', 'MB', 'KB for each more', 'ms of processor to take one in'], rows);
}

/** Memory that a process has in the machine's, in bytes. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}
