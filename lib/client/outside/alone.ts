import type { Alone } from './desk.ts';

const lockName = (name: string): string => `nabo-outside:${name}`;

/** By Web Locks, which a tab gives back however it ends. Looking takes none, so that it is in nobody's way. */
export const aloneByLocks: Alone = {
  run: (name, work) =>
    navigator.locks.request(lockName(name), { ifAvailable: true }, async (lock) => {
      if (lock !== null) await work();
      return lock !== null;
    }),
  async isTaken(name) {
    const { held = [] } = await navigator.locks.query();
    return held.some((lock) => lock.name === lockName(name));
  },
};
