import { parseArgs } from 'node:util';
import { faultWhilePosting } from '#tests/support/posting-faults.ts';
import { printTable } from './measure.ts';

/** A real browser that something happens to with each post. The build must be there. `--faults N` (200). */
export async function run(options: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...options],
    options: { faults: { type: 'string', default: '200' } },
  });
  const faults = Number(values.faults);
  const from = performance.now();
  let done = 0;
  const { acknowledged, lost, doubled, unsaid } = await faultWhilePosting(faults, (fault, saved) => {
    done += 1;
    if (done % 10 === 0)
      console.log(`  ${done} faults, the last a ${fault}; ${saved} posts were called saved`);
  });
  printTable(
    ['goal', 'measured', ''],
    [
      [
        'none is lost that was called saved',
        `${lost.length} of ${acknowledged}`,
        lost.length === 0 ? 'met' : 'MISSED',
      ],
      ['none is on the chain twice', `${doubled.length}`, doubled.length === 0 ? 'met' : 'MISSED'],
    ],
  );
  for (const words of [...lost, ...doubled]) console.log(`  ${words}`);
  const seconds = Math.round((performance.now() - from) / 1_000);
  console.log(
    `  ${faults} faults in ${seconds} s; ${unsaid} more had reached the disk before anybody said so\n`,
  );
  if (lost.length + doubled.length > 0) process.exitCode = 1;
}
