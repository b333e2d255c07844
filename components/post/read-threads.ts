const READ = 'nabo:threads-read';
/** Talks whose last visit is remembered; those visited longest ago are forgotten. */
const MOST_THREADS = 200;

type Visits = readonly (readonly [txid: string, at: number])[];

function read(): Visits {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(READ) ?? '[]');
    return Array.isArray(value) ? value.filter(isVisit) : [];
  } catch {
    return [];
  }
}

const isVisit = (value: unknown): value is readonly [string, number] =>
  Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number';

/** When the reader was in a talk before, in milliseconds since 1970; `undefined` on the first visit. Notes that they are now. */
export function visitThread(txid: string, now: number): number | undefined {
  const visits = read();
  const before = visits.find(([known]) => known === txid)?.[1];
  const others = visits.filter(([known]) => known !== txid).slice(-(MOST_THREADS - 1));
  try {
    localStorage.setItem(READ, JSON.stringify([...others, [txid, now]]));
  } catch {
    // Storage may be full or forbidden: then nothing is marked as new.
  }
  return before;
}
