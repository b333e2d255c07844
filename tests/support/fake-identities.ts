import type { Identities, IdentityView } from '#lib/client/client.ts';
import { KeyRefusal } from '#lib/client/key-refusal.ts';

/** Identities without stores: one without a copy stays. */
export function createFakeIdentities(start: readonly IdentityView[]): Identities {
  let rows = [...start];
  return {
    list: async () => [...rows],
    async show(slot) {
      rows = rows.map((row) => ({ ...row, isShown: row.slot === slot }));
    },
    async add() {
      const slot = `slot000${rows.length}`;
      const others = rows.map((row) => ({ ...row, isShown: false }));
      rows = [...others, { slot, isShown: true, hasCopy: false, waiting: 0 }];
    },
    async remove(slot) {
      if (rows.find((row) => row.slot === slot)?.hasCopy !== true) throw new KeyRefusal('no-copy', '');
      rows = rows.filter((row) => row.slot !== slot);
    },
  };
}
