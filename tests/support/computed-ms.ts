/** Milliseconds that this process computes while `work` runs: more steady than the time that goes by where others compute too. */
export function computedMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
