/** Work of one side of a comparison. It gives its result, so that none of it can be left out as unused. */
type Once = () => unknown;

export type Spread = { readonly min: number; readonly median: number; readonly max: number };

export type RoundOptions = {
  readonly rounds?: number;
  /** A side is repeated within a round until about so much time went by, so that the clock's own step does not count. */
  readonly sliceMs?: number;
};

/** The least, the middle and the greatest of some figures. */
export function spread(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const half = sorted.length / 2;
  return {
    min: at(0),
    median: (at(Math.ceil(half) - 1) + at(Math.floor(half))) / 2,
    max: at(sorted.length - 1),
  };
}

/** Milliseconds that this thread has computed; time in which other programs had the processor does not count. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function timed(once: Once, times: number): Promise<number> {
  const from = threadMs();
  for (let left = times; left > 0; left -= 1) {
    const outcome = once();
    if (outcome instanceof Promise) await outcome;
  }
  return threadMs() - from;
}

/** How often a side runs in a slice. These first runs also let the compiler see it. */
async function timesFor(once: Once, sliceMs: number): Promise<number> {
  let times = 1;
  for (;;) {
    const ms = await timed(once, times);
    if (ms >= sliceMs / 2) return Math.max(1, Math.round((times * sliceMs) / ms));
    times = Math.ceil(times * Math.min(16, Math.max(2, sliceMs / Math.max(ms, 0.001))));
  }
}

/**
 * Times several sides in turns, every one of them in every round and another one first each time, so that whatever else
 * the machine does meets all of them. Gives the milliseconds of one run of each side, by round. Compare the figures of
 * one call with each other and with no others.
 */
export async function timeInRounds<Name extends string>(
  sides: Readonly<Record<Name, Once>>,
  { rounds = 9, sliceMs = 100 }: RoundOptions = {},
): Promise<Readonly<Record<Name, readonly number[]>>> {
  const names = Object.keys(sides) as Name[];
  const times = new Map<Name, number>();
  const ms = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (const name of names) times.set(name, await timesFor(sides[name], sliceMs));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const count = times.get(name) ?? 1;
      ms[name].push((await timed(sides[name], count)) / count);
    }
  }
  return ms;
}

/** How many times as long `slow` took as `fast`, round by round. */
export const ratio = (slow: readonly number[], fast: readonly number[]): Spread =>
  spread(slow.map((ms, round) => ms / (fast[round] ?? Number.NaN)));

/** A figure with as many digits as it deserves. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `min / median / max`. */
export const showSpread = ({ min, median, max }: Spread): string =>
  `${figure(min)} / ${figure(median)} / ${figure(max)}`;

/** Whether a median reaches its goal, as a cell of a table. */
export const showGoal = ({ median }: Spread, least: number): string =>
  `${median >= least ? 'met' : 'MISSED'} (at least ${figure(least)})`;

/** Prints rows in columns; what looks like figures stands to the right. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [header, ...rows];
  const widths = header.map((_cell, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const isFigures = header.map((_cell, column) =>
    rows.every((cells) => /^[\d.,/ -]*$/.test(cells[column] ?? '')),
  );
  for (const cells of lines) {
    const padded = widths.map((width, column) => {
      const cell = cells[column] ?? '';
      return isFigures[column] === true ? cell.padStart(width) : cell.padEnd(width);
    });
    console.log(`  ${padded.join('   ')}`.trimEnd());
  }
  console.log('');
}
