import { readdir, readFile } from 'node:fs/promises';

/** Ticks of the kernel's clock in a second, on every Linux that we know. */
const TICKS = 100;

/**
 * Seconds that a process and all below it have computed so far; `undefined` where there is no /proc. On a machine that other
 * programs share it says more than the time that went by.
 */
export async function processorSeconds(pid: number): Promise<number | undefined> {
  const processes = new Map<number, { readonly parent: number; readonly ticks: number }>();
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    // The name, in brackets, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
    if (parent === undefined || user === undefined || system === undefined) continue;
    processes.set(Number(name), { parent, ticks: user + system });
  }
  if (processes.size === 0) return undefined;
  const isBelow = (id: number): boolean => {
    for (let at: number | undefined = id; at !== undefined && at !== 0; at = processes.get(at)?.parent)
      if (at === pid) return true;
    return false;
  };
  let ticks = 0;
  for (const [id, each] of processes) if (isBelow(id)) ticks += each.ticks;
  return ticks / TICKS;
}
